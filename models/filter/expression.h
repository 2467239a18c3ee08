#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace throughline::filter {

/// Longest expression, in bytes.
inline constexpr std::size_t kMaxExpressionBytes = 4096;
/// Most terms in one expression.
inline constexpr std::size_t kMaxTerms = 256;
/// Most values in one list.
inline constexpr std::size_t kMaxValues = 512;

/// Keys that speak of a session's errors and tickets rather than of a field of its records.
inline constexpr std::string_view kErrorGroupKey = "error.group";
inline constexpr std::string_view kErrorStatusKey = "error.status";
inline constexpr std::string_view kTicketKey = "ticket";

[[nodiscard]] constexpr bool isAboutSession(std::string_view key)
{
    return key == kErrorGroupKey || key == kErrorStatusKey || key == kTicketKey;
}

/// A value as written: literal pieces with a `*` (any text, also none) between neighbours, so one
/// piece is an exact value. Never without a piece.
struct Value
{
    std::vector<std::string> pieces {std::string()};

    bool operator==(const Value&) const = default;

    [[nodiscard]] bool exact() const { return pieces.size() == 1; }
};

/// The exact value of this text; a `*` in it stands for itself.
[[nodiscard]] Value exactValue(std::string text);

/// The text with `*` where the wildcards are, for people; not unambiguous.
[[nodiscard]] std::string displayText(const Value& value);

enum class TermKind : std::uint8_t
{
    Match, ///< key:value
    Has, ///< has:key
    Text ///< a word or phrase to be found anywhere
};

enum class Comparison : std::uint8_t
{
    Equal,
    Less,
    AtMost,
    Greater,
    AtLeast
};

/// One condition.
struct Term
{
    TermKind kind = TermKind::Match;
    bool negated = false;
    std::string key; ///< canonical; empty for Text
    Comparison comparison = Comparison::Equal;
    /// Any of them. None for Has; one exact value when comparing; one for Text, where only the last
    /// piece may be open (pay*).
    std::vector<Value> values;

    bool operator==(const Term&) const = default;
};

/// All terms must hold; without terms everything matches.
struct Expression
{
    std::vector<Term> terms;

    bool operator==(const Expression&) const = default;
};

/// key:value with an exact value, as *Filter for* makes it; an empty value gives !has:key.
[[nodiscard]] Term equalTerm(std::string key, std::string value);

} // namespace throughline::filter
