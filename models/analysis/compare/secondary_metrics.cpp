#include "models/analysis/compare/secondary_metrics.h"

#include "models/analysis/stats/mean_difference.h"

namespace throughline::analysis {

MetricEffect timeToConvert(const RiskTable& atRisk, const FunnelLevels& levels,
                           std::span<const Hit> hits)
{
    SampleMoments affected;
    SampleMoments control;
    auto hit = hits.begin();
    for (std::uint32_t row = 0; row < atRisk.session.size(); ++row) {
        const bool isHit = hit != hits.end() && hit->row == row;
        const bool leftOut = isHit && !hit->affected;
        if (isHit) {
            ++hit;
        }
        if (leftOut || !atRisk.converted(row)) {
            continue;
        }
        const std::size_t first = std::size_t {atRisk.session[row]} * levels.steps;
        const std::int64_t ms =
            levels.reachedMs[first + levels.steps - 1] - levels.reachedMs[first];
        (isHit ? affected : control).add(static_cast<double>(ms) / 1000);
    }
    MetricEffect metric;
    metric.name = "time_to_convert_s";
    metric.affectedMeasured = affected.count();
    metric.controlMeasured = control.count();
    if (affected.count() > 0) {
        metric.affected = affected.mean();
    }
    if (control.count() > 0) {
        metric.control = control.mean();
    }
    if (const auto welch = welchTest(affected, control)) {
        metric.difference = welch->difference;
        metric.interval = welch->interval;
        metric.pValue = welch->pValue;
    }
    return metric;
}

} // namespace throughline::analysis
