#pragma once

#include "models/codec/byte_source.h"
#include "models/codec/frame.h"

namespace throughline::codec {

/// The part of a stream that a reader looks at: contiguous, growing at the end, shrinking at the
/// front. Bytes are moved at most once per byte taken, so reading is linear whatever the sizes.
class StreamWindow
{
public:
    /// The source must outlive the window. `capacity` is the first size of the buffer in bytes; it
    /// doubles when the reader takes nothing.
    explicit StreamWindow(ByteSource& source, std::size_t capacity = kWindowBytes);

    /// What was read and not taken; kFramePadding bytes behind it are readable.
    [[nodiscard]] std::string_view unread() const
    {
        return {m_buffer.get() + m_begin, m_end - m_begin};
    }

    /// Place of the first unread byte in the stream.
    [[nodiscard]] std::uint64_t offset() const { return m_offset; }

    [[nodiscard]] const ByteSource& source() const { return m_source; }

    /// Bytes taken stay readable until the next grow().
    void take(std::size_t count)
    {
        m_begin += count;
        m_offset += count;
    }

    /// Reads on; false at the end. Views into the window lose their validity. An error stays.
    [[nodiscard]] Result<bool> grow();

    /// Takes bytes until offset() is this one. Error: BadInput where the stream ends before.
    [[nodiscard]] Result<void> skipTo(std::uint64_t offset);

private:
    void makeRoom();
    void moveInto(char* target);

    ByteSource& m_source;
    std::unique_ptr<char[]> m_buffer; ///< m_capacity and the padding
    std::size_t m_capacity;
    std::size_t m_begin = 0;
    std::size_t m_end = 0;
    std::uint64_t m_offset;
    std::optional<Error> m_failure;
    bool m_ended = false;
};

} // namespace throughline::codec
