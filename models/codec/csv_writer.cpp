#include "models/codec/csv_writer.h"

#include "models/base/text.h"
#include "models/codec/text_escape.h"

#include <cmath>
#include <utility>

namespace throughline::codec {

CsvWriter& CsvWriter::text(std::string_view content)
{
    return cell(escapeCsvCell(content));
}

CsvWriter& CsvWriter::number(std::int64_t value)
{
    return cell(std::to_string(value));
}

CsvWriter& CsvWriter::number(std::uint64_t value)
{
    return cell(std::to_string(value));
}

CsvWriter& CsvWriter::number(double value)
{
    return std::isfinite(value) ? cell(formatDouble(value)) : empty();
}

CsvWriter& CsvWriter::empty()
{
    return cell({});
}

CsvWriter& CsvWriter::endRow()
{
    m_text += "\r\n";
    m_inRow = false;
    return *this;
}

std::string CsvWriter::takeText()
{
    return std::exchange(m_text, {});
}

CsvWriter& CsvWriter::cell(std::string_view escaped)
{
    if (m_inRow) {
        m_text += ',';
    }
    m_text += escaped;
    m_inRow = true;
    return *this;
}

} // namespace throughline::codec
