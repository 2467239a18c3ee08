#include "models/store/duplicate_lookup.h"

#include "models/store/block_columns.h"
#include "models/store/record_facts.h"
#include "models/store/statement.h"

#include <algorithm>

namespace throughline::store {

namespace {

constexpr std::string_view kPriorBlocks =
    "SELECT b.id, b.signal, b.first_ns, b.last_ns FROM block b JOIN source s ON s.id = b.source_id "
    "WHERE s.state IN ('done', 'loaded') AND s.id <> ?1";
constexpr std::string_view kHashes =
    "SELECT data FROM block_column WHERE block_id = ?1 AND name = 'hash'";
constexpr std::string_view kTicketHashes =
    "SELECT t.hash FROM ticket t JOIN source s ON s.id = t.source_id "
    "WHERE s.state IN ('done', 'loaded') AND s.id <> ?1";

constexpr std::size_t kFirstSlots = 4096;

} // namespace

std::size_t DuplicateLookup::Counter::slotOf(std::uint64_t hash) const
{
    const std::size_t mask = m_hashes.size() - 1;
    std::size_t at = hash & mask;
    while (m_used[at] != 0 && m_hashes[at] != hash) {
        at = (at + 1) & mask;
    }
    return at;
}

void DuplicateLookup::Counter::grow()
{
    Counter larger;
    const std::size_t slots = std::max(kFirstSlots, m_hashes.size() * 2);
    larger.m_hashes.resize(slots);
    larger.m_counts.resize(slots);
    larger.m_used.resize(slots);
    larger.m_size = m_size;
    for (std::size_t i = 0; i < m_hashes.size(); ++i) {
        if (m_used[i] != 0) {
            const std::size_t at = larger.slotOf(m_hashes[i]);
            larger.m_hashes[at] = m_hashes[i];
            larger.m_counts[at] = m_counts[i];
            larger.m_used[at] = 1;
        }
    }
    *this = std::move(larger);
}

void DuplicateLookup::Counter::add(std::uint64_t hash)
{
    if ((m_size + 1) * 3 > m_hashes.size() * 2) {
        grow();
    }
    const std::size_t at = slotOf(hash);
    m_size += m_used[at] == 0 ? 1 : 0;
    m_used[at] = 1;
    m_hashes[at] = hash;
    ++m_counts[at];
}

bool DuplicateLookup::Counter::take(std::uint64_t hash)
{
    if (m_size == 0) {
        return false;
    }
    const std::size_t at = slotOf(hash);
    if (m_used[at] == 0 || m_counts[at] == 0) {
        return false;
    }
    --m_counts[at];
    return true;
}

Result<DuplicateLookup> DuplicateLookup::create(const Connection& connection,
                                                domain::SourceId source)
{
    DuplicateLookup lookup;
    lookup.m_source = source;
    TL_ASSIGN(Statement blocks, Statement::prepare(connection, kPriorBlocks));
    blocks.bindAll(source.value());
    while (true) {
        TL_ASSIGN(const bool row, blocks.step());
        if (!row) {
            return lookup;
        }
        if (const auto signal = domain::signalFromText(blocks.text(1))) {
            // A start in a neighbouring microsecond may lie nearly two of them away.
            const Duration slack =
                *signal == domain::Signal::Span ? Duration::microseconds(2) : Duration {};
            lookup.of(*signal).blocks.push_back(
                {blocks.integer(0), blocks.time(2) - slack, blocks.time(3) + slack, false});
        }
    }
}

Result<void> DuplicateLookup::load(const Connection& connection, PerSignal& prior, Timestamp time)
{
    prior.checkedFrom = prior.anyChecked ? std::min(prior.checkedFrom, time) : time;
    prior.checkedTo = prior.anyChecked ? std::max(prior.checkedTo, time) : time;
    prior.anyChecked = true;
    // How far the range can grow without meeting another block: spares a look for each record.
    Timestamp freeFrom {INT64_MIN};
    Timestamp freeTo {INT64_MAX};
    std::vector<std::uint64_t> hashes;
    for (PriorBlock& block : prior.blocks) {
        if (block.loaded) {
            continue;
        }
        if (block.last < prior.checkedFrom) {
            freeFrom = std::max(freeFrom, block.last + Duration::nanoseconds(1));
            continue;
        }
        if (prior.checkedTo < block.first) {
            freeTo = std::min(freeTo, block.first - Duration::nanoseconds(1));
            continue;
        }
        TL_ASSIGN(Statement statement, Statement::prepare(connection, kHashes));
        statement.bindAll(block.id);
        TL_ASSIGN(const bool row, statement.step());
        if (!row) {
            return storeError("A block of the store has lost its record hashes",
                              "Run verify to see what is damaged");
        }
        TL_TRY(decodeHashes(statement.blob(0), hashes));
        for (const std::uint64_t hash : hashes) {
            prior.counter.add(hash);
        }
        block.loaded = true;
    }
    prior.checkedFrom = freeFrom;
    prior.checkedTo = freeTo;
    return {};
}

Result<bool> DuplicateLookup::takeDuplicate(const Connection& connection, domain::Signal signal,
                                            Timestamp time, std::uint64_t hash)
{
    PerSignal& prior = of(signal);
    if (prior.blocks.empty()) {
        return false;
    }
    if (!prior.anyChecked || time < prior.checkedFrom || prior.checkedTo < time) {
        TL_TRY(load(connection, prior, time));
    }
    if (prior.counter.take(hash)) {
        return true;
    }
    return signal == domain::Signal::Span
        && (prior.counter.take(hash + kNextMicrosecond)
            || prior.counter.take(hash - kNextMicrosecond));
}

Result<bool> DuplicateLookup::takeDuplicateTicket(const Connection& connection, std::uint64_t hash)
{
    PerSignal& prior = of(domain::Signal::Ticket);
    if (!m_ticketsLoaded) {
        m_ticketsLoaded = true;
        TL_ASSIGN(Statement statement, Statement::prepare(connection, kTicketHashes));
        statement.bindAll(m_source.value());
        while (true) {
            TL_ASSIGN(const bool row, statement.step());
            if (!row) {
                break;
            }
            prior.counter.add(static_cast<std::uint64_t>(statement.integer(0)));
        }
    }
    return prior.counter.take(hash);
}

} // namespace throughline::store
