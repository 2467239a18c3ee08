#include "models/codec/line_reader.h"

#include <algorithm>
#include <cstring>

namespace throughline::codec {

namespace {

constexpr std::size_t kNone = std::string_view::npos;

/// Place of the first LF at or behind `from`.
std::size_t findLineEnd(std::string_view text, std::size_t from)
{
    const void* found = std::memchr(text.data() + from, '\n', text.size() - from);
    return found == nullptr
        ? kNone
        : static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
}

} // namespace

LineReader::LineReader(ByteSource& source, LineReaderOptions options)
    : m_window(source, options.windowBytes)
    , m_limit(options.limitBytes)
{
}

Result<std::optional<Frame>> LineReader::next()
{
    while (true) {
        const std::string_view unread = m_window.unread();
        if (const std::size_t end = findLineEnd(unread, m_searched); end != kNone) {
            return std::optional(cut(end, 1));
        }
        m_searched = unread.size();
        // One byte above the limit may still be a CR that belongs to the line end.
        if (m_searched > m_limit + 1) {
            return cutOversized();
        }
        TL_ASSIGN(const bool more, m_window.grow());
        if (!more) {
            return m_searched == 0 ? std::optional<Frame>() : std::optional(cut(m_searched, 0));
        }
    }
}

Frame LineReader::cut(std::size_t length, std::size_t lineEndLength)
{
    const std::string_view bytes = m_window.unread().substr(0, length);
    Frame frame;
    frame.text = bytes.ends_with('\r') ? bytes.substr(0, length - 1) : bytes;
    frame.offset = m_window.offset();
    frame.line = saturated(m_line);
    frame.length = saturated(frame.text.size());
    frame.unterminated = lineEndLength == 0;
    frame.oversized = frame.text.size() > m_limit;
    if (frame.oversized) {
        frame.text = frame.text.substr(0, kFrameHeadBytes);
    }
    m_window.take(length + lineEndLength);
    m_searched = 0;
    m_line += lineEndLength;
    return frame;
}

Result<std::optional<Frame>> LineReader::cutOversized()
{
    Frame frame;
    frame.oversized = true;
    frame.offset = m_window.offset();
    frame.line = saturated(m_line);
    m_head.reserve(kFrameHeadBytes + kFramePadding);
    m_head.clear();
    std::uint64_t length = 0;
    char last = '\0';
    for (std::size_t end = kNone; end == kNone && !frame.unterminated;) {
        const std::string_view unread = m_window.unread();
        end = findLineEnd(unread, 0);
        const std::string_view part = unread.substr(0, end);
        m_head += part.substr(0, kFrameHeadBytes - m_head.size());
        length += part.size();
        last = part.empty() ? last : part.back();
        m_window.take(part.size());
        if (end == kNone) {
            TL_ASSIGN(const bool more, m_window.grow());
            frame.unterminated = !more;
        } else {
            m_window.take(1);
            ++m_line;
        }
    }
    m_searched = 0;
    frame.length = saturated(last == '\r' ? length - 1 : length);
    frame.text = std::string_view(m_head).substr(0, frame.length);
    return std::optional(frame);
}

Result<void> LineReader::startAt(StreamPosition position)
{
    TL_TRY(m_window.skipTo(position.offset));
    m_line = position.line;
    return {};
}

StreamPosition LineReader::position() const
{
    return {m_window.offset(), saturated(m_line)};
}

} // namespace throughline::codec
