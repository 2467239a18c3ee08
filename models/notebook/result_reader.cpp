#include "models/notebook/result_reader.h"

#include "models/base/text.h"
#include "models/notebook/number_text.h"

#include <cmath>

namespace throughline::notebook {

using codec::JsonKind;

namespace {

constexpr std::size_t kMostRows = 200;

} // namespace

ResultReader::ResultReader(const std::string& result)
    : m_good(m_json.parseCopy(result))
{
}

std::uint32_t ResultReader::child(std::uint32_t object, std::string_view key) const
{
    return m_json.child(object, key);
}

std::vector<std::uint32_t> ResultReader::childrenOf(std::uint32_t list) const
{
    std::vector<std::uint32_t> found;
    const auto nodes = m_json.nodes();
    for (std::uint32_t i = list + 1; list != 0 && i < nodes[list].next; i = nodes[i].next) {
        found.push_back(i);
    }
    return found;
}

std::string ResultReader::text(std::uint32_t object, std::string_view key) const
{
    const std::uint32_t node = m_json.child(object, key);
    return node == 0 ? std::string() : std::string(m_json.nodes()[node].text);
}

std::optional<double> ResultReader::number(std::uint32_t object, std::string_view key) const
{
    return number(m_json.child(object, key));
}

std::optional<double> ResultReader::number(std::uint32_t node) const
{
    if (!isNumber(node)) {
        return std::nullopt;
    }
    const auto number = parseDouble(m_json.nodes()[node].text);
    return number && std::isfinite(*number) ? number : std::nullopt;
}

bool ResultReader::isNumber(std::uint32_t node) const
{
    return node != 0 && m_json.nodes()[node].kind == JsonKind::Number;
}

std::string ResultReader::shown(std::uint32_t node, NumberShape shape) const
{
    if (node == 0 || m_json.nodes()[node].kind == JsonKind::Null) {
        return "\u2013";
    }
    const codec::JsonNode& value = m_json.nodes()[node];
    const auto number = parseDouble(value.text);
    if (value.kind != JsonKind::Number || !number) {
        return std::string(value.text);
    }
    switch (shape) {
    case NumberShape::Count:
        return groupDigits(static_cast<std::int64_t>(std::llround(*number)));
    case NumberShape::Share:
        return percentText(*number);
    case NumberShape::Points:
        return signedText(*number * 100, 1);
    case NumberShape::Number:
        return numberText(*number, 1);
    case NumberShape::Text:
        break;
    }
    return std::string(value.text);
}

TableBlock ResultReader::table(std::uint32_t list, const std::string& caption,
                               const std::vector<ResultColumn>& columns) const
{
    TableBlock table;
    table.caption = caption;
    for (const ResultColumn& column : columns) {
        table.columns.push_back(
            {std::string(column.title),
             column.shape == NumberShape::Text ? ColumnAlign::Left : ColumnAlign::Right});
    }
    for (const std::uint32_t entry : childrenOf(list)) {
        if (table.rows.size() >= kMostRows) {
            ++table.leftOut;
            continue;
        }
        auto& row = table.rows.emplace_back();
        for (const ResultColumn& column : columns) {
            row.push_back(plain(shown(child(entry, column.member), column.shape)));
        }
    }
    return table;
}

std::string ResultReader::interval(std::uint32_t object, std::string_view key) const
{
    const auto bounds = childrenOf(child(object, key));
    return bounds.size() != 2
        ? std::string()
        : rangeText(shown(bounds[0], NumberShape::Points), shown(bounds[1], NumberShape::Points));
}

} // namespace throughline::notebook
