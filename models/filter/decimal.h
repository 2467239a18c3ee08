#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace throughline::filter {

/// A decimal number compared exactly, never through a double.
class Decimal
{
public:
    /// An optional sign, digits with an optional point, an optional exponent of at most nine
    /// digits; nullopt for anything else.
    [[nodiscard]] static std::optional<Decimal> parse(std::string_view text);

    std::strong_ordering operator<=>(const Decimal& other) const;
    bool operator==(const Decimal& other) const = default;

private:
    int m_sign = 0; ///< -1, 0 or 1
    std::int64_t m_point = 0; ///< digits before the point
    std::string m_digits; ///< without zeros at either end; empty for zero
};

} // namespace throughline::filter
