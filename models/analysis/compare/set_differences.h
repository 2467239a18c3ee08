#pragma once

#include "models/analysis/stats/interval.h"
#include "models/index/segment_columns.h"
#include "models/index/session_index.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace throughline::analysis {

/// What a session can have.
enum class FeatureKind : std::uint8_t
{
    Field, ///< a value of a field
    Event, ///< an event of this name, ids in it left aside
    ErrorGroup ///< met it
};

/// "field", "event", "error_group".
[[nodiscard]] std::string_view toText(FeatureKind kind);

/// How many sessions of each set have something, first - second.
struct SetDifference
{
    FeatureKind kind = FeatureKind::Field;
    std::string field; ///< of kind Field
    std::string value; ///< "" where a session has none
    std::uint64_t first = 0;
    std::uint64_t second = 0;
    double firstShare = 0;
    double secondShare = 0;
    double difference = 0;
    std::optional<Interval> interval;
    std::optional<double> pValue;
    std::optional<double> qValue; ///< Benjamini-Hochberg over all that was tested

    bool operator==(const SetDifference&) const = default;
};

/// What tells two sets of sessions apart.
struct SetDifferences
{
    std::uint64_t first = 0; ///< sessions of the first set alone
    std::uint64_t second = 0;
    std::uint64_t inBoth = 0; ///< tell nothing and are left out of both
    std::uint64_t tested = 0; ///< the family of the q-values
    std::vector<SetDifference> values; ///< surest first
    std::vector<std::string> leftOut; ///< fields with a value of nearly each session's own

    bool operator==(const SetDifferences&) const = default;
};

/// A field with more values than this, and more than one for every so many sessions, names single
/// sessions rather than kinds of them.
inline constexpr std::size_t kFewValues = 50;
inline constexpr std::size_t kSessionsPerValue = 20;

/// The share of every value of every field, event kind and error group in two sets of sessions
/// (numbers in the index, ascending). Intervals are Newcombe's over the number of independent
/// sessions each share is worth, for sessions of one user are alike (clusteredRate); p from the
/// pooled z test over the same, Fisher's where few are expected. Nothing is listed with an empty
/// set. Ordered by the end of the interval nearer to 0, largest first, then by p. Values that no
/// session of either set has are not listed. Linear in the events of the sessions.
[[nodiscard]] SetDifferences setDifferences(const index::SessionIndex& index,
                                            std::span<const std::uint32_t> first,
                                            std::span<const std::uint32_t> second,
                                            std::span<const index::SegmentColumn> fields,
                                            std::span<const index::ExposureSet> groups);

/// The surest difference whose q is below .05 and whose interval excludes 0, or nullptr.
[[nodiscard]] const SetDifference* surestDifference(const SetDifferences& differences);

} // namespace throughline::analysis
