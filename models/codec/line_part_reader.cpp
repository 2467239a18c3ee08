#include "models/codec/line_part_reader.h"

#include <algorithm>
#include <utility>

namespace throughline::codec {

LinePartReader::LinePartReader(ByteSource& source, PartOf partOf, LineReaderOptions options)
    : m_lines(source, options)
    , m_partOf(std::move(partOf))
    , m_limit(options.limitBytes)
{
}

Result<std::optional<Frame>> LinePartReader::next()
{
    while (true) {
        if (!m_waiting.empty() && mayGo(m_waiting.front())) {
            return takeFront();
        }
        if (m_ended) {
            return m_failure ? Result<std::optional<Frame>>(*m_failure) : std::optional<Frame>();
        }
        auto line = m_lines.next();
        if (!line) {
            m_failure = std::move(line).error();
        }
        m_ended = m_failure || !*line;
        if (!m_ended && take(**line)) {
            return line;
        }
    }
}

bool LinePartReader::take(const Frame& line)
{
    ++m_linesRead;
    const auto part = line.whole() ? m_partOf(line.text) : std::nullopt;
    if (part) {
        Waiting* record = openRecord(part->stream);
        if (record != nullptr && record->text.size() + line.text.size() <= m_limit) {
            join(*record, line, *part);
            return false;
        }
        if (record != nullptr) {
            record->open = false;
        }
    }
    if (m_waiting.empty() && !(part && part->goesOn)) {
        return true;
    }
    keep(line, part);
    return false;
}

LinePartReader::Waiting* LinePartReader::openRecord(std::string_view stream)
{
    const auto found = std::ranges::find_if(m_waiting, [stream](const Waiting& record) {
        return record.open && record.stream == stream;
    });
    return found == m_waiting.end() ? nullptr : &*found;
}

void LinePartReader::join(Waiting& record, const Frame& line, const LinePart& part)
{
    const auto cut = [&line](LineStretch stretch) {
        return line.text.substr(stretch.begin, stretch.end - stretch.begin);
    };
    const std::string_view text = cut(part.text);
    record.text.insert(record.textEnd, text);
    if (record.mark.begin >= record.textEnd) {
        record.mark.begin += text.size();
        record.mark.end += text.size();
    }
    record.textEnd += text.size();

    const std::string_view mark = cut(part.mark);
    const std::size_t replaced = record.mark.end - record.mark.begin;
    record.text.replace(record.mark.begin, replaced, mark);
    if (record.textEnd >= record.mark.end) {
        record.textEnd = record.textEnd + mark.size() - replaced;
    }
    record.mark.end = record.mark.begin + mark.size();

    m_waitingBytes = m_waitingBytes + text.size() + mark.size() - replaced;
    if (&record == &m_waiting.back()) {
        record.frame.length = saturated(line.offset + line.length - record.frame.offset);
    }
    record.frame.unterminated = line.unterminated;
    record.open = part.goesOn;
}

void LinePartReader::keep(const Frame& line, const std::optional<LinePart>& part)
{
    Waiting& record = m_waiting.emplace_back();
    record.frame = line;
    record.text = line.text;
    record.sinceLine = m_linesRead;
    m_waitingBytes += record.text.size();
    if (part) {
        record.stream = part->stream;
        record.textEnd = part->text.end;
        record.mark = part->mark;
        record.open = part->goesOn;
    }
}

bool LinePartReader::mayGo(const Waiting& record) const
{
    return !record.open || m_ended || m_waitingBytes > m_limit
        || m_linesRead - record.sinceLine >= kMostPartLines;
}

std::optional<Frame> LinePartReader::takeFront()
{
    Waiting& front = m_waiting.front();
    m_waitingBytes -= front.text.size();
    m_given = std::move(front.text);
    Frame frame = front.frame;
    m_waiting.pop_front();
    m_given.reserve(m_given.size() + kFramePadding);
    frame.text = m_given;
    return frame;
}

} // namespace throughline::codec
