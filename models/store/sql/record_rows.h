#pragma once

#include "models/base/result.h"
#include "models/store/block_scan.h"
#include "models/store/dictionary.h"
#include "models/store/queries/source_queries.h"
#include "models/store/record_json.h"
#include "models/store/session_names.h"
#include "models/store/sql/record_columns.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

namespace throughline::store {

/// A value of a row as it lies there: missing, whole number, number, text.
using CellView = std::variant<std::monostate, std::int64_t, double, std::string_view>;

/// What block columns say of one record.
struct RowFacts
{
    domain::Signal signal = domain::Signal::Event;
    Timestamp time;
    std::uint32_t session = kNoOrdinal; ///< ordinal of the session dictionary
    domain::TraceId trace;
};

/// Which records of one signal are wanted. A list that is not there narrows nothing; the rows given
/// may be more than those wanted where a session was cut by us.
struct RecordChoice
{
    domain::Signal signal = domain::Signal::Event;
    std::int64_t firstNs = INT64_MIN; ///< both ends belong to it
    std::int64_t lastNs = INT64_MAX;
    std::optional<std::vector<std::string>> sessions;
    std::optional<std::vector<std::string>> users;
    std::optional<std::vector<std::string>> accounts;
    std::optional<std::vector<std::string>> names;
    std::optional<std::vector<domain::TraceId>> traces;
    std::optional<domain::RecordRef> only;
    std::function<bool(const RowFacts&)> keep; ///< empty: all
};

/// What readings of one connection share: visible blocks, trace directories, texts of ordinals. Of
/// one read transaction, one thread; 8 bytes per trace and block once traces are asked for.
class RecordSource
{
public:
    explicit RecordSource(const Connection& connection)
        : m_connection(connection)
    {
    }

    [[nodiscard]] const Connection& connection() const { return m_connection; }

    /// The signal's visible blocks in the order of their ids.
    Result<const std::vector<BlockInfo>*> blocks(domain::Signal signal);

    /// Sorted low halves of the block's trace ids.
    Result<const std::vector<std::uint64_t>*> traces(BlockReader& reader, domain::BlockId block);

    /// The text behind an ordinal; good until the next call. Empty for kNoOrdinal.
    Result<std::string_view> text(DictionaryKind kind, std::uint32_t ordinal);

    /// The id of the session that a record of an actor fell into when we cut sessions; empty: none.
    Result<std::string_view> sessionOfActor(std::string_view actor, Timestamp time);

    /// Ordinals under which records of this session may stand.
    Result<std::vector<std::uint32_t>> sessionOrdinals(const std::string& session);

    Result<const SourceNames*> sources();

private:
    Result<SessionNames*> sessionNames();

    const Connection& m_connection;
    std::map<domain::Signal, std::vector<BlockInfo>> m_blocks;
    std::unordered_map<std::int64_t, std::vector<std::uint64_t>> m_traces;
    std::map<DictionaryKind, std::unordered_map<std::uint32_t, std::string>> m_texts;
    std::unique_ptr<Statement> m_text;
    std::unique_ptr<Statement> m_actorSession;
    std::optional<SessionNames> m_sessionNames;
    /// First and last number of a user's sessions.
    std::unordered_map<std::string, std::pair<std::uint32_t, std::uint32_t>> m_sessionsOf;
    std::optional<SourceNames> m_sources;
};

/// Steps through records of one signal and gives their columns; only what is asked for is unpacked.
/// Constant memory: one block.
class RecordRows
{
public:
    /// `expired` is asked once per block; true ends the reading with Cancelled.
    static Result<RecordRows> create(RecordSource& source, RecordChoice choice,
                                     std::function<bool()> expired);

    /// True: at a row. False: there are no more.
    Result<bool> next();

    /// The value in a column of this row; the view is good until the next call.
    Result<CellView> cell(const RecordColumn& column);

    /// The canonical line of this row, without its line end.
    Result<std::string_view> line();

    /// The record of this row; good until the next row.
    Result<const domain::Record*> record();

    [[nodiscard]] domain::RecordRef ref() const { return {(*m_blocks)[m_block].id, m_rows[m_at]}; }

private:
    using Ordinals = std::optional<std::vector<std::uint32_t>>;

    RecordRows(RecordSource& source, RecordChoice choice, BlockReader reader,
               std::function<bool()> expired);

    Result<void> findOrdinals();
    Result<void> findTexts(const std::optional<std::vector<std::string>>& texts,
                           DictionaryKind kind, Ordinals& ordinals);
    Result<void> findSessions();
    Result<bool> holdsTraces(const BlockInfo& block);
    [[nodiscard]] bool looksAtIndex(const BlockInfo& block) const;
    [[nodiscard]] bool mayHold(const BlockInfo& block) const;
    Result<bool> openBlock(const BlockInfo& block);
    [[nodiscard]] bool matches(std::uint32_t row) const;
    Result<void> needIndex();
    Result<void> needLink();
    Result<CellView> ordinalText(DictionaryKind kind,
                                 const std::vector<std::uint32_t> IndexColumns::*column);
    Result<CellView> time(bool asText);
    Result<CellView> trace();
    Result<CellView> file();
    Result<CellView> lineNumber();
    Result<CellView> canonicalLine();
    Result<CellView> session();
    Result<CellView> field(const RecordColumn& column);

    RecordSource* m_source;
    RecordChoice m_choice;
    BlockReader m_reader;
    std::function<bool()> m_expired;
    const std::vector<BlockInfo>* m_blocks = nullptr;
    Ordinals m_sessions;
    Ordinals m_users;
    Ordinals m_accounts;
    Ordinals m_names;
    std::vector<std::uint64_t> m_traceLows; ///< sorted
    std::size_t m_block = 0; ///< place in m_blocks of the open one
    bool m_started = false;
    std::vector<std::uint32_t> m_rows; ///< of the open block, those that match
    std::size_t m_at = 0;
    bool m_haveIndex = false;
    bool m_haveLink = false;
    bool m_havePlaces = false;
    const domain::Record* m_record = nullptr; ///< of the row at hand, once it was read
    IndexColumns m_index;
    LinkColumns m_link;
    PlaceColumns m_places;
    std::unique_ptr<RecordJsonReader> m_json = std::make_unique<RecordJsonReader>();
    std::string m_text; ///< behind the last cell
};

} // namespace throughline::store
