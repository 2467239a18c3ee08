#include "models/analysis/compare/exposure.h"

#include <algorithm>

namespace throughline::analysis {

namespace {

std::int64_t reachedMs(const FunnelLevels& levels, std::uint32_t session, std::uint32_t step)
{
    return levels.reachedMs[std::size_t {session} * levels.steps + step - 1];
}

/// The first row from `row` on whose session is not before this one. Looks near by first: hits come
/// in order, a few hundred rows apart.
std::size_t rowNotBefore(const RiskTable& table, std::size_t row, std::uint32_t session)
{
    const std::size_t rows = table.session.size();
    std::size_t step = 1;
    std::size_t beyond = row;
    while (beyond < rows && table.session[beyond] < session) {
        row = beyond + 1;
        beyond += step;
        step *= 2;
    }
    const auto begin = table.session.begin();
    const auto found =
        std::lower_bound(begin + static_cast<std::ptrdiff_t>(row),
                         begin + static_cast<std::ptrdiff_t>(std::min(beyond, rows)), session);
    return static_cast<std::size_t>(found - begin);
}

/// Calls visit(row, exposure) for the exposures of sessions that have a row, ascending.
template<typename Visit>
void forEachRow(const RiskTable& table, std::span<const index::Exposure> exposures,
                const Visit& visit)
{
    std::size_t row = 0;
    for (const index::Exposure& exposure : exposures) {
        row = rowNotBefore(table, row, exposure.session);
        if (row < table.session.size() && table.session[row] == exposure.session) {
            visit(static_cast<std::uint32_t>(row), exposure);
        }
    }
}

} // namespace

Arm armOf(const FunnelLevels& levels, std::uint32_t session, std::uint32_t step,
          std::int64_t exposureMs)
{
    if (levels.level[session] < step) {
        return Arm::NotAtRisk;
    }
    if (exposureMs < reachedMs(levels, session, step)) {
        return Arm::HitBefore;
    }
    const bool converted = levels.level[session] >= levels.steps;
    if (converted && exposureMs >= reachedMs(levels, session, levels.steps)) {
        return Arm::Control;
    }
    const std::int64_t sinceEntryMs = exposureMs - reachedMs(levels, session, 1);
    return sinceEntryMs <= levels.window.ns / 1'000'000 ? Arm::Affected : Arm::Control;
}

std::uint32_t chooseExposureStep(const RiskTable& entered, const FunnelLevels& levels,
                                 std::span<const index::Exposure> exposures)
{
    if (levels.steps < 2) {
        return 0;
    }
    std::uint64_t affected = 0;
    std::vector<std::uint64_t> hadReached(levels.steps, 0); // step 1 at place 1
    forEachRow(entered, exposures, [&](std::uint32_t, const index::Exposure& exposure) {
        ++affected;
        for (std::uint32_t step = 1; step < levels.steps; ++step) {
            const std::int64_t reached = reachedMs(levels, exposure.session, step);
            hadReached[step] +=
                step <= levels.level[exposure.session] && reached <= exposure.offsetMs ? 1 : 0;
        }
    });
    if (affected == 0) {
        return 0;
    }
    for (std::uint32_t step = levels.steps - 1; step > 1; --step) {
        if (hadReached[step] * 100 >= affected * 95) {
            return step;
        }
    }
    return 1;
}

std::vector<Hit> findHits(const RiskTable& table, const FunnelLevels& levels,
                          std::span<const index::Exposure> exposures)
{
    std::vector<Hit> hits;
    forEachRow(table, exposures, [&](std::uint32_t row, const index::Exposure& exposure) {
        const Arm arm = armOf(levels, exposure.session, table.step, exposure.offsetMs);
        if (arm == Arm::Affected || arm == Arm::HitBefore) {
            hits.push_back({row, arm == Arm::Affected});
        }
    });
    return hits;
}

std::vector<Hit> findAnyHits(const RiskTable& table, std::span<const index::Exposure> exposures)
{
    std::vector<Hit> hits;
    forEachRow(table, exposures, [&](std::uint32_t row, const index::Exposure&) {
        hits.push_back({row, true});
    });
    return hits;
}

} // namespace throughline::analysis
