#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace throughline::codec {

/// One zstd frame at level 1, with its content size and a checksum; contexts are kept per thread.
[[nodiscard]] std::string compress(std::string_view bytes);

/// nullopt: not one whole frame, damaged, or larger than the limit.
[[nodiscard]] std::optional<std::string> decompress(std::string_view bytes, std::size_t limit);

/// The same into a buffer that keeps its memory.
[[nodiscard]] bool decompressInto(std::string_view bytes, std::size_t limit, std::string& into);

} // namespace throughline::codec
