#include "app/cli/table.h"

#include "models/base/text.h"
#include "models/codec/text_escape.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <ostream>

namespace throughline::cli {

namespace {

/// Columns a text takes on a terminal: code points, since our own texts use no wide letters.
std::size_t width(std::string_view text)
{
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    }));
}

} // namespace

Table::Table(std::vector<Column> columns)
    : m_columns(std::move(columns))
{
}

void Table::add(std::vector<std::string> cells)
{
    for (std::string& cell : cells) {
        cell = codec::escapeTerminal(cell);
    }
    cells.resize(m_columns.size());
    m_rows.push_back(std::move(cells));
}

void Table::print(std::ostream& out) const
{
    std::vector<std::size_t> widths;
    for (std::size_t c = 0; c < m_columns.size(); ++c) {
        std::size_t widest = width(m_columns[c].title);
        for (const auto& row : m_rows) {
            widest = std::max(widest, width(row[c]));
        }
        widths.push_back(widest);
    }
    const auto line = [&](const auto& cellOf) {
        std::string text;
        for (std::size_t c = 0; c < m_columns.size(); ++c) {
            const std::string cell = cellOf(c);
            const std::string space(widths[c] - width(cell), ' ');
            text += c > 0 ? "  " : "";
            text += m_columns[c].number ? space + cell : cell + space;
        }
        text.erase(text.find_last_not_of(' ') + 1);
        out << text << '\n';
    };
    line([this](std::size_t c) { return m_columns[c].title; });
    for (const auto& row : m_rows) {
        line([&row](std::size_t c) { return row[c]; });
    }
}

std::string approximately(double number)
{
    return '~' + count(static_cast<std::uint64_t>(std::llround(number)));
}

std::string count(std::uint64_t number)
{
    return groupDigits(static_cast<std::int64_t>(number));
}

std::string bytes(std::uint64_t number)
{
    static constexpr std::array<const char*, 5> kUnits {"B", "kB", "MB", "GB", "TB"};
    auto value = static_cast<double>(number);
    std::size_t unit = 0;
    while (value >= 1000 && unit + 1 < kUnits.size()) {
        value /= 1000;
        ++unit;
    }
    return formatFixed(value, unit == 0 || value >= 100 ? 0 : 1) + ' ' + kUnits[unit];
}

std::string seconds(double number)
{
    if (number < 1) {
        return formatFixed(number * 1000, 0) + " ms";
    }
    if (number < 60) {
        return formatFixed(number, 1) + " s";
    }
    const auto whole = static_cast<std::int64_t>(number + 0.5);
    if (whole < 3600) {
        return std::to_string(whole / 60) + " m " + std::to_string(whole % 60) + " s";
    }
    return std::to_string(whole / 3600) + " h " + std::to_string(whole % 3600 / 60) + " m";
}

std::string points(double fraction)
{
    const std::string text = formatFixed(fraction * 100, 1);
    return (fraction > 0 ? "+" : "") + text;
}

std::string percent(double fraction)
{
    return formatFixed(fraction * 100, 1) + " %";
}

} // namespace throughline::cli
