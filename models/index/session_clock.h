#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>

namespace throughline::index {

/// How the times of one session become offsets since its start: milliseconds, or seconds where the
/// session lasts longer than 2^32 of those.
struct SessionClock
{
    static constexpr std::uint64_t kMostUnits = std::numeric_limits<std::uint32_t>::max();

    struct Offset
    {
        std::uint32_t units = 0;
        std::uint32_t rest = 0; ///< ns beyond them, less than a unit
    };

    std::int64_t start = 0;
    bool coarse = false;

    /// The distance of two times, which need not fit a signed number.
    [[nodiscard]] static std::uint64_t distance(std::int64_t from, std::int64_t to)
    {
        return static_cast<std::uint64_t>(to) - static_cast<std::uint64_t>(from);
    }

    [[nodiscard]] static bool isCoarse(std::int64_t first, std::int64_t last)
    {
        return distance(first, last) / 1'000'000 > kMostUnits;
    }

    /// Division by constants: the one place where every event is divided.
    [[nodiscard]] Offset offsetOf(std::int64_t time) const
    {
        const std::uint64_t since = distance(start, time);
        if (!coarse) {
            return {static_cast<std::uint32_t>(since / 1'000'000),
                    static_cast<std::uint32_t>(since % 1'000'000)};
        }
        return {static_cast<std::uint32_t>(std::min(since / 1'000'000'000, kMostUnits)),
                static_cast<std::uint32_t>(since % 1'000'000'000)};
    }
};

} // namespace throughline::index
