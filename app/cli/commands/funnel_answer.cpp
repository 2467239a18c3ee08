#include "app/cli/commands/funnel_answer.h"

#include "app/cli/commands/analysis_json.h"
#include "app/cli/commands/scope_options.h"
#include "app/cli/table.h"
#include "models/base/time_parse.h"
#include "models/domain/ids.h"
#include "models/workflow/record_id.h"

#include <ostream>

namespace throughline::cli {

namespace {

using analysis::FunnelResult;
using analysis::TimeDistribution;

std::string unitsInWords(domain::Unit unit)
{
    return std::string(toText(unit)) + 's';
}

std::string_view orderInWords(domain::FunnelOrder order)
{
    switch (order) {
    case domain::FunnelOrder::Ordered:
        return "in order";
    case domain::FunnelOrder::Strict:
        return "one right after the other";
    case domain::FunnelOrder::Any:
        return "in any order";
    }
    return "";
}

void writeDistribution(codec::JsonWriter& json, const TimeDistribution& times)
{
    json.member("count", times.count).member("mean_s", times.meanSeconds);
    json.member("median_s", times.medianSeconds).key("median_ci_s");
    if (times.medianInterval) {
        json.beginArray().value(times.medianInterval->low).value(times.medianInterval->high);
        json.endArray();
    } else {
        json.null();
    }
    json.member("p75_s", times.p75Seconds).member("p90_s", times.p90Seconds);
    json.member("p95_s", times.p95Seconds).key("histogram").beginArray();
    for (const analysis::TimeBin& bin : times.bins) {
        json.beginObject().member("from_s", bin.fromSeconds).member("to_s", bin.toSeconds);
        json.member("count", bin.count).endObject();
    }
    json.endArray();
}

/// The steps somebody has to take, which are those that times are told of.
std::vector<const analysis::FunnelStepResult*> required(const FunnelResult& result)
{
    std::vector<const analysis::FunnelStepResult*> steps;
    for (const analysis::FunnelStepResult& step : result.steps) {
        if (!step.optional) {
            steps.push_back(&step);
        }
    }
    return steps;
}

void writeTimes(codec::JsonWriter& json, const FunnelAnswer& answer)
{
    json.key("time_to_convert").beginObject().key("steps").beginArray();
    const auto steps = required(answer.counts);
    for (std::size_t i = 1; i < steps.size(); ++i) {
        json.beginObject().member("step", steps[i]->step);
        writeDistribution(json, answer.times->steps.fromPrevious[i]);
        json.endObject();
    }
    json.endArray().key("total").beginObject();
    writeDistribution(json, answer.times->steps.total);
    json.endObject().key("curve").beginArray();
    for (const analysis::SurvivalPoint& point : answer.times->curve) {
        json.beginObject().member("t_s", point.seconds).member("converted", point.converted);
        json.member("at_risk", point.atRisk).endObject();
    }
    json.endArray().endObject();
}

void writeTrend(codec::JsonWriter& json, const std::vector<analysis::TrendPoint>& trend)
{
    json.key("trend").beginArray();
    for (const analysis::TrendPoint& point : trend) {
        json.beginObject().member("from", formatRfc3339(point.from));
        json.member("to", formatRfc3339(point.to)).member("entered", point.entered);
        json.member("converted", point.converted).member("immature", point.immature);
        json.member("rate", point.rate).key("ci");
        if (point.interval) {
            json.beginArray().value(point.interval->low).value(point.interval->high).endArray();
        } else {
            json.null();
        }
        json.endObject();
    }
    json.endArray();
}

void writeUnits(codec::JsonWriter& json, const FunnelAnswer& answer)
{
    json.member("units_total", answer.unitsTotal).key("units").beginArray();
    for (const workflow::FunnelUnitRow& row : *answer.units) {
        json.beginObject().member("id", row.id).member("level", row.level);
        json.key("events").beginArray();
        for (const workflow::FunnelUnitRow::Earned& earned : row.earned) {
            json.beginObject().member("step", earned.step);
            json.member("t", formatRfc3339(earned.time));
            json.member("id", workflow::toText(earned.record)).endObject();
        }
        json.endArray().endObject();
    }
    json.endArray();
}

void printCounts(const FunnelResult& result, std::ostream& out)
{
    Table table({{"step"},
                 {unitsInWords(result.definition.unit), true},
                 {"of all", true},
                 {"of previous", true},
                 {"dropped", true},
                 {"median", true}});
    for (const analysis::FunnelStepResult& step : result.steps) {
        table.add(
            {std::to_string(step.step) + ' ' + step.name + (step.optional ? " (optional)" : ""),
             step.estimated ? approximately(*step.estimated) + " (" + count(step.count) + ')'
                            : count(step.count),
             percent(step.rateFromStart), percent(step.rateFromPrevious),
             step.optional ? "" : count(step.dropped),
             step.medianSecondsFromPrevious ? seconds(*step.medianSecondsFromPrevious) : ""});
    }
    table.print(out);
}

void printRules(const FunnelResult& result, std::ostream& out)
{
    const domain::FunnelDefinition& funnel = result.definition;
    out << '\n'
        << "per " << toText(funnel.unit) << ", " << orderInWords(funnel.order) << ", within "
        << formatDuration(funnel.window);
    if (funnel.tolerance > Duration()) {
        out << ", ties within " << formatDuration(funnel.tolerance);
    }
    out << "; " << count(result.botsLeftOut) << " bot sessions left out, " << count(result.immature)
        << " not finished yet.\n";
    if (result.sampled) {
        const bool sessions = funnel.unit == domain::Unit::Session;
        out << (sessions
                    ? "~ estimated: scaled by the sampling rates of the sources as if they had "
                      "kept whole sessions; what was found in brackets.\n"
                    : "The sources are samples: there are at least as many.\n");
    }
    if (result.withoutUnit > 0) {
        out << count(result.withoutUnit) << " sessions name no " << toText(funnel.unit)
            << " and are not counted.\n";
    }
    for (const domain::FunnelExclusion& exclusion : funnel.exclusions) {
        const bool drops = exclusion.mode == domain::ExclusionMode::Drop;
        out << (drops ? "Out with " : "Ended by ") << exclusion.step << " between steps "
            << exclusion.from << " and " << exclusion.to << ".\n";
    }
    if (!funnel.exclusions.empty()) {
        out << "An exclusion ended attempts of " << count(result.touched) << ' '
            << unitsInWords(funnel.unit) << " and took " << count(result.excluded)
            << " of them out.\n";
    }
}

void printGroups(const FunnelResult& result, std::ostream& out)
{
    if (result.groups.empty()) {
        return;
    }
    out << '\n';
    Table groups({{result.byField}, {"entered", true}, {"converted", true}, {"rate", true}});
    std::uint64_t entered = 0;
    for (const analysis::FunnelGroup& group : result.groups) {
        const double rate = group.entered == 0
            ? 0
            : static_cast<double>(group.converted) / static_cast<double>(group.entered);
        groups.add({group.value.empty() ? "(none)" : group.value, count(group.entered),
                    count(group.converted), percent(rate)});
        entered += group.entered;
    }
    groups.print(out);
    if (entered > result.entered) {
        out << "Who had several values is counted in each: the rows do not add up to the whole.\n";
    }
}

std::string secondsOrNothing(const std::optional<double>& time)
{
    return time ? seconds(*time) : std::string();
}

void printTimes(const FunnelAnswer& answer, std::ostream& out)
{
    out << '\n';
    Table table({{"time to"},
                 {"count", true},
                 {"median", true},
                 {"p75", true},
                 {"p90", true},
                 {"p95", true},
                 {"mean", true}});
    const auto add = [&](const std::string& name, const TimeDistribution& times) {
        table.add({name, count(times.count), secondsOrNothing(times.medianSeconds),
                   secondsOrNothing(times.p75Seconds), secondsOrNothing(times.p90Seconds),
                   secondsOrNothing(times.p95Seconds), secondsOrNothing(times.meanSeconds)});
    };
    const auto steps = required(answer.counts);
    for (std::size_t i = 1; i < steps.size(); ++i) {
        add(std::to_string(steps[i]->step) + ' ' + steps[i]->name,
            answer.times->steps.fromPrevious[i]);
    }
    add("all of it", answer.times->steps.total);
    table.print(out);
    if (answer.times->curve.empty()) {
        return;
    }
    out << '\n';
    Table curve({{"converted within"}, {"share", true}, {"still open", true}});
    for (const analysis::SurvivalPoint& point : answer.times->curve) {
        curve.add({seconds(point.seconds), percent(point.converted), count(point.atRisk)});
    }
    curve.print(out);
}

void printTrend(const std::vector<analysis::TrendPoint>& trend, std::ostream& out)
{
    out << '\n';
    Table table({{"started from"},
                 {"entered", true},
                 {"converted", true},
                 {"rate", true},
                 {"95 % from", true},
                 {"to", true},
                 {"not finished", true}});
    for (const analysis::TrendPoint& point : trend) {
        table.add({formatRfc3339(point.from), count(point.entered), count(point.converted),
                   point.rate ? percent(*point.rate) : "",
                   point.interval ? percent(point.interval->low) : "",
                   point.interval ? percent(point.interval->high) : "", count(point.immature)});
    }
    table.print(out);
}

void printUnits(const FunnelAnswer& answer, std::ostream& out)
{
    out << '\n';
    Table table(
        {{std::string(toText(answer.counts.definition.unit))}, {"level", true}, {"earned by"}});
    for (const workflow::FunnelUnitRow& row : *answer.units) {
        std::string events;
        for (const workflow::FunnelUnitRow::Earned& earned : row.earned) {
            events += (events.empty() ? "" : " ") + workflow::toText(earned.record);
        }
        table.add({row.id, std::to_string(row.level), events});
    }
    table.print(out);
    out << answer.units->size() << " of " << count(answer.unitsTotal) << ".\n";
}

} // namespace

std::string funnelSentence(const FunnelResult& result)
{
    const std::string units = unitsInWords(result.definition.unit);
    if (result.entered == 0) {
        const std::string first = result.definition.order == domain::FunnelOrder::Any
            ? "any of the steps"
            : "the first step, " + result.steps.front().name;
        return "No finished " + std::string(toText(result.definition.unit)) + " reached " + first
            + ": there is no rate to tell.";
    }
    if (result.converted == 0) {
        return "None of " + count(result.entered) + ' ' + units
            + " that entered reached the last step.";
    }
    return {};
}

void writeAnswer(codec::JsonWriter& json, const FunnelAnswer& answer)
{
    json.beginObject();
    writeFunnelCounts(json, answer.counts);
    json.textOrNull("message", funnelSentence(answer.counts));
    if (answer.times) {
        writeTimes(json, answer);
    }
    if (answer.trend) {
        writeTrend(json, *answer.trend);
    }
    if (answer.units) {
        writeUnits(json, answer);
    }
    json.endObject();
}

void printAnswer(const FunnelAnswer& answer, std::ostream& out)
{
    printCounts(answer.counts, out);
    printRules(answer.counts, out);
    if (const std::string sentence = funnelSentence(answer.counts); !sentence.empty()) {
        out << sentence << '\n';
    }
    printGroups(answer.counts, out);
    if (answer.times) {
        printTimes(answer, out);
    }
    if (answer.trend && !answer.trend->empty()) {
        printTrend(*answer.trend, out);
    }
    if (answer.units) {
        printUnits(answer, out);
    }
}

} // namespace throughline::cli
