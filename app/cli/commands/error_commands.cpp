#include "app/cli/commands/analysis_json.h"
#include "app/cli/commands/commands.h"
#include "app/cli/commands/compare_command.h"
#include "app/cli/commands/scope_options.h"
#include "app/cli/table.h"
#include "models/base/text.h"
#include "models/codec/text_escape.h"
#include "models/notebook/number_text.h"
#include "models/workflow/comparison_workflow.h"
#include "models/workflow/error_workflow.h"

#include <CLI/CLI.hpp>
#include <algorithm>
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

} // namespace

Commands errorCommands()
{
    Commands commands;
    commands.push_back(std::make_unique<ErrorsCommand>());
    commands.push_back(std::make_unique<ErrorCommand>());
    commands.push_back(compareCommand());
    return commands;
}

} // namespace throughline::cli
