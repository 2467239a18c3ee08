#include "models/notebook/result_json.h"

#include "models/notebook/wording.h"

namespace throughline::notebook {

using analysis::Estimate;
using analysis::Interval;

void writeInterval(codec::JsonWriter& json, std::string_view name,
                   const std::optional<Interval>& interval)
{
    json.key(name);
    if (!interval) {
        json.null();
        return;
    }
    json.beginArray().value(interval->low).value(interval->high).endArray();
}

void writeEstimate(codec::JsonWriter& json, std::string_view name, const Estimate& estimate)
{
    json.key(name);
    if (estimate.method.empty()) {
        json.null();
        return;
    }
    json.beginObject().member("method", estimate.method);
    json.member("affected", estimate.affected)
        .member("affected_converted", estimate.affectedConverted);
    json.member("control", estimate.control).member("control_converted", estimate.controlConverted);
    json.member("difference", estimate.difference);
    writeInterval(json, "ci", estimate.interval);
    json.member("p_value", estimate.pValue).member("match", estimate.match);
    json.member("strata", estimate.strata).member("matched_affected", estimate.matchedAffected);
    json.member("matched_share", estimate.matchedShare);
    json.member("difference_not_yet", estimate.differenceNotYet);
    writeInterval(json, "ci_not_yet", estimate.intervalNotYet);
    json.member("later_exposed_share", estimate.laterExposedShare);
    json.member("note", estimate.note).endObject();
}

namespace {

void writeSteps(codec::JsonWriter& json, const std::vector<analysis::FunnelStepResult>& steps)
{
    json.key("steps").beginArray();
    for (const analysis::FunnelStepResult& step : steps) {
        json.beginObject().member("step", step.step).member("name", step.name);
        json.member("expression", step.expression).member("count", step.count);
        json.member("rate_from_start", step.rateFromStart);
        json.member("rate_from_previous", step.rateFromPrevious);
        json.member("dropped", step.dropped);
        json.member("median_s_from_previous", step.medianSecondsFromPrevious);
        json.member("optional", step.optional).member("estimated", step.estimated.has_value());
        json.member("estimated_count", step.estimated).endObject();
    }
    json.endArray();
}

void writeRevenue(codec::JsonWriter& json, const std::optional<analysis::RevenueAtRisk>& revenue)
{
    json.key("revenue_at_risk");
    if (!revenue) {
        json.null();
        return;
    }
    json.beginObject().member("estimate", revenue->estimate);
    writeInterval(json, "ci", revenue->interval);
    json.textOrNull("currency", revenue->currency);
    json.member("value_per_conversion", revenue->valuePerConversion);
    json.member("source", revenue->given ? "given" : "observed").endObject();
}

void writeUnmatched(codec::JsonWriter& json, const analysis::Comparison& comparison)
{
    json.key("unmatched").beginObject();
    json.member("no_event_to_compare_at", comparison.withoutEvent);
    json.member("no_comparable_session", comparison.withoutControl).endObject();
}

void writeChecks(codec::JsonWriter& json, const analysis::ComparisonChecks& checks)
{
    json.key("checks").beginObject();
    writeEstimate(json, "history", checks.history);
    json.member("differed_before", checks.differedBefore);
    json.textOrNull("removed_by_matching_on", checks.removedBy);
    json.key("e_value");
    if (checks.eValue) {
        json.beginObject().member("estimate", checks.eValue->estimate);
        json.member("limit", checks.eValue->limit).endObject();
    } else {
        json.null();
    }
    json.key("balance").beginArray();
    for (const analysis::Imbalance& imbalance : checks.balance) {
        json.beginObject().member("field", imbalance.field);
        json.textOrNull("value", imbalance.value).member("affected", imbalance.affected);
        json.member("control", imbalance.control);
        json.member("standardised_difference", imbalance.standardised).endObject();
    }
    json.endArray().endObject();
}

} // namespace

std::string_view toText(domain::Unit unit)
{
    switch (unit) {
    case domain::Unit::Session:
        return "session";
    case domain::Unit::User:
        return "user";
    case domain::Unit::Account:
        return "account";
    }
    return "";
}

std::string_view toText(domain::FunnelOrder order)
{
    switch (order) {
    case domain::FunnelOrder::Ordered:
        return "ordered";
    case domain::FunnelOrder::Strict:
        return "strict";
    case domain::FunnelOrder::Any:
        return "any";
    }
    return "";
}

namespace {

void writeRules(codec::JsonWriter& json, const domain::FunnelDefinition& funnel)
{
    json.member("unit", toText(funnel.unit)).member("order", toText(funnel.order));
    json.member("window_s", funnel.window.toSeconds());
    json.member("tolerance_s", funnel.tolerance.toSeconds());
    json.member("attempt", funnel.attempt == domain::AttemptChoice::Last ? "last" : "first");
    json.textOrNull("universe", funnel.universe).key("optional_steps").beginArray();
    for (const std::uint32_t step : funnel.optionalSteps) {
        json.value(step);
    }
    json.endArray().key("exclusions").beginArray();
    for (const domain::FunnelExclusion& exclusion : funnel.exclusions) {
        const bool drops = exclusion.mode == domain::ExclusionMode::Drop;
        json.beginObject().member("expression", exclusion.step).member("from", exclusion.from);
        json.member("to", exclusion.to).member("mode", drops ? "drop" : "cut").endObject();
    }
    json.endArray();
}

} // namespace

void writeFunnelDefinition(codec::JsonWriter& json, const domain::FunnelDefinition& funnel)
{
    json.beginObject().textOrNull("name", funnel.name).member("steps", funnel.steps);
    writeRules(json, funnel);
    json.endObject();
}

void writeFunnelCounts(codec::JsonWriter& json, const analysis::FunnelResult& funnel)
{
    json.textOrNull("name", funnel.definition.name);
    writeRules(json, funnel.definition);
    json.member("entered", funnel.entered).member("converted", funnel.converted);
    json.member("sampled", funnel.sampled);
    json.member("bots_left_out", funnel.botsLeftOut).member("immature", funnel.immature);
    json.member("sessions_without_unit", funnel.withoutUnit);
    json.member("touched_by_exclusions", funnel.touched).member("excluded", funnel.excluded);
    writeSteps(json, funnel.steps);
    json.key("by");
    if (funnel.byField.empty()) {
        json.null();
        return;
    }
    json.beginObject().member("field", funnel.byField).key("groups").beginArray();
    for (const analysis::FunnelGroup& group : funnel.groups) {
        json.beginObject().textOrNull("value", group.value);
        json.member("entered", group.entered).member("converted", group.converted);
        writeSteps(json, group.steps);
        json.endObject();
    }
    json.endArray().endObject();
}

namespace {

void writeSegmentFigures(codec::JsonWriter& json, const analysis::SegmentEffect& segment)
{
    json.member("affected", segment.affected).member("control", segment.control);
    json.member("difference", segment.difference);
    writeInterval(json, "ci", segment.interval);
    json.member("p_value", segment.pValue).member("q_value", segment.qValue);
    json.member("lost_conversions",
                segment.difference ? std::optional(segment.lostConversions) : std::nullopt);
    json.member("loss_share", segment.lossShare);
}

void writeSample(codec::JsonWriter& json, const analysis::Comparison& comparison,
                 const std::optional<analysis::AffectedSample>& sample)
{
    json.key("sampling");
    if (!sample) {
        json.null();
        return;
    }
    json.beginObject().member("estimated", true).member("sampled_sessions", sample->sampled);
    json.member("rate", sample->rate).key("estimated_lost_conversions");
    const bool scaled = sample->rate && comparison.lost;
    scaled ? json.value(comparison.lost->estimate / *sample->rate) : json.null();
    json.endObject();
}

/// Pairs of values, whether the effect depends on a field, and whose mix turns its sign.
void writeSegmentFindings(codec::JsonWriter& json, const analysis::Comparison& comparison)
{
    json.key("segment_pairs").beginArray();
    for (const analysis::SegmentEffect& pair : comparison.pairs) {
        json.beginObject().key("fields").value(
            std::vector<std::string> {pair.field, pair.secondField});
        json.key("values").beginArray();
        for (const std::string& value : {pair.value, pair.secondValue}) {
            value.empty() ? json.null() : json.value(value);
        }
        json.endArray();
        writeSegmentFigures(json, pair);
        json.endObject();
    }
    json.endArray().key("heterogeneity").beginArray();
    for (const analysis::Heterogeneity& field : comparison.heterogeneity) {
        json.beginObject().member("field", field.field).member("values", field.values);
        json.member("q_statistic", field.statistic).member("p_value", field.pValue);
        json.member("q_value", field.qValue).endObject();
    }
    json.endArray().key("sign_flips").beginArray();
    for (const analysis::SignFlip& flip : comparison.signFlips) {
        json.beginObject().member("field", flip.field).member("pooled", flip.pooled);
        json.member("within", flip.within);
        json.member("sentence", notebook::signFlipSentence(flip)).endObject();
    }
    json.endArray();
}

} // namespace

void writeComparison(codec::JsonWriter& json, const analysis::Comparison& comparison,
                     const std::string& sentence,
                     const std::optional<analysis::AffectedSample>& sample)
{
    json.beginObject().member("error_group", domain::toText(comparison.group));
    json.key("funnel");
    writeFunnelDefinition(json, comparison.funnel);
    json.member("exposure_step", comparison.exposureStep);
    json.member("exposure_choice", comparison.exposureStepGiven ? "given" : "auto");
    writeEstimate(json, "headline", comparison.headline);
    json.key("estimates").beginObject();
    writeEstimate(json, "naive", comparison.naive);
    writeEstimate(json, "at_risk", comparison.atRisk);
    writeEstimate(json, "at_risk_stratified", comparison.atRiskStratified);
    writeEstimate(json, "opportunity_matched", comparison.opportunityMatched);
    writeEstimate(json, "unstratified", comparison.unstratified);
    writeEstimate(json, "any_activity", comparison.anyActivity);
    writeEstimate(json, "landmark", comparison.landmark);
    writeEstimate(json, "placebo", comparison.placebo);
    json.endObject();
    writeUnmatched(json, comparison);
    writeChecks(json, comparison.checks);
    json.key("lost_conversions");
    if (comparison.lost) {
        json.beginObject().member("estimate", comparison.lost->estimate);
        writeInterval(json, "ci", comparison.lost->interval);
        json.endObject();
    } else {
        json.null();
    }
    writeRevenue(json, comparison.revenue);
    writeSample(json, comparison, sample);
    json.member("minimum_detectable_effect", comparison.minimumDetectableEffect);
    json.member("verdict", toText(comparison.verdict)).member("sentence", sentence);
    json.key("metrics").beginArray();
    for (const analysis::MetricEffect& metric : comparison.metrics) {
        json.beginObject().member("name", metric.name).member("affected", metric.affected);
        json.member("control", metric.control).member("difference", metric.difference);
        writeInterval(json, "ci", metric.interval);
        json.member("p_value", metric.pValue);
        json.member("affected_measured", metric.affectedMeasured);
        json.member("control_measured", metric.controlMeasured);
        json.member("affected_left_out", metric.affectedLeftOut);
        json.member("control_left_out", metric.controlLeftOut);
        json.textOrNull("left_out_reason", metric.leftOutReason).endObject();
    }
    json.endArray().key("segments").beginArray();
    for (const analysis::SegmentEffect& segment : comparison.segments) {
        json.beginObject().member("field", segment.field).textOrNull("value", segment.value);
        writeSegmentFigures(json, segment);
        json.endObject();
    }
    json.endArray();
    writeSegmentFindings(json, comparison);
    json.endObject();
}

void writeImpact(codec::JsonWriter& json, const std::optional<analysis::Comparison>& comparison)
{
    json.key("impact");
    if (!comparison) {
        json.null();
        return;
    }
    const Estimate& headline = comparison->headline;
    json.beginObject().textOrNull("funnel", comparison->funnel.name);
    json.textOrNull("method", headline.method).member("exposure_step", comparison->exposureStep);
    json.member("affected", headline.affected).member("control", headline.control);
    json.member("difference", headline.difference);
    writeInterval(json, "ci", headline.interval);
    json.member("p_value", headline.pValue);
    json.key("lost_conversions");
    comparison->lost ? json.value(comparison->lost->estimate) : json.null();
    writeInterval(json, "lost_ci", comparison->lost ? comparison->lost->interval : std::nullopt);
    json.key("revenue_at_risk");
    comparison->revenue ? json.value(comparison->revenue->estimate) : json.null();
    json.textOrNull("currency",
                    comparison->revenue ? comparison->revenue->currency : std::string());
    json.member("verdict", toText(comparison->verdict)).endObject();
}

void writeGroupMembers(codec::JsonWriter& json, const domain::ErrorGroup& group)
{
    json.member("id", domain::toText(group.id)).member("fingerprint", group.fingerprint);
    json.textOrNull("type", group.type).member("title", group.title);
    json.textOrNull("culprit", group.culprit).textOrNull("name", group.name);
    json.textOrNull("assignee", group.assignee);
    json.member("origin", group.origin == domain::ErrorOrigin::Backend ? "backend" : "frontend");
    json.member("handled", group.handled).member("status", toText(group.status));
    json.member("count", group.count).member("estimated", group.estimatedCount.has_value());
    json.member("estimated_count", group.estimatedCount).member("sessions", group.sessions);
    json.member("users", group.users).member("accounts", group.accounts);
    json.member("tickets", group.tickets);
    json.member("first_seen", formatRfc3339(group.firstSeen));
    json.member("last_seen", formatRfc3339(group.lastSeen));
    json.member("services", group.services).member("versions", group.versions);
    json.member("environments", group.environments);
}

} // namespace throughline::notebook
