#pragma once

#include "models/analysis/compare/comparison.h"

#include <string>

namespace throughline::notebook {

/// A comparison in words, in parts, so that a window can emphasise what matters.
struct ComparisonSentence
{
    std::string lead; ///< "47.7 points fewer"; starts the sentence
    std::string rest; ///< the remainder of it and what it costs
    std::string caveat; ///< what it does not say; may be empty

    bool operator==(const ComparisonSentence&) const = default;
};

/// The sentences with named places, {points} and alike; a window hands in its translation.
struct ComparisonTemplates
{
    std::string affectedSessions = "{count} affected sessions";
    std::string affectedSession = "{count} affected session";
    std::string sessionsThatMet = "{count} sessions that met {error}";
    std::string sessionThatMet = "{count} session that met {error}";
    std::string fewer = "{points} points fewer";
    std::string more = "{points} points more";
    std::string noEffect = "No effect seen:";
    std::string inconclusive = "Inconclusive:";
    std::string noExposure = "No exposure:";
    std::string clearDifference = "of the {sessions} converted than comparable sessions without it "
                                  "(95% CI {low} \u2013 {high}).";
    std::string unclearDifference = "of the {sessions}, {difference} converted than of comparable "
                                    "sessions without it (95% CI {low} to {high}).";
    std::string noDifference = "of the {sessions} as many converted as of comparable sessions "
                               "without it (95% CI {low} to {high}).";
    std::string noInterval =
        "of the {sessions}, {difference} converted than of comparable sessions "
        "without it, too few to say how sure that is.";
    std::string noEstimate = "the {sessions} cannot be compared ({reason}).";
    std::string wouldHaveShown = "A true difference of {points} points would very probably show.";
    std::string couldNotShow = "Only a difference of about {points} points or more would show in "
                               "this many sessions.";
    std::string lost = "About {lost} lost conversions ({low} \u2013 {high}).";
    std::string lostWithMoney =
        "About {lost} lost conversions ({low} \u2013 {high}), {money} at risk.";
    std::string gained = "About {lost} conversions more than expected ({low} \u2013 {high}).";
    std::string nobodyEntered = "no session that met the error entered this funnel.";
    std::string nobodyExposed =
        "no session met the error between reaching step {step} ({name}) and converting.";
    std::string metItOtherwise = "Sessions of the funnel that met it at other times: {count}.";
    std::string naiveHigher = "The naive figure, {points} points more, has the opposite sign "
                              "because longer sessions have "
                              "more chances both to meet an error and to convert.";
    std::string naiveLower =
        "The naive figure, {points} points fewer, has the opposite sign because the error also "
        "strikes sessions that were less likely to convert anyway.";
    std::string unmatched =
        "{count} affected sessions have no comparable session and are left out.";
    std::string unmatchedOne = "1 affected session has no comparable session and is left out.";
    std::string notOpportunities =
        "Sessions are compared from the same step on, but not matched on "
        "how many chances they had to meet the error.";
    std::string fewMatched = "Too few affected sessions ({count}) could be matched on that.";
    std::string oneEventEarlier = "The failing action is never seen succeeding, so sessions are "
                                  "compared at the event before it.";
    std::string notYet = "Most comparable sessions meet the error later, so the figure is against "
                         "sessions not yet hit and understates the effect.";
    std::string differedBefore = "Affected users differed before: by {points} points in how many "
                                 "had converted in an earlier session.";
    std::string signFlip = "Over all values of {field} together the difference is {pooled}, within "
                           "them it is {within}: the mix of {field} turns the sign.";
    std::string differedBeforeRemoved = "Affected users differed before, by {points} points in how "
                                        "many had converted in an earlier "
                                        "session; matching on {field} too removes that.";
};

/// The comparison's sentence: "47.7 points fewer" | "of the 231 affected sessions converted than
/// comparable sessions without it (95% CI 41.3 - 54.1). About 110 lost conversions (95 - 125),
/// $6,813 at risk." | what to know besides. `errorTitle` names the error in place of "affected";
/// it may be empty. Plain text with en dashes, never markup.
[[nodiscard]] ComparisonSentence comparisonSentence(const analysis::Comparison& comparison,
                                                    const std::string& errorTitle = {},
                                                    const ComparisonTemplates& templates = {});

/// "Over all values of device.type together the difference is 2.1 points more, within them it is
/// 5.0 points fewer: the mix of device.type turns the sign."
[[nodiscard]] std::string signFlipSentence(const analysis::SignFlip& flip,
                                           const ComparisonTemplates& templates = {});

/// The parts in one line, for the command line and JSON.
[[nodiscard]] std::string plainText(const ComparisonSentence& sentence);

/// "$6,813", "12.50 CHF": whole units from 100 on, two decimals below; without a currency the bare
/// number.
[[nodiscard]] std::string moneyText(double amount, const std::string& currency);

/// A difference of rates in percentage points, without its sign: "47.7"; two decimals where one
/// would read 0.0.
[[nodiscard]] std::string pointsText(double difference);

} // namespace throughline::notebook
