#include "models/index/segment_columns.h"

#include "models/base/text.h"
#include "models/filter/value_match.h"

#include <algorithm>
#include <numeric>
#include <unordered_map>

namespace throughline::index {

namespace {

/// Per session the place in index.values; 0 for none.
std::vector<std::uint32_t> firstValues(const SessionIndex& index, std::size_t field)
{
    std::vector<std::uint32_t> values(index.sessionCount(), 0);
    for (std::uint32_t session = 0; session < index.sessionCount(); ++session) {
        for (std::uint32_t at = index.firstContext[session];
             at < index.firstContext[session + 1] && values[session] == 0; ++at) {
            const std::uint32_t value = index.context(index.contextOf[at])[field];
            values[session] = index.values[value].empty() ? 0 : value;
        }
    }
    return values;
}

} // namespace

std::vector<std::uint32_t> commonSpellings(const SessionIndex& index, std::string_view field,
                                           const std::vector<std::uint64_t>& uses)
{
    std::vector<std::uint32_t> spelling(uses.size());
    std::iota(spelling.begin(), spelling.end(), 0U);
    if (filter::valueOrder(field) != filter::ValueOrder::Word) {
        return spelling;
    }
    std::unordered_map<std::string, std::uint32_t> bestOf;
    for (std::uint32_t value = 1; value < uses.size(); ++value) {
        if (uses[value] == 0) {
            continue;
        }
        const std::string& text = index.values[value];
        std::uint32_t& best = bestOf.try_emplace(toLowerAscii(text), value).first->second;
        const bool better =
            uses[value] != uses[best] ? uses[value] > uses[best] : text < index.values[best];
        best = better ? value : best;
    }
    for (std::uint32_t value = 1; value < uses.size(); ++value) {
        if (uses[value] != 0) {
            spelling[value] = bestOf.at(toLowerAscii(index.values[value]));
        }
    }
    return spelling;
}

SegmentColumn segmentColumn(const SessionIndex& index, std::string_view field)
{
    SegmentColumn column;
    column.field = std::string(field);
    const auto known =
        std::find(index.contextFields.begin(), index.contextFields.end(), column.field);
    if (known == index.contextFields.end()) {
        column.labels.emplace_back();
        column.valueOf.assign(index.sessionCount(), 0);
        return column;
    }
    column.valueOf =
        firstValues(index, static_cast<std::size_t>(known - index.contextFields.begin()));
    std::vector<std::uint64_t> uses(index.values.size());
    for (const std::uint32_t value : column.valueOf) {
        ++uses[value];
    }
    const std::vector<std::uint32_t> spelling = commonSpellings(index, field, uses);
    std::vector<std::uint32_t> labelOf(index.values.size(), 0);
    column.labels.emplace_back();
    for (std::uint32_t& value : column.valueOf) {
        const std::uint32_t best = value == 0 ? 0 : spelling[value];
        if (best != 0 && labelOf[best] == 0) {
            labelOf[best] = static_cast<std::uint32_t>(column.labels.size());
            column.labels.push_back(index.values[best]);
        }
        value = labelOf[best];
    }
    return column;
}

} // namespace throughline::index
