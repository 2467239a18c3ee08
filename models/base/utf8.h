#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace throughline {

/// No overlong form, no surrogate, nothing beyond U+10FFFF, nothing cut.
[[nodiscard]] bool isValidUtf8(std::string_view text);

/// Every invalid byte replaced by U+FFFD.
[[nodiscard]] std::string repairUtf8(std::string_view text);

/// Normal form C; the text itself where it is ASCII or invalid.
[[nodiscard]] std::string normalizeNfc(std::string_view text);

/// A text in another spelling, and where each of its bytes came from.
struct FoldedText
{
    std::string text;
    std::vector<std::uint32_t> origin; ///< per byte its offset in the original; the last is the end
};

/// Compatibility decomposition without invisible characters: fullwidth forms, mathematical letters,
/// ligatures and superscripts become plain ones, zero-width characters and soft hyphens vanish.
/// Invalid bytes stay. For looking, not for keeping.
[[nodiscard]] FoldedText foldCompatibility(std::string_view text);

/// At most `limit` bytes, cut at the border of a code point.
[[nodiscard]] std::string_view cutUtf8(std::string_view text, std::size_t limit);

} // namespace throughline
