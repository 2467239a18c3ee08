#include "app/cli/commands/commands.h"
#include "app/cli/commands/notebook_text.h"
#include "app/cli/commands/pin_options.h"
#include "app/cli/commands/scope_options.h"
#include "app/cli/table.h"
#include "models/base/text.h"
#include "models/codec/json_writer.h"
#include "models/codec/text_escape.h"
#include "models/notebook/notebook_edit.h"
#include "models/notebook/notebook_json.h"
#include "models/workflow/notebook_answer.h"
#include "models/workflow/notebook_workflow.h"
#include "models/workflow/template_workflow.h"

#include <CLI/CLI.hpp>
#include <ostream>

namespace throughline::cli {

namespace {

constexpr int kPartial = 3;

class NotebooksCommand : public Command
{
public:
    std::string name() const override { return "notebooks"; }

    std::string summary() const override { return "the notebooks of a store"; }

    std::string example() const override { return "throughline notebooks"; }

    Result<int> run(const CommonOptions& common, Surroundings& world) override
    {
        TL_ASSIGN(const workflow::Workspace workspace, workflow::Workspace::open(common.store));
        TL_ASSIGN(const auto notebooks, workflow::listNotebooks(workspace));
        if (common.json) {
            codec::JsonWriter json(2);
            json.beginObject().member("total", static_cast<std::uint64_t>(notebooks.size()));
            json.key("notebooks").beginArray();
            for (const workflow::NotebookSummary& each : notebooks) {
                json.beginObject().member("name", each.name);
                json.textOrNull("template", each.templateName).member("cells", each.cells);
                json.member("created", formatRfc3339(each.created));
                json.member("changed", formatRfc3339(each.changed)).endObject();
            }
            json.endArray().endObject();
            world.out << json.text() << '\n';
            return 0;
        }
        Table table({{"notebook"}, {"cells", true}, {"template"}, {"changed"}});
        for (const workflow::NotebookSummary& each : notebooks) {
            table.add({each.name, count(each.cells),
                       each.templateName.empty() ? "-" : each.templateName,
                       formatRfc3339(each.changed)});
        }
        table.print(world.out);
        return 0;
    }
};

class TemplatesCommand : public Command
{
public:
    std::string name() const override { return "templates"; }

    std::string summary() const override { return "what notebooks can be made from"; }

    std::string example() const override { return "throughline templates"; }

    Result<int> run(const CommonOptions& common, Surroundings& world) override
    {
        const workflow::TemplateList list = workflow::listTemplates(workflow::templateFolder());
        common.json ? printJson(list, world) : printTable(list, world);
        for (const Error& problem : list.problems) {
            world.err << "throughline: " << describe(problem) << '\n';
        }
        return list.problems.empty() ? 0 : kPartial;
    }

private:
    static std::vector<std::string> inputsOf(const notebook::NotebookTemplate& form)
    {
        std::vector<std::string> inputs;
        for (const notebook::TemplateInput input : notebook::inputsOf(form)) {
            inputs.emplace_back(notebook::toText(input));
        }
        return inputs;
    }

    static void printJson(const workflow::TemplateList& list, Surroundings& world)
    {
        codec::JsonWriter json(2);
        json.beginObject().key("templates").beginArray();
        for (const workflow::TemplateList::Entry& entry : list.templates) {
            json.beginObject().member("name", entry.form.name).member("title", entry.form.title);
            json.member("description", entry.form.description);
            json.member("needs", inputsOf(entry.form)).member("origin", entry.origin).endObject();
        }
        json.endArray().member("folder", workflow::templateFolder().string());
        json.key("problems").beginArray();
        for (const Error& problem : list.problems) {
            json.value(problem.message);
        }
        json.endArray().endObject();
        world.out << json.text() << '\n';
    }

    static void printTable(const workflow::TemplateList& list, Surroundings& world)
    {
        Table table({{"template"}, {"needs"}, {"what"}, {"from"}});
        for (const workflow::TemplateList::Entry& entry : list.templates) {
            table.add(
                {entry.form.name, join(inputsOf(entry.form), " "), entry.form.title, entry.origin});
        }
        table.print(world.out);
        world.out << "\nTemplates of your own are picked up from "
                  << codec::escapeTerminal(workflow::templateFolder().string()) << '\n';
    }
};

class NotebookCommand : public Command
{
public:
    std::string name() const override { return "notebook"; }

    std::string summary() const override { return "write, pin results, re-run, from a template"; }

    std::string example() const override
    {
        return "throughline notebook apply-template E3 impact --error-group E3 --funnel checkout";
    }

    void addOptions(CLI::App& app) override
    {
        app.require_subcommand(1);
        app.fallthrough();
        m_show = add(app, "show", "its cells");
        m_new = add(app, "new", "an empty one");
        m_rename = add(app, "rename", "give it another name");
        m_rename->add_option("to", m_text, "the new name")->required();
        m_delete = add(app, "delete", "throw it away");
        m_addText = add(app, "add-text", "a cell of Markdown at its end");
        m_addText->add_option("text", m_text, "the text")->required();
        m_pin = add(app, "pin", "a result at its end, with its question");
        m_pin->add_option("--text", m_text, "words above the result");
        m_pinned.addTo(*m_pin);
        m_funnel.addTo(*m_pin, true);
        m_scope.addTo(*m_pin);
        m_finding = add(app, "add-finding", "a claim that rests on the results above it");
        addFindingOptions(*m_finding);
        m_setText = add(app, "set-text", "other words in a cell: its Markdown, or its claim");
        m_setText->add_option("cell", m_cell, "its number, as show tells it")->required();
        m_setText->add_option("text", m_text, "the text")->required();
        m_move = add(app, "move-cell", "put a cell at another place");
        m_move->add_option("cell", m_cell, "its number, as show tells it")->required();
        m_move->add_option("place", m_place, "from 1, the top")
            ->required()
            ->check(CLI::Range(1, 100'000));
        m_judge = add(app, "set-finding", "status, owner, tags and evidence of a finding");
        m_judge->add_option("cell", m_cell, "its number, as show tells it")->required();
        addJudgement(*m_judge);
        m_remove = add(app, "remove-cell", "take a cell out");
        m_remove->add_option("cell", m_cell, "its number, as show tells it")->required();
        m_rerun = add(app, "rerun", "ask everything again; what moved, and which findings stand");
        m_rerun->add_flag("--dry-run", m_dryRun, "tell only, keep the results as they are");
        m_apply = add(app, "apply-template", "cells of a template, filled in; makes the notebook");
        m_apply->add_option("template", m_template, "see throughline templates")->required();
        m_apply->add_option("--error-group", m_pinned.group, "the group it is about");
        m_apply->add_option("--at", m_at, "the moment between before and after: 2026-10-01, -7d");
        m_applyFunnel.addTo(*m_apply, true);
        m_applyScope.addTo(*m_apply);
    }

    Result<int> run(const CommonOptions& common, Surroundings& world) override
    {
        TL_ASSIGN(const workflow::Workspace workspace, workflow::Workspace::open(common.store));
        if (m_apply->parsed()) {
            return apply(workspace, common, world);
        }
        if (m_new->parsed() || m_delete->parsed() || m_rename->parsed()) {
            TL_TRY(manage(workspace, world));
            return 0;
        }
        TL_ASSIGN(notebook::Notebook notebook, workflow::openNotebook(workspace, m_name));
        if (m_rerun->parsed()) {
            return rerun(workspace, notebook, common, world);
        }
        if (!m_show->parsed()) {
            const notebook::Notebook base = notebook;
            TL_TRY(change(workspace, notebook, world));
            TL_ASSIGN(notebook, save(workspace, base, notebook, world));
        }
        print(notebook, common, world);
        return 0;
    }

private:
    /// A new one, another name, none any more.
    Result<void> manage(const workflow::Workspace& workspace, const Surroundings& world) const
    {
        if (m_delete->parsed()) {
            return workflow::deleteNotebook(workspace, m_name);
        }
        if (m_rename->parsed()) {
            return workflow::renameNotebook(workspace, m_name, m_text);
        }
        TL_TRY(workflow::newNotebook(workspace, m_name, world.now));
        return {};
    }

    CLI::App* add(CLI::App& app, const std::string& name, const std::string& what)
    {
        CLI::App* sub = app.add_subcommand(name, what);
        sub->add_option("name", m_name, "the notebook's name")->required();
        return sub;
    }

    void addFindingOptions(CLI::App& app)
    {
        app.add_option("claim", m_text, "what is claimed")->required();
        addJudgement(app);
    }

    void addJudgement(CLI::App& app)
    {
        app.add_option("--status", m_status, "open, confirmed or refuted (at first open)")
            ->check(CLI::IsMember({"open", "confirmed", "refuted"}));
        app.add_option("--owner", m_tags.owner, "who answers for it");
        app.add_option("--product", m_tags.product, "tag");
        app.add_option("--feature", m_tags.feature, "tag");
        app.add_option("--experiment", m_tags.experiment, "tag");
        app.add_option("--evidence", m_tags.evidence,
                       "numbers of cells, with commas (at first the results above it)")
            ->delimiter(',');
    }

    static void print(const notebook::Notebook& notebook, const CommonOptions& common,
                      Surroundings& world)
    {
        if (common.json) {
            world.out << notebook::notebookText(notebook) << '\n';
        } else {
            printNotebook(notebook, world.out);
        }
    }

    /// As it is in the store then; what others wrote meanwhile is told.
    static Result<notebook::Notebook> save(const workflow::Workspace& workspace,
                                           const notebook::Notebook& base,
                                           const notebook::Notebook& mine, Surroundings& world)
    {
        TL_ASSIGN(workflow::SavedNotebook saved,
                  workflow::saveNotebook(workspace, base, mine, world.now));
        for (const std::string& note : savedNotes(saved)) {
            world.err << "throughline: " << note << '\n';
        }
        return std::move(saved.merged.notebook);
    }

    Result<void> change(const workflow::Workspace& workspace, notebook::Notebook& notebook,
                        Surroundings& world)
    {
        if (m_remove->parsed() || m_move->parsed() || m_setText->parsed() || m_judge->parsed()) {
            return changeCell(notebook);
        }
        notebook::Cell cell;
        cell.text = m_text;
        if (m_finding->parsed()) {
            cell.kind = notebook::CellKind::Finding;
            cell.text.clear();
            TL_ASSIGN(cell.finding, finding(notebook));
        } else if (m_pin->parsed()) {
            cell.kind = notebook::CellKind::Result;
            TL_ASSIGN(cell.pinned, pinned(workspace, world));
        }
        notebook::append(notebook, std::move(cell));
        return {};
    }

    /// Something about a cell that is there.
    Result<void> changeCell(notebook::Notebook& notebook)
    {
        notebook::Cell* cell = notebook::findCell(notebook, m_cell);
        if (cell == nullptr) {
            return usageError("There is no cell " + std::to_string(m_cell) + " in " + m_name);
        }
        if (m_remove->parsed()) {
            notebook::removeCell(notebook, m_cell);
        } else if (m_move->parsed()) {
            notebook::moveCell(notebook, m_cell, m_place - 1);
        } else if (m_setText->parsed()) {
            (cell->kind == notebook::CellKind::Finding ? cell->finding.claim : cell->text) = m_text;
        } else {
            return judge(notebook, *cell);
        }
        return {};
    }

    /// Only what is said changes.
    Result<void> judge(const notebook::Notebook& notebook, notebook::Cell& cell) const
    {
        if (cell.kind != notebook::CellKind::Finding) {
            return usageError("Cell " + std::to_string(m_cell) + " of " + m_name
                              + " is no finding");
        }
        notebook::Finding& finding = cell.finding;
        const auto status = notebook::findingStatusFromText(m_status);
        finding.status = status.value_or(finding.status);
        const auto set = [](std::string& member, const std::string& said) {
            member = said.empty() ? member : said;
        };
        set(finding.owner, m_tags.owner);
        set(finding.product, m_tags.product);
        set(finding.feature, m_tags.feature);
        set(finding.experiment, m_tags.experiment);
        if (m_tags.evidence.empty()) {
            return {};
        }
        finding.evidence = m_tags.evidence;
        finding.standing = notebook::Standing::Stands;
        return checkEvidence(notebook, finding);
    }

    Result<notebook::Finding> finding(const notebook::Notebook& notebook) const
    {
        notebook::Finding finding = m_tags;
        finding.claim = m_text;
        finding.status =
            notebook::findingStatusFromText(m_status).value_or(notebook::FindingStatus::Open);
        if (finding.evidence.empty()) {
            finding.evidence = notebook::evidenceAtEnd(notebook);
        }
        TL_TRY(checkEvidence(notebook, finding));
        finding.standing =
            finding.evidence.empty() ? notebook::Standing::Unknown : notebook::Standing::Stands;
        return finding;
    }

    Result<void> checkEvidence(const notebook::Notebook& notebook,
                               const notebook::Finding& finding) const
    {
        for (const std::int64_t id : finding.evidence) {
            const bool there = std::any_of(
                notebook.cells.begin(), notebook.cells.end(), [id](const notebook::Cell& cell) {
                    return cell.id == id && cell.kind == notebook::CellKind::Result;
                });
            if (!there) {
                return usageError("Cell " + std::to_string(id) + " of " + m_name
                                  + " is no result a finding could rest on");
            }
        }
        return {};
    }

    Result<notebook::PinnedResult> pinned(const workflow::Workspace& workspace,
                                          Surroundings& world) const
    {
        const bool funnel = !m_funnel.name.empty() || !m_funnel.steps.empty();
        TL_ASSIGN(notebook::Question question, m_pinned.question(funnel));
        if (funnel) {
            TL_ASSIGN(question.funnel, m_funnel.resolve(workspace));
        }
        TL_ASSIGN(const auto snapshot, workflow::loadSnapshot(workspace, world.stop));
        TL_ASSIGN(question.scope, m_scope.scope(snapshot->sessions.dataEnd));
        return workflow::pinnedAnswer(workspace, snapshot, std::move(question), world.now,
                                      world.stop);
    }

    Result<int> apply(const workflow::Workspace& workspace, const CommonOptions& common,
                      Surroundings& world)
    {
        workflow::TemplateUse use;
        TL_ASSIGN(use.form, workflow::findTemplate(m_template, workflow::templateFolder()));
        TL_ASSIGN(const auto snapshot, workflow::loadSnapshot(workspace, world.stop));
        use.inputs.errorGroup = m_pinned.group;
        if (!m_applyFunnel.name.empty() || !m_applyFunnel.steps.empty()) {
            TL_ASSIGN(use.inputs.funnel, m_applyFunnel.resolve(workspace));
        }
        TL_ASSIGN(use.inputs.scope, m_applyScope.scope(snapshot->sessions.dataEnd));
        if (!m_at.empty()) {
            TL_ASSIGN(use.inputs.at, timeOption(m_at, snapshot->sessions.dataEnd));
        }
        auto opened = workflow::openNotebook(workspace, m_name);
        notebook::Notebook notebook;
        if (opened) {
            notebook = *std::move(opened);
        }
        const notebook::Notebook base = notebook;
        notebook.name = m_name;
        TL_ASSIGN(notebook,
                  workflow::applyTemplate(workspace, snapshot, std::move(notebook), use, world.now,
                                          world.stop));
        TL_ASSIGN(notebook, save(workspace, base, notebook, world));
        print(notebook, common, world);
        return 0;
    }

    Result<int> rerun(const workflow::Workspace& workspace, const notebook::Notebook& notebook,
                      const CommonOptions& common, Surroundings& world) const
    {
        TL_ASSIGN(const auto snapshot, workflow::loadSnapshot(workspace, world.stop));
        TL_ASSIGN(const workflow::Rerun result,
                  workflow::rerunNotebook(workspace, snapshot, notebook, world.now, world.stop));
        if (!m_dryRun) {
            TL_TRY(save(workspace, notebook, result.notebook, world));
        }
        if (common.json) {
            writeRerun(result, world.out);
        } else {
            printRerun(result, world.out);
        }
        const bool failed = std::any_of(result.changes.begin(), result.changes.end(),
                                        [](const auto& change) { return !change.problem.empty(); });
        return failed ? kPartial : 0;
    }

    CLI::App* m_show = nullptr;
    CLI::App* m_new = nullptr;
    CLI::App* m_rename = nullptr;
    CLI::App* m_delete = nullptr;
    CLI::App* m_addText = nullptr;
    CLI::App* m_pin = nullptr;
    CLI::App* m_finding = nullptr;
    CLI::App* m_setText = nullptr;
    CLI::App* m_move = nullptr;
    CLI::App* m_judge = nullptr;
    CLI::App* m_remove = nullptr;
    CLI::App* m_rerun = nullptr;
    CLI::App* m_apply = nullptr;
    std::string m_name;
    std::string m_text;
    std::string m_template;
    std::string m_at;
    std::string m_status;
    std::int64_t m_cell = 0;
    std::size_t m_place = 1;
    bool m_dryRun = false;
    PinOptions m_pinned;
    FunnelOptions m_funnel;
    ScopeOptions m_scope;
    FunnelOptions m_applyFunnel;
    ScopeOptions m_applyScope;
    notebook::Finding m_tags;
};

} // namespace

Commands notebookCommands()
{
    Commands commands;
    commands.push_back(std::make_unique<NotebooksCommand>());
    commands.push_back(std::make_unique<NotebookCommand>());
    commands.push_back(std::make_unique<TemplatesCommand>());
    return commands;
}

} // namespace throughline::cli
