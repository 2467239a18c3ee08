#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace throughline::codec {

/// How hard to look for what repeats.
enum class Effort : std::uint8_t
{
    Usual, ///< zstd's level 1
    Least, ///< its level -1: as small for numbers that hardly change, in half the time
    None ///< as they are, behind a mark and a checksum: for noise, such as hashes
};

/// One zstd frame with its content size and a checksum, but for Effort::None; contexts are kept per
/// thread.
[[nodiscard]] std::string compress(std::string_view bytes, Effort effort = Effort::Usual);

/// What compress() made, of any effort. nullopt: not one whole frame, damaged, or larger than the
/// limit.
[[nodiscard]] std::optional<std::string> decompress(std::string_view bytes, std::size_t limit);

/// The same into a buffer that keeps its memory.
[[nodiscard]] bool decompressInto(std::string_view bytes, std::size_t limit, std::string& into);

} // namespace throughline::codec
