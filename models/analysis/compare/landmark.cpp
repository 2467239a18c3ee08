#include "models/analysis/compare/landmark.h"

#include "models/analysis/compare/effect_estimate.h"
#include "models/analysis/compare/student_interval.h"
#include "models/analysis/stats/quantile.h"
#include "models/base/text.h"

#include <algorithm>
#include <limits>

namespace throughline::analysis {

namespace {

constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

/// Per row at risk: ms from the step to meeting the error; kNever without, -1 when left out.
std::vector<std::int64_t> elapsedMs(const ComparisonTable& table, const RiskTable& atRisk,
                                    std::span<const Hit> hits,
                                    std::span<const index::Exposure> exposures)
{
    const FunnelLevels& levels = table.levels();
    std::vector<std::int64_t> elapsed(atRisk.session.size(), kNever);
    auto met = exposures.begin();
    for (const Hit& hit : hits) {
        const std::uint32_t session = atRisk.session[hit.row];
        while (met->session < session) {
            ++met;
        }
        const std::int64_t reached =
            levels.reachedMs[std::size_t {session} * levels.steps + atRisk.step - 1];
        elapsed[hit.row] = hit.affected ? met->offsetMs - reached : -1;
    }
    return elapsed;
}

/// Whether a session goes on after so long and has not converted by then.
bool isActive(const ComparisonTable& table, const RiskTable& atRisk, std::uint32_t row,
              double landmark)
{
    const index::SessionIndex& index = table.index();
    const FunnelLevels& levels = table.levels();
    const std::uint32_t session = atRisk.session[row];
    if (index.firstEvent[session] == index.firstEvent[session + 1]) {
        return false;
    }
    const std::int64_t* const reached =
        levels.reachedMs.data() + std::size_t {session} * levels.steps;
    const double since = static_cast<double>(reached[atRisk.step - 1]) + landmark;
    const std::int64_t last = index.offsetMs(session, index.firstEvent[session + 1] - 1);
    const bool convertedBefore =
        atRisk.converted(row) && static_cast<double>(reached[levels.steps - 1]) <= since;
    return static_cast<double>(last) >= since && !convertedBefore;
}

} // namespace

Estimate landmarkEstimate(const ComparisonTable& table, const RiskTable& atRisk,
                          std::span<const Hit> hits, std::span<const index::Exposure> exposures)
{
    const std::vector<std::int64_t> elapsed = elapsedMs(table, atRisk, hits, exposures);
    std::vector<double> times;
    for (const std::int64_t ms : elapsed) {
        if (ms >= 0 && ms != kNever) {
            times.push_back(static_cast<double>(ms));
        }
    }
    std::sort(times.begin(), times.end());
    const std::optional<double> landmark = quantileOfSorted(times, 0.5);
    Proportion affected;
    Proportion control;
    for (std::uint32_t row = 0; landmark && row < elapsed.size(); ++row) {
        if (elapsed[row] < 0 || !isActive(table, atRisk, row, *landmark)) {
            continue;
        }
        const bool met = elapsed[row] != kNever && static_cast<double>(elapsed[row]) <= *landmark;
        Proportion& arm = met ? affected : control;
        arm.trials += 1;
        arm.successes += atRisk.converted(row) ? 1U : 0U;
    }
    Estimate estimate = compareArms("landmark", affected, control);
    if (landmark) {
        appendNote(estimate,
                   "sessions still active " + formatFixed(*landmark / 1000, 1)
                       + " s after the step");
    }
    return estimate;
}

} // namespace throughline::analysis
