#pragma once

#include "models/base/result.h"
#include "models/base/time.h"
#include "models/domain/ids.h"
#include "models/domain/signal.h"
#include "models/store/connection.h"

#include <cstdint>
#include <vector>

namespace throughline::store {

/// Which records other sources already brought: a record that one export holds k times and another
/// m times is kept max(k, m) times. Spans are the same where their identities are, starts in the
/// same or a neighbouring microsecond; all else where the whole content is. Looks only into blocks
/// whose time range is met. Two different records are taken for one with a probability of 2^-64 per
/// pair. About 12 bytes per record looked at.
class DuplicateLookup
{
public:
    /// Blocks of all other sources that are done or loaded.
    static Result<DuplicateLookup> create(const Connection& connection, domain::SourceId source);

    /// True: another source brought this record and it was not met here as often yet; it is
    /// counted as met.
    Result<bool> takeDuplicate(const Connection& connection, domain::Signal signal, Timestamp time,
                               std::uint64_t hash);

    /// The same for tickets, which lie in rows.
    Result<bool> takeDuplicateTicket(const Connection& connection, std::uint64_t hash);

private:
    struct PriorBlock
    {
        std::int64_t id = 0;
        Timestamp first;
        Timestamp last;
        bool loaded = false;
    };

    /// Counts per hash by open addressing.
    class Counter
    {
    public:
        void add(std::uint64_t hash);
        bool take(std::uint64_t hash);

    private:
        [[nodiscard]] std::size_t slotOf(std::uint64_t hash) const;
        void grow();

        std::vector<std::uint64_t> m_hashes;
        std::vector<std::uint32_t> m_counts;
        std::vector<std::uint8_t> m_used;
        std::size_t m_size = 0;
    };

    struct PerSignal
    {
        std::vector<PriorBlock> blocks;
        Timestamp checkedFrom;
        Timestamp checkedTo;
        bool anyChecked = false;
        Counter counter;
    };

    Result<void> load(const Connection& connection, PerSignal& prior, Timestamp time);

    PerSignal& of(domain::Signal signal) { return m_signals[static_cast<std::size_t>(signal)]; }

    std::vector<PerSignal> m_signals {domain::kAllSignals.size()};
    domain::SourceId m_source;
    bool m_ticketsLoaded = false;
};

} // namespace throughline::store
