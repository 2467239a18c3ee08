#pragma once

#include "models/analysis/compare/release_effect.h"
#include "models/analysis/compare/set_differences.h"

#include <string>

namespace throughline::notebook {

/// The sentences about two sets of sessions; a window hands in its translation.
struct DifferenceTemplates
{
    std::string empty = "There is nothing to compare: {first} sessions against {second}.";
    std::string none = "Nothing tells the {first} sessions from the {second} others for sure, of "
                       "{tested} things tested.";
    std::string surest = "What tells the {first} sessions from the {second} others most surely is "
                         "{what}: {share} of the first, {otherShare} of the second.";
    std::string fieldValue = "{field} {value}";
    std::string noValue = "no {field}";
    std::string event = "the event {value}";
    std::string errorGroup = "meeting error {value}";
    std::string inBoth = "{count} sessions are in both and left out.";
};

/// What differs, in one or two sentences.
[[nodiscard]] std::string differenceSentence(const analysis::SetDifferences& differences,
                                             const DifferenceTemplates& templates = {});

/// "plan.tier pro", "no plan.tier", "the event add_to_cart", "meeting error E3".
[[nodiscard]] std::string differenceName(const analysis::SetDifference& difference,
                                         const DifferenceTemplates& templates = {});

/// The sentences about a release.
struct ReleaseTemplates
{
    std::string fixed = "The fix worked:";
    std::string fewer = "Fewer, but not gone:";
    std::string more = "It got worse:";
    std::string unclear = "Not clear yet whether it helped:";
    std::string neverSeen = "Nothing to fix:";
    std::string occurrences =
        "{error} occurs {after} times per 1,000 sessions since {version} (95% CI {afterLow} to "
        "{afterHigh}), {before} in the {period} before ({beforeLow} to {beforeHigh}).";
    std::string occurrencesBare =
        "{error} occurs {after} times per 1,000 sessions since {version}, {before} in the {period} "
        "before.";
    std::string noOccurrence =
        "{error} was met neither in the {period} before {version} nor since.";
    std::string nobodyAtRisk =
        "{error} cannot be judged: no session could have met it in one of the two periods.";
    std::string conversion =
        "Conversion is {difference} than in the {period} before (95% CI {low} to {high}).";
    std::string sameConversion =
        "Conversion is the same as in the {period} before (95% CI {low} to {high}).";
    std::string conversionBare = "Conversion is {difference} than in the {period} before, too few "
                                 "sessions to say how sure that is.";
    std::string noConversion = "Conversion cannot be compared: one of the two periods has no "
                               "session of the funnel.";
    std::string higher = "{points} points higher";
    std::string lower = "{points} points lower";
    std::string movedBefore = "But it had moved before the release too: by {points} points in the "
                              "{period} before that (95% CI {low} to {high}).";
    std::string steadyBefore = "Before the release no move shows ({low} to {high} points).";
    std::string days = "{count} days";
    std::string day = "day";
    std::string hours = "{count} hours";
    std::string hour = "hour";
};

/// Whether the fix worked and what conversion did, with how it moved before. `errorTitle` names
/// the error; without it stands the group's number.
[[nodiscard]] std::string releaseSentence(const analysis::ReleaseEffect& effect,
                                          const std::string& errorTitle = {},
                                          const ReleaseTemplates& templates = {});

} // namespace throughline::notebook
