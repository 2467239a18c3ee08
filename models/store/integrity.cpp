#include "models/store/integrity.h"

#include "models/store/block_scan.h"
#include "models/store/queries/source_queries.h"
#include "models/store/schema.h"
#include "models/store/statement.h"
#include "models/store/store_file.h"

#include <algorithm>
#include <map>

namespace throughline::store {

namespace {

constexpr std::string_view kQuickCheck = "PRAGMA integrity_check(20)";
constexpr std::string_view kForeignKeys = "PRAGMA foreign_key_check";
constexpr std::string_view kTickets =
    "SELECT t.source_id, t.record, t.hash FROM ticket t JOIN source s ON s.id = t.source_id "
    "WHERE s.state = 'done'";
constexpr std::string_view kAccounts =
    "SELECT count(*) FROM source WHERE state = 'done' AND read <> accepted + duplicates + rejected";

Result<IntegrityFinding> sqliteCheck(const Connection& connection)
{
    IntegrityFinding finding {"file structure", true, "SQLite's integrity check found nothing"};
    TL_ASSIGN(Statement statement, Statement::prepare(connection, kQuickCheck));
    std::string found;
    while (true) {
        TL_ASSIGN(const bool row, statement.step());
        if (!row) {
            break;
        }
        if (statement.text(0) != "ok") {
            found += (found.empty() ? "" : "; ") + statement.string(0);
        }
    }
    if (!found.empty()) {
        finding.ok = false;
        finding.message = found;
    }
    return finding;
}

Result<IntegrityFinding> noRows(const Connection& connection, std::string_view sql,
                                const std::string& name, const std::string& good,
                                const std::string& bad)
{
    TL_ASSIGN(Statement statement, Statement::prepare(connection, sql));
    TL_ASSIGN(const bool row, statement.step());
    return row ? IntegrityFinding {name, false, bad} : IntegrityFinding {name, true, good};
}

/// Digests of all sources, computed again from what the store holds.
class Recount
{
public:
    Result<void> blocks(const Connection& connection, const std::stop_token& stop)
    {
        TL_ASSIGN(const auto chosen, chooseBlocks(connection, {}));
        TL_ASSIGN(BlockReader reader, BlockReader::create(connection));
        for (const BlockInfo& block : chosen) {
            if (stop.stop_requested()) {
                return cancelledError();
            }
            if (auto counted = this->block(reader, block); !counted) {
                m_damage.push_back(describe(counted.error()));
            }
        }
        return {};
    }

    Result<void> tickets(const Connection& connection)
    {
        TL_ASSIGN(Statement statement, Statement::prepare(connection, kTickets));
        while (true) {
            TL_ASSIGN(const bool row, statement.step());
            if (!row) {
                return {};
            }
            const Hash128 hash = recordHash(statement.text(1), domain::Signal::Ticket);
            if (static_cast<std::int64_t>(hash.low) != statement.integer(2)) {
                m_damage.emplace_back("A ticket was changed");
            }
            add(domain::SourceId(statement.integer(0)), domain::Signal::Ticket, hash);
        }
    }

    [[nodiscard]] const std::vector<std::string>& damage() const { return m_damage; }

    [[nodiscard]] const SignalDigest& of(domain::SourceId source) { return m_digests[source]; }

private:
    Result<void> block(BlockReader& reader, const BlockInfo& block)
    {
        TL_TRY(columns(reader, block));
        std::vector<std::uint64_t> hashes;
        TL_TRY(reader.hashes(block.id, hashes));
        TL_ASSIGN(const auto* lines, reader.lines(block.id));
        if (lines->size() != block.records || hashes.size() != block.records) {
            return wrongCount(block);
        }
        for (std::size_t i = 0; i < hashes.size(); ++i) {
            TL_ASSIGN(const Hash128 hash, hashOf((*lines)[i], block.signal));
            if (hash.low != hashes[i]) {
                return storeError("A record of block " + std::to_string(block.id.value())
                                  + " was changed");
            }
            add(block.source, block.signal, hash);
        }
        return {};
    }

    Result<Hash128> hashOf(std::string_view line, domain::Signal signal)
    {
        if (signal != domain::Signal::Span) {
            return recordHash(line, signal);
        }
        TL_ASSIGN(const domain::Record* span, m_json.read(line, signal));
        return recordHash(line, ShapedRecord(*span, m_shapes.of(*span)));
    }

    /// Every column can be read and is as long as it should be.
    static Result<void> columns(BlockReader& reader, const BlockInfo& block)
    {
        IndexColumns index;
        PlaceColumns places;
        LinkColumns link;
        RevenueColumns revenue;
        GestureColumns gesture;
        std::vector<std::uint64_t> traces;
        TL_TRY(reader.index(block.id, index));
        TL_TRY(reader.places(block.id, places));
        TL_ASSIGN(const bool linked, reader.link(block.id, link));
        TL_TRY(reader.revenue(block.id, revenue));
        TL_TRY(reader.gesture(block.id, gesture));
        TL_TRY(reader.traces(block.id, traces));
        const auto beyond = [&block](std::uint32_t row) { return row >= block.records; };
        if (index.time.size() != block.records || places.line.size() != block.records
            || (linked && link.duration.size() != block.records)
            || std::any_of(revenue.row.begin(), revenue.row.end(), beyond)
            || std::any_of(gesture.row.begin(), gesture.row.end(), beyond)) {
            return wrongCount(block);
        }
        return {};
    }

    static Error wrongCount(const BlockInfo& block)
    {
        return storeError("Block " + std::to_string(block.id.value())
                          + " has another number of records than it should");
    }

    void add(domain::SourceId source, domain::Signal signal, const Hash128& hash)
    {
        m_digests[source][static_cast<std::size_t>(signal)] += hash;
    }

    RecordJsonReader m_json;
    RecordShapes m_shapes;
    std::map<domain::SourceId, SignalDigest> m_digests;
    std::vector<std::string> m_damage;
};

Result<IntegrityFinding> contentCheck(const Connection& connection, const std::stop_token& stop)
{
    IntegrityFinding finding {"content", true, "every record has the digest it was written with"};
    Recount recount;
    TL_TRY(recount.blocks(connection, stop));
    TL_TRY(recount.tickets(connection));
    TL_ASSIGN(const auto stored, sourceDigestsById(connection));
    std::vector<std::string> bad = recount.damage();
    for (const auto& [source, digest] : stored) {
        if (recount.of(source) != digest.digest) {
            bad.push_back("Records of " + digest.path + " were changed");
        }
    }
    if (!bad.empty()) {
        finding.ok = false;
        finding.message.clear();
        for (const std::string& text : bad) {
            finding.message += (finding.message.empty() ? "" : " ") + text;
        }
    }
    return finding;
}

} // namespace

Result<std::vector<IntegrityFinding>> checkIntegrity(const Connection& connection,
                                                     const std::stop_token& stop)
{
    std::vector<IntegrityFinding> findings;
    const auto add = [&findings](const std::string& name,
                                 Result<IntegrityFinding> finding) -> Result<void> {
        if (!finding && finding.error().code == ErrorCode::Cancelled) {
            return std::move(finding).error();
        }
        findings.push_back(finding ? *std::move(finding)
                                   : IntegrityFinding {name, false, describe(finding.error())});
        return {};
    };
    TL_TRY(add("file structure", sqliteCheck(connection)));
    auto schema = checkSchema(connection);
    findings.push_back(
        {"schema", schema.ok(),
         schema ? std::string("only tables of this version") : describe(schema.error())});
    TL_TRY(add("references",
               noRows(connection, kForeignKeys, "references", "every row's source is there",
                      "rows refer to missing sources")));
    TL_ASSIGN(Statement accounts, Statement::prepare(connection, kAccounts));
    TL_ASSIGN(const bool counted, accounts.step());
    const bool balanced = counted && accounts.integer(0) == 0;
    findings.push_back({"accounts", balanced,
                        balanced ? "read = accepted + duplicates + rejected for every source"
                                 : "a source's account does not add up"});
    TL_TRY(add("content", contentCheck(connection, stop)));
    return findings;
}

} // namespace throughline::store
