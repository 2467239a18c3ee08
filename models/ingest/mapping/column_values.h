#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace throughline::ingest {

/// How well a column's values look like what one meaning asks for.
struct ValueVerdict
{
    double share = 0; ///< of the values that have the form
    double evidence = 0; ///< how much that form tells by itself, whatever the column's name

    bool operator==(const ValueVerdict&) const = default;
};

/// Judges the values of a column for a meaning: a canonical field, "time" or "end". Meanings with
/// no form of their own are satisfied by anything and prove nothing.
[[nodiscard]] ValueVerdict judgeValues(std::string_view meaning,
                                       const std::vector<std::string>& values);

/// The meanings whose values have a form that tells by itself.
[[nodiscard]] const std::vector<std::string_view>& tellingMeanings();

} // namespace throughline::ingest
