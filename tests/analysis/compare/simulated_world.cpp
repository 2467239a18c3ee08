#include "tests/analysis/compare/simulated_world.h"

#include "models/analysis/compare/carriers.h"
#include "models/base/assert.h"
#include "models/base/random.h"

#include <optional>

namespace throughline::test {

namespace {

constexpr std::uint32_t kMostActions = 60;
constexpr std::uint32_t kOperations = 4;
constexpr std::array<double, kOperations> kFails {.01, .02, .04, .08};

struct User
{
    bool mobile = false;
    double leaves = 0; ///< chance after each action
    double converts = 0;
};

/// The luck of one session, drawn before it is lived.
struct Luck
{
    bool bounces = false;
    double harm = 0;

    struct Action
    {
        std::uint32_t operation = 0;
        std::uint32_t pauseMs = 0; ///< before it
        double fails = 0;
        double converts = 0;
        double leaves = 0;
    };

    std::array<Action, kMostActions> actions;
};

struct Life
{
    std::uint32_t actions = 0;
    std::optional<std::uint32_t> hit; ///< the action that failed first
    bool converts = false;
};

User drawUser(Random& random, World world)
{
    User user;
    user.mobile = random.chance(.4);
    user.leaves = .02 + .24 * random.uniform();
    user.converts = .03 + .11 * random.uniform();
    if (world == World::Confounded && user.mobile) {
        user.converts *= .4;
    }
    return user;
}

Luck drawLuck(Random& random, World world)
{
    Luck luck;
    luck.bounces = world == World::ManyBounces && random.chance(.5);
    luck.harm = random.uniform();
    for (Luck::Action& action : luck.actions) {
        action.operation = random.below(kOperations);
        action.pauseMs = 1'000 + random.below(18'000);
        action.fails = random.uniform();
        action.converts = random.uniform();
        action.leaves = random.uniform();
    }
    return luck;
}

double failChance(const User& user, std::uint32_t operation, World world)
{
    const double chance = kFails[operation];
    return world == World::Confounded ? chance * (user.mobile ? 2.2 : .5) : chance;
}

/// What the error leaves of the chance to convert, this long after it.
double keptChance(World world, double harm, std::uint64_t sinceMs)
{
    switch (world) {
    case World::HalvesConversion:
        return .5;
    case World::BlocksSome:
        return harm < .3 ? 0 : 1;
    case World::StrikesLate:
        return sinceMs >= 20'000 ? 1. / 3 : 1;
    default:
        return 1;
    }
}

Life live(const User& user, const Luck& luck, World world, bool withError)
{
    Life life;
    std::uint64_t now = 0;
    std::uint64_t hitAt = 0;
    for (std::uint32_t i = 0; i < kMostActions; ++i) {
        const Luck::Action& action = luck.actions[i];
        now += action.pauseMs;
        life.actions = i + 1;
        if (withError && !life.hit && action.fails < failChance(user, action.operation, world)) {
            life.hit = i;
            hitAt = now;
            if (world == World::RaisesLeaving && luck.harm < .3) {
                return life;
            }
        }
        if (luck.bounces) {
            return life;
        }
        const double kept = life.hit ? keptChance(world, luck.harm, now - hitAt) : 1;
        if (action.converts < user.converts * kept) {
            life.converts = true;
            return life;
        }
        if (action.leaves < user.leaves) {
            return life;
        }
    }
    return life;
}

void addEvent(index::SessionIndex& index, std::uint64_t ms, std::uint32_t name)
{
    index.offset.push_back(static_cast<std::uint32_t>(ms));
    index.nameAndOrder.push_back(static_cast<std::uint16_t>(name));
}

/// Appends the session as an export tells it: entering, its actions, converting.
void addSession(SimulatedWorld& world, std::uint32_t user, bool mobile, const Luck& luck,
                const Life& life)
{
    constexpr std::uint32_t kEnter = kOperations;
    constexpr std::uint32_t kConvert = kOperations + 1;
    index::SessionIndex& index = world.index;
    const auto session = static_cast<std::uint32_t>(index.user.size());
    index.user.push_back(user);
    index.start.push_back({});
    index.flags.push_back(0);
    addEvent(index, 0, kEnter);
    std::uint64_t now = 0;
    for (std::uint32_t i = 0; i < life.actions; ++i) {
        now += luck.actions[i].pauseMs;
        addEvent(index, now, luck.actions[i].operation);
        if (life.hit == i) {
            // Told half a second later, on the client's clock.
            world.exposures.first.push_back({session, static_cast<std::int64_t>(now) + 500});
        }
    }
    world.levels.level.push_back(life.converts ? 2 : 1);
    world.levels.reachedMs.push_back(0);
    world.levels.reachedMs.push_back(life.converts ? static_cast<std::int64_t>(now) + 900
                                                   : analysis::FunnelLevels::kNever);
    if (life.converts) {
        addEvent(index, now + 900, kConvert);
    }
    index.firstEvent.push_back(static_cast<std::uint32_t>(index.offset.size()));
    world.device.valueOf.push_back(mobile ? 1 : 2);
    world.scope.add(session);
}

} // namespace

std::string_view nameOf(World world)
{
    constexpr std::array<std::string_view, 7> kNames {
        "harmless",           "harmless, half bounce", "raises leaving", "halves conversion",
        "stops some forever", "harmless, confounded",  "strikes late"};
    return kNames[static_cast<std::size_t>(world)];
}

SimulatedWorld simulate(World world, std::uint64_t seed, std::uint32_t sessions)
{
    Random random(seed * 7919 + static_cast<std::uint64_t>(world));
    SimulatedWorld made;
    made.levels.steps = 2;
    made.levels.window = Duration::minutes(30);
    made.device = {"device.type", {"", "mobile", "desktop"}, {}};
    made.index.names = {"search", "add", "coupon", "pay", "enter", "convert"};
    made.index.firstEvent.push_back(0);
    double change = 0;
    User user;
    for (std::uint32_t session = 0; session < sessions; ++session) {
        if (session % 2 == 0) {
            user = drawUser(random, world);
        }
        const Luck luck = drawLuck(random, world);
        const Life lived = live(user, luck, world, true);
        const Life without = live(user, luck, world, false);
        if (lived.hit) {
            made.affected += 1;
            change += (lived.converts ? 1 : 0) - (without.converts ? 1 : 0);
        }
        addSession(made, session / 2, user.mobile, luck, lived);
    }
    made.truth = change / static_cast<double>(made.affected);
    std::vector<index::ExposureSet> groups {made.exposures};
    analysis::hangOnCarriers(groups, made.index, index::EventBits(made.index.eventCount()));
    made.exposures = groups.front();
    return made;
}

analysis::ComparisonTable SimulatedWorld::table(bool matchDevice) const
{
    analysis::ComparisonInputs inputs;
    inputs.funnel.name = "checkout";
    if (matchDevice) {
        inputs.match = {device};
    }
    auto made = analysis::ComparisonTable::create(index, levels, scope, std::move(inputs));
    TL_ASSERT(made.ok());
    return *std::move(made);
}

} // namespace throughline::test
