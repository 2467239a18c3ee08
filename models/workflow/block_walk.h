#pragma once

#include "models/store/block_scan.h"

#include <stop_token>

namespace throughline::workflow {

/// Calls visit(reader, block), which gives a Result, for each chosen block, in their order, until
/// one fails; looks at `stop` before each.
template<typename Visit>
Result<void> walkBlocks(const store::Connection& connection, const store::BlockChoice& choice,
                        const std::stop_token& stop, const Visit& visit)
{
    TL_ASSIGN(const auto blocks, store::chooseBlocks(connection, choice));
    TL_ASSIGN(store::BlockReader reader, store::BlockReader::create(connection));
    for (const store::BlockInfo& block : blocks) {
        if (stop.stop_requested()) {
            return cancelledError();
        }
        TL_TRY(visit(reader, block));
    }
    return {};
}

} // namespace throughline::workflow
