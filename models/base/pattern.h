#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace re2 {
class RE2;
}

namespace throughline {

/// Where a pattern matched; offsets in bytes. group[0] is the whole match; a group that took no
/// part is an empty view with no data.
struct PatternMatch
{
    std::size_t offset = 0;
    std::size_t length = 0;
    std::vector<std::string_view> group;
};

/// A regular expression in RE2 syntax: linear time on any text. The pattern is a literal of the
/// program, so a wrong one is a broken invariant. Copies share the compiled form; thread-safe.
class Pattern
{
public:
    explicit Pattern(std::string_view pattern);

    [[nodiscard]] bool found(std::string_view text) const;
    [[nodiscard]] bool matchesWhole(std::string_view text) const;

    /// The first match at or after `from`.
    [[nodiscard]] std::optional<PatternMatch> find(std::string_view text,
                                                   std::size_t from = 0) const;

    /// Every match replaced; \1 ... \9 stand for groups.
    [[nodiscard]] std::string replaceAll(std::string_view text, std::string_view by) const;

private:
    std::shared_ptr<const re2::RE2> m_regex;
};

} // namespace throughline
