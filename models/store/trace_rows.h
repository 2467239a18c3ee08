#pragma once

#include "models/store/statement.h"
#include "models/store/trace_chunk.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

struct sqlite3;

namespace throughline::store {

/// Which rows of the table of traces; what is set narrows.
struct TraceChoice
{
    std::optional<domain::TraceId> id; ///< one look into one chunk
    std::optional<std::uint64_t> low; ///< half of the id; looks at all ids and nothing else
    std::optional<std::uint32_t> session; ///< looks at everything
    bool nothing = false; ///< what is asked for is nobody's
};

/// Steps through rows of the table of traces, ascending by id; only what is asked for is unpacked.
/// Constant memory: one chunk and a directory of all. One connection, one thread, one moment of
/// the store.
class TraceRows
{
public:
    static Result<TraceRows> create(sqlite3* database);

    /// Starts over, ahead of the first row of the choice.
    void choose(const TraceChoice& choice);

    /// True: at a row. False: there are no more.
    Result<bool> next();

    Result<domain::TraceId> id();

    /// Of the chunk with this row, which is row() there.
    Result<const TraceFacts*> facts();

    [[nodiscard]] std::size_t row() const { return m_row; }

    /// A number for the row that no other one has.
    [[nodiscard]] std::int64_t number() const
    {
        return static_cast<std::int64_t>(m_chunk * kTracesPerChunk + m_row);
    }

private:
    struct Chunk
    {
        std::int64_t number = 0;
        std::uint32_t traces = 0;
        domain::TraceId first;
    };

    static constexpr std::size_t kNoChunk = SIZE_MAX;

    TraceRows(std::vector<Chunk> chunks, Statement ids, Statement facts);

    [[nodiscard]] bool mayHold(std::size_t chunk) const;
    Result<std::size_t> nextInChunk();
    Result<void> needIds();
    Result<void> needFacts();

    std::vector<Chunk> m_chunks;
    Statement m_readIds;
    Statement m_readFacts;
    TraceChoice m_choice;
    std::size_t m_chunk = 0;
    std::size_t m_row = 0;
    std::size_t m_nextRow = 0; ///< the first of the chunk that was not looked at
    std::size_t m_idsOf = kNoChunk;
    std::size_t m_factsOf = kNoChunk;
    TraceIds m_ids;
    TraceFacts m_facts;
};

} // namespace throughline::store
