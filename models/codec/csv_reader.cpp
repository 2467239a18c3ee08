#include "models/codec/csv_reader.h"

#include <algorithm>
#include <cstring>

namespace throughline::codec {

namespace {

constexpr std::size_t kNone = std::string_view::npos;

std::size_t find(std::string_view text, char wanted, std::size_t from)
{
    if (from >= text.size()) {
        return kNone;
    }
    const void* found = std::memchr(text.data() + from, wanted, text.size() - from);
    return found == nullptr
        ? kNone
        : static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
}

} // namespace

CsvReader::CsvReader(ByteSource& source, CsvReaderOptions options)
    : m_window(source, options.windowBytes)
    , m_options(options)
{
}

/// Place of the LF that ends the row, or npos; m_scanned and m_state stand where it stopped.
std::size_t CsvReader::scan(std::string_view unread)
{
    const char quote = m_options.dialect.quote;
    if (m_scanned == 0) {
        // Most rows have no quote: one look for each of the two settles them.
        const std::size_t end = find(unread, '\n', 0);
        const std::size_t size = end == kNone ? unread.size() : end;
        if (end != kNone && find(unread.substr(0, size), quote, 0) == kNone) {
            return end;
        }
    }
    for (; m_scanned < unread.size(); ++m_scanned) {
        const char c = unread[m_scanned];
        switch (m_state) {
        case State::Quoted:
            m_scanned = find(unread, quote, m_scanned);
            if (m_scanned == kNone) {
                m_scanned = unread.size();
                return kNone;
            }
            m_state = State::QuoteInQuoted;
            break;
        case State::QuoteInQuoted:
            if (c == quote) {
                m_state = State::Quoted;
                break;
            }
            m_state = State::Plain;
            [[fallthrough]];
        case State::FieldStart:
        case State::Plain:
            if (c == '\n') {
                return m_scanned;
            }
            m_state = c == m_options.dialect.delimiter       ? State::FieldStart
                : c == quote && m_state == State::FieldStart ? State::Quoted
                                                             : State::Plain;
            break;
        }
    }
    return kNone;
}

Result<std::optional<Frame>> CsvReader::next()
{
    m_state = State::FieldStart;
    m_scanned = 0;
    while (true) {
        const std::string_view unread = m_window.unread();
        if (const std::size_t end = scan(unread); end != kNone) {
            return std::optional(cut(end, 1));
        }
        // One byte above the limit may still be a CR that belongs to the line end.
        if (unread.size() > m_options.limitBytes + 1) {
            return cutFirstLine();
        }
        TL_ASSIGN(const bool more, m_window.grow());
        if (!more) {
            return atEnd(unread.size());
        }
    }
}

Result<std::optional<Frame>> CsvReader::atEnd(std::size_t size)
{
    if (size == 0) {
        return std::optional<Frame>();
    }
    const bool several = find(m_window.unread(), '\n', 0) != kNone;
    return m_state == State::Quoted && several ? cutFirstLine() : std::optional(cut(size, 0));
}

Frame CsvReader::cut(std::size_t length, std::size_t lineEndLength)
{
    const std::string_view bytes = m_window.unread().substr(0, length);
    Frame frame;
    frame.text = bytes.ends_with('\r') ? bytes.substr(0, length - 1) : bytes;
    frame.offset = m_window.offset();
    frame.line = saturated(m_line);
    frame.length = saturated(frame.text.size());
    frame.unterminated = lineEndLength == 0;
    frame.oversized = frame.text.size() > m_options.limitBytes;
    m_line += static_cast<std::uint64_t>(std::ranges::count(bytes, '\n')) + lineEndLength;
    if (frame.oversized) {
        frame.text = frame.text.substr(0, kFrameHeadBytes);
    }
    m_window.take(length + lineEndLength);
    return frame;
}

/// Ends the row at its first line end, wherever that is.
Result<std::optional<Frame>> CsvReader::cutFirstLine()
{
    const std::size_t end = find(m_window.unread(), '\n', 0);
    if (end != kNone) {
        return std::optional(cut(end, 1));
    }
    Frame frame;
    frame.oversized = true;
    frame.offset = m_window.offset();
    frame.line = saturated(m_line);
    m_head.assign(m_window.unread().substr(0, kFrameHeadBytes));
    m_head.reserve(m_head.size() + kFramePadding);
    std::uint64_t length = 0;
    bool carriageReturn = false;
    while (true) {
        const std::string_view unread = m_window.unread();
        const std::size_t lineEnd = find(unread, '\n', 0);
        const std::string_view part = unread.substr(0, lineEnd);
        length += part.size();
        carriageReturn = part.empty() ? carriageReturn : part.back() == '\r';
        m_window.take(part.size());
        if (lineEnd != kNone) {
            m_window.take(1);
            ++m_line;
            break;
        }
        TL_ASSIGN(const bool more, m_window.grow());
        if (!more) {
            frame.unterminated = true;
            break;
        }
    }
    frame.length = saturated(carriageReturn ? length - 1 : length);
    frame.text = m_head;
    return std::optional(frame);
}

std::size_t CsvRow::takeQuoted(std::string_view row, std::size_t from)
{
    const std::size_t begin = from + 1;
    const std::size_t kept = m_unquoted.size();
    std::size_t part = begin;
    while (true) {
        const std::size_t quote = find(row, m_dialect.quote, part);
        if (quote == kNone) {
            return kNone;
        }
        const bool doubled = quote + 1 < row.size() && row[quote + 1] == m_dialect.quote;
        if (!doubled) {
            const std::size_t end = quote + 1;
            if (end < row.size() && row[end] != m_dialect.delimiter) {
                return kNone;
            }
            if (m_unquoted.size() == kept) {
                m_fields.push_back(row.substr(begin, quote - begin));
            } else {
                m_unquoted.append(row, part, quote - part);
                m_fields.push_back(std::string_view(m_unquoted).substr(kept));
            }
            return end;
        }
        m_unquoted.append(row, part, quote + 1 - part);
        part = quote + 2;
    }
}

bool CsvRow::parse(std::string_view row)
{
    m_fields.clear();
    m_unquoted.clear();
    m_unquoted.reserve(row.size());
    std::size_t at = 0;
    while (true) {
        std::size_t end = 0;
        if (at < row.size() && row[at] == m_dialect.quote) {
            end = takeQuoted(row, at);
            if (end == kNone) {
                return false;
            }
        } else {
            end = std::min(find(row, m_dialect.delimiter, at), row.size());
            m_fields.push_back(row.substr(at, end - at));
        }
        if (end == row.size()) {
            return true;
        }
        at = end + 1;
    }
}

} // namespace throughline::codec
