#include "models/store/queries/source_queries.h"

#include "models/store/source_state.h"
#include "models/store/statement.h"

namespace throughline::store {

namespace {

#define SOURCE_COLUMNS                                                                             \
    "id, path, member, format, container, sha256, bytes, read, accepted, duplicates, rejected, "   \
    "event, error, log, span, metric, ticket, first_ns, last_ns, imported_ns"

constexpr std::string_view kInsert =
    "INSERT INTO source(path, member, format, container, bytes, state, imported_ns) "
    "VALUES(?1, ?2, ?3, ?4, ?5, 'running', ?6) RETURNING id";
constexpr std::string_view kUnfinished =
    "SELECT " SOURCE_COLUMNS ", state, digest, checkpoint FROM source "
    "WHERE state <> 'done' ORDER BY id";
constexpr std::string_view kVisible =
    "SELECT " SOURCE_COLUMNS " FROM source WHERE state = 'done' ORDER BY id";
constexpr std::string_view kByContent =
    "SELECT " SOURCE_COLUMNS " FROM source WHERE state = 'done' AND bytes = ?1 "
    "AND sha256 = ?2";
constexpr std::string_view kAnyOfSize = "SELECT count(*) FROM source WHERE bytes = ?1";
constexpr std::string_view kAny = "SELECT count(*) FROM source";
constexpr std::string_view kDiscard = "DELETE FROM source WHERE id = ?1 AND state <> 'done'";
constexpr std::string_view kDone =
    "UPDATE source SET state = 'done', checkpoint = '{}', imported_ns = ?2 WHERE id = ?1";
constexpr std::string_view kCounts =
    "SELECT kind, name, field, count FROM source_count WHERE source_id = ?1 "
    "ORDER BY kind = 'redaction', kind = 'warning', name, field";
constexpr std::string_view kRejected =
    "SELECT s.path, s.member, q.line, q.offset, q.length, q.reason, q.detail, q.excerpt "
    "FROM quarantine q JOIN source s ON s.id = q.source_id WHERE s.state = 'done' "
    "AND (?3 = 0 OR s.id = ?3) ORDER BY q.source_id, q.line, q.id LIMIT ?2 OFFSET ?1";
constexpr std::int64_t kAnySource = 0; ///< rows are counted from 1
constexpr std::string_view kRejectedTotal =
    "SELECT coalesce(sum(rejected), 0) FROM source WHERE state = 'done' AND (?1 = 0 OR id = ?1)";
constexpr std::string_view kNames = "SELECT id, path, member FROM main.source WHERE state = 'done'";
constexpr std::string_view kDigests =
    "SELECT path, member, digest, id FROM source WHERE state = 'done' ORDER BY path, member, id";

domain::SourceSummary readSummary(const Statement& row)
{
    domain::SourceSummary source;
    source.id = domain::SourceId(row.integer(0));
    source.path = row.string(1);
    source.member = row.string(2);
    source.format = row.string(3);
    source.container = row.string(4);
    source.sha256 = row.string(5);
    source.bytes = row.count(6);
    source.read = row.count(7);
    source.accepted = row.count(8);
    source.duplicates = row.count(9);
    source.rejected = row.count(10);
    source.records = {row.count(11), row.count(12), row.count(13),
                      row.count(14), row.count(15), row.count(16)};
    if (!row.isNull(17)) {
        source.timeRange = {row.time(17), row.time(18)};
    }
    source.importedAt = row.time(19);
    return source;
}

Result<void> readCounts(const Connection& connection, domain::SourceSummary& source)
{
    TL_ASSIGN(Statement counts, Statement::prepare(connection, kCounts));
    counts.bindAll(source.id.value());
    while (true) {
        TL_ASSIGN(const bool row, counts.step());
        if (!row) {
            return {};
        }
        const std::string_view kind = counts.text(0);
        const auto is = kind == "rejected" ? domain::FieldCount::Kind::Rejected
            : kind == "warning"            ? domain::FieldCount::Kind::Warning
                                           : domain::FieldCount::Kind::Redaction;
        domain::addCount(source, {is, counts.string(1), counts.string(2), counts.count(3)});
    }
}

} // namespace

Result<domain::SourceId> insertSource(Connection& connection, const domain::SourceSummary& source)
{
    TL_ASSIGN(Statement insert, Statement::prepare(connection, kInsert));
    insert.bindAll(source.path, source.member, source.format, source.container, source.bytes,
                   source.importedAt);
    TL_ASSIGN(const bool row, insert.step());
    return domain::SourceId(row ? insert.integer(0) : 0);
}

Result<std::vector<UnfinishedSource>> unfinishedSources(const Connection& connection)
{
    std::vector<UnfinishedSource> sources;
    TL_ASSIGN(Statement statement, Statement::prepare(connection, kUnfinished));
    while (true) {
        TL_ASSIGN(const bool row, statement.step());
        if (!row) {
            return sources;
        }
        UnfinishedSource source;
        source.summary = readSummary(statement);
        source.loaded = statement.text(20) == "loaded";
        source.digest = readDigest(statement.text(21));
        if (!readCheckpoint(statement.text(22), source.checkpoint, source.account)) {
            source.checkpoint = {};
        }
        sources.push_back(std::move(source));
    }
}

Result<void> discardSource(Connection& connection, domain::SourceId source)
{
    TL_ASSIGN(Statement statement, Statement::prepare(connection, kDiscard));
    return statement.run(source.value());
}

Result<void> markDone(Connection& connection, const std::vector<domain::SourceId>& sources,
                      Timestamp now)
{
    TL_ASSIGN(Statement statement, Statement::prepare(connection, kDone));
    for (const domain::SourceId source : sources) {
        TL_TRY(statement.run(source.value(), now));
    }
    return {};
}

Result<std::vector<domain::SourceSummary>> visibleSources(const Connection& connection)
{
    std::vector<domain::SourceSummary> sources;
    TL_ASSIGN(Statement statement, Statement::prepare(connection, kVisible));
    while (true) {
        TL_ASSIGN(const bool row, statement.step());
        if (!row) {
            break;
        }
        sources.push_back(readSummary(statement));
    }
    for (domain::SourceSummary& source : sources) {
        TL_TRY(readCounts(connection, source));
    }
    return sources;
}

Result<std::optional<domain::SourceSummary>>
findByContent(const Connection& connection, std::uint64_t bytes, std::string_view sha256)
{
    TL_ASSIGN(Statement statement, Statement::prepare(connection, kByContent));
    statement.bindAll(bytes, sha256);
    TL_ASSIGN(const bool row, statement.step());
    if (!row) {
        return std::optional<domain::SourceSummary>();
    }
    domain::SourceSummary source = readSummary(statement);
    TL_TRY(readCounts(connection, source));
    return std::optional<domain::SourceSummary>(std::move(source));
}

Result<bool> anySource(const Connection& connection)
{
    TL_ASSIGN(Statement statement, Statement::prepare(connection, kAny));
    TL_ASSIGN(const bool row, statement.step());
    return row && statement.integer(0) > 0;
}

Result<bool> anyOfSize(const Connection& connection, std::uint64_t bytes)
{
    TL_ASSIGN(Statement statement, Statement::prepare(connection, kAnyOfSize));
    statement.bindAll(bytes);
    TL_ASSIGN(const bool row, statement.step());
    return row && statement.integer(0) > 0;
}

Result<std::vector<domain::RejectedRecord>> rejectedRecords(const Connection& connection,
                                                            std::uint64_t offset,
                                                            std::uint64_t limit,
                                                            std::optional<domain::SourceId> source)
{
    std::vector<domain::RejectedRecord> records;
    TL_ASSIGN(Statement statement, Statement::prepare(connection, kRejected));
    statement.bindAll(offset, limit, source ? source->value() : kAnySource);
    while (true) {
        TL_ASSIGN(const bool row, statement.step());
        if (!row) {
            return records;
        }
        domain::RejectedRecord record;
        record.file = statement.string(0);
        record.member = statement.string(1);
        record.line = static_cast<std::uint32_t>(statement.integer(2));
        record.offset = statement.count(3);
        record.length = static_cast<std::uint32_t>(statement.integer(4));
        const domain::IssueInfo* issue = domain::findIssue(statement.text(5));
        record.reason = issue != nullptr ? issue->code : domain::IssueCode::UnknownShape;
        record.detail = statement.string(6);
        record.excerpt = statement.string(7);
        records.push_back(std::move(record));
    }
}

Result<std::uint64_t> rejectedTotal(const Connection& connection,
                                    std::optional<domain::SourceId> source)
{
    TL_ASSIGN(Statement statement, Statement::prepare(connection, kRejectedTotal));
    statement.bindAll(source ? source->value() : kAnySource);
    TL_ASSIGN(const bool row, statement.step());
    return row ? statement.count(0) : 0;
}

Result<std::vector<SourceDigest>> sourceDigests(const Connection& connection)
{
    std::vector<SourceDigest> digests;
    TL_ASSIGN(Statement statement, Statement::prepare(connection, kDigests));
    while (true) {
        TL_ASSIGN(const bool row, statement.step());
        if (!row) {
            return digests;
        }
        digests.push_back(
            {statement.string(0), statement.string(1), readDigest(statement.text(2))});
    }
}

Result<std::map<domain::SourceId, SourceDigest>> sourceDigestsById(const Connection& connection)
{
    std::map<domain::SourceId, SourceDigest> digests;
    TL_ASSIGN(Statement statement, Statement::prepare(connection, kDigests));
    while (true) {
        TL_ASSIGN(const bool row, statement.step());
        if (!row) {
            return digests;
        }
        digests[domain::SourceId(statement.integer(3))] = {statement.string(0), statement.string(1),
                                                           readDigest(statement.text(2))};
    }
}

Result<SourceNames> sourceNames(const Connection& connection)
{
    SourceNames names;
    TL_ASSIGN(Statement statement, Statement::prepare(connection, kNames));
    while (true) {
        TL_ASSIGN(const bool row, statement.step());
        if (!row) {
            return names;
        }
        names[domain::SourceId(statement.integer(0))] = {statement.string(1), statement.string(2)};
    }
}

} // namespace throughline::store
