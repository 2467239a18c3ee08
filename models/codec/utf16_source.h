#pragma once

#include "models/codec/byte_source.h"

#include <cstdint>

namespace throughline::codec {

enum class ByteOrder : std::uint8_t
{
    LittleEndian,
    BigEndian
};

/// A text of UTF-16 as UTF-8, its byte order mark already passed over. Half of a surrogate pair
/// becomes U+FFFD. Offsets count in what this source gives. Errors: BadInput where the text ends in
/// the middle of a character. Memory: constant.
[[nodiscard]] std::unique_ptr<ByteSource> utf16Source(std::unique_ptr<ByteSource> wide,
                                                      ByteOrder order);

} // namespace throughline::codec
