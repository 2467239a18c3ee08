#include "models/workflow/asked_traces.h"

#include "models/base/text.h"
#include "models/store/queries/ticket_queries.h"

#include <algorithm>
#include <bit>
#include <unordered_set>

namespace throughline::workflow {

namespace {

constexpr std::uint64_t kFewestBits = 4096;
constexpr std::uint64_t kBitsPerTrace = 16;

} // namespace

std::optional<domain::TraceId> quotedTrace(const std::string& kind, const std::string& value)
{
    if (kind == "trace" || (kind == "id" && value.size() == 16)) {
        return domain::traceIdFromHex(value);
    }
    const auto decimal = kind == "id" && value.size() >= 17 ? parseUnsigned(value) : std::nullopt;
    return decimal && *decimal != 0 ? std::optional(domain::TraceId {0, *decimal}) : std::nullopt;
}

Result<AskedTraces> AskedTraces::read(const store::Connection& connection,
                                      const std::vector<store::BlockInfo>& blocks,
                                      const SessionTable& sessions, bool withLoaded,
                                      const std::stop_token& stop)
{
    AskedTraces asked;
    TL_ASSIGN(store::BlockReader reader, store::BlockReader::create(connection));
    std::unordered_set<std::int64_t> asking;
    for (const domain::BlockId block : sessions.blocksThatAsk) {
        asking.insert(block.value());
    }
    std::vector<std::uint64_t> lows;
    for (const store::BlockInfo& block : blocks) {
        if (stop.stop_requested()) {
            return cancelledError();
        }
        if (block.signal == domain::Signal::Span
            || (block.signal == domain::Signal::Event && !asking.contains(block.id.value()))) {
            continue;
        }
        TL_TRY(reader.traces(block.id, lows));
        asked.m_lows.insert(asked.m_lows.end(), lows.begin(), lows.end());
    }
    TL_ASSIGN(const auto tickets, store::allTickets(connection, withLoaded));
    for (const store::TicketInfo& ticket : tickets) {
        for (const std::string& quoted : ticket.ticket.quotedIds) {
            const std::size_t colon = quoted.find(':');
            if (colon == std::string::npos) {
                continue;
            }
            if (const auto trace = quotedTrace(quoted.substr(0, colon), quoted.substr(colon + 1))) {
                asked.m_lows.push_back(trace->low);
            }
        }
    }
    std::sort(asked.m_lows.begin(), asked.m_lows.end());
    asked.m_lows.erase(std::unique(asked.m_lows.begin(), asked.m_lows.end()), asked.m_lows.end());
    asked.sift();
    return asked;
}

/// Sixteen bits per trace, so that of traces nobody asks for one in sixteen is searched for.
void AskedTraces::sift()
{
    const std::uint64_t bits =
        std::bit_ceil(std::max<std::uint64_t>(kFewestBits, m_lows.size() * kBitsPerTrace));
    m_shift = static_cast<unsigned>(64 - std::countr_zero(bits));
    m_sieve.assign(bits / 64, 0);
    for (const std::uint64_t low : m_lows) {
        const std::uint64_t bit = bitOf(low);
        m_sieve[bit / 64] |= std::uint64_t {1} << (bit % 64);
    }
}

bool AskedTraces::has(std::uint64_t traceLow) const
{
    const std::uint64_t bit = bitOf(traceLow);
    return ((m_sieve[bit / 64] >> (bit % 64)) & 1U) != 0
        && std::binary_search(m_lows.begin(), m_lows.end(), traceLow);
}

} // namespace throughline::workflow
