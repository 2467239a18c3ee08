#pragma once

#include "models/codec/byte_source.h"

#include <vector>

namespace throughline::codec {

/// A source whose front can be looked at before it is read, so that an importer can decide what
/// the bytes are: lines, documents, an array.
class PeekedSource final : public ByteSource
{
public:
    explicit PeekedSource(std::unique_ptr<ByteSource> inner);

    /// The next `count` bytes without taking them; fewer only where the stream ends or fails
    /// before. Valid until the next call. An error only where not even one byte is left.
    [[nodiscard]] Result<std::string_view> peek(std::size_t count);

    /// Drops peeked bytes from the front; they count as passed over in startOffset().
    void skip(std::size_t count);

    Result<std::size_t> read(std::span<char> into) override;

    [[nodiscard]] std::uint64_t rawBytesRead() const override { return m_inner->rawBytesRead(); }

    [[nodiscard]] std::uint64_t startOffset() const override;

    [[nodiscard]] std::string name() const override { return m_inner->name(); }

private:
    std::unique_ptr<ByteSource> m_inner;
    std::vector<char> m_buffer; ///< read from inner, not yet given; its front is m_begin
    std::size_t m_begin = 0;
    std::uint64_t m_skipped = 0;
    std::optional<Error> m_failure;
    bool m_ended = false;
};

} // namespace throughline::codec
