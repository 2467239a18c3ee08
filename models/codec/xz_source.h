#pragma once

#include "models/codec/byte_source.h"

namespace throughline::codec {

/// The content of an xz file, all its streams in a row, with their checks verified. Errors:
/// BadInput where the data is damaged, cut, followed by anything else, or packed with a dictionary
/// that needs more than 128 MiB (xz -9 needs 65). Memory: what the file asks for, up to that.
[[nodiscard]] std::unique_ptr<ByteSource> xzSource(std::unique_ptr<ByteSource> compressed);

} // namespace throughline::codec
