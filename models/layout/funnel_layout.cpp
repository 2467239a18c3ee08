#include "models/layout/funnel_layout.h"

#include <algorithm>
#include <cmath>

namespace throughline::layout {

std::vector<FunnelBar> funnelBars(std::span<const FunnelShares> arms, double barWidth)
{
    std::size_t steps = 0;
    for (const FunnelShares& arm : arms) {
        steps = std::max(steps, arm.size());
    }
    const double width = std::clamp(barWidth, 0.0, 1.0);
    std::vector<FunnelBar> bars;
    bars.reserve(steps * arms.size());
    for (std::size_t step = 0; step < steps; ++step) {
        for (std::size_t arm = 0; arm < arms.size(); ++arm) {
            const double each = width / static_cast<double>(arms.size());
            FunnelBar bar {.step = step, .arm = arm};
            bar.left = static_cast<double>(step) - width / 2 + each * static_cast<double>(arm);
            bar.right = bar.left + each;
            bar.present = step < arms[arm].size() && arms[arm][step].has_value();
            const double share = bar.present ? *arms[arm][step] : 0;
            bar.height = std::isnan(share) ? 0 : std::clamp(share, 0.0, 1.0);
            bars.push_back(bar);
        }
    }
    return bars;
}

std::optional<FunnelHit> hitFunnel(std::span<const FunnelBar> bars, double x, double y)
{
    for (const FunnelBar& bar : bars) {
        if (bar.present && x >= bar.left && x < bar.right && y >= 0 && y <= 1) {
            return FunnelHit {bar.step, bar.arm,
                              y <= bar.height ? FunnelPart::Reached : FunnelPart::Dropped};
        }
    }
    return std::nullopt;
}

} // namespace throughline::layout
