#pragma once

#include "models/domain/funnel.h"

#include <algorithm>
#include <cstdint>
#include <string>

namespace throughline::domain {

/// The place in the definition, from 1, of the step with this number, from 1, among those that
/// nobody can leave out. Levels and exposure steps count these. 0 where there is no such step.
[[nodiscard]] inline std::uint32_t placeOfRequired(const FunnelDefinition& funnel,
                                                   std::uint32_t number)
{
    const auto& optional = funnel.optionalSteps;
    std::uint32_t required = 0;
    for (std::uint32_t place = 1; place <= funnel.steps.size(); ++place) {
        if (std::find(optional.begin(), optional.end(), place) == optional.end()
            && ++required == number) {
            return place;
        }
    }
    return 0;
}

/// That step as it is written; empty where there is none.
[[nodiscard]] inline std::string requiredStep(const FunnelDefinition& funnel, std::uint32_t number)
{
    const std::uint32_t place = placeOfRequired(funnel, number);
    return place == 0 ? std::string() : funnel.steps[place - 1];
}

} // namespace throughline::domain
