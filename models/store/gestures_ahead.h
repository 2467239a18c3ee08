#pragma once

#include "models/base/result.h"
#include "models/store/block_columns.h"
#include "models/store/block_scan.h"
#include "models/store/store_file.h"

#include <cstddef>
#include <deque>
#include <future>
#include <span>
#include <stop_token>
#include <vector>

namespace throughline::store {

/// What of a block tells of gestures.
struct GestureBlock
{
    GestureColumns gestures; ///< empty: there are none in it
    IndexColumns index;
};

/// Gestures of blocks of visible sources in order, read by several connections ahead of who takes
/// them: a disk that is asked for one blob after another waits longer than it reads. Some thousand
/// blocks are held at most. One thread takes them.
class GesturesAhead
{
public:
    /// The blocks must outlive it. Begins to read at once.
    GesturesAhead(const StoreFile& file, std::span<const BlockInfo> blocks, std::stop_token stop);

    /// The next stretch of blocks; empty after the last. Store error, Cancelled.
    Result<std::vector<GestureBlock>> next();

private:
    void readOn();

    StoreFile m_file;
    std::span<const BlockInfo> m_left; ///< not asked for yet
    std::stop_token m_stop;
    std::deque<std::future<Result<std::vector<GestureBlock>>>> m_coming;
};

} // namespace throughline::store
