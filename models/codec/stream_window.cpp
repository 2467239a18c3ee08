#include "models/codec/stream_window.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace throughline::codec {

namespace {

constexpr std::size_t kSmallestCapacity = 64;

std::unique_ptr<char[]> makeBuffer(std::size_t capacity)
{
    return std::make_unique_for_overwrite<char[]>(capacity + kFramePadding);
}

} // namespace

StreamWindow::StreamWindow(ByteSource& source, std::size_t capacity)
    : m_source(source)
    , m_capacity(std::max(capacity, kSmallestCapacity))
    , m_offset(source.startOffset())
{
    m_buffer = makeBuffer(m_capacity);
    std::memset(m_buffer.get(), 0, kFramePadding);
}

Result<bool> StreamWindow::grow()
{
    if (m_failure) {
        return *m_failure;
    }
    if (m_ended) {
        return false;
    }
    makeRoom();
    Result<std::size_t> got = m_source.read({m_buffer.get() + m_end, m_capacity - m_end});
    if (!got.ok()) {
        m_failure = std::move(got).error();
        return *m_failure;
    }
    m_end += *got;
    m_ended = *got == 0;
    std::memset(m_buffer.get() + m_end, 0, kFramePadding);
    return !m_ended;
}

void StreamWindow::makeRoom()
{
    // Moving costs no more than what was taken since the last move.
    const std::size_t size = m_end - m_begin;
    if (m_begin > 0 && m_begin >= size) {
        moveInto(m_buffer.get());
    }
    if (m_capacity - m_end < m_capacity / 4) {
        const std::size_t capacity = m_capacity * 2;
        std::unique_ptr<char[]> larger = makeBuffer(capacity);
        moveInto(larger.get());
        m_buffer = std::move(larger);
        m_capacity = capacity;
    }
}

void StreamWindow::moveInto(char* target)
{
    const std::size_t size = m_end - m_begin;
    std::memmove(target, m_buffer.get() + m_begin, size);
    m_begin = 0;
    m_end = size;
}

Result<void> StreamWindow::skipTo(std::uint64_t offset)
{
    while (m_offset < offset) {
        if (unread().empty()) {
            TL_ASSIGN(const bool more, grow());
            if (!more) {
                return badInputError('\'' + m_source.name()
                                         + "' is shorter than when its import began",
                                     "Import the file anew");
            }
        }
        take(std::min<std::uint64_t>(unread().size(), offset - m_offset));
    }
    return {};
}

} // namespace throughline::codec
