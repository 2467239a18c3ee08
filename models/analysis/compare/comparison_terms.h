#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace throughline::analysis {

/// How affected and control are compared, where not as usual.
struct ComparisonTerms
{
    std::optional<std::uint32_t> fromStep; ///< exposure step, from 1; none: the one that fits
    std::vector<std::string> match; ///< fields to match on; empty: plan, device, country, release
    std::optional<double> valuePerConversion; ///< none: the mean observed

    bool operator==(const ComparisonTerms&) const = default;
};

} // namespace throughline::analysis
