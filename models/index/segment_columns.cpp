#include "models/index/segment_columns.h"

#include "models/base/text.h"
#include "models/filter/value_match.h"

#include <algorithm>
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
            const std::uint32_t value = index.contexts[index.contextOf[at]][field];
            values[session] = index.values[value].empty() ? 0 : value;
        }
    }
    return values;
}

/// Gives each value in use its label; spellings that fold to the same text share one.
class Labels
{
public:
    Labels(const SessionIndex& index, bool foldCase)
        : m_index(index)
        , m_foldCase(foldCase)
        , m_labelOf(index.values.size(), 0)
        , m_uses(index.values.size(), 0)
    {
    }

    std::uint32_t labelOf(std::uint32_t value)
    {
        if (value == 0) {
            return 0;
        }
        ++m_uses[value];
        if (m_labelOf[value] == 0) {
            const std::string& text = m_index.values[value];
            const auto next = static_cast<std::uint32_t>(m_best.size());
            const auto [known, fresh] =
                m_byText.try_emplace(m_foldCase ? toLowerAscii(text) : text, next);
            if (fresh) {
                m_best.push_back(value);
            }
            m_labelOf[value] = known->second;
            m_spellings.push_back(value);
        }
        return m_labelOf[value];
    }

    /// Each label in its most frequent spelling, the first in byte order among equals.
    std::vector<std::string> texts()
    {
        for (const std::uint32_t value : m_spellings) {
            std::uint32_t& best = m_best[m_labelOf[value]];
            const bool better = m_uses[value] != m_uses[best]
                ? m_uses[value] > m_uses[best]
                : m_index.values[value] < m_index.values[best];
            best = better ? value : best;
        }
        std::vector<std::string> texts(1);
        for (std::size_t label = 1; label < m_best.size(); ++label) {
            texts.push_back(m_index.values[m_best[label]]);
        }
        return texts;
    }

private:
    const SessionIndex& m_index;
    bool m_foldCase;
    std::vector<std::uint32_t> m_labelOf; ///< per value; 0: not met yet
    std::vector<std::uint64_t> m_uses; ///< per value: sessions
    std::vector<std::uint32_t> m_best {0}; ///< per label: a value
    std::vector<std::uint32_t> m_spellings;
    std::unordered_map<std::string, std::uint32_t> m_byText;
};

} // namespace

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
    Labels labels(index, filter::valueOrder(field) == filter::ValueOrder::Word);
    for (std::uint32_t& value : column.valueOf) {
        value = labels.labelOf(value);
    }
    column.labels = labels.texts();
    return column;
}

} // namespace throughline::index
