#include "models/store/block_scan.h"

#include "models/base/text.h"
#include "models/codec/compress.h"

#include <algorithm>
#include <optional>

namespace throughline::store {

namespace {

constexpr std::string_view kBlocks =
    "SELECT b.id, b.source_id, b.signal, b.records, b.first_ns, b.last_ns "
    "FROM main.block b JOIN main.source s ON s.id = b.source_id "
    "WHERE (s.state = 'done' OR (?1 AND s.state = 'loaded')) ORDER BY b.id";
constexpr std::string_view kColumn =
    "SELECT data FROM block_column WHERE block_id = ?1 AND name = ?2";
constexpr std::string_view kPayload = "SELECT data FROM block_payload WHERE block_id = ?1";
constexpr std::string_view kSourceOfBlock =
    "SELECT s.path, s.member, s.format, b.signal, b.records FROM block b "
    "JOIN source s ON s.id = b.source_id WHERE b.id = ?1 AND s.state = 'done'";
constexpr std::string_view kRedaction = "SELECT data FROM redaction WHERE block_id = ?1";

constexpr std::string_view kTicketLineage =
    "SELECT s.path, s.member, t.offset, t.length, t.line, s.format, t.redactions FROM ticket t "
    "JOIN source s ON s.id = t.source_id WHERE t.ticket_id = ?1 AND s.state = 'done' "
    "ORDER BY t.id DESC LIMIT 1";

constexpr std::size_t kPayloadLimit = 128 << 20;

bool chosen(const BlockChoice& choice, const BlockInfo& block)
{
    if (!choice.range.empty()
        && (block.last < choice.range.from || choice.range.to <= block.first)) {
        return false;
    }
    if (choice.signalList.empty()) {
        return true;
    }
    for (const domain::Signal signal : choice.signalList) {
        if (signal == block.signal) {
            return true;
        }
    }
    return false;
}

/// A line "rule\tfield\tcount"; nullopt: it is none.
std::optional<RecordLineage::Change> changeFromText(std::string_view line)
{
    const auto parts = split(line, '\t');
    if (parts.size() != 3) {
        return std::nullopt;
    }
    return RecordLineage::Change {std::string(parts[0]), std::string(parts[1]),
                                  parseUnsigned(parts[2]).value_or(0)};
}

Error damagedBlock(domain::BlockId block)
{
    return storeError("Block " + std::to_string(block.value()) + " of the store is damaged",
                      "Run verify to see what is damaged");
}

/// Lines "#row" and "rule\tfield\tcount" of one block; those of one row are wanted.
std::vector<RecordLineage::Change> changesOfRow(std::string_view text, std::uint32_t row)
{
    std::vector<RecordLineage::Change> changes;
    bool wanted = false;
    for (const std::string_view line : split(text, '\n')) {
        if (line.substr(0, 1) == "#") {
            wanted = parseUnsigned(line.substr(1)) == std::uint64_t {row};
            continue;
        }
        if (auto change = wanted ? changeFromText(line) : std::nullopt) {
            changes.push_back(*std::move(change));
        }
    }
    return changes;
}

} // namespace

Result<std::vector<BlockInfo>> chooseBlocks(const Connection& connection, const BlockChoice& choice)
{
    std::vector<BlockInfo> blocks;
    TL_ASSIGN(Statement statement, Statement::prepare(connection, kBlocks));
    statement.bindAll(choice.withLoaded);
    while (true) {
        TL_ASSIGN(const bool row, statement.step());
        if (!row) {
            return blocks;
        }
        BlockInfo block;
        block.id = domain::BlockId(statement.integer(0));
        block.source = domain::SourceId(statement.integer(1));
        block.signal = domain::signalFromText(statement.text(2)).value_or(domain::Signal::Log);
        block.records = static_cast<std::uint32_t>(statement.integer(3));
        block.first = statement.time(4);
        block.last = statement.time(5);
        if (chosen(choice, block)) {
            blocks.push_back(block);
        }
    }
}

BlockReader::BlockReader(Statement column, Statement payload)
    : m_column(std::move(column))
    , m_payload(std::move(payload))
{
}

Result<BlockReader> BlockReader::create(const Connection& connection)
{
    TL_ASSIGN(Statement column, Statement::prepare(connection, kColumn));
    TL_ASSIGN(Statement payload, Statement::prepare(connection, kPayload));
    return BlockReader(std::move(column), std::move(payload));
}

Result<bool> BlockReader::column(domain::BlockId block, std::string_view name,
                                 std::string_view& data)
{
    m_column.bindAll(block.value(), name);
    TL_ASSIGN(const bool row, m_column.step());
    data = row ? m_column.blob(0) : std::string_view();
    return row;
}

Result<void> BlockReader::index(domain::BlockId block, IndexColumns& columns)
{
    std::string_view data;
    TL_ASSIGN(const bool found, column(block, column::kIndex, data));
    return found ? decode(data, columns) : Result<void>(damagedBlock(block));
}

Result<void> BlockReader::places(domain::BlockId block, PlaceColumns& columns)
{
    std::string_view data;
    TL_ASSIGN(const bool found, column(block, column::kPlace, data));
    return found ? decode(data, columns) : Result<void>(damagedBlock(block));
}

Result<void> BlockReader::hashes(domain::BlockId block, std::vector<std::uint64_t>& lowHalves)
{
    std::string_view data;
    TL_ASSIGN(const bool found, column(block, column::kHash, data));
    return found ? decodeHashes(data, lowHalves) : Result<void>(damagedBlock(block));
}

Result<bool> BlockReader::link(domain::BlockId block, LinkColumns& columns)
{
    columns = {};
    std::string_view data;
    TL_ASSIGN(const bool found, column(block, column::kLink, data));
    if (found) {
        TL_TRY(decode(data, columns));
    }
    return found;
}

Result<bool> BlockReader::revenue(domain::BlockId block, RevenueColumns& columns)
{
    columns = {};
    std::string_view data;
    TL_ASSIGN(const bool found, column(block, column::kRevenue, data));
    if (found) {
        TL_TRY(decode(data, columns));
    }
    return found;
}

Result<bool> BlockReader::gesture(domain::BlockId block, GestureColumns& columns)
{
    columns = {};
    std::string_view data;
    TL_ASSIGN(const bool found, column(block, column::kGesture, data));
    if (found) {
        TL_TRY(decode(data, columns));
    }
    return found;
}

Result<bool> BlockReader::traces(domain::BlockId block, std::vector<std::uint64_t>& lowHalves)
{
    lowHalves.clear();
    std::string_view data;
    TL_ASSIGN(const bool found, column(block, column::kTraces, data));
    if (found) {
        TL_TRY(decodeHashes(data, lowHalves));
        return true;
    }
    LinkColumns columns;
    TL_ASSIGN(const bool linked, link(block, columns));
    lowHalves = std::move(columns.traceLow);
    std::ranges::sort(lowHalves);
    lowHalves.erase(std::unique(lowHalves.begin(), lowHalves.end()), lowHalves.end());
    return linked;
}

Result<const std::vector<std::string_view>*> BlockReader::lines(domain::BlockId block)
{
    if (block == m_unpackedBlock && m_lines != nullptr) {
        return m_lines;
    }
    m_lines = nullptr;
    m_payload.bindAll(block.value());
    TL_ASSIGN(const bool row, m_payload.step());
    if (!row || !codec::decompressInto(m_payload.blob(0), kPayloadLimit, m_plain)) {
        return damagedBlock(block);
    }
    m_payload.reset();
    if (LineUnpacker::needsLink(m_plain)) {
        TL_TRY(link(block, m_columns.link));
    }
    if (LineUnpacker::needsIndex(m_plain)) {
        TL_TRY(index(block, m_columns.index));
    }
    m_lines = m_unpacker.unpack(m_plain, m_columns, kPayloadLimit);
    if (m_lines == nullptr) {
        return damagedBlock(block);
    }
    m_unpackedBlock = block;
    return m_lines;
}

Result<domain::SourcePlace> placeOf(const Connection& connection, BlockReader& reader,
                                    domain::RecordRef ref)
{
    TL_ASSIGN(Statement statement, Statement::prepare(connection, kSourceOfBlock));
    statement.bindAll(ref.block.value());
    TL_ASSIGN(const bool row, statement.step());
    if (!row || ref.index >= statement.count(4)) {
        return usageError("There is no record with this id in the store");
    }
    PlaceColumns places;
    TL_TRY(reader.places(ref.block, places));
    if (ref.index >= places.line.size()) {
        return damagedBlock(ref.block);
    }
    return domain::SourcePlace {statement.string(0), statement.string(1), places.offset[ref.index],
                                places.length[ref.index], places.line[ref.index]};
}

Result<RecordLineage> lineageOf(const Connection& connection, domain::RecordRef ref)
{
    TL_ASSIGN(BlockReader reader, BlockReader::create(connection));
    RecordLineage lineage;
    TL_ASSIGN(lineage.place, placeOf(connection, reader, ref));
    TL_ASSIGN(Statement source, Statement::prepare(connection, kSourceOfBlock));
    source.bindAll(ref.block.value());
    TL_ASSIGN(const bool known, source.step());
    if (known) {
        lineage.format = source.string(2);
        lineage.signal = domain::signalFromText(source.text(3)).value_or(domain::Signal::Log);
    }
    TL_ASSIGN(Statement redaction, Statement::prepare(connection, kRedaction));
    redaction.bindAll(ref.block.value());
    TL_ASSIGN(const bool row, redaction.step());
    if (row) {
        const auto text = codec::decompress(redaction.blob(0), kPayloadLimit);
        if (!text) {
            return damagedBlock(ref.block);
        }
        lineage.changes = changesOfRow(*text, ref.index);
    }
    return lineage;
}

Result<RecordLineage> lineageOfTicket(const Connection& connection, std::string_view number)
{
    TL_ASSIGN(Statement statement, Statement::prepare(connection, kTicketLineage));
    statement.bindAll(number);
    TL_ASSIGN(const bool row, statement.step());
    if (!row) {
        return usageError("There is no ticket " + std::string(number) + " in the store");
    }
    RecordLineage lineage;
    lineage.place = {statement.string(0), statement.string(1), statement.count(2),
                     static_cast<std::uint32_t>(statement.integer(3)),
                     static_cast<std::uint32_t>(statement.integer(4))};
    lineage.format = statement.string(5);
    lineage.signal = domain::Signal::Ticket;
    for (const std::string_view line : split(statement.text(6), '\n')) {
        if (auto change = changeFromText(line)) {
            lineage.changes.push_back(*std::move(change));
        }
    }
    return lineage;
}

} // namespace throughline::store
