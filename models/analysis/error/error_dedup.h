#pragma once

#include "models/base/hash.h"
#include "models/base/time.h"
#include "models/domain/ids.h"

#include <cstdint>
#include <span>
#include <vector>

namespace throughline::analysis {

/// One record that reports an error, as far as it matters for doubles.
struct ReportedError
{
    domain::TraceId trace; ///< invalid: none
    domain::SpanId span; ///< invalid: none
    Hash128 session; ///< hash of the session's id; zero: none
    Hash128 content; ///< contentHash of type, message and stack
    Timestamp time;
    /// By which way it was reported: any number that differs for span events, logs and events, and
    /// for exports of different products. One way reports each error once, so two records of the
    /// same carrier are two errors.
    std::uint32_t carrier = 0;

    bool operator==(const ReportedError&) const = default;
};

/// Two reports of one exception are at most this far apart.
inline constexpr Duration kDuplicateWindow = Duration::seconds(1);

/// For each record the place of the one that stands for its error: its own, or the earlier report
/// of the same exception by another carrier. Two records are one error when type, message and
/// stack are equal, they lie at most kDuplicateWindow apart, and trace and span are the same, or,
/// where one of them has none, the session. n reports by one carrier and m by another are max(n, m)
/// errors. Independent of the order of the input, up to the choice among equal records. O(n log n).
[[nodiscard]] std::vector<std::size_t> duplicateOf(std::span<const ReportedError> records);

} // namespace throughline::analysis
