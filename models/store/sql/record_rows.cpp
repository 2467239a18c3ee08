#include "models/store/sql/record_rows.h"

#include "models/base/text.h"

#include <algorithm>
#include <numeric>

namespace throughline::store {

namespace {

constexpr std::string_view kText =
    "SELECT value FROM main.dictionary WHERE kind = ?1 AND ordinal = ?2";
constexpr std::string_view kActorSession =
    "SELECT id FROM main.session WHERE number BETWEEN ?1 AND ?2 AND derived = 1 AND start_ns <= ?3 "
    "ORDER BY number DESC LIMIT 1";
constexpr std::string_view kUserOfDerived =
    "SELECT user FROM main.session WHERE number = ?1 AND derived = 1";

/// Texts kept per dictionary; a store of millions of sessions must not fill the memory.
constexpr std::size_t kMostTexts = 50'000;
/// Records without a session of their own stand under their actor: \x01u:USER or \x01d:DEVICE.
constexpr char kActorMark = '\x01';
constexpr std::size_t kActorPrefix = 3;

bool holds(const std::optional<std::vector<std::uint32_t>>& wanted, std::uint32_t ordinal)
{
    return !wanted || std::find(wanted->begin(), wanted->end(), ordinal) != wanted->end();
}

CellView textOrNull(std::string_view text)
{
    return text.empty() ? CellView() : CellView(text);
}

/// A number as the column wants it; what is none stays text, as SQLite's own columns do.
CellView numberOr(std::string_view text, bool whole)
{
    if (whole) {
        if (const auto value = parseInteger(text)) {
            return *value;
        }
    }
    if (const auto value = parseDouble(text)) {
        return *value;
    }
    return textOrNull(text);
}

Error damaged()
{
    return storeError("A block of the store is damaged", "Run verify to see what is damaged");
}

} // namespace

Result<const std::vector<BlockInfo>*> RecordSource::blocks(domain::Signal signal)
{
    const auto known = m_blocks.find(signal);
    if (known != m_blocks.end()) {
        return &known->second;
    }
    BlockChoice choice;
    choice.signalList = {signal};
    TL_ASSIGN(auto blocks, chooseBlocks(m_connection, choice));
    return &m_blocks.emplace(signal, std::move(blocks)).first->second;
}

Result<const std::vector<std::uint64_t>*> RecordSource::traces(BlockReader& reader,
                                                               domain::BlockId block)
{
    const auto known = m_traces.find(block.value());
    if (known != m_traces.end()) {
        return &known->second;
    }
    std::vector<std::uint64_t> lows;
    TL_ASSIGN([[maybe_unused]] const bool found, reader.traces(block, lows));
    return &m_traces.emplace(block.value(), std::move(lows)).first->second;
}

Result<std::string_view> RecordSource::text(DictionaryKind kind, std::uint32_t ordinal)
{
    if (ordinal == kNoOrdinal) {
        return std::string_view();
    }
    auto& texts = m_texts[kind];
    const auto known = texts.find(ordinal);
    if (known != texts.end()) {
        return std::string_view(known->second);
    }
    if (m_text == nullptr) {
        TL_ASSIGN(Statement statement, Statement::prepare(m_connection, kText));
        m_text = std::make_unique<Statement>(std::move(statement));
    }
    m_text->bindAll(toText(kind), ordinal);
    TL_ASSIGN(const bool row, m_text->step());
    if (!row) {
        return damaged();
    }
    if (texts.size() >= kMostTexts) {
        texts.clear();
    }
    return std::string_view(texts[ordinal] = m_text->string(0));
}

Result<std::string_view> RecordSource::sessionOfActor(std::string_view actor, Timestamp time)
{
    if (m_actorSession == nullptr) {
        TL_ASSIGN(Statement statement, Statement::prepare(m_connection, kActorSession));
        m_actorSession = std::make_unique<Statement>(std::move(statement));
    }
    const std::string name(actor.substr(std::min(actor.size(), kActorPrefix)));
    auto sessions = m_sessionsOf.find(name);
    if (sessions == m_sessionsOf.end()) {
        // A user's sessions are neighbours in order of time.
        TL_ASSIGN(SessionNames* const names, sessionNames());
        TL_ASSIGN(const auto found, names->sessionsOf(NameKind::User, name));
        if (m_sessionsOf.size() >= kMostTexts) {
            m_sessionsOf.clear();
        }
        sessions =
            m_sessionsOf
                .emplace(name,
                         found.empty() ? std::pair(1U, 0U) : std::pair(found.front(), found.back()))
                .first;
    }
    m_actorSession->bindAll(sessions->second.first, sessions->second.second, time);
    TL_ASSIGN(const bool row, m_actorSession->step());
    return row ? m_actorSession->text(0) : std::string_view();
}

Result<std::vector<std::uint32_t>> RecordSource::sessionOrdinals(const std::string& session)
{
    std::vector<std::uint32_t> ordinals;
    const auto add = [&](const std::string& text) -> Result<void> {
        TL_ASSIGN(const std::uint32_t ordinal,
                  findOrdinal(m_connection, DictionaryKind::Session, text));
        if (ordinal != kNoOrdinal) {
            ordinals.push_back(ordinal);
        }
        return {};
    };
    TL_TRY(add(session));
    TL_ASSIGN(SessionNames* const names, sessionNames());
    TL_ASSIGN(const auto numbers, names->sessionsOf(NameKind::Session, session));
    TL_ASSIGN(Statement derived, Statement::prepare(m_connection, kUserOfDerived));
    for (const std::uint32_t number : numbers) {
        derived.bindAll(number);
        TL_ASSIGN(const bool cut, derived.step());
        const std::string user = cut ? derived.string(0) : std::string();
        derived.reset();
        if (cut) {
            TL_TRY(add(std::string(1, kActorMark) + "u:" + user));
            TL_TRY(add(std::string(1, kActorMark) + "d:" + user));
        }
    }
    return ordinals;
}

Result<SessionNames*> RecordSource::sessionNames()
{
    if (!m_sessionNames) {
        TL_ASSIGN(m_sessionNames, SessionNames::create(m_connection.handle()));
    }
    return &*m_sessionNames;
}

Result<const SourceNames*> RecordSource::sources()
{
    if (!m_sources) {
        TL_ASSIGN(m_sources, sourceNames(m_connection));
    }
    return &*m_sources;
}

RecordRows::RecordRows(RecordSource& source, RecordChoice choice, BlockReader reader,
                       std::function<bool()> expired)
    : m_source(&source)
    , m_choice(std::move(choice))
    , m_reader(std::move(reader))
    , m_expired(std::move(expired))
{
}

Result<RecordRows> RecordRows::create(RecordSource& source, RecordChoice choice,
                                      std::function<bool()> expired)
{
    TL_ASSIGN(BlockReader reader, BlockReader::create(source.connection()));
    RecordRows rows(source, std::move(choice), std::move(reader), std::move(expired));
    TL_ASSIGN(rows.m_blocks, source.blocks(rows.m_choice.signal));
    TL_TRY(rows.findOrdinals());
    return rows;
}

Result<void> RecordRows::findOrdinals()
{
    TL_TRY(findTexts(m_choice.users, DictionaryKind::User, m_users));
    TL_TRY(findTexts(m_choice.accounts, DictionaryKind::Account, m_accounts));
    TL_TRY(findTexts(m_choice.names, DictionaryKind::Name, m_names));
    TL_TRY(findSessions());
    if (m_choice.traces) {
        for (const domain::TraceId& trace : *m_choice.traces) {
            m_traceLows.push_back(trace.low);
        }
        std::sort(m_traceLows.begin(), m_traceLows.end());
    }
    return {};
}

Result<void> RecordRows::findTexts(const std::optional<std::vector<std::string>>& texts,
                                   DictionaryKind kind, Ordinals& ordinals)
{
    if (!texts) {
        return {};
    }
    ordinals.emplace();
    for (const std::string& text : *texts) {
        TL_ASSIGN(const std::uint32_t ordinal, findOrdinal(m_source->connection(), kind, text));
        if (ordinal != kNoOrdinal) {
            ordinals->push_back(ordinal);
        }
    }
    return {};
}

Result<void> RecordRows::findSessions()
{
    if (!m_choice.sessions) {
        return {};
    }
    m_sessions.emplace();
    for (const std::string& session : *m_choice.sessions) {
        TL_ASSIGN(const auto ordinals, m_source->sessionOrdinals(session));
        m_sessions->insert(m_sessions->end(), ordinals.begin(), ordinals.end());
    }
    return {};
}

bool RecordRows::mayHold(const BlockInfo& block) const
{
    return (!m_choice.only || m_choice.only->block == block.id) && block.first.ns <= m_choice.lastNs
        && m_choice.firstNs <= block.last.ns;
}

Result<bool> RecordRows::next()
{
    m_record = nullptr;
    if (m_started && ++m_at < m_rows.size()) {
        return true;
    }
    for (m_block += m_started ? 1 : 0; m_block < m_blocks->size(); ++m_block) {
        m_started = true;
        const BlockInfo& block = (*m_blocks)[m_block];
        if (!mayHold(block)) {
            continue;
        }
        if (m_expired && m_expired()) {
            return cancelledError();
        }
        TL_ASSIGN(const bool any, openBlock(block));
        if (any) {
            return true;
        }
    }
    m_started = true;
    m_rows.clear();
    return false;
}

Result<bool> RecordRows::holdsTraces(const BlockInfo& block)
{
    TL_ASSIGN(const auto* lows, m_source->traces(m_reader, block.id));
    return std::any_of(m_traceLows.begin(), m_traceLows.end(), [lows](auto low) {
        return std::binary_search(lows->begin(), lows->end(), low);
    });
}

bool RecordRows::looksAtIndex(const BlockInfo& block) const
{
    const bool whole = m_choice.firstNs <= block.first.ns && block.last.ns <= m_choice.lastNs;
    return m_sessions || m_users || m_accounts || m_names || m_choice.keep || !whole;
}

Result<bool> RecordRows::openBlock(const BlockInfo& block)
{
    m_at = 0;
    m_rows.clear();
    m_haveIndex = m_haveLink = m_havePlaces = false;
    if (m_choice.traces) {
        TL_ASSIGN(const bool any, holdsTraces(block));
        if (!any) {
            return false;
        }
    }
    if (m_choice.traces || m_choice.keep) {
        TL_TRY(needLink());
    }
    if (looksAtIndex(block)) {
        TL_TRY(needIndex());
    }
    if (!m_choice.only) {
        m_rows.resize(block.records);
        std::iota(m_rows.begin(), m_rows.end(), 0U);
    } else if (m_choice.only->index < block.records) {
        m_rows.push_back(m_choice.only->index);
    }
    std::erase_if(m_rows, [this](std::uint32_t row) { return !matches(row); });
    return !m_rows.empty();
}

bool RecordRows::matches(std::uint32_t row) const
{
    const domain::TraceId trace = m_haveLink && !m_link.traceLow.empty()
        ? domain::TraceId {m_link.traceHigh[row], m_link.traceLow[row]}
        : domain::TraceId {};
    if (m_choice.traces && !std::binary_search(m_traceLows.begin(), m_traceLows.end(), trace.low)) {
        return false;
    }
    if (!m_haveIndex) {
        return true;
    }
    const std::int64_t time = m_index.time[row];
    if (time < m_choice.firstNs || m_choice.lastNs < time || !holds(m_users, m_index.user[row])
        || !holds(m_sessions, m_index.session[row]) || !holds(m_accounts, m_index.account[row])
        || !holds(m_names, m_index.name[row])) {
        return false;
    }
    return !m_choice.keep
        || m_choice.keep({m_choice.signal, Timestamp {time}, m_index.session[row], trace});
}

Result<void> RecordRows::needIndex()
{
    if (!m_haveIndex) {
        const BlockInfo& block = (*m_blocks)[m_block];
        TL_TRY(m_reader.index(block.id, m_index));
        if (m_index.time.size() != block.records) {
            return damaged();
        }
        m_haveIndex = true;
    }
    return {};
}

Result<void> RecordRows::needLink()
{
    if (!m_haveLink) {
        const BlockInfo& block = (*m_blocks)[m_block];
        TL_ASSIGN(const bool found, m_reader.link(block.id, m_link));
        if (found && m_link.traceLow.size() != block.records) {
            return damaged();
        }
        m_haveLink = true;
    }
    return {};
}

Result<std::string_view> RecordRows::line()
{
    const BlockInfo& block = (*m_blocks)[m_block];
    TL_ASSIGN(const auto* lines, m_reader.lines(block.id));
    if (lines->size() != block.records) {
        return damaged();
    }
    return (*lines)[m_rows[m_at]];
}

Result<const domain::Record*> RecordRows::record()
{
    if (m_record == nullptr) {
        TL_ASSIGN(const std::string_view text, line());
        TL_ASSIGN(m_record, m_json->read(text, m_choice.signal));
    }
    return m_record;
}

Result<CellView> RecordRows::session()
{
    TL_TRY(needIndex());
    const std::uint32_t row = m_rows[m_at];
    TL_ASSIGN(const std::string_view text,
              m_source->text(DictionaryKind::Session, m_index.session[row]));
    if (text.empty() || text.front() != kActorMark) {
        return textOrNull(text);
    }
    TL_ASSIGN(const std::string_view cut,
              m_source->sessionOfActor(text, Timestamp {m_index.time[row]}));
    return textOrNull(cut);
}

Result<CellView> RecordRows::field(const RecordColumn& column)
{
    TL_ASSIGN(const domain::Record* found, record());
    const domain::Field* value = found->find(column.field);
    if (value == nullptr || value->kind == domain::ValueKind::Null) {
        return CellView();
    }
    return column.type == "TEXT" ? textOrNull(value->value)
                                 : numberOr(value->value, column.type == "INTEGER");
}

Result<CellView> RecordRows::ordinalText(DictionaryKind kind,
                                         const std::vector<std::uint32_t> IndexColumns::*column)
{
    TL_TRY(needIndex());
    TL_ASSIGN(const std::string_view text, m_source->text(kind, (m_index.*column)[m_rows[m_at]]));
    return textOrNull(text);
}

Result<CellView> RecordRows::time(bool asText)
{
    TL_TRY(needIndex());
    const std::int64_t ns = m_index.time[m_rows[m_at]];
    if (!asText) {
        return CellView(ns);
    }
    m_text = formatRfc3339({ns});
    return CellView(m_text);
}

Result<CellView> RecordRows::trace()
{
    TL_TRY(needLink());
    const std::uint32_t row = m_rows[m_at];
    const domain::TraceId trace = m_link.traceLow.empty()
        ? domain::TraceId {}
        : domain::TraceId {m_link.traceHigh[row], m_link.traceLow[row]};
    m_text = trace.valid() ? domain::toHex(trace) : std::string();
    return textOrNull(m_text);
}

Result<CellView> RecordRows::file()
{
    TL_ASSIGN(const SourceNames* names, m_source->sources());
    const auto source = names->find((*m_blocks)[m_block].source);
    return source == names->end() ? CellView() : textOrNull(source->second.first);
}

Result<CellView> RecordRows::lineNumber()
{
    if (!m_havePlaces) {
        TL_TRY(m_reader.places((*m_blocks)[m_block].id, m_places));
        m_havePlaces = true;
    }
    const std::uint32_t row = m_rows[m_at];
    return row < m_places.line.size() ? CellView(std::int64_t {m_places.line[row]}) : CellView();
}

Result<CellView> RecordRows::canonicalLine()
{
    TL_ASSIGN(const std::string_view text, line());
    return CellView(text);
}

Result<CellView> RecordRows::cell(const RecordColumn& column)
{
    switch (column.fact) {
    case RecordFact::Id:
        m_text =
            std::to_string((*m_blocks)[m_block].id.value()) + ':' + std::to_string(m_rows[m_at]);
        return CellView(m_text);
    case RecordFact::TimeNs:
    case RecordFact::Time:
        return time(column.fact == RecordFact::Time);
    case RecordFact::Name:
        return ordinalText(DictionaryKind::Name, &IndexColumns::name);
    case RecordFact::Session:
        return session();
    case RecordFact::User:
        return ordinalText(DictionaryKind::User, &IndexColumns::user);
    case RecordFact::Account:
        return ordinalText(DictionaryKind::Account, &IndexColumns::account);
    case RecordFact::Trace:
        return trace();
    case RecordFact::File:
        return file();
    case RecordFact::Line:
        return lineNumber();
    case RecordFact::Record:
        return canonicalLine();
    case RecordFact::Field:
        return field(column);
    }
    return CellView();
}

} // namespace throughline::store
