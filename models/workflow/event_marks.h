#pragma once

#include "models/base/result.h"
#include "models/filter/expression.h"
#include "models/index/event_bits.h"
#include "models/index/segment_columns.h"
#include "models/store/block_scan.h"
#include "models/store/connection.h"
#include "models/workflow/snapshot.h"

#include <functional>
#include <stop_token>
#include <vector>

namespace throughline::workflow {

/// Sets up to eight bits for each row of a block of events.
using MarkBlock = std::function<Result<void>(
    store::BlockReader& reader, const store::BlockInfo& block, const store::IndexColumns& columns,
    std::vector<std::uint8_t>& marks)>;

/// One pass over the event blocks, in the order in which the index was built, so that the bits fall
/// on the index's events. One set of bits per mark, at most eight.
Result<std::vector<index::EventBits>> markEvents(const store::Connection& connection,
                                                 const Snapshot& snapshot, std::uint32_t markCount,
                                                 const MarkBlock& mark,
                                                 const std::stop_token& stop);

/// Answers conditions on attributes for compileFunnel. The answer refers to its arguments and must
/// not outlive them.
[[nodiscard]] std::function<
    Result<std::vector<index::EventBits>>(const std::vector<filter::Expression>&)>
attributeConditions(const store::Connection& connection, const Snapshot& snapshot,
                    const std::stop_token& stop);

/// The values of a field at single events: a column with every label there is, and per event of the
/// index its place in the labels. No values where no session has two: then the column says it all.
struct EventValues
{
    index::SegmentColumn column;
    std::vector<std::uint32_t> valueOfEvent;
};

Result<EventValues> eventValues(const store::Connection& connection, const Snapshot& snapshot,
                                index::SegmentColumn column, const std::stop_token& stop);

/// The records behind events of some sessions: per event asked for, in the order given. Events of
/// other sessions than those are not found.
Result<std::vector<domain::RecordRef>> recordsOf(const store::Connection& connection,
                                                 const Snapshot& snapshot,
                                                 const std::vector<std::uint32_t>& events,
                                                 const std::stop_token& stop);

} // namespace throughline::workflow
