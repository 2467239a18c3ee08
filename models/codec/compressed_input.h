#pragma once

#include "models/codec/byte_source.h"

#include <vector>

namespace throughline::codec {

/// What a decompressor has read of its compressed source and not yet used.
class CompressedInput
{
public:
    explicit CompressedInput(std::unique_ptr<ByteSource> source);

    /// Reads on where nothing is left; true while there are bytes.
    [[nodiscard]] Result<bool> fill();

    [[nodiscard]] std::span<const char> rest() const;

    void use(std::size_t count) { m_begin += count; }

    /// Reads on while there are zero bytes, as tapes and block devices leave them: true where
    /// nothing else follows until the end.
    [[nodiscard]] Result<bool> onlyZerosFollow();

    [[nodiscard]] const ByteSource& source() const { return *m_source; }

    /// BadInput in the words that gzip and zstd share.
    [[nodiscard]] Error truncated() const;
    [[nodiscard]] Error trailing() const;
    [[nodiscard]] Error damaged(std::string_view reason) const;

private:
    std::unique_ptr<ByteSource> m_source;
    std::vector<char> m_buffer;
    std::size_t m_begin = 0;
    std::size_t m_end = 0;
    bool m_ended = false;
};

/// Bytes of compressed input held at a time.
inline constexpr std::size_t kCompressedChunkBytes = 256U << 10U;

} // namespace throughline::codec
