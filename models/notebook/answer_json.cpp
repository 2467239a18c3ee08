#include "models/notebook/answer_json.h"

#include "models/notebook/group_wording.h"
#include "models/notebook/result_json.h"

namespace throughline::notebook {

namespace {

void writeRange(codec::JsonWriter& json, std::string_view name, const TimeRange& range)
{
    json.key(name).beginObject().member("from", formatRfc3339(range.from));
    json.member("to", formatRfc3339(range.to)).endObject();
}

void writeOccurrences(codec::JsonWriter& json, std::string_view name,
                      const analysis::OccurrenceRate& rate)
{
    json.key(name).beginObject().member("sessions_at_risk", rate.sessions);
    json.member("sessions_hit", rate.hit).member("occurrences", rate.occurrences);
    json.member("per_1000", rate.perThousand);
    writeInterval(json, "ci", rate.interval);
    json.endObject();
}

void writeConversion(codec::JsonWriter& json, std::string_view name,
                     const analysis::PeriodConversion& found)
{
    json.key(name).beginObject().member("sessions", found.sessions);
    json.member("converted", found.converted).member("rate", found.rate);
    writeInterval(json, "ci", found.interval);
    json.endObject();
}

std::vector<std::string> names(const std::vector<domain::ErrorGroupId>& groups)
{
    std::vector<std::string> texts;
    for (const domain::ErrorGroupId group : groups) {
        texts.push_back(domain::toText(group));
    }
    return texts;
}

void writeSteps(codec::JsonWriter& json, std::string_view name,
                const std::vector<std::uint64_t>& levels)
{
    json.key(name).beginArray();
    for (const std::uint64_t sessions : reachedSteps(levels)) {
        json.value(sessions);
    }
    json.endArray();
}

} // namespace

void writeDifferences(codec::JsonWriter& json, const analysis::SetDifferences& differences,
                      std::size_t total, const std::string& sentence)
{
    json.beginObject().key("sessions").beginObject().member("a", differences.first);
    json.member("b", differences.second).member("in_both", differences.inBoth).endObject();
    json.member("sentence", sentence).member("tested", differences.tested);
    json.member("total", static_cast<std::uint64_t>(total));
    json.key("differences").beginArray();
    for (const analysis::SetDifference& value : differences.values) {
        json.beginObject().member("kind", toText(value.kind));
        json.textOrNull("field", value.field).textOrNull("value", value.value);
        json.member("a", value.first).member("b", value.second);
        json.member("share_a", value.firstShare).member("share_b", value.secondShare);
        json.member("difference", value.difference);
        writeInterval(json, "ci", value.interval);
        json.member("p_value", value.pValue).member("q_value", value.qValue).endObject();
    }
    json.endArray().member("left_out_fields", differences.leftOut).endObject();
}

void writeRelease(codec::JsonWriter& json, const analysis::ReleaseEffect& effect,
                  const std::string& sentence)
{
    json.beginObject().member("version", effect.version);
    json.member("released_at", formatRfc3339(effect.released));
    writeRange(json, "before", effect.before);
    writeRange(json, "after", effect.after);
    json.textOrNull("error_group",
                    effect.group.value() == 0 ? std::string() : domain::toText(effect.group));
    json.key("occurrences");
    if (effect.group.value() == 0) {
        json.null();
    } else {
        json.beginObject();
        writeOccurrences(json, "before", effect.occurrencesBefore);
        writeOccurrences(json, "after", effect.occurrencesAfter);
        json.member("difference_per_1000", effect.occurrencesDifference);
        writeInterval(json, "ci", effect.occurrencesInterval);
        json.member("p_value", effect.occurrencesP).endObject();
    }
    json.key("conversion");
    if (effect.conversion.method.empty()) {
        json.null();
    } else {
        json.beginObject().textOrNull("funnel", effect.funnel).member("from_step", effect.step);
        writeConversion(json, "before", effect.conversionBefore);
        writeConversion(json, "after", effect.conversionAfter);
        writeEstimate(json, "estimate", effect.conversion);
        writeEstimate(json, "placebo", effect.placebo);
        json.endObject();
    }
    json.member("verdict", toText(effect.verdict)).member("sentence", sentence).endObject();
}

std::vector<std::uint64_t> reachedSteps(const std::vector<std::uint64_t>& levels)
{
    std::vector<std::uint64_t> steps(levels.begin() + 1, levels.end());
    for (std::size_t step = steps.size(); step-- > 1;) {
        steps[step - 1] += steps[step];
    }
    return steps;
}

void writePivot(codec::JsonWriter& json, const domain::FunnelDefinition& funnel,
                const analysis::FunnelPivot& pivot)
{
    json.beginObject().key("funnel");
    writeFunnelDefinition(json, funnel);
    json.key("fields").beginArray();
    for (const analysis::PivotField& field : pivot.fields) {
        json.beginObject().member("field", field.field).key("values").beginArray();
        for (const analysis::PivotRow& row : field.rows) {
            json.beginObject().textOrNull("value", row.value);
            writeSteps(json, "with", row.with);
            writeSteps(json, "without", row.without);
            json.endObject();
        }
        json.endArray().endObject();
    }
    json.endArray().endObject();
}

void writeRegroupChange(codec::JsonWriter& json, const analysis::RegroupChange& change)
{
    json.beginObject().member("occurrences", change.occurrences).member("moved", change.moved);
    json.member("groups_before", change.groupsBefore).member("groups_after", change.groupsAfter);
    json.member("merged", names(change.merged)).member("split", names(change.split));
    json.member("gone", names(change.gone)).member("added", names(change.added));
    json.key("flows").beginArray();
    for (const analysis::GroupFlow& flow : change.flows) {
        json.beginObject().member("from", domain::toText(flow.from));
        json.member("to", domain::toText(flow.to)).member("occurrences", flow.occurrences);
        json.endObject();
    }
    json.endArray().member("sentence", changeText(change)).endObject();
}

} // namespace throughline::notebook
