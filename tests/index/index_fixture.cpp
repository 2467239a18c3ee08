#include "tests/index/index_fixture.h"

#include "models/base/assert.h"
#include "models/base/text.h"
#include "models/index/event_placer.h"

#include <algorithm>

namespace throughline::test {

namespace {

/// Texts numbered in order of first appearance.
class Numbered
{
public:
    std::uint32_t ordinalOf(const std::string& text)
    {
        const auto next = static_cast<std::uint32_t>(m_texts.size());
        const auto [known, fresh] = m_ordinals.try_emplace(text, next);
        if (fresh) {
            m_texts.push_back(text);
        }
        return known->second;
    }

    std::uint32_t ordinalOrNone(const std::string& text)
    {
        return text.empty() ? index::kNone : ordinalOf(text);
    }

    [[nodiscard]] const std::vector<std::string>& texts() const { return m_texts; }

private:
    std::map<std::string, std::uint32_t> m_ordinals;
    std::vector<std::string> m_texts;
};

struct Columns
{
    std::vector<std::uint32_t> session, user, account, name, context;
    std::vector<std::int64_t> time;
    std::vector<std::uint8_t> marks;
    std::vector<std::uint32_t> revenueRow, revenueCurrency;
    std::vector<std::int64_t> revenueMicros;
};

class Blocks
{
public:
    explicit Blocks(const std::vector<EventRow>& rows, const std::vector<std::string>& sessions)
    {
        m_values.ordinalOf("");
        for (const std::string& session : sessions) {
            m_sessions.ordinalOf(session);
        }
        for (const EventRow& row : rows) {
            m_sessions.ordinalOf(row.session);
            for (const auto& [field, value] : row.context) {
                m_fields.push_back(field);
            }
        }
        std::sort(m_fields.begin(), m_fields.end());
        m_fields.erase(std::unique(m_fields.begin(), m_fields.end()), m_fields.end());
    }

    [[nodiscard]] const std::vector<std::string>& sessions() const { return m_sessions.texts(); }

    /// To an IndexBuilder or an EventPlacer.
    template<typename Pass>
    void add(Pass& pass, const EventRow* first, const EventRow* last)
    {
        Columns columns;
        for (const EventRow* row = first; row != last; ++row) {
            addRow(columns, *row);
        }
        pass.addEvents({.session = columns.session,
                        .user = columns.user,
                        .account = columns.account,
                        .timeNs = columns.time,
                        .name = columns.name,
                        .context = columns.context,
                        .marks = columns.marks,
                        .revenueRow = columns.revenueRow,
                        .revenueMicros = columns.revenueMicros,
                        .revenueCurrency = columns.revenueCurrency});
    }

    [[nodiscard]] index::IndexDictionaries dictionaries() const
    {
        return {m_names.texts(), m_currencies.texts(), m_fields, m_contexts, m_values.texts()};
    }

private:
    void addRow(Columns& columns, const EventRow& row)
    {
        if (row.revenueMicros) {
            columns.revenueRow.push_back(static_cast<std::uint32_t>(columns.session.size()));
            columns.revenueMicros.push_back(*row.revenueMicros);
            columns.revenueCurrency.push_back(m_currencies.ordinalOf(row.currency));
        }
        columns.session.push_back(m_sessions.ordinalOf(row.session));
        columns.user.push_back(m_users.ordinalOrNone(row.user));
        columns.account.push_back(m_accounts.ordinalOrNone(row.account));
        columns.name.push_back(m_names.ordinalOf(row.name));
        columns.context.push_back(contextOf(row));
        columns.time.push_back(row.timeNs);
        columns.marks.push_back(row.marks);
    }

    std::uint32_t contextOf(const EventRow& row)
    {
        if (row.context.empty()) {
            return index::kNone;
        }
        std::vector<std::uint32_t> values;
        for (const std::string& field : m_fields) {
            const auto value = row.context.find(field);
            values.push_back(m_values.ordinalOf(value == row.context.end() ? "" : value->second));
        }
        const auto known = std::find(m_contexts.begin(), m_contexts.end(), values);
        const auto place = static_cast<std::uint32_t>(known - m_contexts.begin());
        if (known == m_contexts.end()) {
            m_contexts.push_back(values);
        }
        return place;
    }

    Numbered m_sessions, m_users, m_accounts, m_names, m_currencies, m_values;
    std::vector<std::string> m_fields;
    std::vector<std::vector<std::uint32_t>> m_contexts;
};

} // namespace

BuiltIndex buildIndex(const std::vector<EventRow>& rows, const IndexPlan& plan)
{
    Blocks blocks(rows, plan.sessions);
    const std::vector<std::string>& sessions = blocks.sessions();
    const index::SessionParts parts(static_cast<std::uint32_t>(sessions.size()), plan.splits);
    const auto addTo = [&](auto& pass) {
        for (std::size_t at = 0; at < rows.size(); at += plan.rowsPerBlock) {
            const std::size_t count = std::min(plan.rowsPerBlock, rows.size() - at);
            blocks.add(pass, rows.data() + at, rows.data() + at + count);
        }
    };
    index::IndexBuilder builder(parts);
    addTo(builder);
    for (const index::SessionFact& fact : plan.facts) {
        builder.addSession(fact);
    }
    std::vector<std::uint8_t> flags(sessions.size());
    for (std::size_t i = 0; i < sessions.size(); ++i) {
        const auto given = plan.flags.find(sessions[i]);
        flags[i] = given == plan.flags.end() ? std::uint8_t {0} : given->second;
    }
    Result<index::SessionIndex> index = std::move(builder).finish(blocks.dictionaries(), flags);
    TL_ASSERT(index.ok());
    BuiltIndex built {*std::move(index), {}};
    index::EventPlacer placer(built.index, parts, plan.markCount);
    addTo(placer);
    Result<std::vector<index::EventBits>> marks = std::move(placer).finish(built.index);
    TL_ASSERT(marks.ok());
    built.marks = *std::move(marks);
    return built;
}

std::vector<EventRow> rowsOf(const std::string& session, const std::string& text, Duration unit)
{
    std::vector<EventRow> rows;
    for (const std::string_view word : split(text, ' ')) {
        if (word.empty()) {
            continue;
        }
        const std::vector<std::string_view> parts = split(word.substr(1), ':');
        const std::int64_t units = parseInteger(parts.front()).value_or(0);
        const std::int64_t extra = parts.size() > 1 ? parseInteger(parts[1]).value_or(0) : 0;
        EventRow row;
        row.session = session;
        row.timeNs = units * unit.ns + extra;
        row.name = std::string(word.substr(0, 1));
        rows.push_back(row);
    }
    return rows;
}

} // namespace throughline::test
