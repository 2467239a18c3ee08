#pragma once

#include "models/codec/byte_source.h"

namespace throughline::codec {

/// The content of a Zstandard file (RFC 8878), all its frames in a row, skippable ones passed
/// over, checksums verified where the file has them. Zero bytes behind the last frame are padding.
/// Errors: BadInput where the data is damaged, cut, followed by anything else, or wants a window
/// above 128 MiB.
[[nodiscard]] std::unique_ptr<ByteSource> zstdSource(std::unique_ptr<ByteSource> compressed);

} // namespace throughline::codec
