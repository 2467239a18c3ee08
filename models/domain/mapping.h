#pragma once

#include "models/domain/signal.h"

#include <string>
#include <string_view>
#include <vector>

namespace throughline::domain {

/// What a column of an unknown table can mean besides a canonical field or an attribute's name.
namespace meaning {
inline constexpr std::string_view kTime = "time"; ///< the record's time, a span's start
inline constexpr std::string_view kEnd = "end"; ///< a span's end
inline constexpr std::string_view kKeep = "keep"; ///< kept under its own name
inline constexpr std::string_view kDrop = "drop"; ///< left out
} // namespace meaning

/// One column with what it is taken for.
struct ColumnMapping
{
    std::string column; ///< header, or dotted key
    std::string meaning; ///< one of the words above, or the name of a canonical field
    double confidence = 0; ///< 0 to 1; of a choice of the user 1
    std::string reason; ///< "name", "values", "name and values", "chosen"; empty: nothing told
    std::string timeForm; ///< of written times, as TimeFormat reads them; empty: ISO or no times
    bool dayFirstUnsure = false; ///< day and month of the form could be the other way round
    std::vector<std::string> samples; ///< up to three different values as they stand in the file
    double filled = 0; ///< share of the rows looked at that have a value

    bool operator==(const ColumnMapping&) const = default;
};

/// The form with the places of day and month exchanged.
[[nodiscard]] inline std::string withDayAndMonthSwapped(std::string timeForm)
{
    for (std::size_t i = 0; i + 1 < timeForm.size(); ++i) {
        if (timeForm[i] == '%' && (timeForm[i + 1] == 'd' || timeForm[i + 1] == 'm')) {
            timeForm[i + 1] = timeForm[i + 1] == 'd' ? 'm' : 'd';
        }
    }
    return timeForm;
}

/// How a file of unknown shape is to be read: proposed by looking at it, changed by the user, saved
/// as a format document.
struct Mapping
{
    std::string name; ///< of the format it becomes
    Signal signal = Signal::Log;
    bool table = true; ///< rows below a header; false: JSON objects
    std::string path = "$"; ///< of JSON: where the array of objects stands
    std::vector<ColumnMapping> columns;
    std::size_t rows = 0; ///< looked at

    bool operator==(const Mapping&) const = default;
};

} // namespace throughline::domain
