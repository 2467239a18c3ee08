#pragma once

#include <cstddef>
#include <string_view>

/// Recognisers of the variable parts of a message. Each looks at one place of the text and returns
/// the offset behind what it recognised, or 0 for nothing. Each looks only as far as its own kind
/// of token may reach.
namespace throughline::analysis {

[[nodiscard]] std::size_t matchUrl(std::string_view text, std::size_t at);
[[nodiscard]] std::size_t matchEmail(std::string_view text, std::size_t at);
[[nodiscard]] std::size_t matchUuid(std::string_view text, std::size_t at);

/// Dates with or without time of day, times with seconds, in the forms logs use.
[[nodiscard]] std::size_t matchDateTime(std::string_view text, std::size_t at);

/// IPv4 and IPv6, with port or prefix length.
[[nodiscard]] std::size_t matchIp(std::string_view text, std::size_t at);

/// "localhost:3000", "db-1.internal:5432", "api.example.com".
[[nodiscard]] std::size_t matchHost(std::string_view text, std::size_t at);

/// "0x1f", eight or more hexadecimal digits, Java's "@1b2c3d4".
[[nodiscard]] std::size_t matchHex(std::string_view text, std::size_t at);

/// "cus_9s6XKzkNRiz8i3" behind its prefix, a ULID, a base-62 key.
[[nodiscard]] std::size_t matchRandomId(std::string_view text, std::size_t at);

/// An integer or decimal with the separators of any locale, an exponent, a sign.
[[nodiscard]] std::size_t matchNumber(std::string_view text, std::size_t at);

enum class NumberUnit
{
    None,
    Duration,
    Size
};

/// The unit behind a number that ends at `at`, and where it ends; "1m30s" is one duration.
struct UnitMatch
{
    NumberUnit unit = NumberUnit::None;
    std::size_t end = 0;
};

[[nodiscard]] UnitMatch matchUnit(std::string_view text, std::size_t at);

} // namespace throughline::analysis
