#pragma once

#include <cstdint>
#include <vector>

namespace throughline::analysis {

/// A session at risk that met the error, with the place among its opportunities.
struct Struck
{
    std::uint32_t riskRow = 0;
    bool affected = false; ///< else hit before the step
    bool fails = false; ///< row `from` is the event it hangs on
    std::uint32_t from = 0; ///< its opportunities from this row on are none

    bool operator==(const Struck&) const = default;
};

/// One group placed among the opportunities: whom it struck, and on which kinds of events.
struct StruckGroup
{
    std::vector<Struck> sessions; ///< ascending
    std::vector<std::uint8_t> kinds; ///< per kind: it carried a first occurrence
    bool oneEventEarlier = false; ///< compared at the event before the failing one
    bool endsSessions = false; ///< nothing ever follows the failing event: no estimate

    bool operator==(const StruckGroup&) const = default;
};

} // namespace throughline::analysis
