#pragma once

#include <compare>
#include <optional>
#include <string_view>

namespace throughline::analysis {

/// Which of two versions came first, by their text: numbers between dots count as numbers, a
/// leading "v" and a name before "@" do not count, and what follows "-" makes a version an earlier
/// one than itself without it (Semantic Versioning 2.0.0, section 11); what follows "+" does not
/// count. nullopt where one of them does not start with a number, as a commit's hash.
[[nodiscard]] std::optional<std::strong_ordering> compareVersions(std::string_view a,
                                                                  std::string_view b);

} // namespace throughline::analysis
