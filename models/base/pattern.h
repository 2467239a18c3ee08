#pragma once

#include "models/base/result.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
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

/// A regular expression in RE2 syntax: linear time on any text. Copies share the compiled form;
/// thread-safe.
class Pattern
{
public:
    /// Of a literal of the program: a wrong one is a broken invariant.
    explicit Pattern(std::string_view pattern);

    /// Of a text that a user wrote. Usage error, which says what is wrong.
    [[nodiscard]] static Result<Pattern> parse(std::string_view pattern);

    /// By number; empty for groups without a name, and for the whole match, which is the first.
    [[nodiscard]] std::vector<std::string> groupNames() const;

    /// Matches at the begin of the text. Fills as many of the groups as there is room for, at most
    /// kMostGroups, as PatternMatch says. Allocates nothing.
    bool matchBegin(std::string_view text, std::span<std::string_view> groups) const;

    static constexpr std::size_t kMostGroups = 32;

    [[nodiscard]] bool found(std::string_view text) const;
    [[nodiscard]] bool matchesWhole(std::string_view text) const;

    /// The first match at or after `from`.
    [[nodiscard]] std::optional<PatternMatch> find(std::string_view text,
                                                   std::size_t from = 0) const;

    /// Every match replaced; \1 ... \9 stand for groups.
    [[nodiscard]] std::string replaceAll(std::string_view text, std::string_view by) const;

private:
    explicit Pattern(std::shared_ptr<const re2::RE2> regex);

    std::shared_ptr<const re2::RE2> m_regex;
};

} // namespace throughline
