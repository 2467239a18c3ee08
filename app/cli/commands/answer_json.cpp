#include "app/cli/commands/answer_json.h"

#include "app/cli/commands/analysis_json.h"

namespace throughline::cli {

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

} // namespace throughline::cli
