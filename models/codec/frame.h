#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace throughline::codec {

/// The text of one record and where it stands: a line, a document, an element of an array.
struct Frame
{
    /// Without its line end. Valid until the reader's next call, with kFramePadding readable bytes
    /// behind it. Of a frame that is oversized or too deep, the first kFrameHeadBytes only.
    std::string_view text;
    std::uint64_t offset = 0; ///< of the first byte, in the unpacked stream
    std::uint32_t line = 0; ///< of the first byte, from 1
    std::uint32_t length = 0; ///< bytes of the whole; 4,294,967,295 stands for more
    bool oversized = false; ///< longer than the limit
    bool tooDeep = false; ///< nested deeper than kJsonDepthLimit
    bool unterminated = false; ///< the stream ends right behind it, without a line end

    /// The text is whole and may be parsed.
    [[nodiscard]] bool whole() const { return !oversized && !tooDeep; }
};

/// Where a reader goes on: what an import keeps as its checkpoint.
struct StreamPosition
{
    std::uint64_t offset = 0; ///< in the unpacked stream
    std::uint32_t line = 1;

    bool operator==(const StreamPosition&) const = default;
};

inline constexpr std::size_t kFramePadding = 64;
/// Four times what quarantine shows, so that a value across that border is whole when redacted.
inline constexpr std::size_t kFrameHeadBytes = 16'384;
inline constexpr std::size_t kLineLimitBytes = 16U << 20U;
inline constexpr std::size_t kDocumentLimitBytes = 64U << 20U;
inline constexpr std::size_t kJsonDepthLimit = 256;
inline constexpr std::size_t kWindowBytes = 1U << 20U;

/// A count in the 32 bits of Frame; the largest stands for all that are larger.
[[nodiscard]] constexpr std::uint32_t saturated(std::uint64_t count)
{
    return count > UINT32_MAX ? UINT32_MAX : static_cast<std::uint32_t>(count);
}

} // namespace throughline::codec
