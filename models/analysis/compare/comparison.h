#pragma once

#include "models/analysis/stats/interval.h"
#include "models/domain/funnel.h"
#include "models/domain/ids.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace throughline::analysis {

/// Affected against control by one method. Differences are affected minus control, as fractions.
struct Estimate
{
    std::string method; ///< "naive", "at_risk", "at_risk_stratified", ...
    std::uint64_t affected = 0;
    std::uint64_t affectedConverted = 0;
    std::uint64_t control = 0;
    std::uint64_t controlConverted = 0;
    std::optional<double> difference; ///< none with an empty arm
    std::optional<Interval> interval;
    std::optional<double> pValue;
    std::vector<std::string> match; ///< fields
    std::uint64_t strata = 0; ///< cells with both arms
    std::uint64_t matchedAffected = 0; ///< affected the estimate stands for
    double matchedShare = 0;
    std::optional<double> differenceNotYet; ///< against sessions not yet hit
    std::optional<Interval> intervalNotYet;
    std::optional<double> laterExposedShare; ///< of the controls, as weighted
    std::optional<std::string> note;

    bool operator==(const Estimate&) const = default;
};

enum class Verdict : std::uint8_t
{
    Harmful,
    NoEvidence,
    Inconclusive,
    Beneficial,
    NoExposure
};

/// "harmful", "no-evidence", "inconclusive", "beneficial", "no-exposure".
[[nodiscard]] std::string_view toText(Verdict verdict);

struct LostConversions
{
    double estimate = 0; ///< negative: a gain
    std::optional<Interval> interval;

    bool operator==(const LostConversions&) const = default;
};

struct RevenueAtRisk
{
    double estimate = 0;
    std::optional<Interval> interval;
    std::string currency; ///< ISO 4217; empty where the events name none
    double valuePerConversion = 0;
    bool given = false; ///< the value was given, not observed
    std::uint64_t otherCurrencies = 0; ///< converting units left out for their currency

    bool operator==(const RevenueAtRisk&) const = default;
};

/// The difference within one value of a segment field, or within a pair of values of two fields.
struct SegmentEffect
{
    std::string field;
    std::string value;
    std::uint64_t affected = 0;
    std::uint64_t control = 0;
    std::optional<double> difference;
    std::optional<Interval> interval;
    std::optional<double> pValue;
    std::optional<double> qValue; ///< Benjamini-Hochberg over segments and pairs of this answer
    double lostConversions = 0;
    std::optional<double> lossShare {}; ///< of all lost conversions, where there is a loss
    std::string secondField {}; ///< empty: of one field
    std::string secondValue {};

    bool operator==(const SegmentEffect&) const = default;
};

/// Whether the difference depends on the value of a field (Cochran's Q).
struct Heterogeneity
{
    std::string field;
    std::uint32_t values = 0; ///< that have a say
    double statistic = 0;
    double pValue = 1;
    double qValue = 1; ///< Benjamini-Hochberg over the fields of this answer

    bool operator==(const Heterogeneity&) const = default;
};

/// A field whose mix turns the sign of the difference (Simpson's paradox).
struct SignFlip
{
    std::string field;
    double pooled = 0; ///< over all its values together
    double within = 0; ///< mean of those within its values, over the matched affected

    bool operator==(const SignFlip&) const = default;
};

/// A secondary measure in both arms.
struct MetricEffect
{
    std::string name; ///< "time_to_convert_s"
    std::optional<double> affected; ///< mean
    std::optional<double> control; ///< mean, as weighted
    std::optional<double> difference;
    std::optional<Interval> interval;
    std::optional<double> pValue;
    std::uint64_t affectedMeasured = 0; ///< sessions the affected mean is of
    std::uint64_t controlMeasured = 0; ///< sessions among its controls
    std::uint64_t affectedLeftOut = 0; ///< sessions where it could not be measured
    std::uint64_t controlLeftOut = 0;
    std::string leftOutReason {}; ///< of those; empty where nobody can be left out

    bool operator==(const MetricEffect&) const = default;
};

/// Standardised differences beyond it are worth a look.
inline constexpr double kWorthALook = 0.1;

/// How far affected and controls differ in a value they are not compared within.
struct Imbalance
{
    std::string field;
    std::string value;
    double affected = 0; ///< share of the matched affected
    double control = 0; ///< share of their controls, as weighted
    double standardised = 0; ///< difference in standard deviations

    bool operator==(const Imbalance&) const = default;
};

/// How strong a hidden cause would have to be, as a risk ratio with the error and with converting,
/// to explain the difference away (VanderWeele and Ding 2017).
struct EValue
{
    double estimate = 1;
    double limit = 1; ///< for the end of the interval nearer to no effect; 1: none needed

    bool operator==(const EValue&) const = default;
};

/// What speaks for and against believing the headline.
struct ComparisonChecks
{
    Estimate history; ///< the same comparison of what users did before; method empty: not made
    bool differedBefore = false; ///< its interval excludes 0
    std::string removedBy; ///< the field that, matched on too, would remove it; empty: none known
    std::optional<EValue> eValue;
    std::vector<Imbalance> balance; ///< largest first

    bool operator==(const ComparisonChecks&) const = default;
};

/// What `compare` prints and the comparison panel shows; `errors` shows its headline.
struct Comparison
{
    domain::ErrorGroupId group;
    domain::FunnelDefinition funnel;
    std::uint32_t exposureStep = 0; ///< from 1; 0 when nobody who entered met the error
    bool exposureStepGiven = false;
    Estimate headline;
    Estimate naive;
    Estimate atRisk;
    Estimate atRiskStratified;
    Estimate opportunityMatched;
    Estimate unstratified; ///< opportunity-matched without match fields
    Estimate anyActivity; ///< opportunity-matched on events of all kinds
    Estimate landmark;
    Estimate placebo;
    std::uint64_t withoutEvent = 0; ///< affected that hang on no event, so are not matched
    std::uint64_t withoutControl = 0; ///< affected without a comparable opportunity
    ComparisonChecks checks;
    std::optional<LostConversions> lost;
    std::optional<RevenueAtRisk> revenue;
    std::optional<double> minimumDetectableEffect;
    Verdict verdict = Verdict::Inconclusive;
    std::vector<MetricEffect> metrics;
    std::vector<SegmentEffect> segments;
    std::vector<SegmentEffect> pairs;
    std::vector<Heterogeneity> heterogeneity;
    std::vector<SignFlip> signFlips;

    bool operator==(const Comparison&) const = default;
};

} // namespace throughline::analysis
