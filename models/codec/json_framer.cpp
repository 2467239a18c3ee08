#include "models/codec/json_framer.h"

#include "models/codec/cut_off.h"

#include <algorithm>
#include <cstring>

namespace throughline::codec {

namespace {

std::uint64_t countLineEnds(std::string_view text)
{
    std::uint64_t count = 0;
    const char* at = text.data();
    const char* const end = at + text.size();
    while (at != end) {
        const void* found = std::memchr(at, '\n', static_cast<std::size_t>(end - at));
        if (found == nullptr) {
            break;
        }
        ++count;
        at = static_cast<const char*>(found) + 1;
    }
    return count;
}

} // namespace

Result<std::optional<char>> JsonFramer::token()
{
    while (true) {
        const std::string_view unread = m_window.unread();
        const auto* const found = std::find_if_not(unread.begin(), unread.end(), isJsonSpace);
        take(static_cast<std::size_t>(found - unread.begin()));
        if (found != unread.end()) {
            return std::optional(*found);
        }
        TL_ASSIGN(const bool more, m_window.grow());
        if (!more) {
            return std::optional<char>();
        }
    }
}

void JsonFramer::takeToken()
{
    take(1);
}

Result<Frame> JsonFramer::value(std::size_t limitBytes, OpenScalar atEnd)
{
    Frame frame;
    frame.offset = m_window.offset();
    frame.line = saturated(m_line);
    m_dropped = 0;
    m_head.clear();
    m_scanner.start();
    std::size_t scanned = 0;
    while (true) {
        scanned += m_scanner.scan(m_window.unread().substr(scanned));
        if (m_scanner.state() == JsonScanner::State::Complete) {
            return finish(frame, scanned, limitBytes);
        }
        if (m_scanner.state() == JsonScanner::State::Mismatched) {
            take(scanned);
            return malformed("the other closing bracket");
        }
        if (m_dropped > 0 || scanned > limitBytes || m_scanner.tooDeep()) {
            dropScanned(scanned);
            scanned = 0;
        }
        TL_ASSIGN(const bool more, m_window.grow());
        if (!more && m_scanner.isScalar() && atEnd == OpenScalar::Whole) {
            frame.unterminated = true;
            return finish(frame, scanned, limitBytes);
        }
        if (!more) {
            return truncated();
        }
    }
}

Frame JsonFramer::finish(Frame frame, std::size_t scanned, std::size_t limitBytes)
{
    const std::uint64_t length = m_dropped + scanned;
    frame.length = saturated(length);
    frame.oversized = length > limitBytes;
    frame.tooDeep = m_scanner.tooDeep();
    frame.text = m_window.unread().substr(0, scanned);
    if (frame.whole()) {
        take(scanned);
    } else {
        dropScanned(scanned);
        frame.text = m_head;
    }
    return frame;
}

void JsonFramer::dropScanned(std::size_t count)
{
    m_head.reserve(kFrameHeadBytes + kFramePadding);
    m_head += m_window.unread().substr(0, std::min(count, kFrameHeadBytes - m_head.size()));
    take(count);
    m_dropped += count;
}

void JsonFramer::take(std::size_t count)
{
    m_line += countLineEnds(m_window.unread().substr(0, count));
    m_window.take(count);
}

StreamPosition JsonFramer::position() const
{
    return {m_window.offset(), saturated(m_line)};
}

Result<void> JsonFramer::startAt(StreamPosition position)
{
    TL_TRY(m_window.skipTo(position.offset));
    m_line = position.line;
    return {};
}

std::string JsonFramer::place() const
{
    return "line " + std::to_string(m_line) + " (byte " + std::to_string(m_window.offset()) + ')';
}

Error JsonFramer::truncated()
{
    m_problem = DocumentProblem::Truncated;
    return cutOffError(m_window.source().name(), "a JSON document that is open at " + place(),
                       "Export or copy the file again");
}

Error JsonFramer::malformed(std::string_view expected)
{
    m_problem = DocumentProblem::Malformed;
    return badInputError('\'' + m_window.source().name() + "' is not well-formed JSON at " + place()
                             + ": expected " + std::string(expected),
                         "Export the file again");
}

} // namespace throughline::codec
