#pragma once

#include "models/codec/byte_source.h"

namespace throughline::codec {

/// The content of a bzip2 file, all its streams in a row (pbzip2 writes many), with the checksums
/// of blocks and streams verified. Errors: BadInput where the data is damaged, cut or followed by
/// anything else. Memory: about 4 MiB.
[[nodiscard]] std::unique_ptr<ByteSource> bzip2Source(std::unique_ptr<ByteSource> compressed);

} // namespace throughline::codec
