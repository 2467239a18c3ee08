#include "models/analysis/compare/comparison_bytes.h"

#include "models/base/byte_pack.h"

#include <type_traits>

namespace throughline::analysis {

namespace {

/// Changes with what is packed below, so that a cache of an earlier program is not read.
constexpr std::string_view kFormat = "comparisons-2";

} // namespace

template<typename T, typename Of>
concept Is = std::is_same_v<std::remove_const_t<T>, Of>;

template<Is<Estimate> T, typename Pack>
void packParts(T& estimate, Pack& pack)
{
    pack(estimate.method);
    pack(estimate.affected);
    pack(estimate.affectedConverted);
    pack(estimate.control);
    pack(estimate.controlConverted);
    pack(estimate.difference);
    pack(estimate.interval);
    pack(estimate.pValue);
    pack(estimate.match);
    pack(estimate.strata);
    pack(estimate.matchedAffected);
    pack(estimate.matchedShare);
    pack(estimate.differenceNotYet);
    pack(estimate.intervalNotYet);
    pack(estimate.laterExposedShare);
    pack(estimate.note);
}

template<Is<LostConversions> T, typename Pack>
void packParts(T& lost, Pack& pack)
{
    pack(lost.estimate);
    pack(lost.interval);
}

template<Is<RevenueAtRisk> T, typename Pack>
void packParts(T& revenue, Pack& pack)
{
    pack(revenue.estimate);
    pack(revenue.interval);
    pack(revenue.currency);
    pack(revenue.valuePerConversion);
    pack(revenue.given);
    pack(revenue.otherCurrencies);
}

template<Is<SegmentEffect> T, typename Pack>
void packParts(T& segment, Pack& pack)
{
    pack(segment.field);
    pack(segment.value);
    pack(segment.secondField);
    pack(segment.secondValue);
    pack(segment.affected);
    pack(segment.control);
    pack(segment.difference);
    pack(segment.interval);
    pack(segment.pValue);
    pack(segment.qValue);
    pack(segment.lostConversions);
    pack(segment.lossShare);
}

template<Is<Heterogeneity> T, typename Pack>
void packParts(T& field, Pack& pack)
{
    pack(field.field);
    pack(field.values);
    pack(field.statistic);
    pack(field.pValue);
    pack(field.qValue);
}

template<Is<SignFlip> T, typename Pack>
void packParts(T& flip, Pack& pack)
{
    pack(flip.field);
    pack(flip.pooled);
    pack(flip.within);
}

template<Is<MetricEffect> T, typename Pack>
void packParts(T& metric, Pack& pack)
{
    pack(metric.name);
    pack(metric.affected);
    pack(metric.control);
    pack(metric.difference);
    pack(metric.interval);
    pack(metric.pValue);
    pack(metric.affectedMeasured);
    pack(metric.controlMeasured);
    pack(metric.affectedLeftOut);
    pack(metric.controlLeftOut);
    pack(metric.leftOutReason);
}

template<Is<Imbalance> T, typename Pack>
void packParts(T& imbalance, Pack& pack)
{
    pack(imbalance.field);
    pack(imbalance.value);
    pack(imbalance.affected);
    pack(imbalance.control);
    pack(imbalance.standardised);
}

template<Is<ComparisonChecks> T, typename Pack>
void packParts(T& checks, Pack& pack)
{
    pack(checks.history);
    pack(checks.differedBefore);
    pack(checks.removedBy);
    pack(checks.eValue);
    pack(checks.balance);
}

template<Is<Comparison> T, typename Pack>
void packParts(T& comparison, Pack& pack)
{
    pack(comparison.group);
    pack(comparison.exposureStep);
    pack(comparison.exposureStepGiven);
    pack(comparison.headline);
    pack(comparison.naive);
    pack(comparison.atRisk);
    pack(comparison.atRiskStratified);
    pack(comparison.opportunityMatched);
    pack(comparison.unstratified);
    pack(comparison.anyActivity);
    pack(comparison.landmark);
    pack(comparison.placebo);
    pack(comparison.withoutEvent);
    pack(comparison.withoutControl);
    pack(comparison.checks);
    pack(comparison.lost);
    pack(comparison.revenue);
    pack(comparison.minimumDetectableEffect);
    pack(comparison.verdict);
    pack(comparison.metrics);
    pack(comparison.segments);
    pack(comparison.pairs);
    pack(comparison.heterogeneity);
    pack(comparison.signFlips);
}

std::string toBytes(std::span<const Comparison> comparisons)
{
    BytePacker pack;
    pack(std::string(kFormat));
    pack(static_cast<std::uint64_t>(comparisons.size()));
    for (const Comparison& comparison : comparisons) {
        pack(comparison);
    }
    return pack.take();
}

std::optional<std::vector<Comparison>> comparisonsFromBytes(std::string_view bytes,
                                                            const domain::FunnelDefinition& funnel)
{
    ByteUnpacker unpack(bytes);
    std::string format;
    unpack(format);
    if (format != kFormat) {
        return std::nullopt;
    }
    std::vector<Comparison> comparisons;
    unpack(comparisons);
    if (!unpack.finished()) {
        return std::nullopt;
    }
    for (Comparison& comparison : comparisons) {
        comparison.funnel = funnel;
    }
    return comparisons;
}

} // namespace throughline::analysis
