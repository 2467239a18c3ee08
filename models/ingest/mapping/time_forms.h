#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace throughline::ingest {

/// How a column's times are written.
struct WrittenTimes
{
    std::string form; ///< as TimeFormat reads it
    bool dayFirstUnsure = false; ///< all values read with day and month swapped, too

    bool operator==(const WrittenTimes&) const = default;
};

/// The form that reads all of the values, of those that people and spreadsheets write; nullopt:
/// none does, or they are ISO 8601 or numbers. Where day and month cannot be told apart, the
/// reading whose times stand in order counts, else the one that spans less, else month first.
[[nodiscard]] std::optional<WrittenTimes> writtenTimes(const std::vector<std::string>& values);

/// One of those forms reads the text.
[[nodiscard]] bool isWrittenTime(std::string_view text);

} // namespace throughline::ingest
