#pragma once

#include "models/base/time.h"
#include "models/domain/session.h"

#include <optional>
#include <span>

namespace throughline::analysis {

/// One request as both sides saw it, joined by its trace. Start means the start of the request: the
/// time of an event that came after the answer is none.
struct RequestPair
{
    Timestamp clientStart;
    std::optional<Timestamp> clientEnd; ///< not known where the event has no duration
    Timestamp serverStart;
    std::optional<Timestamp> serverEnd;

    bool operator==(const RequestPair&) const = default;
};

/// The unit of the last digit each side wrote. A time cut to it may have been that much later,
/// which the interval must allow for: else a request of one millisecond contradicts itself.
struct ClockResolution
{
    Duration client;
    Duration server;

    bool operator==(const ClockResolution&) const = default;
};

/// Server clock minus client clock of one session.
///
/// A server works on a request while its client waits, so each pair bounds the offset o:
/// serverEnd - clientEnd <= o <= serverStart - clientStart; without serverEnd the start takes its
/// place, without clientEnd only the upper bound holds. The bounds of all pairs are intersected:
/// the middle is the offset, half the width (rounded up) its uncertainty.
/// - Only upper bounds: the least of them is the offset, `oneSided`, uncertainty 0: the true offset
///   is this or less, by an unknown amount.
/// - No offset fits all pairs (drift, wrong pairing): `contradictory`; the offset is the median of
///   the pairs' own middles, which one wrong pair cannot carry away, and the uncertainty is as wide
///   as needed to satisfy every pair.
/// - A pair whose end lies before its start is left out; without pairs all is 0.
/// The order of pairs does not matter. O(n log n).
[[nodiscard]] domain::ClockOffset clockOffset(std::span<const RequestPair> pairs,
                                              const ClockResolution& resolution = {});

} // namespace throughline::analysis
