#include "models/workflow/event_marks.h"

#include "models/base/text.h"
#include "models/filter/expression_eval.h"
#include "models/filter/value_match.h"
#include "models/index/event_placer.h"
#include "models/workflow/block_walk.h"

#include <algorithm>
#include <unordered_map>

namespace throughline::workflow {

namespace {

constexpr std::uint32_t kMarks = 8;

using filter::Expression;
using index::EventBits;

/// Conditions on the records of a block, at most eight.
Result<std::vector<EventBits>> holding(const store::Connection& connection,
                                       const Snapshot& snapshot,
                                       std::span<const Expression> conditions,
                                       const std::stop_token& stop)
{
    std::vector<filter::RecordMatcher> matchers;
    for (const Expression& condition : conditions) {
        matchers.emplace_back(condition);
    }
    store::RecordJsonReader json;
    const MarkBlock mark = [&](store::BlockReader& reader, const store::BlockInfo& block,
                               const store::IndexColumns& /*columns*/,
                               std::vector<std::uint8_t>& marks) -> Result<void> {
        TL_ASSIGN(const auto* lines, reader.lines(block.id));
        for (std::size_t row = 0; row < marks.size(); ++row) {
            TL_ASSIGN(const domain::Record* record, json.read((*lines)[row], block.signal));
            for (std::size_t i = 0; i < matchers.size(); ++i) {
                const unsigned bit = matchers[i].matches(*record) ? 1U : 0U;
                marks[row] = static_cast<std::uint8_t>(marks[row] | bit << i);
            }
        }
        return {};
    };
    return markEvents(connection, snapshot, static_cast<std::uint32_t>(matchers.size()), mark,
                      stop);
}

/// Labels of the column by text, and new ones for values that no session has first.
class LabelTexts
{
public:
    explicit LabelTexts(index::SegmentColumn& column)
        : m_column(column)
        , m_foldCase(filter::valueOrder(column.field) == filter::ValueOrder::Word)
    {
        for (std::uint32_t label = 1; label < column.labels.size(); ++label) {
            m_labelOf.emplace(folded(column.labels[label]), label);
        }
    }

    std::uint32_t labelOf(const std::string& text)
    {
        if (text.empty()) {
            return 0;
        }
        const auto next = static_cast<std::uint32_t>(m_column.labels.size());
        const auto [known, fresh] = m_labelOf.try_emplace(folded(text), next);
        if (fresh) {
            m_column.labels.push_back(text);
        }
        return known->second;
    }

private:
    [[nodiscard]] std::string folded(const std::string& text) const
    {
        return m_foldCase ? toLowerAscii(text) : text;
    }

    index::SegmentColumn& m_column;
    bool m_foldCase;
    std::unordered_map<std::string, std::uint32_t> m_labelOf;
};

/// Per context its label; adds labels to the column.
std::vector<std::uint32_t> labelsOfContexts(const index::SessionIndex& index,
                                            index::SegmentColumn& column)
{
    std::vector<std::uint32_t> labels(index.contextCount, 0);
    const auto field =
        std::find(index.contextFields.begin(), index.contextFields.end(), column.field);
    if (field == index.contextFields.end()) {
        return labels;
    }
    const auto at = static_cast<std::size_t>(field - index.contextFields.begin());
    LabelTexts texts(column);
    for (std::uint32_t context = 0; context < index.contextCount; ++context) {
        labels[context] = texts.labelOf(index.values[index.context(context)[at]]);
    }
    return labels;
}

bool anySessionVaries(const index::SessionIndex& index, const std::vector<std::uint32_t>& labels)
{
    for (std::uint32_t session = 0; session < index.sessionCount(); ++session) {
        std::uint32_t first = 0;
        for (std::uint32_t at = index.firstContext[session]; at < index.firstContext[session + 1];
             ++at) {
            const std::uint32_t label = labels[index.contextOf[at]];
            if (label != 0 && first != 0 && label != first) {
                return true;
            }
            first = first == 0 ? label : first;
        }
    }
    return false;
}

/// The rows of wanted sessions as they come from the blocks.
struct FoundRow
{
    std::uint32_t session = 0;
    std::int64_t time = 0;
    domain::RecordRef record;
};

/// Calls visit(reader, block, its index columns) for each block of events.
template<typename Visit>
Result<void> walkEvents(const store::Connection& connection, const std::stop_token& stop,
                        const Visit& visit)
{
    store::BlockChoice choice;
    choice.signalList = {domain::Signal::Event};
    store::IndexColumns columns;
    return walkBlocks(
        connection, choice, stop,
        [&](store::BlockReader& reader, const store::BlockInfo& block) -> Result<void> {
            TL_TRY(reader.index(block.id, columns));
            return visit(reader, block, columns);
        });
}

Result<std::vector<FoundRow>> rowsOf(const store::Connection& connection, const Snapshot& snapshot,
                                     const std::vector<bool>& wanted, const std::stop_token& stop)
{
    std::vector<FoundRow> rows;
    TL_TRY(walkEvents(connection, stop, [&](auto&, const auto& block, const auto& columns) {
        for (std::uint32_t row = 0; row < columns.time.size(); ++row) {
            const std::uint32_t ordinal =
                snapshot.sessions.sessionOfRow(columns.session[row], Timestamp {columns.time[row]});
            const std::uint32_t session =
                ordinal == index::kNone ? ordinal : snapshot.sessions.numberOf[ordinal];
            if (session != index::kNone && wanted[session]) {
                rows.push_back({session, columns.time[row], {block.id, row}});
            }
        }
        return Result<void> {};
    }));
    std::stable_sort(rows.begin(), rows.end(), [](const FoundRow& a, const FoundRow& b) {
        return a.session != b.session ? a.session < b.session : a.time < b.time;
    });
    return rows;
}

} // namespace

Result<std::vector<EventBits>> markEvents(const store::Connection& connection,
                                          const Snapshot& snapshot, std::uint32_t markCount,
                                          const MarkBlock& mark, const std::stop_token& stop)
{
    const index::SessionParts parts(static_cast<std::uint32_t>(snapshot.sessions.sessionIds.size()),
                                    snapshot.sessions.splits);
    index::EventPlacer placer(snapshot.sessions.index, parts, markCount);
    std::vector<std::uint8_t> marks;
    const auto addBlock = [&](store::BlockReader& reader, const store::BlockInfo& block,
                              const store::IndexColumns& columns) -> Result<void> {
        marks.assign(columns.time.size(), 0);
        TL_TRY(mark(reader, block, columns, marks));
        index::EventColumns events;
        events.session = columns.session;
        events.timeNs = columns.time;
        events.name = columns.name;
        events.marks = marks;
        placer.addEvents(events);
        return {};
    };
    TL_TRY(walkEvents(connection, stop, addBlock));
    return std::move(placer).finishMarks();
}

std::function<Result<std::vector<EventBits>>(const std::vector<Expression>&)>
attributeConditions(const store::Connection& connection, const Snapshot& snapshot,
                    const std::stop_token& stop)
{
    return [&connection, &snapshot,
            &stop](const std::vector<Expression>& conditions) -> Result<std::vector<EventBits>> {
        std::vector<EventBits> bits;
        for (std::size_t from = 0; from < conditions.size(); from += kMarks) {
            const std::size_t count = std::min<std::size_t>(kMarks, conditions.size() - from);
            TL_ASSIGN(
                auto part,
                holding(connection, snapshot, std::span(conditions).subspan(from, count), stop));
            std::move(part.begin(), part.end(), std::back_inserter(bits));
        }
        return bits;
    };
}

Result<EventValues> eventValues(const store::Connection& connection, const Snapshot& snapshot,
                                index::SegmentColumn column, const std::stop_token& stop)
{
    const index::SessionIndex& index = snapshot.sessions.index;
    EventValues values;
    values.column = std::move(column);
    const std::vector<std::uint32_t> labels = labelsOfContexts(index, values.column);
    if (!anySessionVaries(index, labels)) {
        return values;
    }
    values.valueOfEvent.assign(index.eventCount(), 0);
    // Eight bits of the label per pass.
    for (std::uint32_t shift = 0; values.column.labels.size() > (std::size_t {1} << shift);
         shift += kMarks) {
        const MarkBlock mark = [&](store::BlockReader& /*reader*/,
                                   const store::BlockInfo& /*block*/,
                                   const store::IndexColumns& columns,
                                   std::vector<std::uint8_t>& marks) -> Result<void> {
            for (std::size_t row = 0; row < marks.size(); ++row) {
                const std::uint32_t context = columns.context[row];
                const std::uint32_t label = context < labels.size() ? labels[context] : 0;
                marks[row] = static_cast<std::uint8_t>(label >> shift);
            }
            return {};
        };
        TL_ASSIGN(const auto bits, markEvents(connection, snapshot, kMarks, mark, stop));
        for (std::uint32_t event = 0; event < index.eventCount(); ++event) {
            for (std::uint32_t bit = 0; bit < kMarks; ++bit) {
                values.valueOfEvent[event] |= (bits[bit].test(event) ? 1U : 0U) << (shift + bit);
            }
        }
    }
    return values;
}

Result<std::vector<domain::RecordRef>> recordsOf(const store::Connection& connection,
                                                 const Snapshot& snapshot,
                                                 const std::vector<std::uint32_t>& events,
                                                 const std::stop_token& stop)
{
    const index::SessionIndex& index = snapshot.sessions.index;
    std::vector<bool> wanted(index.sessionCount());
    const auto sessionOf = [&](std::uint32_t event) {
        return static_cast<std::uint32_t>(
            std::upper_bound(index.firstEvent.begin(), index.firstEvent.end(), event)
            - index.firstEvent.begin() - 1);
    };
    for (const std::uint32_t event : events) {
        wanted[sessionOf(event)] = true;
    }
    TL_ASSIGN(const std::vector<FoundRow> rows, rowsOf(connection, snapshot, wanted, stop));
    std::vector<domain::RecordRef> records;
    for (const std::uint32_t event : events) {
        const std::uint32_t session = sessionOf(event);
        const auto first = std::lower_bound(
            rows.begin(), rows.end(), session,
            [](const FoundRow& row, std::uint32_t number) { return row.session < number; });
        const auto at =
            static_cast<std::size_t>(first - rows.begin()) + (event - index.firstEvent[session]);
        if (at >= rows.size() || rows[at].session != session) {
            return internalError("an event of the session index has no record");
        }
        records.push_back(rows[at].record);
    }
    return records;
}

} // namespace throughline::workflow
