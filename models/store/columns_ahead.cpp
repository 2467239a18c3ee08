#include "models/store/columns_ahead.h"

#include "models/store/connection.h"

#include <algorithm>
#include <exception>
#include <optional>
#include <utility>

namespace throughline::store {

namespace {

/// With one reader 18,000 blocks of a cold file took 4.0 s, with two 2.4, with three 1.9; each more
/// takes time from who computes meanwhile.
constexpr std::size_t kReaders = 3;
constexpr std::size_t kBlocksAtOnce = 16;
constexpr std::uint32_t kCache = 512; ///< KiB of pages

} // namespace

ColumnsAhead::ColumnsAhead(Open open, std::span<const BlockInfo> blocks, WantedColumns wanted,
                           std::stop_token stop)
    : m_open(std::move(open))
    , m_blocks(blocks)
    , m_wanted(wanted)
    , m_stop(std::move(stop))
    , m_stretches((blocks.size() + kBlocksAtOnce - 1) / kBlocksAtOnce)
{
    const std::size_t readers = std::min(kReaders, m_stretches.size());
    for (std::size_t reader = 0; reader < readers; ++reader) {
        m_readers.push_back(std::async(std::launch::async, [this] { readOn(); }));
    }
}

ColumnsAhead::~ColumnsAhead()
{
    m_nextRead = m_stretches.size();
    m_taken = m_stretches.size();
    m_taken.notify_all();
}

std::span<const BlockInfo> ColumnsAhead::blocksOf(std::size_t stretch) const
{
    const auto rest = m_blocks.subspan(stretch * kBlocksAtOnce);
    return rest.first(std::min(kBlocksAtOnce, rest.size()));
}

/// Waits until no more than a stretch per reader is held; false: nobody is going to take it.
bool ColumnsAhead::mayRead(std::size_t stretch)
{
    std::size_t taken = m_taken;
    while (stretch >= taken + kReaders) {
        m_taken.wait(taken);
        taken = m_taken;
    }
    return taken <= stretch;
}

/// On a thread of its own, with a connection of its own, until all is read.
void ColumnsAhead::readOn()
{
    std::optional<Connection> connection;
    std::optional<BlockReader> reader;
    const auto prepare = [&]() -> Result<void> {
        if (!reader) {
            TL_ASSIGN(connection, m_open());
            TL_TRY(connection->limitCache(kCache)); // no page is read twice
            TL_ASSIGN(reader, BlockReader::create(*connection));
        }
        return {};
    };
    for (std::size_t stretch = m_nextRead++; stretch < m_stretches.size(); stretch = m_nextRead++) {
        if (!mayRead(stretch)) {
            return;
        }
        try {
            auto prepared = prepare();
            m_stretches[stretch].set_value(prepared ? read(*reader, stretch)
                                                    : Handed(std::move(prepared).error()));
        } catch (...) {
            m_stretches[stretch].set_exception(std::current_exception());
        }
    }
}

Result<void> ColumnsAhead::readBlock(BlockReader& reader, domain::BlockId block,
                                     BlockColumns& into) const
{
    TL_TRY(reader.index(block, into.index));
    if (m_wanted.link) {
        TL_TRY(reader.link(block, into.link));
    }
    if (m_wanted.revenue) {
        TL_TRY(reader.revenue(block, into.revenue));
    }
    if (m_wanted.gesture) {
        TL_TRY(reader.gesture(block, into.gesture));
    }
    return {};
}

Result<ColumnsAhead::Stretch> ColumnsAhead::read(BlockReader& reader, std::size_t stretch)
{
    const auto blocks = blocksOf(stretch);
    Stretch columns = m_used.tryPop().value_or(Stretch());
    columns.resize(blocks.size());
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        if (m_stop.stop_requested()) {
            return cancelledError();
        }
        TL_TRY(readBlock(reader, blocks[i].id, columns[i]));
    }
    return columns;
}

Result<BlockColumns*> ColumnsAhead::next()
{
    TL_ASSIGN(const std::span<BlockColumns> some, rest());
    if (some.empty()) {
        return static_cast<BlockColumns*>(nullptr);
    }
    ++m_takenHere;
    return &some.front();
}

Result<std::span<BlockColumns>> ColumnsAhead::nextSome()
{
    TL_ASSIGN(const std::span<BlockColumns> some, rest());
    m_takenHere += some.size();
    return some;
}

/// What is not taken yet of those that were read together; none after the last.
Result<std::span<BlockColumns>> ColumnsAhead::rest()
{
    while (m_takenHere == m_here.size()) {
        if (m_taken == m_stretches.size()) {
            return std::span<BlockColumns>();
        }
        Handed coming = m_stretches[m_taken].get_future().get();
        ++m_taken;
        m_taken.notify_all();
        if (!coming) {
            return std::move(coming).error();
        }
        m_used.push(std::exchange(m_here, *std::move(coming)));
        m_takenHere = 0;
    }
    return std::span(m_here).subspan(m_takenHere);
}

} // namespace throughline::store
