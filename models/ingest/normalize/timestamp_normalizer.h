#pragma once

#include "models/base/time.h"
#include "models/base/time_parse.h"
#include "models/base/time_zone.h"
#include "models/domain/import_issue.h"
#include "models/domain/record.h"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace throughline::ingest {

/// What is the same for all times of an import.
struct TimeRules
{
    Timestamp now; ///< later than 366 days after it is out of range
    std::optional<TimeZone> zone; ///< of texts without one; none: UTC, with a note
};

/// What one raw time came to: a time, or the issue that rejects the record.
struct TimeReading
{
    Timestamp time;
    std::optional<domain::IssueCode>
        problem; ///< TimeMissing, -Unreadable, -OutOfRange, -UnitContradiction
    /// TimeWithoutZone, TimeInGap, TimeInFold, or once per column TimeUnitInferred.
    std::optional<domain::IssueCode> note;

    bool operator==(const TimeReading&) const = default;
};

/// One time column of one source. The unit of epoch numbers is a property of the column: decide()
/// takes it from the first values (10,000 of them), else the first readable number decides; a
/// later number whose magnitude names another unit is a contradiction. Nanoseconds stay exact.
class TimeColumn
{
public:
    TimeColumn() = default;

    /// A column whose unit the format fixes: 1 s, 1 ms, 1 us or 1 ns.
    explicit TimeColumn(Duration unit);

    /// Lets the first values vote on the unit; most frequent wins. Nothing is decided twice.
    void decide(std::span<const domain::Field> values);

    /// Reads RFC 3339 and its relatives, and epoch numbers in JSON numbers or text.
    [[nodiscard]] TimeReading read(std::string_view raw, domain::ValueKind kind,
                                   const TimeRules& rules);

    /// Of epoch numbers; nullopt: none was seen.
    [[nodiscard]] std::optional<Duration> unit() const { return m_unit; }

    /// 1 s, 1 ms, 1 us or 1 ns: the unit of the last digit that any value of the column had. A
    /// finest resolution of a second means ties are likely. 0: nothing was read.
    [[nodiscard]] Duration finestResolution() const { return m_finest; }

    [[nodiscard]] Duration coarsestResolution() const { return m_coarsest; }

    /// "ms 1ms 1s", for the source's unit decisions.
    [[nodiscard]] std::string toText() const;
    [[nodiscard]] static std::optional<TimeColumn> fromText(std::string_view text);

    /// All that decides how a value is read.
    bool operator==(const TimeColumn& other) const
    {
        return m_unit == other.m_unit && m_finest == other.m_finest
            && m_coarsest == other.m_coarsest;
    }

private:
    [[nodiscard]] std::optional<Timestamp> plainEpoch(std::string_view text,
                                                      const TimeRules& rules) const;
    [[nodiscard]] TimeReading readEpoch(std::string_view text, const TimeRules& rules);
    void see(Duration resolution);

    std::optional<Duration> m_unit;
    Duration m_finest;
    Duration m_coarsest;
    IsoMinute m_minute; ///< saves time, and nothing else
};

/// The time columns of one source by the name of their field.
using TimeColumns = std::map<std::string, TimeColumn, std::less<>>;

} // namespace throughline::ingest
