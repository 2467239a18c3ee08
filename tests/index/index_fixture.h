#pragma once

#include "models/index/event_bits.h"
#include "models/index/index_builder.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace throughline::test {

/// One event in words; what a test does not say is missing.
struct EventRow
{
    std::string session {};
    std::int64_t timeNs = 0;
    std::string name {};
    std::string user {};
    std::string account {};
    std::map<std::string, std::string> context {};
    std::optional<std::int64_t> revenueMicros {};
    std::string currency {};
    std::uint8_t marks = 0;
};

struct BuiltIndex
{
    index::SessionIndex index;
    std::vector<index::EventBits> marks; ///< one per mark
};

/// What a test says of the session index beside its events.
struct IndexPlan
{
    std::uint32_t markCount = 0;
    std::size_t rowsPerBlock = 3;
    std::map<std::string, std::uint8_t> flags {}; ///< by session
    std::vector<index::SessionFact> facts {}; ///< sessions by ordinal
    std::vector<index::SessionSplit> splits {}; ///< sessions by ordinal
    std::vector<std::string> sessions {}; ///< ordinals given before those of the rows
};

/// The index of these rows, as IndexBuilder and EventPlacer make it from blocks. Sessions, users,
/// names and contexts are numbered in order of first appearance.
[[nodiscard]] BuiltIndex buildIndex(const std::vector<EventRow>& rows, const IndexPlan& plan = {});

/// The rows of one session from "A0 A30 B45": letters are event names, numbers `unit`s since 0;
/// "A0:7" is 7 ns later.
[[nodiscard]] std::vector<EventRow> rowsOf(const std::string& session, const std::string& text,
                                           Duration unit);

} // namespace throughline::test
