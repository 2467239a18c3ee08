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
    Waiting* record = part ? openRecord(part->stream) : nullptr;
    if (record != nullptr && addTo(*record, line, *part)) {
        return false;
    }
    if (m_waiting.empty() && (!part || stateBehind(*part) == State::Done)) {
        return true;
    }
    keep(line, part);
    return false;
}

/// False: the line begins a record of its own, and the other one is done.
bool LinePartReader::addTo(Waiting& record, const Frame& line, const LinePart& part)
{
    const bool fits = record.text.size() + line.text.size() <= m_limit;
    if (!fits || (record.state == State::Addable && !part.adds)) {
        record.state = State::Done;
        return false;
    }
    if (record.state == State::Addable) {
        insert(record, part.separator);
    }
    join(record, line, part);
    return true;
}

LinePartReader::State LinePartReader::stateBehind(const LinePart& part)
{
    return part.goesOn ? State::GoesOn : part.addable ? State::Addable : State::Done;
}

LinePartReader::Waiting* LinePartReader::openRecord(std::string_view stream)
{
    // Of a stream that is often written the record is among the last.
    const auto found = std::find_if(m_waiting.rbegin(), m_waiting.rend(), [&](const Waiting& each) {
        return each.state != State::Done && each.stream == stream;
    });
    return found == m_waiting.rend() ? nullptr : &*found;
}

void LinePartReader::insert(Waiting& record, std::string_view text)
{
    record.text.insert(record.textEnd, text);
    if (record.mark.begin >= record.textEnd) {
        record.mark.begin += text.size();
        record.mark.end += text.size();
    }
    record.textEnd += text.size();
    m_waitingBytes += text.size();
}

void LinePartReader::join(Waiting& record, const Frame& line, const LinePart& part)
{
    const auto cut = [&line](LineStretch stretch) {
        return line.text.substr(stretch.begin, stretch.end - stretch.begin);
    };
    insert(record, cut(part.text));
    const std::string_view mark = cut(part.mark);
    const std::size_t replaced = record.mark.end - record.mark.begin;
    record.text.replace(record.mark.begin, replaced, mark);
    if (record.textEnd >= record.mark.end) {
        record.textEnd = record.textEnd + mark.size() - replaced;
    }
    record.mark.end = record.mark.begin + mark.size();

    m_waitingBytes = m_waitingBytes + mark.size() - replaced;
    if (&record == &m_waiting.back()) {
        record.frame.length = saturated(line.offset + line.length - record.frame.offset);
    }
    record.frame.unterminated = line.unterminated;
    record.state = stateBehind(part);
    record.sinceLine = m_linesRead;
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
        record.state = stateBehind(*part);
    }
}

bool LinePartReader::mayGo(const Waiting& record) const
{
    const std::size_t most = record.state == State::Addable ? kMostAddingLines : kMostPartLines;
    return record.state == State::Done || m_ended || m_waitingBytes > m_limit
        || m_linesRead - record.sinceLine >= most;
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
