#include "app/cli/commands/analysis_json.h"
#include "app/cli/commands/commands.h"
#include "app/cli/commands/scope_options.h"
#include "app/cli/table.h"
#include "models/base/text.h"
#include "models/codec/text_escape.h"
#include "models/notebook/number_text.h"
#include "models/notebook/wording.h"
#include "models/workflow/comparison_workflow.h"
#include "models/workflow/error_workflow.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <ostream>

namespace throughline::cli {

namespace {

/// What people call the group, else its type, else what happened.
std::string shownName(const domain::ErrorGroup& group)
{
    if (!group.name.empty()) {
        return group.name;
    }
    return group.type.empty() ? group.title.substr(0, 50) : group.type;
}

/// "~12,000 (1,200)": what there would be without sampling, and what is there.
std::string occurrences(const domain::ErrorGroup& group)
{
    return group.estimatedCount
        ? approximately(*group.estimatedCount) + " (" + count(group.count) + ')'
        : count(group.count);
}

std::string impactCell(const std::optional<analysis::Comparison>& impact)
{
    if (!impact) {
        return "";
    }
    if (impact->verdict == analysis::Verdict::NoExposure) {
        return "no exposure";
    }
    if (!impact->lost) {
        return "not enough data";
    }
    std::string text = formatFixed(impact->lost->estimate, 0);
    if (impact->lost->interval) {
        text += " (" + formatFixed(impact->lost->interval->low, 0) + " to "
            + formatFixed(impact->lost->interval->high, 0) + ")";
    }
    return text;
}

std::string moneyCell(const std::optional<analysis::Comparison>& impact)
{
    if (!impact || !impact->revenue) {
        return "";
    }
    return formatFixed(impact->revenue->estimate, 0) + ' ' + impact->revenue->currency;
}

class ErrorsCommand : public Command
{
public:
    std::string name() const override { return "errors"; }

    std::string summary() const override { return "error groups, by what they cost"; }

    std::string example() const override
    {
        return "throughline errors --funnel checkout --limit 10";
    }

    void addOptions(CLI::App& app) override
    {
        app.add_option("--funnel", m_funnel, "a stored funnel (default: the only one)");
        app.add_option("--sort", m_sort, "what comes first")
            ->check(
                CLI::IsMember({"impact", "count", "sessions", "users", "last-seen", "first-seen"}));
        app.add_option("--limit", m_limit, "at most this many groups");
        app.add_option("--status", m_status, "only groups in these states, with commas")
            ->delimiter(',')
            ->check(CLI::IsMember({"new", "ongoing", "resolved", "regressed", "ignored"}));
        m_scope.addTo(app);
    }

    Result<int> run(const CommonOptions& common, Surroundings& world) override
    {
        TL_ASSIGN(const workflow::Workspace workspace, workflow::Workspace::open(common.store));
        std::optional<workflow::ImpactQuestion> question;
        auto definition = workflow::findFunnel(workspace, m_funnel);
        if (definition) {
            TL_ASSIGN(question, impactOn(workspace, *std::move(definition), world));
        } else if (!m_funnel.empty()) {
            return std::move(definition).error();
        }
        workflow::ErrorListRequest request;
        request.sort = workflow::errorSortFromText(m_sort).value_or(workflow::ErrorSort::Impact);
        request.limit = m_limit;
        for (const std::string& status : m_status) {
            request.statuses.push_back(*domain::errorStatusFromText(status));
        }
        TL_ASSIGN(const workflow::ErrorList list,
                  workflow::listErrors(workspace, question, request, world.stop));
        common.json ? printJson(list, world.out) : printTable(list, world.out);
        return 0;
    }

private:
    /// Sessions are read when they are needed: an answer may be there already.
    Result<workflow::ImpactQuestion> impactOn(const workflow::Workspace& workspace,
                                              domain::FunnelDefinition funnel,
                                              const Surroundings& world) const
    {
        workflow::SnapshotPointer snapshot;
        if (m_scope.anyTime()) {
            TL_ASSIGN(snapshot, workflow::loadSnapshot(workspace, world.stop));
        }
        TL_ASSIGN(domain::Scope scope,
                  m_scope.scope(snapshot == nullptr ? Timestamp() : snapshot->sessions.dataEnd));
        workflow::FunnelMaker make = [=, &world]() -> Result<workflow::FunnelOnData> {
            workflow::FunnelOnData data {snapshot, nullptr};
            if (data.snapshot == nullptr) {
                TL_ASSIGN(data.snapshot, workflow::loadSnapshot(workspace, world.stop));
            }
            TL_ASSIGN(
                data.funnel,
                workflow::evaluateFunnel(workspace, *data.snapshot, funnel, scope, world.stop));
            return data;
        };
        return workflow::ImpactQuestion {funnel, scope, std::move(make)};
    }

    static void printJson(const workflow::ErrorList& list, std::ostream& out)
    {
        codec::JsonWriter json(2);
        json.beginObject().member("total", list.total).key("error_groups").beginArray();
        for (const workflow::ErrorRow& row : list.rows) {
            json.beginObject();
            writeGroupMembers(json, row.group);
            writeImpact(json, row.impact);
            json.endObject();
        }
        json.endArray().endObject();
        out << json.text() << '\n';
    }

    static void printTable(const workflow::ErrorList& list, std::ostream& out)
    {
        Table table({{"id"},
                     {"error"},
                     {"where"},
                     {"service"},
                     {"state"},
                     {"count", true},
                     {"sessions", true},
                     {"users", true},
                     {"tickets", true},
                     {"lost conversions", true},
                     {"at risk", true},
                     {"verdict"}});
        for (const workflow::ErrorRow& row : list.rows) {
            const domain::ErrorGroup& group = row.group;
            table.add({domain::toText(group.id), shownName(group), group.culprit,
                       join(group.services, ", "), std::string(toText(group.status)),
                       occurrences(group), count(group.sessions), count(group.users),
                       count(group.tickets), impactCell(row.impact), moneyCell(row.impact),
                       row.impact ? std::string(toText(row.impact->verdict)) : std::string()});
        }
        table.print(out);
        const bool sampled = std::any_of(list.rows.begin(), list.rows.end(), [](const auto& row) {
            return row.group.estimatedCount.has_value();
        });
        if (sampled) {
            out << "\n~ estimated: scaled by the sampling rates of the sources, what was found in "
                   "brackets. Sessions, users and lost conversions of these groups are those of "
                   "the "
                   "sample, so at least as many.\n";
        }
    }

    std::string m_funnel;
    std::string m_sort = "impact";
    std::uint64_t m_limit = 0;
    std::vector<std::string> m_status;
    ScopeOptions m_scope;
};

class ErrorCommand : public Command
{
public:
    std::string name() const override { return "error"; }

    std::string summary() const override { return "one error group: stack, versions, samples"; }

    std::string example() const override { return "throughline error E3"; }

    void addOptions(CLI::App& app) override
    {
        app.add_option("id", m_id, "the group's number, such as E3")->required();
    }

    Result<int> run(const CommonOptions& common, Surroundings& world) override
    {
        TL_ASSIGN(const domain::ErrorGroupId id, workflow::errorGroupNamed(m_id));
        TL_ASSIGN(const workflow::Workspace workspace, workflow::Workspace::open(common.store));
        TL_ASSIGN(const workflow::ErrorDetail detail, workflow::showError(workspace, id));
        common.json ? printJson(detail, world.out) : printText(detail, world.out);
        return 0;
    }

private:
    static void printJson(const workflow::ErrorDetail& detail, std::ostream& out)
    {
        codec::JsonWriter json(2);
        json.beginObject();
        writeGroupMembers(json, detail.group);
        json.textOrNull("message", detail.message).textOrNull("stack", detail.stack);
        json.key("frames").beginArray();
        for (const domain::StackFrame& frame : detail.frames) {
            json.beginObject().textOrNull("module", frame.module);
            json.textOrNull("function", frame.function).textOrNull("file", frame.file);
            json.member("line", frame.line).member("column", frame.column);
            json.member("in_app", frame.inApp).endObject();
        }
        json.endArray().member("source_mapped", detail.mapped);
        json.member("components", detail.group.components).member("rule_set", detail.group.ruleSet);
        json.key("keys").beginArray();
        for (const workflow::ErrorPart& part : detail.parts) {
            json.beginObject().member("id", domain::toText(part.key.id));
            json.member("fingerprint", part.key.fingerprint);
            json.member("rule_set", part.key.ruleSet).member("components", part.key.components);
            json.member("occurrences", part.occurrences).endObject();
        }
        json.endArray();
        json.key("per_hour").beginArray();
        for (const auto& hour : detail.perHour) {
            json.beginObject()
                .member("t", formatRfc3339(hour.start))
                .member("count", hour.count)
                .endObject();
        }
        json.endArray().key("samples").beginArray();
        for (const workflow::ErrorSample& sample : detail.samples) {
            json.beginObject().textOrNull("session", sample.sessionId);
            json.textOrNull("trace_id", sample.trace.valid() ? domain::toHex(sample.trace) : "");
            json.member("t", formatRfc3339(sample.time)).endObject();
        }
        json.endArray().key("tickets").value(detail.tickets).endObject();
        out << json.text() << '\n';
    }

    static std::string placeOf(const domain::StackFrame& frame)
    {
        std::string place = frame.file.empty() ? frame.module : frame.file;
        if (frame.line != 0) {
            place += ':' + std::to_string(frame.line);
        }
        return frame.function.empty() ? place : frame.function + " (" + place + ')';
    }

    static void printText(const workflow::ErrorDetail& detail, std::ostream& out)
    {
        const domain::ErrorGroup& group = detail.group;
        out << domain::toText(group.id) << "  " << codec::escapeTerminal(group.type) << "  "
            << codec::escapeTerminal(group.title) << "\n\n";
        Table facts({{"what"}, {"value"}});
        facts.add({"culprit", group.culprit});
        facts.add({"services", join(group.services, ", ")});
        facts.add({"status", std::string(toText(group.status))});
        if (!group.name.empty()) {
            facts.add({"name", group.name});
        }
        if (!group.assignee.empty()) {
            facts.add({"assigned to", group.assignee});
        }
        facts.add({group.estimatedCount ? "occurrences (~ estimated, found)" : "occurrences",
                   occurrences(group)});
        facts.add(
            {"sessions, users, accounts",
             count(group.sessions) + ", " + count(group.users) + ", " + count(group.accounts)});
        facts.add({"first seen", formatRfc3339(group.firstSeen)});
        facts.add({"last seen", formatRfc3339(group.lastSeen)});
        facts.add({"tickets", count(detail.tickets.size())});
        for (const workflow::NamedCount& version : detail.versions) {
            facts.add({"version " + version.name, count(version.count)});
        }
        facts.print(out);
        if (!detail.stack.empty()) {
            out << '\n';
            for (const std::string_view line : split(detail.stack, '\n')) {
                out << "  " << codec::escapeTerminal(line) << '\n';
            }
        }
        if (detail.mapped) {
            out << "\nas it was written:\n";
            for (const domain::StackFrame& frame : detail.frames) {
                out << "    at " << codec::escapeTerminal(placeOf(frame)) << '\n';
            }
        }
        if (!detail.samples.empty()) {
            out << '\n';
            Table samples({{"when"}, {"session"}, {"trace"}});
            for (const workflow::ErrorSample& sample : detail.samples) {
                samples.add({formatRfc3339(sample.time), sample.sessionId,
                             sample.trace.valid() ? domain::toHex(sample.trace) : ""});
            }
            samples.print(out);
        }
    }

    std::string m_id;
};

class CompareCommand : public Command
{
public:
    std::string name() const override { return "compare"; }

    std::string summary() const override { return "affected against control: what an error costs"; }

    std::string example() const override
    {
        return "throughline compare --error-group E3 --funnel checkout";
    }

    void addOptions(CLI::App& app) override
    {
        app.add_option("--error-group", m_group, "the group's number, such as E3")->required();
        m_funnel.addTo(app, true);
        m_scope.addTo(app);
        app.add_option("--from-step", m_fromStep, "exposure step, from 1 (default: found)");
        app.add_option("--match", m_match, "fields to match on, with commas")->delimiter(',');
        app.add_option("--by", m_by, "fields to split the effect by, with commas")->delimiter(',');
        app.add_option("--value-per-conversion", m_value, "money a conversion is worth");
    }

    Result<int> run(const CommonOptions& common, Surroundings& world) override
    {
        TL_ASSIGN(const domain::ErrorGroupId id, workflow::errorGroupNamed(m_group));
        TL_ASSIGN(const workflow::Workspace workspace, workflow::Workspace::open(common.store));
        TL_TRY(workflow::findErrorGroup(workspace, id));
        TL_ASSIGN(const domain::FunnelDefinition definition, m_funnel.resolve(workspace));
        TL_ASSIGN(const auto snapshot, workflow::loadSnapshot(workspace, world.stop));
        TL_ASSIGN(const domain::Scope scope, m_scope.scope(snapshot->sessions.dataEnd));
        TL_ASSIGN(const auto funnel,
                  workflow::evaluateFunnel(workspace, *snapshot, definition, scope, world.stop));
        TL_TRY(workflow::checkComparable(*funnel));
        workflow::ComparisonRequest request;
        request.group = id;
        request.fromStep = m_fromStep;
        request.match = m_match;
        request.by = m_by;
        request.valuePerConversion = m_value;
        TL_ASSIGN(const analysis::Comparison comparison,
                  workflow::compareMeasured(workspace, *snapshot, *funnel, request, world.stop));
        const auto sample = workflow::affectedSample(*snapshot, *funnel, id);
        const std::string sentence = notebook::plainText(notebook::comparisonSentence(comparison));
        if (common.json) {
            codec::JsonWriter json(2);
            writeComparison(json, comparison, sentence, sample);
            world.out << json.text() << '\n';
        } else {
            print(comparison, sentence, sample, world.out);
        }
        return 0;
    }

private:
    static std::vector<std::string> cells(const analysis::Estimate& estimate)
    {
        return {estimate.method,
                count(estimate.affected),
                count(estimate.matchedAffected > 0 ? estimate.matchedAffected : estimate.affected),
                count(estimate.control),
                estimate.difference ? points(*estimate.difference) : "-",
                estimate.interval
                    ? points(estimate.interval->low) + " to " + points(estimate.interval->high)
                    : "-",
                estimate.pValue ? notebook::pValueText(*estimate.pValue) : "-"};
    }

    static constexpr std::size_t kImbalancesShown = 8;

    /// Differences and intervals rest on the sessions at hand; only the loss can be scaled.
    static std::string sampleSentence(const analysis::Comparison& comparison,
                                      const analysis::AffectedSample& sample)
    {
        if (!sample.rate || !comparison.lost) {
            return count(sample.sampled)
                + " affected sessions were sampled, not all at one rate: "
                  "the loss is that of the sample";
        }
        return "one of " + formatFixed(1 / *sample.rate, 1) + " sessions: about "
            + formatFixed(comparison.lost->estimate / *sample.rate, 0)
            + " lost conversions in all (estimated)";
    }

    /// Who could not be matched, and what the checks say.
    static void printFindings(const analysis::Comparison& comparison,
                              const std::optional<analysis::AffectedSample>& sample,
                              std::ostream& out)
    {
        Table facts({{"beside them"}, {"value"}});
        const analysis::Estimate& headline = comparison.headline;
        if (headline.note) {
            facts.add({"note", *headline.note});
        }
        if (headline.differenceNotYet && headline.laterExposedShare) {
            facts.add({"against sessions not yet hit",
                       points(*headline.differenceNotYet) + " points; "
                           + formatFixed(*headline.laterExposedShare * 100, 1)
                           + " % of them are hit later"});
        }
        if (comparison.withoutEvent + comparison.withoutControl > 0) {
            facts.add({"not matched",
                       count(comparison.withoutEvent) + " without an event to compare at, "
                           + count(comparison.withoutControl) + " without a comparable session"});
        }
        if (comparison.minimumDetectableEffect) {
            facts.add({"smallest effect that would show",
                       formatFixed(*comparison.minimumDetectableEffect * 100, 1) + " points"});
        }
        if (comparison.checks.eValue) {
            facts.add({"a hidden cause would need a risk ratio of",
                       formatFixed(comparison.checks.eValue->estimate, 2) + " ("
                           + formatFixed(comparison.checks.eValue->limit, 2)
                           + " for the interval)"});
        }
        if (sample) {
            facts.add({"from a sample", sampleSentence(comparison, *sample)});
        }
        std::size_t shown = 0;
        for (const analysis::Imbalance& imbalance : comparison.checks.balance) {
            if (++shown <= kImbalancesShown
                && std::abs(imbalance.standardised) > analysis::kWorthALook) {
                facts.add({"unbalanced: " + imbalance.field + " "
                               + (imbalance.value.empty() ? "(none)" : imbalance.value),
                           formatFixed(imbalance.affected * 100, 1) + " % of affected, "
                               + formatFixed(imbalance.control * 100, 1) + " % of control"});
            }
        }
        out << '\n';
        facts.print(out);
    }

    /// What affected sessions did after meeting the error, and their controls at the same point.
    static void printMetrics(const analysis::Comparison& comparison, std::ostream& out)
    {
        Table metrics({{"after the error"},
                       {"affected", true},
                       {"control", true},
                       {"difference", true},
                       {"95 % interval", true},
                       {"p", true},
                       {"left out", true}});
        for (const analysis::MetricEffect& metric : comparison.metrics) {
            const auto number = [](const std::optional<double>& value) {
                return value ? formatFixed(*value, 2) : std::string("-");
            };
            metrics.add({metric.name, number(metric.affected), number(metric.control),
                         number(metric.difference),
                         metric.interval ? formatFixed(metric.interval->low, 2) + " to "
                                 + formatFixed(metric.interval->high, 2)
                                         : "-",
                         metric.pValue ? notebook::pValueText(*metric.pValue) : "-",
                         count(metric.affectedLeftOut + metric.controlLeftOut)});
        }
        out << '\n';
        metrics.print(out);
    }

    static std::vector<std::string> segmentCells(const analysis::SegmentEffect& segment)
    {
        const auto named = [](const std::string& value) {
            return value.empty() ? std::string("(none)") : value;
        };
        const bool pair = !segment.secondField.empty();
        return {pair ? segment.field + ", " + segment.secondField : segment.field,
                pair ? named(segment.value) + ", " + named(segment.secondValue)
                     : named(segment.value),
                count(segment.affected),
                count(segment.control),
                segment.difference ? points(*segment.difference) : "-",
                segment.interval
                    ? points(segment.interval->low) + " to " + points(segment.interval->high)
                    : "-",
                segment.qValue ? notebook::pValueText(*segment.qValue) : "-",
                segment.difference ? formatFixed(segment.lostConversions, 1) : "-",
                segment.lossShare ? formatFixed(*segment.lossShare * 100, 0) + " %" : "-"};
    }

    static void printHeterogeneity(const analysis::Comparison& comparison, std::ostream& out)
    {
        if (comparison.heterogeneity.empty()) {
            return;
        }
        out << '\n';
        Table fields({{"does the effect depend on"},
                      {"values", true},
                      {"Cochran's Q", true},
                      {"p", true},
                      {"q", true}});
        for (const analysis::Heterogeneity& field : comparison.heterogeneity) {
            fields.add({field.field, count(field.values), formatFixed(field.statistic, 2),
                        notebook::pValueText(field.pValue), notebook::pValueText(field.qValue)});
        }
        fields.print(out);
    }

    static void print(const analysis::Comparison& comparison, const std::string& sentence,
                      const std::optional<analysis::AffectedSample>& sample, std::ostream& out)
    {
        out << codec::escapeTerminal(sentence) << "\n\n";
        Table estimates({{"method"},
                         {"affected", true},
                         {"matched", true},
                         {"control", true},
                         {"points", true},
                         {"95 % interval", true},
                         {"p", true}});
        for (const analysis::Estimate* estimate :
             {&comparison.opportunityMatched, &comparison.atRiskStratified, &comparison.atRisk,
              &comparison.unstratified, &comparison.anyActivity, &comparison.landmark,
              &comparison.placebo, &comparison.checks.history, &comparison.naive}) {
            if (!estimate->method.empty()) {
                estimates.add(cells(*estimate));
            }
        }
        estimates.print(out);
        printFindings(comparison, sample, out);
        if (!comparison.metrics.empty()) {
            printMetrics(comparison, out);
        }
        if (comparison.segments.empty()) {
            return;
        }
        out << '\n';
        Table segments({{"field"},
                        {"value"},
                        {"affected", true},
                        {"control", true},
                        {"points", true},
                        {"95 % interval", true},
                        {"q", true},
                        {"lost", true},
                        {"of all lost", true}});
        for (const auto* effects : {&comparison.segments, &comparison.pairs}) {
            for (const analysis::SegmentEffect& segment : *effects) {
                segments.add(segmentCells(segment));
            }
        }
        segments.print(out);
        printHeterogeneity(comparison, out);
    }

    std::string m_group;
    FunnelOptions m_funnel;
    ScopeOptions m_scope;
    std::optional<std::uint32_t> m_fromStep;
    std::vector<std::string> m_match;
    std::vector<std::string> m_by;
    std::optional<double> m_value;
};

} // namespace

Commands errorCommands()
{
    Commands commands;
    commands.push_back(std::make_unique<ErrorsCommand>());
    commands.push_back(std::make_unique<ErrorCommand>());
    commands.push_back(std::make_unique<CompareCommand>());
    return commands;
}

} // namespace throughline::cli
