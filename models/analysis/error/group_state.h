#pragma once

#include "models/base/time.h"
#include "models/domain/error_group.h"

#include <optional>
#include <span>

namespace throughline::analysis {

/// What people said about a group.
struct GroupDecision
{
    bool ignored = false;
    std::optional<Timestamp> resolvedAt {};
    /// Resolved from a version on: whether an occurrence in that version or a later one was seen.
    std::optional<bool> seenInFixedVersion {};
};

/// The end of the data in which something counts as recent: a tenth of its span, at least a day,
/// at most seven, and never more than half of the span.
[[nodiscard]] Duration recentWindow(TimeRange data);

/// The state of a group at the end of the data. `times` are its occurrences in ascending order, at
/// least one; `data` spans all records of the store. The first that holds:
/// - ignored: people said so.
/// - resolved or regressed by hand: people resolved it, and it was not or was seen afterwards, in
///   the fixed version or a later one where they named one.
/// - new: first seen within the recent window.
/// - regressed: it came back within the recent window after a silence.
/// - resolved: silent now.
/// - ongoing: all else.
/// A silence is longer than the recent window and than five times the mean distance of the
/// occurrences before it; a single occurrence counts as one per recent window. Linear.
[[nodiscard]] domain::ErrorStatus groupStatus(std::span<const Timestamp> times, TimeRange data,
                                              const GroupDecision& decision = {});

} // namespace throughline::analysis
