#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace throughline {

/// How far a job is. Zero totals mean: not known.
struct Progress
{
    std::string what; ///< the file or stage
    std::uint64_t bytesDone = 0;
    std::uint64_t bytesTotal = 0;
    std::uint64_t records = 0;
    double recordsPerSecond = 0;
    double secondsLeft = -1; ///< negative: not known

    bool operator==(const Progress&) const = default;
};

/// Called from the working thread, at most some ten times a second.
using ProgressSink = std::function<void(const Progress&)>;

} // namespace throughline
