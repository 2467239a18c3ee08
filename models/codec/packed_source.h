#pragma once

#include "models/codec/byte_source.h"

namespace throughline::codec {

/// Unpacks one compressed stream at a time: what gzip, xz and bzip2 differ in.
class Unpacker
{
public:
    enum class Status
    {
        Going,
        StreamEnded,
        NotAStream, ///< the first bytes are not those of a stream
        Damaged,
        TooMuchMemory, ///< the stream asks for more than we give
        OutOfMemory
    };

    struct Step
    {
        Status status = Status::Going;
        std::size_t used = 0; ///< bytes of the input
        std::size_t made = 0; ///< bytes of the output
        std::string reason; ///< of damage, in the library's words
    };

    Unpacker() = default;
    Unpacker(const Unpacker&) = delete;
    Unpacker& operator=(const Unpacker&) = delete;
    virtual ~Unpacker() = default;

    /// Goes on; the input is empty at the end of the file only.
    virtual Step step(std::span<const char> input, std::span<char> output) = 0;

    /// Makes ready for the next stream of the same file.
    virtual void restart() = 0;

    /// What each stream begins with.
    [[nodiscard]] virtual char firstByte() const = 0;
};

/// The content of a packed file, all its streams in a row. Zero bytes behind the last are padding.
/// Errors: BadInput where the data is damaged, cut or followed by anything else.
[[nodiscard]] std::unique_ptr<ByteSource> packedSource(std::unique_ptr<ByteSource> compressed,
                                                       std::unique_ptr<Unpacker> unpacker);

} // namespace throughline::codec
