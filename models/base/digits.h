#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

namespace throughline {

// Digits of ids and times, eight at a time: an import reads half a dozen such texts per record.
// Method: D. Lemire, "Quickly parsing eight digits" (2018), and the same idea for hexadecimal ones.

static_assert(std::endian::native == std::endian::little, "the first letter is the lowest byte");

namespace digits {

inline constexpr std::size_t kLetters = sizeof(std::uint64_t);

constexpr std::uint64_t everywhere(std::uint8_t byte)
{
    return 0x0101'0101'0101'0101ULL * byte;
}

inline std::uint64_t load(const char* text)
{
    std::uint64_t letters = 0;
    std::memcpy(&letters, text, kLetters);
    return letters;
}

/// The upper bit of each byte that is one of first to last; for bytes below 128.
constexpr std::uint64_t between(std::uint64_t letters, char first, char last)
{
    const auto low = static_cast<std::uint8_t>(0x80 - first);
    const auto high = static_cast<std::uint8_t>(0x7F - last);
    return (letters + everywhere(low)) & ~(letters + everywhere(high)) & everywhere(0x80);
}

constexpr bool isAscii(std::uint64_t letters)
{
    return (letters & everywhere(0x80)) == 0;
}

constexpr bool areDecimal(std::uint64_t letters)
{
    return isAscii(letters) && between(letters, '0', '9') == everywhere(0x80);
}

/// Of either case.
constexpr bool areHex(std::uint64_t letters)
{
    return isAscii(letters)
        && (between(letters, '0', '9') | between(letters | everywhere(0x20), 'a', 'f'))
        == everywhere(0x80);
}

constexpr bool areLowerHex(std::uint64_t letters)
{
    return isAscii(letters)
        && (between(letters, '0', '9') | between(letters, 'a', 'f')) == everywhere(0x80);
}

/// Of eight decimal digits.
constexpr std::uint64_t decimalValue(std::uint64_t letters)
{
    letters -= everywhere('0');
    letters = letters * 10 + (letters >> 8U);
    constexpr std::uint64_t kMask = 0x0000'00FF'0000'00FFULL;
    constexpr std::uint64_t kFirst = 100 + (1'000'000ULL << 32U);
    constexpr std::uint64_t kSecond = 1 + (10'000ULL << 32U);
    return ((letters & kMask) * kFirst + ((letters >> 16U) & kMask) * kSecond) >> 32U;
}

/// Of eight hexadecimal digits.
constexpr std::uint64_t hexValue(std::uint64_t letters)
{
    // A letter's lower half counts from 1, and its value from 10.
    std::uint64_t values = (letters & everywhere(0x0F)) + 9 * ((letters >> 6U) & everywhere(0x01));
    values = (values << 4U | values >> 8U) & 0x00FF'00FF'00FF'00FFULL;
    values = (values | values >> 8U) & 0x0000'FFFF'0000'FFFFULL;
    values = (values | values >> 16U) & 0xFFFF'FFFFULL;
    return __builtin_bswap32(static_cast<std::uint32_t>(values));
}

} // namespace digits

/// Sixteen hexadecimal digits of either case; nullopt: it is something else.
inline std::optional<std::uint64_t> parseHex16(const char* text)
{
    const std::uint64_t first = digits::load(text);
    const std::uint64_t second = digits::load(text + digits::kLetters);
    if (!digits::areHex(first) || !digits::areHex(second)) {
        return std::nullopt;
    }
    return digits::hexValue(first) << 32U | digits::hexValue(second);
}

/// 1 to 19 decimal digits and nothing else; nullopt: it is something else.
inline std::optional<std::uint64_t> parseDigits(std::string_view text)
{
    constexpr std::size_t kMost = 19; // any such number fits
    if (text.empty() || text.size() > kMost) {
        return std::nullopt;
    }
    std::uint64_t value = 0;
    std::size_t at = 0;
    for (; at + digits::kLetters <= text.size(); at += digits::kLetters) {
        const std::uint64_t letters = digits::load(text.data() + at);
        if (!digits::areDecimal(letters)) {
            return std::nullopt;
        }
        value = value * 100'000'000 + digits::decimalValue(letters);
    }
    for (; at < text.size(); ++at) {
        const auto digit = static_cast<unsigned char>(text[at] - '0');
        if (digit > 9) {
            return std::nullopt;
        }
        value = value * 10 + digit;
    }
    return value;
}

} // namespace throughline
