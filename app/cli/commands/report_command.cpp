#include "app/cli/commands/commands.h"
#include "app/cli/commands/scope_options.h"
#include "models/base/text.h"
#include "models/codec/json_writer.h"
#include "models/codec/text_escape.h"
#include "models/notebook/escalation.h"
#include "models/notebook/notebook_document.h"
#include "models/notebook/report_files.h"
#include "models/workflow/error_workflow.h"
#include "models/workflow/escalate_workflow.h"
#include "models/workflow/notebook_workflow.h"
#include "models/workflow/report_data.h"
#include "models/workflow/report_workflow.h"

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <ostream>

namespace throughline::cli {

namespace {

/// The date a report bears: now, or SOURCE_DATE_EPOCH for who wants the same bytes again.
Timestamp dateOfReport(Timestamp now)
{
    const char* fixed = std::getenv("SOURCE_DATE_EPOCH"); // NOLINT(concurrency-mt-unsafe)
    const auto seconds = fixed == nullptr ? std::nullopt : parseInteger(fixed);
    constexpr std::int64_t kLatest = 9'000'000'000;
    return seconds && *seconds >= 0 && *seconds <= kLatest ? Timestamp::fromSeconds(*seconds) : now;
}

/// --error-group and how it is compared, for commands that tell of one.
struct GroupOptions
{
    std::string group;
    FunnelOptions funnel;
    ScopeOptions scope;
    std::optional<std::uint32_t> fromStep;
    std::vector<std::string> match;
    std::vector<std::string> by;
    std::optional<double> value;

    /// The option that names the group.
    CLI::Option* addTo(CLI::App& app)
    {
        CLI::Option* named =
            app.add_option("--error-group", group, "the group's number, such as E3");
        funnel.addTo(app, true);
        scope.addTo(app);
        app.add_option("--from-step", fromStep, "exposure step, from 1 (default: found)");
        app.add_option("--match", match, "fields to match on, with commas")->delimiter(',');
        app.add_option("--by", by, "fields to split the effect by, with commas")->delimiter(',');
        app.add_option("--value-per-conversion", value, "money a conversion is worth");
        return named;
    }

    Result<notebook::ImpactFacts> facts(const CommonOptions& common, Surroundings& world) const
    {
        TL_ASSIGN(const domain::ErrorGroupId id, workflow::errorGroupNamed(group));
        TL_ASSIGN(const workflow::Workspace workspace, workflow::Workspace::open(common.store));
        TL_TRY(workflow::findErrorGroup(workspace, id));
        TL_ASSIGN(const domain::FunnelDefinition definition, funnel.resolve(workspace));
        TL_ASSIGN(const auto snapshot, workflow::loadSnapshot(workspace, world.stop));
        TL_ASSIGN(const domain::Scope range, scope.scope(snapshot->sessions.dataEnd));
        TL_ASSIGN(const auto evaluated,
                  workflow::evaluateFunnel(workspace, *snapshot, definition, range, world.stop));
        workflow::ImpactReportRequest request;
        request.comparison = {id, {fromStep, match, value}};
        request.comparison.by = by;
        request.made = dateOfReport(world.now);
        return workflow::impactFacts(workspace, *snapshot, *evaluated, request, world.stop);
    }
};

class ReportCommand : public Command
{
public:
    std::string name() const override { return "report"; }

    std::string summary() const override
    {
        return "what an error costs, or a notebook, to send to others";
    }

    std::string example() const override
    {
        return "throughline report --error-group E3 --funnel checkout --format html --out E3.html";
    }

    void addOptions(CLI::App& app) override
    {
        CLI::Option* group = m_group.addTo(app);
        app.add_option("notebook", m_notebook, "a notebook by its name, with the figures it keeps")
            ->excludes(group);
        app.add_option("--format", m_format, "what to write; md puts its pictures beside it")
            ->required()
            ->check(CLI::IsMember({"html", "pdf", "md", "ipynb", "json"}));
        app.add_option("--out", m_out, "the file to write")->required();
        app.add_flag("--with-data", m_withData,
                     "the part of the store it rests on beside it, as NAME.sqlite");
    }

    Result<int> run(const CommonOptions& common, Surroundings& world) override
    {
        TL_ASSIGN(const notebook::Document document, documentOf(common, world));
        const std::filesystem::path out(m_out);
        if (!out.has_filename()) {
            return usageError("'" + m_out + "' names no file", "Write --out FILE");
        }
        const auto format = notebook::reportFormatFromText(m_format);
        TL_ASSIGN(const auto files,
                  notebook::reportFiles(document, format.value_or(notebook::ReportFormat::Html),
                                        out, world.renderers));
        TL_ASSIGN(auto paths, notebook::writeReport(out, files));
        std::vector<std::uint64_t> sizes;
        for (const notebook::ReportFile& file : files) {
            sizes.push_back(file.bytes.size());
        }
        if (m_withData) {
            TL_ASSIGN(const domain::Scope scope, scopeOf(common, world));
            TL_ASSIGN(const workflow::Workspace workspace, workflow::Workspace::open(common.store));
            TL_ASSIGN(const workflow::ExportReport data,
                      workflow::writeReportData(workspace, out, scope, world.stop));
            paths.push_back(workflow::reportDataFile(out));
            sizes.push_back(data.bytes);
        }
        common.json ? printJson(document, sizes, paths, world.out)
                    : printText(document, paths, common.quiet, world.out);
        return 0;
    }

private:
    Result<notebook::Document> documentOf(const CommonOptions& common, Surroundings& world) const
    {
        if (m_notebook.empty() && m_group.group.empty()) {
            return usageError("There is nothing named to report",
                              "Write --error-group ID, or the name of a notebook");
        }
        if (m_notebook.empty()) {
            TL_ASSIGN(const notebook::ImpactFacts facts, m_group.facts(common, world));
            return notebook::impactReport(facts);
        }
        TL_ASSIGN(const workflow::Workspace workspace, workflow::Workspace::open(common.store));
        TL_ASSIGN(const notebook::Notebook notebook, workflow::openNotebook(workspace, m_notebook));
        return notebook::notebookDocument(notebook, dateOfReport(world.now));
    }

    /// Of the sessions the report is about.
    Result<domain::Scope> scopeOf(const CommonOptions& common, Surroundings& world) const
    {
        TL_ASSIGN(const workflow::Workspace workspace, workflow::Workspace::open(common.store));
        if (!m_notebook.empty()) {
            TL_ASSIGN(const notebook::Notebook notebook,
                      workflow::openNotebook(workspace, m_notebook));
            return workflow::notebookScope(notebook);
        }
        TL_ASSIGN(const auto snapshot, workflow::loadSnapshot(workspace, world.stop));
        return m_group.scope.scope(snapshot->sessions.dataEnd);
    }

    static void printText(const notebook::Document& document,
                          const std::vector<std::filesystem::path>& paths, bool quiet,
                          std::ostream& out)
    {
        if (quiet) {
            return;
        }
        out << codec::escapeTerminal(document.title) << '\n';
        for (const std::filesystem::path& path : paths) {
            out << codec::escapeTerminal(path.string()) << '\n';
        }
    }

    void printJson(const notebook::Document& document, const std::vector<std::uint64_t>& sizes,
                   const std::vector<std::filesystem::path>& paths, std::ostream& out) const
    {
        codec::JsonWriter json(2);
        json.beginObject().member("title", document.title).member("format", m_format);
        json.key("files").beginArray();
        for (std::size_t i = 0; i < paths.size(); ++i) {
            json.beginObject().member("path", paths[i].string());
            json.member("bytes", sizes[i]).endObject();
        }
        json.endArray().endObject();
        out << json.text() << '\n';
    }

    GroupOptions m_group;
    std::string m_notebook;
    std::string m_format;
    std::string m_out;
    bool m_withData = false;
};

class EscalateCommand : public Command
{
public:
    std::string name() const override { return "escalate"; }

    std::string summary() const override { return "a ticket draft that names its evidence"; }

    std::string example() const override
    {
        return "throughline escalate --session s_1 --format md";
    }

    void addOptions(CLI::App& app) override
    {
        CLI::Option* group = m_group.addTo(app);
        CLI::Option* session = app.add_option("--session", m_session, "about this session");
        CLI::Option* ticket = app.add_option("--ticket", m_ticket, "hands this ticket on");
        group->excludes(session)->excludes(ticket);
        session->excludes(ticket);
        app.add_option("--format", m_format, "how to write it (default: md)")
            ->check(CLI::IsMember({"json", "md"}));
    }

    Result<int> run(const CommonOptions& common, Surroundings& world) override
    {
        TL_ASSIGN(const notebook::Escalation draft, draftOf(common, world));
        if (common.json || m_format == "json") {
            codec::JsonWriter json(2);
            notebook::writeEscalation(json, draft);
            world.out << json.text() << '\n';
        } else {
            world.out << notebook::markdownOf(draft);
        }
        return 0;
    }

private:
    Result<notebook::Escalation> draftOf(const CommonOptions& common, Surroundings& world) const
    {
        if (!m_group.group.empty()) {
            TL_ASSIGN(const notebook::ImpactFacts facts, m_group.facts(common, world));
            return notebook::escalationOf(facts);
        }
        if (m_session.empty() && m_ticket.empty()) {
            return usageError("There is nothing named to escalate",
                              "Write --error-group ID, --session ID or --ticket ID");
        }
        TL_ASSIGN(const workflow::Workspace workspace, workflow::Workspace::open(common.store));
        const Timestamp now = dateOfReport(world.now);
        return m_ticket.empty() ? workflow::escalateSession(workspace, m_session, now)
                                : workflow::escalateTicket(workspace, m_ticket, now);
    }

    GroupOptions m_group;
    std::string m_session;
    std::string m_ticket;
    std::string m_format = "md";
};

} // namespace

Commands reportCommands()
{
    Commands commands;
    commands.push_back(std::make_unique<ReportCommand>());
    commands.push_back(std::make_unique<EscalateCommand>());
    return commands;
}

} // namespace throughline::cli
