#include "models/analysis/compare/engagement.h"

#include <algorithm>
#include <array>
#include <bit>

namespace throughline::analysis {

namespace {

using Trial = MatchedTrials::Trial;

/// Reads what happened after a trial off the index.
class Aftermath
{
public:
    Aftermath(const ComparisonTable& table, Timestamp dataEnd)
        : m_index(table.index())
        , m_levels(table.levels())
        , m_sources(table.sources())
        , m_dataEnd(dataEnd)
    {
    }

    [[nodiscard]] std::int64_t at(const Trial& trial) const
    {
        return m_index.offsetMs(trial.session, trial.event);
    }

    [[nodiscard]] double timeOnTask(const Trial& trial) const
    {
        const std::int64_t* const reached =
            m_levels.reachedMs.data() + std::size_t {trial.session} * m_levels.steps;
        std::int64_t end = 0;
        if (m_levels.level[trial.session] >= m_levels.steps) {
            end = reached[m_levels.steps - 1];
        } else {
            const std::int64_t last =
                m_index.offsetMs(trial.session, m_index.firstEvent[trial.session + 1] - 1);
            end = std::min(last, reached[0] + m_levels.window.ns / 1'000'000);
        }
        return static_cast<double>(std::max<std::int64_t>(0, end - at(trial))) / 1000;
    }

    [[nodiscard]] double eventsAfter(const Trial& trial) const
    {
        const std::uint32_t end = m_index.firstEvent[trial.session + 1];
        return end - (trial.event + 1) - errorsBetween(trial.event + 1, end);
    }

    [[nodiscard]] double retriesAfter(const Trial& trial) const
    {
        const std::int64_t until = at(trial) + kRetryWithin.ns / 1'000'000;
        const std::uint32_t end = m_index.firstEvent[trial.session + 1];
        std::uint32_t count = 0;
        for (std::uint32_t event = trial.event + 1;
             event < end && m_index.offsetMs(trial.session, event) <= until; ++event) {
            const bool again = kindOf(event) == kindOf(trial.event);
            count += again && errorsBetween(event, event + 1) == 0 ? 1 : 0;
        }
        return count;
    }

    [[nodiscard]] std::optional<double> returned(const Trial& trial) const
    {
        const Timestamp moment = m_index.start[trial.session] + Duration::milliseconds(at(trial));
        const std::uint32_t user = m_index.user[trial.session];
        if (user == index::kNone || m_dataEnd - moment < kReturnWithin) {
            return std::nullopt;
        }
        for (std::uint32_t next = trial.session + 1;
             next < m_index.sessionCount() && m_index.user[next] == user; ++next) {
            if (m_index.start[next] > moment) {
                return m_index.start[next] - moment <= kReturnWithin ? 1 : 0;
            }
        }
        return 0;
    }

private:
    /// Error records among the events [from, to).
    [[nodiscard]] std::uint32_t errorsBetween(std::uint32_t from, std::uint32_t to) const
    {
        std::uint32_t count = 0;
        while (m_sources.errorRecords != nullptr && from < to) {
            const std::uint32_t stop = std::min(to, (from / 64 + 1) * 64);
            std::uint64_t bits = m_sources.errorRecords->words[from / 64] >> (from % 64);
            if (stop - from < 64) {
                bits &= (std::uint64_t {1} << (stop - from)) - 1;
            }
            count += static_cast<std::uint32_t>(std::popcount(bits));
            from = stop;
        }
        return count;
    }

    [[nodiscard]] std::uint32_t kindOf(std::uint32_t event) const
    {
        return m_sources.kindOfName[m_index.nameAndOrder[event] & index::SessionIndex::kNameMask];
    }

    const index::SessionIndex& m_index;
    const FunnelLevels& m_levels;
    OpportunitySources m_sources;
    Timestamp m_dataEnd;
};

struct SignalMetric
{
    const char* name;
    FrustrationKind kind;
    bool needsClicks;
    bool needsLoads;
};

constexpr std::array<SignalMetric, kFrustrationKinds> kSignalMetrics {
    {{"rage_clicks", FrustrationKind::RageClick, true, false},
     {"dead_clicks", FrustrationKind::DeadClick, true, true},
     {"error_clicks", FrustrationKind::ErrorClick, true, false},
     {"reloads", FrustrationKind::Reload, false, true},
     {"quick_backs", FrustrationKind::QuickBack, false, true}}};

void addSignals(std::vector<MetricEffect>& metrics, const MatchedTrials& trials,
                const Aftermath& after, const SessionSignals& signals)
{
    for (const SignalMetric& metric : kSignalMetrics) {
        if ((metric.needsClicks && !signals.clicksRecorded)
            || (metric.needsLoads && !signals.loadsRecorded)) {
            continue;
        }
        const bool dead = metric.kind == FrustrationKind::DeadClick;
        metrics.push_back(
            trials.compare(metric.name, [&](const Trial& trial) -> std::optional<double> {
                if (dead && signals.tellsResponses[trial.session] == 0) {
                    return std::nullopt;
                }
                return signals[metric.kind].countAfter(trial.session, after.at(trial));
            }));
        if (dead) {
            metrics.back().leftOutReason = "a response to a click would not show";
        }
    }
}

} // namespace

std::vector<MetricEffect> engagement(const ComparisonTable& table, const MatchedTrials& trials,
                                     const SessionSignals* signals, Timestamp dataEnd)
{
    const Aftermath after(table, dataEnd);
    std::vector<MetricEffect> metrics;
    metrics.push_back(trials.compare(
        "time_on_task_s", [&after](const Trial& trial) { return after.timeOnTask(trial); }));
    metrics.push_back(trials.compare(
        "session_depth", [&after](const Trial& trial) { return after.eventsAfter(trial); }));
    metrics.push_back(trials.compare(
        "retries", [&after](const Trial& trial) { return after.retriesAfter(trial); }));
    if (signals != nullptr) {
        addSignals(metrics, trials, after, *signals);
    }
    const std::vector<std::uint32_t>& users = table.index().user;
    if (std::any_of(users.begin(), users.end(),
                    [](std::uint32_t user) { return user != index::kNone; })) {
        metrics.push_back(trials.compare(
            "return_7d", [&after](const Trial& trial) { return after.returned(trial); }));
        metrics.back().leftOutReason = "no user, or less than 7 days before the data ends";
    }
    return metrics;
}

} // namespace throughline::analysis
