#pragma once

#include "models/index/event_bits.h"
#include "models/index/session_index.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace throughline::analysis {

/// An occurrence without an event of the same trace hangs on the nearest event before it, when that
/// is no further away.
inline constexpr std::int64_t kCarrierReachMs = 10'000;

/// Hangs each first meeting on an event of its session, and moves it to that event's time: the
/// latest event at or before it that is no error record itself, at most kCarrierReachMs away. A
/// meeting whose event was known by its trace stands at that event's time already, so that a server
/// clock that is off changes nothing. Without such an event it keeps its time and has no carrier.
/// `errorRecords`: events that tell of an error. O(meetings * log events of the session).
void hangOnCarriers(std::vector<index::ExposureSet>& groups, const index::SessionIndex& index,
                    const index::EventBits& errorRecords);

/// Per name place an event can have (kNameMask + 1): the kind of opportunity, from 0. Names that
/// differ in an id only - a word with four digits or more - are one kind; names the index does not
/// know share one.
[[nodiscard]] std::vector<std::uint32_t> kindsOfNames(const index::SessionIndex& index);

} // namespace throughline::analysis
