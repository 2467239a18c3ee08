#pragma once

#include "models/base/result.h"
#include "models/base/time.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace throughline {

/// A named zone of the tz database: how far its clocks were from UTC at any moment. Copies share
/// the rules; thread-safe.
class TimeZone
{
public:
    /// "Europe/Berlin", "UTC". Usage error for an unknown name, with the nearest known ones.
    [[nodiscard]] static Result<TimeZone> named(std::string_view name);

    /// What a reading of the local clock can be.
    enum class Reading : std::uint8_t
    {
        Plain,
        Gap, ///< the clock was put forward over it: no such moment was
        Fold ///< the clock was put back over it: the moment was twice
    };

    struct Moment
    {
        Timestamp time;
        Reading reading = Reading::Plain;

        bool operator==(const Moment&) const = default;
    };

    /// The moment at which local clocks showed this. Both in a gap and in a fold the offset before
    /// the change counts: in a fold that is the first of the two. Exact to the nanosecond.
    [[nodiscard]] Moment toUtc(Timestamp localClock) const;

    [[nodiscard]] const std::string& name() const;

private:
    struct Rules;

    explicit TimeZone(std::shared_ptr<const Rules> rules);

    std::shared_ptr<const Rules> m_rules;
};

} // namespace throughline
