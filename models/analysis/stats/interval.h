#pragma once

namespace throughline::analysis {

/// Two-sided 95 % interval.
struct Interval
{
    double low = 0;
    double high = 0;

    bool operator==(const Interval&) const = default;
};

} // namespace throughline::analysis
