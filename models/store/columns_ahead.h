#pragma once

#include "models/base/hand_over.h"
#include "models/base/result.h"
#include "models/store/block_columns.h"
#include "models/store/block_scan.h"

#include <atomic>
#include <cstddef>
#include <functional>
#include <future>
#include <span>
#include <stop_token>
#include <vector>

namespace throughline::store {

/// What of a block is wanted besides its index columns.
struct WantedColumns
{
    bool link = false;
    bool revenue = false;
    bool gesture = false;
};

/// The index columns of a block and what else was wanted; empty where the block has none of it.
struct BlockColumns
{
    IndexColumns index;
    LinkColumns link;
    RevenueColumns revenue;
    GestureColumns gesture;
};

/// Columns of blocks in order, read and unpacked by other threads, with connections of their own,
/// ahead of who takes them: unpacking is most of the work of a pass over them, and a disk that is
/// asked for one blob after another waits longer than it reads. Some fifty blocks are held at
/// most. One thread takes them.
class ColumnsAhead
{
public:
    /// Opens a connection that reads; called by the other threads.
    using Open = std::function<Result<Connection>()>;

    /// The blocks, and what `open` refers to, must outlive it. Begins to read at once.
    ColumnsAhead(Open open, std::span<const BlockInfo> blocks, WantedColumns wanted,
                 std::stop_token stop);
    ~ColumnsAhead();
    ColumnsAhead(const ColumnsAhead&) = delete;
    ColumnsAhead& operator=(const ColumnsAhead&) = delete;

    /// Those of the next block, good until the next call; nullptr after the last. Store error,
    /// Cancelled.
    Result<BlockColumns*> next();

    /// The same for the next some blocks; none after the last.
    Result<std::span<BlockColumns>> nextSome();

private:
    using Stretch = std::vector<BlockColumns>;
    using Handed = Result<Stretch>;

    [[nodiscard]] Result<std::span<BlockColumns>> rest();
    void readOn();
    [[nodiscard]] bool mayRead(std::size_t stretch);
    [[nodiscard]] std::span<const BlockInfo> blocksOf(std::size_t stretch) const;
    [[nodiscard]] Result<Stretch> read(BlockReader& reader, std::size_t stretch);
    [[nodiscard]] Result<void> readBlock(BlockReader& reader, domain::BlockId block,
                                         BlockColumns& into) const;

    Open m_open;
    std::span<const BlockInfo> m_blocks;
    WantedColumns m_wanted;
    std::stop_token m_stop;
    std::vector<std::promise<Handed>> m_stretches; ///< in order
    std::atomic<std::size_t> m_nextRead {0}; ///< the first stretch that no thread has begun
    std::atomic<std::size_t> m_taken {0}; ///< how many were taken
    Stretch m_here; ///< the last of those
    HandOver<Stretch> m_used; ///< whose room is free
    std::size_t m_takenHere = 0; ///< of that
    std::vector<std::future<void>> m_readers; ///< their end waits for the reading
};

} // namespace throughline::store
