#include "models/codec/line_group_reader.h"

#include <utility>

namespace throughline::codec {

LineGroupReader::LineGroupReader(ByteSource& source, Begins begins, LineReaderOptions options)
    : m_lines(source, options)
    , m_begins(std::move(begins))
    , m_limit(options.limitBytes)
{
}

void LineGroupReader::keep(const Frame& line)
{
    m_nextText.reserve(line.text.size() + kFramePadding);
    m_nextText = line.text;
    m_next = line;
    m_open = line.whole() && m_begins(m_nextText);
}

Result<std::optional<Frame>> LineGroupReader::next()
{
    if (!m_next) {
        if (m_failure) {
            return *m_failure;
        }
        TL_ASSIGN(const auto line, m_lines.next());
        if (!line) {
            return std::optional<Frame>();
        }
        keep(*line);
    }
    std::swap(m_text, m_nextText);
    Frame record = *std::exchange(m_next, std::nullopt);
    bool open = m_open;
    while (open) {
        auto line = m_lines.next();
        if (!line) {
            m_failure = std::move(line).error();
            break;
        }
        if (!*line) {
            break;
        }
        const Frame& more = **line;
        const bool fits = more.whole() && m_text.size() + more.text.size() < m_limit;
        if (!fits || m_begins(more.text)) {
            keep(more);
            break;
        }
        m_text += '\n';
        m_text += more.text;
        record.length = saturated(more.offset + more.length - record.offset);
        record.unterminated = more.unterminated;
    }
    m_text.reserve(m_text.size() + kFramePadding);
    record.text = m_text;
    return std::optional(record);
}

} // namespace throughline::codec
