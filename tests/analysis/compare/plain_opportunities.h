#pragma once

#include "tests/analysis/compare/comparison_fixture.h"

#include <cstdint>
#include <optional>

namespace throughline::test {

/// What the definition of the opportunity-matched estimate gives, by plain loops over the affected
/// and their controls.
struct PlainEstimate
{
    std::uint64_t affected = 0;
    std::uint64_t affectedConverted = 0;
    std::uint64_t matched = 0;
    std::uint64_t control = 0;
    std::uint64_t controlConverted = 0;
    std::uint64_t strata = 0;
    std::uint32_t bands = 1;
    bool oneEventEarlier = false;
    bool endsSessions = false;
    std::optional<double> laterShare;
    std::optional<double> differenceNotYet;
    std::optional<double> difference;
    std::optional<double> standardError; ///< none below two users, or when nothing varies
    std::optional<double> standardErrorNotYet;
};

/// Of a fixture that is hung on its events.
[[nodiscard]] PlainEstimate plainEstimate(const ComparisonFixture& fixture, std::uint32_t step,
                                          std::uint64_t fewestPerBand);

/// A random small world of three steps with events of three kinds, some of which fail, error
/// records among them, occurrences far from any event, before the step, after converting, after the
/// window.
[[nodiscard]] ComparisonFixture randomOpportunityFixture(std::uint64_t seed,
                                                         std::uint32_t sessions = 60);

} // namespace throughline::test
