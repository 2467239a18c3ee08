#include "models/ingest/frame_reader.h"

#include "models/base/text.h"

namespace throughline::ingest {

FrameReader::FrameReader(codec::ByteSource& source, const Recognition& recognition)
{
    if (recognition.framing == Framing::Lines) {
        m_lines = std::make_unique<codec::LineReader>(source);
    } else if (recognition.framing == Framing::Documents) {
        m_documents = std::make_unique<codec::DocumentReader>(source);
    } else if (recognition.framing == Framing::Rows) {
        codec::CsvReaderOptions options;
        options.dialect.delimiter = recognition.delimiter;
        m_rows = std::make_unique<codec::CsvReader>(source, options);
        m_atHeader = true;
    } else if (recognition.framing == Framing::Groups) {
        m_groups = std::make_unique<codec::LineGroupReader>(source, recognition.beginsRecord);
    } else if (recognition.framing == Framing::Parts) {
        m_parts = std::make_unique<codec::LinePartReader>(source, recognition.partOf);
    } else {
        codec::ArrayReaderOptions options;
        options.paths = recognition.arrayPaths;
        m_elements = std::make_unique<codec::ArrayReader>(source, std::move(options));
    }
}

Result<std::optional<codec::Frame>> FrameReader::next()
{
    return m_lines != nullptr    ? m_lines->next()
        : m_documents != nullptr ? m_documents->next()
        : m_rows != nullptr      ? nextRow()
        : m_groups != nullptr    ? m_groups->next()
        : m_parts != nullptr     ? m_parts->next()
                                 : m_elements->next();
}

std::size_t FrameReader::pathIndex() const
{
    return m_elements != nullptr ? m_elements->pathIndex() : 0;
}

/// The header, which the recognition has read already, is the first row that is not empty.
Result<std::optional<codec::Frame>> FrameReader::nextRow()
{
    auto row = m_rows->next();
    while (m_atHeader && row.ok() && *row) {
        m_atHeader = trim((*row)->text).empty();
        row = m_rows->next();
    }
    return row;
}

} // namespace throughline::ingest
