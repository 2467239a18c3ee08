#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace throughline {

/// A 128-bit number; addition is modulo 2^128, so sums do not depend on order.
struct Hash128
{
    std::uint64_t low = 0;
    std::uint64_t high = 0;

    constexpr auto operator<=>(const Hash128&) const = default;
    Hash128& operator+=(const Hash128& other);
};

/// XXH3-128 of the bytes. Part of the file format; never for secrets.
[[nodiscard]] Hash128 hash128(std::string_view bytes);
[[nodiscard]] std::uint64_t hash64(std::string_view bytes);

/// 32 lower-case hexadecimal digits, high half first.
[[nodiscard]] std::string toHex(const Hash128& hash);

/// Two lower-case hexadecimal digits per byte.
[[nodiscard]] std::string bytesToHex(std::string_view bytes);

} // namespace throughline
