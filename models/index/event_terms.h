#pragma once

#include "models/filter/expression.h"
#include "models/index/event_bits.h"
#include "models/index/session_index.h"

#include <cstdint>
#include <vector>

namespace throughline::index {

/// What the index can say of single events: their names and their revenue.
enum class EventField : std::uint8_t
{
    Name,
    Revenue,
    Other ///< only the record knows
};

/// Whether the index can decide this term about an event exactly. Names beyond those of the index
/// and wildcards over an amount's spelling are Other.
[[nodiscard]] EventField eventField(const SessionIndex& index, const filter::Term& term);

/// Per place in index.names: whether the term holds, negation not applied.
[[nodiscard]] std::vector<std::uint8_t> matchingNames(const SessionIndex& index,
                                                      const filter::Term& term);

/// The events whose revenue matches, negation not applied.
[[nodiscard]] std::vector<std::uint32_t> matchingRevenue(const SessionIndex& index,
                                                         const filter::Term& term);

} // namespace throughline::index
