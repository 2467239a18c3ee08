#pragma once

#include <QString>
#include <QStringList>

#include <cstdint>
#include <vector>

namespace throughline::widgets {

/// The numbers of a chart, or the selected part of a table, as text with headers.
struct TableTwin
{
    QString title;
    QStringList headers;
    std::vector<QStringList> rows;

    bool operator==(const TableTwin&) const = default;
};

/// What the clipboard gets.
enum class CopyFormat : std::uint8_t
{
    Text,
    Csv,
    Markdown,
    Json
};

/// Text: tab-separated. CSV: RFC 4180, cells that a spreadsheet would run as formulas are quoted
/// with an apostrophe. JSON: an array of objects. All but JSON begin with the headers.
[[nodiscard]] QString tableText(const TableTwin& table, CopyFormat format);

} // namespace throughline::widgets
