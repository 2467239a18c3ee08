#pragma once

#include "models/codec/byte_source.h"

namespace throughline::codec {

/// The content of a gzip file (RFC 1952), all its members in a row, with the checksum and length
/// of each verified. Zero bytes behind the last member are padding. Errors: BadInput where the
/// data is damaged, cut or followed by anything else. Memory: about 300 KiB.
[[nodiscard]] std::unique_ptr<ByteSource> gzipSource(std::unique_ptr<ByteSource> compressed);

} // namespace throughline::codec
