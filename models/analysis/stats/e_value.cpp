#include "models/analysis/stats/e_value.h"

#include <cmath>

namespace throughline::analysis {

std::optional<double> eValue(double riskRatio)
{
    if (!(riskRatio > 0) || !std::isfinite(riskRatio)) {
        return std::nullopt;
    }
    const double ratio = riskRatio < 1 ? 1 / riskRatio : riskRatio;
    return ratio + std::sqrt(ratio * (ratio - 1));
}

std::optional<double> eValueOfLimit(const Interval& riskRatio)
{
    if (riskRatio.low <= 1 && riskRatio.high >= 1) {
        return 1;
    }
    return eValue(riskRatio.high < 1 ? riskRatio.high : riskRatio.low);
}

} // namespace throughline::analysis
