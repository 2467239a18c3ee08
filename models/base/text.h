#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace throughline {

/// Without ASCII white space at both ends.
[[nodiscard]] std::string_view trim(std::string_view text);

/// The parts between separators; n separators give n + 1 parts, empty ones included.
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char separator);

[[nodiscard]] std::string join(const std::vector<std::string>& parts, std::string_view separator);

/// ASCII letters in lower case, all else as it is.
[[nodiscard]] std::string toLowerAscii(std::string_view text);
[[nodiscard]] std::string toUpperAscii(std::string_view text);
[[nodiscard]] bool equalsIgnoringAsciiCase(std::string_view a, std::string_view b);

[[nodiscard]] constexpr bool isAsciiDigit(char c)
{
    return c >= '0' && c <= '9';
}

[[nodiscard]] constexpr bool isAsciiLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// Per byte the value of the hexadecimal digit it is, or -1.
inline constexpr std::array<signed char, 256> kHexDigitValues = [] {
    std::array<signed char, 256> values {};
    values.fill(-1);
    for (int digit = 0; digit < 16; ++digit) {
        values[static_cast<unsigned char>("0123456789abcdef"[digit])] =
            static_cast<signed char>(digit);
        values[static_cast<unsigned char>("0123456789ABCDEF"[digit])] =
            static_cast<signed char>(digit);
    }
    return values;
}();

/// The value of one hexadecimal digit of either case, or -1.
[[nodiscard]] constexpr int hexDigitValue(char c)
{
    return kHexDigitValues[static_cast<unsigned char>(c)];
}

[[nodiscard]] std::string replaceAll(std::string text, std::string_view from, std::string_view to);

/// The whole text as a decimal integer, sign allowed; nullopt when it is not one or does not fit.
[[nodiscard]] std::optional<std::int64_t> parseInteger(std::string_view text);
[[nodiscard]] std::optional<std::uint64_t> parseUnsigned(std::string_view text);

/// The whole text as a finite number, independent of the locale.
[[nodiscard]] std::optional<double> parseDouble(std::string_view text);

/// The shortest decimal text that reads back as the same double.
[[nodiscard]] std::string formatDouble(double value);

/// 1234567 as 1,234,567.
[[nodiscard]] std::string groupDigits(std::int64_t value);

/// With this many decimals, half away from zero, never "-0.0".
[[nodiscard]] std::string formatFixed(double value, int decimals);

/// The names of the list that are nearest to `name` by edit distance, best first, at most three.
[[nodiscard]] std::vector<std::string> nearestNames(std::string_view name,
                                                    const std::vector<std::string>& names);

/// "a", "a and b", "a, b and c".
[[nodiscard]] std::string listInWords(const std::vector<std::string>& parts,
                                      std::string_view lastWord = "and");

} // namespace throughline
