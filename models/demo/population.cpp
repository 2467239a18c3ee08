#include "models/demo/population.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace throughline::demo {

namespace {

constexpr std::uint64_t kUserPurpose = 1;
constexpr std::uint64_t kAccountPurpose = 2;

std::string padded(std::uint32_t number, std::size_t width)
{
    std::string digits = std::to_string(number);
    return std::string(digits.size() < width ? width - digits.size() : 0, '0') + digits;
}

Plan planOf(Random& random, bool emerging)
{
    const double draw = random.uniform();
    if (draw < (emerging ? .76 : .50)) {
        return Plan::Free;
    }
    return draw < (emerging ? .94 : .86) ? Plan::Pro : Plan::Enterprise;
}

std::size_t countryOf(Random& random)
{
    double draw = random.uniform();
    for (std::size_t i = 0; i + 1 < countries().size(); ++i) {
        draw -= countries()[i].share;
        if (draw < 0) {
            return i;
        }
    }
    return countries().size() - 1;
}

Device deviceOf(Random& random, bool emerging)
{
    const double draw = random.uniform();
    if (draw < (emerging ? .66 : .37)) {
        return Device::Mobile;
    }
    return draw < (emerging ? .70 : .45) ? Device::Tablet : Device::Desktop;
}

/// The newest release, or the one before it while it spreads: hours on the web, days in the stores.
Release releaseAt(Timestamp start, TimeRange range, Channel channel, Random& random)
{
    const double spreadHours = channel == Channel::Web ? 5 : 30;
    for (const Release release : {Release::R231, Release::R230}) {
        const Duration age = start - releasedAt(release, range);
        const double hours = age.toSeconds() / 3600;
        if (hours >= 0 && !random.chance(std::exp(-hours / spreadHours))) {
            return release;
        }
    }
    return Release::R220;
}

struct Agent
{
    std::string_view browser;
    std::string_view system;
    std::string_view userAgent;
};

Agent webAgent(Device device, Random& random)
{
    static constexpr std::array<Agent, 4> kDesktop {{
        {"Chrome", "Windows",
         "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
         "Chrome/141.0.0.0 Safari/537.36"},
        {"Safari", "macOS",
         "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like "
         "Gecko) Version/19.0 Safari/605.1.15"},
        {"Firefox", "Linux",
         "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0"},
        {"Edge", "Windows",
         "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
         "Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0"},
    }};
    static constexpr std::array<Agent, 3> kTouch {{
        {"Mobile Safari", "iOS",
         "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, "
         "like Gecko) Version/19.0 Mobile/15E148 Safari/604.1"},
        {"Chrome Mobile", "Android",
         "Mozilla/5.0 (Linux; Android 16; K) AppleWebKit/537.36 (KHTML, like Gecko) "
         "Chrome/141.0.0.0 Mobile Safari/537.36"},
        {"Samsung Internet", "Android",
         "Mozilla/5.0 (Linux; Android 9; SM-J730F) AppleWebKit/537.36 (KHTML, like Gecko) "
         "SamsungBrowser/11.2 Chrome/75.0.3770.143 Mobile Safari/537.36"},
    }};
    const double draw = random.uniform();
    if (device == Device::Desktop) {
        return kDesktop[draw < .58 ? 0 : draw < .78 ? 1 : draw < .87 ? 2 : 3];
    }
    return kTouch[draw < .45 ? 0 : draw < .80 ? 1 : 2];
}

void equip(Visitor& visitor, Random& random)
{
    if (visitor.device == Device::Mobile && random.chance(.45)) {
        visitor.channel = random.chance(.5) ? Channel::Ios : Channel::Android;
        visitor.system = visitor.channel == Channel::Ios ? "iOS" : "Android";
        return;
    }
    const Agent agent = webAgent(visitor.device, random);
    visitor.browser = agent.browser;
    visitor.system = agent.system;
    visitor.userAgent = agent.userAgent;
}

/// Every twentieth clock is off, by half a minute to four minutes either way.
Duration clockOffset(Random& random)
{
    if (!random.chance(.05)) {
        return {};
    }
    const std::int64_t size = 30'000 + random.below(210'000);
    return Duration::milliseconds(random.chance(.5) ? size : -size);
}

std::string_view machineAgent(VisitorKind kind, Random& random)
{
    static constexpr std::array<std::string_view, 4> kCrawlers {
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
        "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)",
        "Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)",
    };
    if (kind == VisitorKind::Crawler) {
        return kCrawlers[random.below(kCrawlers.size())];
    }
    return "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
           "Chrome/141.0.0.0 Safari/537.36";
}

} // namespace

Random randomFor(std::uint64_t seed, std::uint64_t purpose, std::uint64_t number)
{
    Random first(seed);
    Random second(first.next() ^ (purpose * 0xD1B54A32D192ED03ULL));
    return Random(second.next() ^ (number * 0x9FB21C651E98DF25ULL));
}

std::string userName(std::uint32_t user)
{
    return "u_" + padded(user, 5);
}

std::string accountName(std::uint32_t account)
{
    return "acct_" + padded(account, 4);
}

std::string emailOf(std::uint32_t user)
{
    static constexpr std::array<std::string_view, 12> kFirst {"ana",  "ben",  "carla", "david",
                                                              "eva",  "femi", "grace", "hugo",
                                                              "ines", "jun",  "kim",   "lena"};
    static constexpr std::array<std::string_view, 10> kLast {
        "silva", "meyer", "rossi", "novak", "khan", "olsen", "dubois", "tanaka", "smith", "lopez"};
    std::string address(kFirst[user % kFirst.size()]);
    address += '.';
    address += kLast[user / kFirst.size() % kLast.size()];
    return address + std::to_string(user) + "@example.com";
}

std::string sessionName(std::uint64_t seed, std::uint64_t session)
{
    // Every step can be undone in 32 bits, so no two sessions get the same name.
    auto mixed = static_cast<std::uint32_t>(session) ^ static_cast<std::uint32_t>(seed);
    mixed = (mixed ^ (mixed >> 16U)) * 0x7FEB352DU;
    mixed = (mixed ^ (mixed >> 15U)) * 0x846CA68BU;
    mixed ^= mixed >> 16U;
    std::string name = "s_";
    for (int shift = 28; shift >= 0; shift -= 4) {
        name += "0123456789abcdef"[(mixed >> static_cast<unsigned>(shift)) & 0xFU];
    }
    return name;
}

Population::Population(std::uint64_t sessions, std::uint64_t seed)
    : m_users(static_cast<std::uint32_t>(std::max<std::uint64_t>(sessions * 10 / 17, 1)))
    , m_accounts(std::max<std::uint32_t>(m_users * 10 / 24, 1))
    , m_seed(seed)
{
}

void Population::describeUser(Visitor& visitor) const
{
    Random random = randomFor(m_seed, kUserPurpose, visitor.user);
    visitor.account = random.below(m_accounts);
    Random accountRandom = randomFor(m_seed, kAccountPurpose, visitor.account);
    visitor.country = countryOf(accountRandom);
    visitor.laterCountry = visitor.country;
    const bool emerging = countries()[visitor.country].emerging;
    visitor.plan = planOf(accountRandom, emerging);
    visitor.device = deviceOf(random, emerging);
}

Visitor Population::visitor(Timestamp start, TimeRange range, Random& random) const
{
    Visitor visitor;
    visitor.user = random.below(m_users);
    describeUser(visitor);
    if (random.chance(.15)) { // on another device than usual
        visitor.device = deviceOf(random, countries()[visitor.country].emerging);
    }
    equip(visitor, random);
    visitor.release = releaseAt(start, range, visitor.channel, random);
    visitor.staging = random.chance(.012);
    if (random.chance(.012)) {
        visitor.laterCountry = (visitor.country + 1 + random.below(12)) % countries().size();
    }
    visitor.clockOffset = clockOffset(random);
    if (visitor.channel != Channel::Web) {
        visitor.userAgent = "ShopApp/" + std::string(toText(visitor.release)) + " ("
            + std::string(visitor.system) + ")";
    }
    return visitor;
}

Visitor Population::machine(VisitorKind kind, Timestamp start, TimeRange range,
                            Random& random) const
{
    Visitor visitor;
    visitor.kind = kind;
    visitor.browser = "Chrome";
    visitor.system = "Linux";
    visitor.userAgent = machineAgent(kind, random);
    visitor.release = releaseAt(start, range, Channel::Web, random);
    visitor.staging = false;
    return visitor;
}

} // namespace throughline::demo
