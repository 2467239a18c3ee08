#include "models/store/trace_rows.h"

#include <algorithm>

namespace throughline::store {

namespace {

constexpr std::string_view kChunks =
    "SELECT number, traces, first FROM main.trace_chunk ORDER BY number";
constexpr std::string_view kIds = "SELECT ids FROM main.trace_chunk WHERE number = ?1";
constexpr std::string_view kFacts = "SELECT facts FROM main.trace_chunk WHERE number = ?1";

/// Hands the blob of one chunk to `read`.
template<typename Read>
Result<void> readBlob(Statement& statement, std::int64_t number, const Read& read)
{
    statement.bindAll(number);
    TL_ASSIGN(const bool row, statement.step());
    auto outcome = row ? read(statement.blob(0))
                       : Result<void>(storeError("A part of the table of traces is missing"));
    statement.reset();
    return outcome;
}

} // namespace

TraceRows::TraceRows(std::vector<Chunk> chunks, Statement ids, Statement facts)
    : m_chunks(std::move(chunks))
    , m_readIds(std::move(ids))
    , m_readFacts(std::move(facts))
{
}

Result<TraceRows> TraceRows::create(sqlite3* database)
{
    std::vector<Chunk> chunks;
    TL_ASSIGN(Statement directory, Statement::prepare(database, kChunks));
    while (true) {
        TL_ASSIGN(const bool row, directory.step());
        if (!row) {
            break;
        }
        chunks.push_back({directory.integer(0), static_cast<std::uint32_t>(directory.integer(1)),
                          domain::traceIdFromHex(directory.text(2)).value_or(domain::TraceId {})});
    }
    TL_ASSIGN(Statement ids, Statement::prepare(database, kIds));
    TL_ASSIGN(Statement facts, Statement::prepare(database, kFacts));
    return TraceRows(std::move(chunks), std::move(ids), std::move(facts));
}

void TraceRows::choose(const TraceChoice& choice)
{
    m_choice = choice;
    m_chunk = choice.nothing ? m_chunks.size() : 0;
    m_nextRow = 0;
}

bool TraceRows::mayHold(std::size_t chunk) const
{
    if (!m_choice.id) {
        return true;
    }
    const bool beginsBefore = m_chunks[chunk].first <= *m_choice.id;
    return beginsBefore
        && (chunk + 1 == m_chunks.size() || *m_choice.id < m_chunks[chunk + 1].first);
}

Result<bool> TraceRows::next()
{
    for (; m_chunk < m_chunks.size(); ++m_chunk, m_nextRow = 0) {
        if (!mayHold(m_chunk)) {
            continue;
        }
        TL_ASSIGN(const std::size_t row, nextInChunk());
        if (row < m_chunks[m_chunk].traces) {
            m_row = row;
            m_nextRow = row + 1;
            return true;
        }
    }
    return false;
}

/// The next row of the open chunk that the choice lets through; beyond its rows: there is none.
Result<std::size_t> TraceRows::nextInChunk()
{
    std::size_t row = m_nextRow;
    if (m_choice.id) {
        TL_TRY(needIds());
        const auto at = [this](std::size_t i) {
            return domain::TraceId {m_ids.high[i], m_ids.low[i]};
        };
        std::size_t end = m_ids.low.size();
        while (row < end) {
            const std::size_t middle = row + (end - row) / 2;
            if (at(middle) < *m_choice.id) {
                row = middle + 1;
            } else {
                end = middle;
            }
        }
        return row < m_ids.low.size() && at(row) == *m_choice.id ? row : m_ids.low.size();
    }
    if (m_choice.low) {
        TL_TRY(needIds());
        while (row < m_ids.low.size() && m_ids.low[row] != *m_choice.low) {
            ++row;
        }
    } else if (m_choice.session) {
        TL_TRY(needFacts());
        while (row < m_facts.session.size() && m_facts.session[row] != *m_choice.session) {
            ++row;
        }
    }
    return row;
}

Result<void> TraceRows::needIds()
{
    if (m_idsOf == m_chunk) {
        return {};
    }
    m_idsOf = kNoChunk;
    const Chunk& chunk = m_chunks[m_chunk];
    TL_TRY(readBlob(m_readIds, chunk.number, [&](std::string_view packed) {
        return unpackIds(packed, chunk.traces, m_ids);
    }));
    m_idsOf = m_chunk;
    return {};
}

Result<void> TraceRows::needFacts()
{
    if (m_factsOf == m_chunk) {
        return {};
    }
    m_factsOf = kNoChunk;
    const Chunk& chunk = m_chunks[m_chunk];
    TL_TRY(readBlob(m_readFacts, chunk.number, [&](std::string_view packed) {
        return unpackFacts(packed, chunk.traces, m_facts);
    }));
    m_factsOf = m_chunk;
    return {};
}

Result<domain::TraceId> TraceRows::id()
{
    TL_TRY(needIds());
    return domain::TraceId {m_ids.high[m_row], m_ids.low[m_row]};
}

Result<const TraceFacts*> TraceRows::facts()
{
    TL_TRY(needFacts());
    return &m_facts;
}

} // namespace throughline::store
