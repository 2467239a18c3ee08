#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace throughline::codec {

/// Builds CSV text (RFC 4180: commas, CR LF) cell by cell. Texts are guarded against spreadsheet
/// formulas, numbers stay numbers.
class CsvWriter
{
public:
    CsvWriter& text(std::string_view content);
    CsvWriter& number(std::int64_t value);
    CsvWriter& number(std::uint64_t value);
    /// Shortest decimal that reads back the same; an empty cell for what is no finite number.
    CsvWriter& number(double value);
    CsvWriter& empty();
    CsvWriter& endRow();

    /// What was written since the last time, for a file of any size in constant memory.
    [[nodiscard]] std::string takeText();

private:
    CsvWriter& cell(std::string_view escaped);

    std::string m_text;
    bool m_inRow = false;
};

} // namespace throughline::codec
