#include "models/store/block_writer.h"

#include "models/codec/compress.h"
#include "models/store/source_state.h"
#include "models/store/statement.h"

#include <algorithm>

namespace throughline::store {

namespace {

constexpr std::string_view kInsertBlock =
    "INSERT INTO block(source_id, signal, records, first_ns, last_ns) VALUES(?1, ?2, ?3, ?4, ?5) "
    "RETURNING id";
constexpr std::string_view kInsertColumn =
    "INSERT INTO block_column(block_id, name, data) VALUES(?1, ?2, ?3)";
constexpr std::string_view kInsertPayload =
    "INSERT INTO block_payload(block_id, data) VALUES(?1, ?2)";
constexpr std::string_view kInsertRedaction =
    "INSERT INTO redaction(block_id, data) VALUES(?1, ?2)";
constexpr std::string_view kInsertTicket =
    "INSERT INTO ticket(ticket_id, created_ns, account, user, session, record, quoted, "
    "redactions, hash, offset, length, line, source_id) "
    "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";
constexpr std::string_view kInsertReject =
    "INSERT INTO quarantine(source_id, line, offset, length, reason, detail, excerpt, sha256) "
    "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
constexpr std::string_view kUpdateSource =
    "UPDATE source SET state = ?2, sha256 = ?3, read = ?4, accepted = ?5, duplicates = ?6, "
    "rejected = ?7, event = ?8, error = ?9, log = ?10, span = ?11, metric = ?12, ticket = ?13, "
    "first_ns = ?14, last_ns = ?15, digest = ?16, checkpoint = ?17, bytes = ?18, format = ?19, "
    "container = ?20 WHERE id = ?1";
constexpr std::string_view kDropCounts = "DELETE FROM source_count WHERE source_id = ?1";
constexpr std::string_view kInsertCount =
    "INSERT INTO source_count(source_id, kind, name, field, count) VALUES(?1, ?2, ?3, ?4, ?5)";

constexpr std::size_t kBlockBytes = 512 << 10;
constexpr std::size_t kCommitBytes = 16 << 20;

} // namespace

Result<void> Dictionaries::load(const Connection& connection)
{
    for (Dictionary* dictionary :
         {&session, &user, &account, &name, &context, &currency, &target}) {
        TL_TRY(dictionary->load(connection));
    }
    return {};
}

Result<void> Dictionaries::writeNew(const Connection& connection)
{
    for (Dictionary* dictionary :
         {&session, &user, &account, &name, &context, &currency, &target}) {
        TL_TRY(dictionary->writeNew(connection));
    }
    return {};
}

BlockWriter::BlockWriter(Connection& connection, Dictionaries& dictionaries,
                         domain::SourceSummary source, SourceAccount account, SignalDigest digest,
                         DuplicateLookup duplicates, LateSync sync)
    : m_connection(&connection)
    , m_dictionaries(&dictionaries)
    , m_source(std::move(source))
    , m_account(std::move(account))
    , m_digest(digest)
    , m_duplicates(std::move(duplicates))
    , m_sync(std::move(sync))
{
    m_anyTime = !m_source.timeRange.empty();
}

Result<BlockWriter> BlockWriter::create(Connection& connection, Dictionaries& dictionaries,
                                        const domain::SourceSummary& source, SourceAccount account,
                                        SignalDigest digest)
{
    TL_ASSIGN(DuplicateLookup duplicates, DuplicateLookup::create(connection, source.id));
    TL_ASSIGN(LateSync sync, LateSync::begin(connection));
    return BlockWriter(connection, dictionaries, source, std::move(account), digest,
                       std::move(duplicates), std::move(sync));
}

Result<void> BlockWriter::write(const RecordBatch& batch)
{
    if (!m_inTransaction) {
        TL_TRY(m_connection->execute("BEGIN IMMEDIATE"));
        m_inTransaction = true;
    }
    m_actors.assign(batch.actors.size(), {});
    m_names.assign(batch.names.size(), {});
    for (const BatchActor& actor : batch.actors) {
        m_dictionaries->session.expect(batch.view(actor.session));
        m_dictionaries->user.expect(batch.view(actor.user));
        m_dictionaries->account.expect(batch.view(actor.account));
    }
    for (const BatchEntry& entry : batch.entries) {
        TL_TRY(writeEntry(batch, entry));
    }
    for (const BatchReject& reject : batch.rejects) {
        TL_TRY(writeReject(reject));
    }
    const std::uint64_t accepted = m_account.accepted;
    const std::uint64_t duplicates = m_account.duplicates;
    m_account = batch.account;
    m_account.accepted = accepted;
    m_account.duplicates = duplicates;
    m_checkpoint = batch.checkpoint;
    m_bytesSinceCommit += batch.bytes;
    return m_bytesSinceCommit >= kCommitBytes && batch.wholeFrames ? commit() : Result<void>();
}

Result<void> BlockWriter::writeEntry(const RecordBatch& batch, const BatchEntry& entry)
{
    const bool ticket = entry.signal == domain::Signal::Ticket;
    TL_ASSIGN(const bool duplicate,
              ticket ? m_duplicates.takeDuplicateTicket(*m_connection, entry.hash.low)
                     : m_duplicates.takeDuplicate(*m_connection, entry.signal, entry.time,
                                                  entry.hash.low));
    if (duplicate) {
        ++m_account.duplicates;
        return {};
    }
    ++m_account.accepted;
    count(entry);
    m_digest[static_cast<std::size_t>(entry.signal)] += entry.hash;
    if (ticket) {
        return writeTicket(batch, entry);
    }
    OpenBlock& block = m_open[static_cast<std::size_t>(entry.signal)];
    append(block, batch, entry);
    return block.bytes >= kBlockBytes ? writeBlock(entry.signal, block) : Result<void>();
}

void BlockWriter::count(const BatchEntry& entry)
{
    domain::SignalCounts& counts = m_source.records;
    counts.error += entry.errors;
    counts.event += entry.signal == domain::Signal::Event ? 1 : 0;
    counts.log += entry.signal == domain::Signal::Log ? 1 : 0;
    counts.span += entry.signal == domain::Signal::Span ? 1 : 0;
    counts.metric += entry.signal == domain::Signal::Metric ? 1 : 0;
    counts.ticket += entry.signal == domain::Signal::Ticket ? 1 : 0;
    TimeRange& range = m_source.timeRange;
    const Timestamp after = entry.time + Duration::nanoseconds(1);
    range.from = m_anyTime ? std::min(range.from, entry.time) : entry.time;
    range.to = m_anyTime ? std::max(range.to, after) : after;
    m_anyTime = true;
}

/// The texts of an entry; the dictionaries are asked once per batch.
LinePacker::Texts BlockWriter::textsOf(const RecordBatch& batch, const BatchEntry& entry,
                                       const OpenBlock& block)
{
    using Table = LinePacker::Table;
    constexpr auto kName = static_cast<std::size_t>(Table::Name);
    Known& actor = m_actors[entry.actor];
    if (!actor.looked) {
        const BatchActor& texts = batch.actorOf(entry);
        actor.ordinals = {m_dictionaries->session.ordinal(batch.view(texts.session)),
                          m_dictionaries->user.ordinal(batch.view(texts.user)),
                          m_dictionaries->account.ordinal(batch.view(texts.account)), kNoOrdinal,
                          m_dictionaries->context.ordinal(batch.view(texts.context))};
        actor.looked = true;
    }
    Known& name = m_names[entry.name];
    if (!name.looked) {
        name.ordinals[kName] = m_dictionaries->name.ordinal(batch.nameOf(entry));
        name.looked = true;
    }
    for (Known* known : {&actor, &name}) {
        known->tables = known->block == block.number ? known->tables : 0;
        known->block = block.number;
    }
    LinePacker::Texts texts {actor.ordinals, actor.tables | name.tables};
    texts.ordinals[kName] = name.ordinals[kName];
    return texts;
}

void BlockWriter::append(OpenBlock& block, const RecordBatch& batch, const BatchEntry& entry)
{
    const auto row = static_cast<std::uint32_t>(block.index.time.size());
    block.first = row == 0 ? entry.time : std::min(block.first, entry.time);
    block.last = row == 0 ? entry.time : std::max(block.last, entry.time);
    block.bytes += entry.lineBytes + 1;
    if (row == 0) {
        block.number = ++m_blocks;
    }
    LinePacker::Texts texts = textsOf(batch, entry, block);
    block.lines.add(batch, entry, texts, block.link.ids);
    constexpr unsigned kNameBit = 1U << static_cast<unsigned>(LinePacker::Table::Name);
    m_actors[entry.actor].tables = texts.tables & ~kNameBit;
    m_names[entry.name].tables = texts.tables & kNameBit;
    const LinePacker::Ordinals& ordinals = texts.ordinals;
    block.index.time.push_back(entry.time.ns);
    block.index.session.push_back(ordinals[0]);
    block.index.user.push_back(ordinals[1]);
    block.index.account.push_back(ordinals[2]);
    block.index.name.push_back(ordinals[3]);
    block.index.context.push_back(ordinals[4]);
    block.index.flags.push_back(entry.flags);
    block.link.traceLow.push_back(entry.trace.low);
    block.link.traceHigh.push_back(entry.trace.high);
    block.link.duration.push_back(entry.durationNs);
    block.anyLink =
        block.anyLink || entry.trace.valid() || entry.durationNs >= 0 || !block.link.ids.empty();
    block.place.offset.push_back(entry.place.offset);
    block.place.length.push_back(entry.place.length);
    block.place.line.push_back(entry.place.line);
    block.place.part.push_back(entry.place.part);
    block.hashes.push_back(entry.hash.low);
    if (entry.hasRevenue) {
        block.revenue.row.push_back(row);
        block.revenue.micros.push_back(entry.revenueMicros);
        block.revenue.currency.push_back(
            m_dictionaries->currency.ordinal(batch.view(entry.currency)));
    }
    if (entry.gesture != 0) {
        block.gesture.row.push_back(row);
        block.gesture.kind.push_back(entry.gesture);
        block.gesture.target.push_back(m_dictionaries->target.ordinal(batch.view(entry.target)));
        block.gesture.x.push_back(entry.x);
        block.gesture.y.push_back(entry.y);
    }
    if (entry.redactions.size > 0) {
        block.redactions += '#' + std::to_string(row) + '\n';
        block.redactions += batch.view(entry.redactions);
    }
}

/// The statement, prepared once and for all.
Result<Statement*> BlockWriter::prepared(std::optional<Statement>& statement, std::string_view sql)
{
    if (!statement) {
        TL_ASSIGN(statement, Statement::prepare(*m_connection, sql));
    }
    return &*statement;
}

Result<void> BlockWriter::writeBlock(domain::Signal signal, OpenBlock& block)
{
    if (block.index.time.empty()) {
        return {};
    }
    TL_ASSIGN(Statement* const insert, prepared(m_insertBlock, kInsertBlock));
    insert->bindAll(m_source.id.value(), toText(signal), block.index.time.size(), block.first,
                    block.last);
    TL_ASSIGN(const bool row, insert->step());
    const std::int64_t id = row ? insert->integer(0) : 0;
    insert->reset();
    TL_ASSIGN(Statement* const column, prepared(m_insertColumn, kInsertColumn));
    const auto put = [&](std::string_view name, const std::string& data) {
        return column->run(id, name, Blob {data});
    };
    TL_TRY(put(column::kIndex, encode(block.index)));
    TL_TRY(put(column::kPlace, encode(block.place)));
    TL_TRY(put(column::kHash, encodeHashes(block.hashes)));
    if (block.anyLink) {
        TL_TRY(put(column::kLink, encode(block.link)));
    }
    if (block.anyLink && signal != domain::Signal::Event) {
        std::vector<std::uint64_t> traces = block.link.traceLow;
        std::sort(traces.begin(), traces.end());
        traces.erase(std::unique(traces.begin(), traces.end()), traces.end());
        TL_TRY(put(column::kTraces, encodeHashes(traces)));
    }
    if (!block.revenue.row.empty()) {
        TL_TRY(put(column::kRevenue, encode(block.revenue)));
    }
    if (!block.gesture.row.empty()) {
        TL_TRY(put(column::kGesture, encode(block.gesture)));
    }
    TL_ASSIGN(Statement* const payload, prepared(m_insertPayload, kInsertPayload));
    TL_TRY(payload->run(id, Blob {codec::compress(block.lines.take())}));
    if (!block.redactions.empty()) {
        TL_ASSIGN(Statement redaction, Statement::prepare(*m_connection, kInsertRedaction));
        TL_TRY(redaction.run(id, Blob {codec::compress(block.redactions)}));
    }
    block.clear();
    return {};
}

void BlockWriter::OpenBlock::clear()
{
    const auto empty = [](auto&... lists) { (lists.clear(), ...); };
    bytes = 0;
    empty(hashes, redactions);
    empty(index.time, index.session, index.user, index.account, index.name, index.context,
          index.flags);
    empty(link.traceLow, link.traceHigh, link.duration, link.ids);
    empty(place.offset, place.length, place.line, place.part);
    empty(revenue.row, revenue.micros, revenue.currency);
    empty(gesture.row, gesture.kind, gesture.target, gesture.x, gesture.y);
    anyLink = false;
}

Result<void> BlockWriter::writeTicket(const RecordBatch& batch, const BatchEntry& entry)
{
    TL_ASSIGN(Statement insert, Statement::prepare(*m_connection, kInsertTicket));
    const BatchActor& actor = batch.actorOf(entry);
    return insert.run(batch.nameOf(entry), entry.time, batch.view(actor.account),
                      batch.view(actor.user), batch.view(actor.session), batch.view(entry.line),
                      batch.view(actor.context), batch.view(entry.redactions),
                      static_cast<std::int64_t>(entry.hash.low),
                      static_cast<std::int64_t>(entry.place.offset), entry.place.length,
                      entry.place.line, m_source.id.value());
}

Result<void> BlockWriter::writeReject(const BatchReject& reject)
{
    TL_ASSIGN(Statement insert, Statement::prepare(*m_connection, kInsertReject));
    return insert.run(m_source.id.value(), reject.place.line,
                      static_cast<std::int64_t>(reject.place.offset), reject.place.length,
                      domain::issueInfo(reject.reason).text, reject.detail, reject.excerpt,
                      reject.sha256);
}

Result<void> BlockWriter::saveSource(std::string_view state)
{
    m_source.read = m_account.read;
    m_source.accepted = m_account.accepted;
    m_source.duplicates = m_account.duplicates;
    m_source.rejected = m_account.rejected;
    const domain::SignalCounts& counts = m_source.records;
    const std::string digest = digestText(m_digest);
    const std::string checkpoint = checkpointText(m_checkpoint, m_account);
    TL_ASSIGN(Statement update, Statement::prepare(*m_connection, kUpdateSource));
    update.bindAll(m_source.id.value(), state, m_source.sha256, m_source.read, m_source.accepted,
                   m_source.duplicates, m_source.rejected, counts.event, counts.error, counts.log,
                   counts.span, counts.metric, counts.ticket);
    if (m_anyTime) {
        update.bind(14, m_source.timeRange.from);
        update.bind(15, m_source.timeRange.to);
    }
    update.bind(16, std::string_view(digest));
    update.bind(17, std::string_view(checkpoint));
    update.bind(18, static_cast<std::int64_t>(m_source.bytes));
    update.bind(19, std::string_view(m_source.format));
    update.bind(20, std::string_view(m_source.container));
    auto stepped = update.step();
    update.reset();
    if (!stepped) {
        return std::move(stepped).error();
    }
    return {};
}

Result<void> BlockWriter::commit()
{
    for (std::size_t i = 0; i < m_open.size(); ++i) {
        TL_TRY(writeBlock(static_cast<domain::Signal>(i), m_open[i]));
    }
    TL_TRY(m_dictionaries->writeNew(*m_connection));
    TL_TRY(saveSource("running"));
    TL_TRY(m_connection->execute("COMMIT"));
    m_sync.committed();
    m_inTransaction = false;
    m_bytesSinceCommit = 0;
    return {};
}

void BlockWriter::abandon()
{
    if (m_inTransaction) {
        // A failed rollback changes nothing: the next open rolls back.
        static_cast<void>(m_connection->execute("ROLLBACK").ok());
        m_inTransaction = false;
    }
    static_cast<void>(m_sync.end().ok()); // it does not fail outside a transaction
}

Result<domain::SourceSummary> BlockWriter::finish(const SourceFacts& facts)
{
    if (!m_inTransaction) {
        TL_TRY(m_connection->execute("BEGIN IMMEDIATE"));
        m_inTransaction = true;
    }
    m_source.sha256 = facts.sha256;
    m_source.bytes = facts.bytes;
    m_source.format = facts.format;
    m_source.container = facts.container;
    TL_TRY(commit());
    TL_TRY(m_sync.end());
    TL_ASSIGN(Transaction transaction, Transaction::begin(*m_connection));
    TL_TRY(saveSource("loaded"));
    TL_ASSIGN(Statement drop, Statement::prepare(*m_connection, kDropCounts));
    TL_TRY(drop.run(m_source.id.value()));
    TL_ASSIGN(Statement insert, Statement::prepare(*m_connection, kInsertCount));
    const std::pair<std::string_view, const std::map<std::string, std::uint64_t>*> kinds[] = {
        {"rejected", &m_account.rejectedByReason},
        {"warning", &m_account.warnings},
        {"redaction", &m_account.redactions}};
    for (const auto& [kind, counts] : kinds) {
        for (const auto& [name, count] : *counts) {
            const std::size_t tab = std::min(name.find('\t'), name.size());
            const std::string field = tab < name.size() ? name.substr(tab + 1) : std::string();
            TL_TRY(insert.run(m_source.id.value(), kind, name.substr(0, tab), field, count));
        }
    }
    TL_TRY(transaction.commit());
    addAccount(m_source, m_account);
    return m_source;
}

} // namespace throughline::store
