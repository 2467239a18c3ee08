#include "models/analysis/compare/release_effect.h"

#include "models/analysis/compare/effect_estimate.h"
#include "models/analysis/stats/clustered_rate.h"
#include "models/analysis/stats/distributions.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace throughline::analysis {

namespace {

constexpr double kPer = 1000;
constexpr Duration kLongest = Duration::days(14);

Duration wholePart(Duration length)
{
    for (const Duration unit : {Duration::days(7), Duration::days(1), Duration::hours(1)}) {
        if (length >= unit) {
            return {length.ns / unit.ns * unit.ns};
        }
    }
    return {};
}

/// Per row of the risk table whether its session begins in the period.
std::vector<std::uint8_t> rowsIn(const ComparisonTable& table, const RiskTable& atRisk,
                                 const TimeRange& period)
{
    std::vector<std::uint8_t> in;
    in.reserve(atRisk.session.size());
    for (const std::uint32_t session : atRisk.session) {
        in.push_back(period.contains(table.index().start[session]) ? 1 : 0);
    }
    return in;
}

PeriodConversion conversionIn(const ComparisonTable& table, const RiskTable& atRisk,
                              const std::vector<std::uint8_t>& in)
{
    PeriodConversion found;
    ClusterSums clusters;
    ClusteredCount count;
    double size = 0;
    double converted = 0;
    const auto endUser = [&] {
        if (size > 0) {
            clusters.clusters += 1;
            clusters.squaredSizes += size * size;
            count.squares += converted * converted;
            count.products += converted * size;
        }
        size = converted = 0;
    };
    std::uint32_t user = index::kNone;
    for (std::uint32_t row = 0; row < in.size(); ++row) {
        if (in[row] == 0) {
            continue;
        }
        const std::uint32_t now = table.index().user[atRisk.session[row]];
        if (now == index::kNone || now != user) {
            endUser();
        }
        user = now;
        size += 1;
        found.sessions += 1;
        if (atRisk.converted(row)) {
            converted += 1;
            found.converted += 1;
        }
    }
    endUser();
    if (found.sessions > 0) {
        count.successes = found.converted;
        const Rate rate = clusteredRate(count, found.sessions, clusters);
        found.rate = rate.value;
        found.interval = wilsonInterval(rate);
    }
    return found;
}

/// later - earlier, standardised to the later period.
Estimate periodsCompared(const ComparisonTable& table, std::uint32_t step, const TimeRange& later,
                         const TimeRange& earlier, std::string method)
{
    const RiskTable& whole = table.atRisk(step);
    std::vector<std::uint32_t> sessions;
    std::vector<Hit> hits;
    for (const std::uint32_t session : whole.session) {
        const Timestamp start = table.index().start[session];
        if (later.contains(start)) {
            hits.push_back({static_cast<std::uint32_t>(sessions.size()), true});
        }
        if (later.contains(start) || earlier.contains(start)) {
            sessions.push_back(session);
        }
    }
    const RiskTable both =
        makeRiskTable(table.index(), table.levels(), sessions, table.cells(), step);
    Estimate estimate = StratifiedEstimator(both, table.match()).estimate(hits).estimate;
    estimate.method = std::move(method);
    return estimate;
}

} // namespace

std::string_view toText(FixVerdict verdict)
{
    switch (verdict) {
    case FixVerdict::NotAsked:
        return "not-asked";
    case FixVerdict::NeverSeen:
        return "never-seen";
    case FixVerdict::Fixed:
        return "fixed";
    case FixVerdict::Fewer:
        return "fewer";
    case FixVerdict::Unclear:
        return "unclear";
    case FixVerdict::More:
        return "more";
    }
    return {};
}

ReleasePeriods releasePeriods(Timestamp released, std::optional<Timestamp> next, TimeRange data)
{
    Timestamp end = data.to;
    if (next && *next > released) {
        end = std::min(end, *next);
    }
    const Duration room = std::min(released - data.from, end - released);
    const Duration length = wholePart(std::min(room, kLongest));
    if (length.ns <= 0) {
        return {};
    }
    return {{released - length - length, released - length},
            {released - length, released},
            {released, released + length}};
}

OccurrenceRate occurrenceRate(std::span<const SessionCount> sessions)
{
    OccurrenceRate rate;
    double squares = 0; // of c_u
    double products = 0; // c_u n_u
    double sizes = 0; // n_u^2
    std::uint64_t users = 0;
    for (std::size_t from = 0; from < sessions.size();) {
        const std::uint32_t user = sessions[from].user;
        double count = 0;
        std::size_t to = from;
        do {
            count += sessions[to].occurrences;
            rate.hit += sessions[to].occurrences > 0 ? 1 : 0;
            rate.occurrences += sessions[to].occurrences;
            ++to;
        } while (to < sessions.size() && user != index::kNone && sessions[to].user == user);
        const auto size = static_cast<double>(to - from);
        squares += count * count;
        products += count * size;
        sizes += size * size;
        ++users;
        from = to;
    }
    rate.sessions = sessions.size();
    if (rate.sessions == 0) {
        return rate;
    }
    const auto n = static_cast<double>(rate.sessions);
    const double r = static_cast<double>(rate.occurrences) / n;
    rate.perThousand = kPer * r;
    if (rate.occurrences == 0) {
        const Rate none = clusteredRate({}, rate.sessions, {users, sizes});
        rate.interval = Interval {0, kPer * wilsonInterval(none).high};
        return rate;
    }
    if (users < 2) {
        return rate;
    }
    if (rate.hit == rate.sessions && rate.occurrences == rate.sessions) {
        // Nothing varies, which says nothing of how sure one is: Wilson's lower bound of n of n.
        const double low =
            wilsonInterval(clusteredRate({rate.hit, sizes, sizes}, rate.sessions, {users, sizes}))
                .low;
        rate.interval = Interval {kPer * low, kPer};
        return rate;
    }
    const auto groups = static_cast<double>(users);
    const double residuals = std::max(0.0, squares - 2 * r * products + r * r * sizes);
    const double error = std::sqrt(groups / (groups - 1) * residuals) / n;
    const double reach = std::exp(studentQuantile(.975, groups - 1) * error / r);
    rate.interval = Interval {kPer * r / reach, kPer * r * reach};
    return rate;
}

void compareOccurrences(ReleaseEffect& effect)
{
    const OccurrenceRate& before = effect.occurrencesBefore;
    const OccurrenceRate& after = effect.occurrencesAfter;
    if (!before.perThousand || !after.perThousand) {
        return;
    }
    const double difference = *after.perThousand - *before.perThousand;
    effect.occurrencesDifference = difference;
    if (!before.interval || !after.interval || before.occurrences + after.occurrences == 0) {
        return;
    }
    const double down = std::hypot(*after.perThousand - after.interval->low,
                                   before.interval->high - *before.perThousand);
    const double up = std::hypot(after.interval->high - *after.perThousand,
                                 *before.perThousand - before.interval->low);
    effect.occurrencesInterval = Interval {difference - down, difference + up};
    const double towardsZero = difference < 0 ? up : down;
    if (towardsZero > 0) {
        effect.occurrencesP = normalTwoSidedP(difference / (towardsZero / kZ975));
    }
}

void addConversion(ReleaseEffect& effect, const ComparisonTable& table,
                   const ReleasePeriods& periods)
{
    const RiskTable& atRisk = table.atRisk(effect.step);
    effect.funnel = table.funnel().name;
    effect.conversionBefore = conversionIn(table, atRisk, rowsIn(table, atRisk, periods.before));
    effect.conversionAfter = conversionIn(table, atRisk, rowsIn(table, atRisk, periods.after));
    effect.conversion =
        periodsCompared(table, effect.step, periods.after, periods.before, "before_after");
    effect.placebo =
        periodsCompared(table, effect.step, periods.before, periods.earlier, "placebo_period");
}

FixVerdict fixVerdictOf(const ReleaseEffect& effect)
{
    if (effect.group.value() == 0) {
        return FixVerdict::NotAsked;
    }
    const std::optional<Interval>& interval = effect.occurrencesInterval;
    if (effect.occurrencesBefore.occurrences + effect.occurrencesAfter.occurrences == 0) {
        return FixVerdict::NeverSeen;
    }
    if (interval && interval->high < 0) {
        return effect.occurrencesAfter.occurrences == 0 ? FixVerdict::Fixed : FixVerdict::Fewer;
    }
    return interval && interval->low > 0 ? FixVerdict::More : FixVerdict::Unclear;
}

} // namespace throughline::analysis
