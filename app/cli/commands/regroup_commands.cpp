#include "app/cli/commands/commands.h"
#include "app/cli/commands/group_json.h"
#include "app/cli/table.h"
#include "models/codec/text_escape.h"
#include "models/notebook/answer_json.h"
#include "models/notebook/group_wording.h"
#include "models/workflow/regroup_workflow.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <ostream>

namespace throughline::cli {

namespace {

std::string nameOf(const std::vector<domain::ErrorGroup>& groups, domain::ErrorGroupId id)
{
    const auto found =
        std::find_if(groups.begin(), groups.end(),
                     [id](const domain::ErrorGroup& group) { return group.id == id; });
    if (found == groups.end()) {
        return {};
    }
    const std::string& what = found->type.empty() ? found->title : found->type;
    return found->culprit.empty() ? what : what + " in " + found->culprit;
}

void printPreview(const workflow::RegroupPreview& preview, const CommonOptions& common,
                  std::ostream& out)
{
    if (common.json) {
        codec::JsonWriter json(2);
        json.beginObject().member("applied", false);
        json.member("rule_set_before", preview.ruleSetBefore);
        json.member("rule_set_after", preview.ruleSetAfter);
        json.member("source_maps", preview.mapsUsed);
        json.member("with_debug_id", preview.mapsOfKnownBuild);
        json.member("refused", preview.mapsRefused);
        json.key("change");
        notebook::writeRegroupChange(json, preview.change);
        json.endObject();
        out << json.text() << '\n';
        return;
    }
    out << "Rule set " << preview.ruleSetBefore;
    if (preview.ruleSetAfter != preview.ruleSetBefore) {
        out << " becomes " << preview.ruleSetAfter;
    }
    out << ".\n" << notebook::changeText(preview.change) << '\n';
    const std::string maps =
        notebook::mapsText(preview.mapsUsed, preview.mapsOfKnownBuild, preview.mapsRefused);
    out << codec::escapeTerminal(maps) << (maps.empty() ? "" : "\n");
    if (preview.change.empty()) {
        return;
    }
    out << '\n';
    Table table({{"from"}, {"error"}, {"to"}, {"error there"}, {"occurrences", true}});
    for (const analysis::GroupFlow& flow : preview.change.flows) {
        table.add({domain::toText(flow.from), nameOf(preview.before, flow.from),
                   domain::toText(flow.to), nameOf(preview.after, flow.to),
                   count(flow.occurrences)});
    }
    table.print(out);
}

class RegroupCommand : public Command
{
public:
    std::string name() const override { return "regroup"; }

    std::string summary() const override
    {
        return "group all errors anew by your rules, first as a preview";
    }

    std::string example() const override { return "throughline regroup --apply"; }

    void addOptions(CLI::App& app) override
    {
        app.add_option("--rules", m_rules,
                       "a document of rules (default: grouping.json in your configuration folder)");
        app.add_flag("--apply", m_apply, "do it; group undo takes it back");
    }

    Result<int> run(const CommonOptions& common, Surroundings& world) override
    {
        TL_ASSIGN(const workflow::Workspace workspace, workflow::Workspace::open(common.store));
        if (!m_apply) {
            TL_ASSIGN(const auto preview, workflow::previewRegroup(workspace, m_rules, world.stop));
            printPreview(preview, common, world.out);
            return 0;
        }
        TL_ASSIGN(const auto outcome, workflow::regroup(workspace, m_rules, world.now, world.stop));
        if (outcome.rule.id == 0 && !common.json) {
            world.out << "The store is grouped by these rules already.\n";
            return 0;
        }
        printOutcome(outcome, "Done", common.json, common.quiet, world.out);
        return 0;
    }

private:
    std::string m_rules;
    bool m_apply = false;
};

class SourceMapsCommand : public Command
{
public:
    std::string name() const override { return "sourcemaps"; }

    std::string summary() const override
    {
        return "put stored errors of minified code where it was written, first as a preview";
    }

    std::string example() const override
    {
        return "throughline sourcemaps apply dist/maps --version 2.4.1";
    }

    void addOptions(CLI::App& app) override
    {
        app.require_subcommand(1);
        m_preview = app.add_subcommand("preview", "what applying them would do");
        m_apply = app.add_subcommand("apply", "do it; group undo takes it back");
        for (CLI::App* sub : {m_preview, m_apply}) {
            sub->add_option("folder", m_folder, "a folder that holds *.map files")->required();
            sub->add_option("--version", m_version,
                            "of which version of the service they are (default: any)");
            sub->fallthrough();
        }
    }

    Result<int> run(const CommonOptions& common, Surroundings& world) override
    {
        TL_ASSIGN(const workflow::Workspace workspace, workflow::Workspace::open(common.store));
        const workflow::SourceMapRequest request {m_folder, m_version};
        if (m_preview->parsed()) {
            TL_ASSIGN(const auto preview,
                      workflow::previewSourceMaps(workspace, request, world.stop));
            printPreview(preview, common, world.out);
            return 0;
        }
        TL_ASSIGN(const auto outcome,
                  workflow::applySourceMaps(workspace, request, world.now, world.stop));
        printOutcome(outcome, "Done", common.json, common.quiet, world.out);
        return 0;
    }

private:
    std::string m_folder;
    std::string m_version;
    CLI::App* m_preview = nullptr;
    CLI::App* m_apply = nullptr;
};

} // namespace

Commands regroupCommands()
{
    Commands commands;
    commands.push_back(std::make_unique<RegroupCommand>());
    commands.push_back(std::make_unique<SourceMapsCommand>());
    return commands;
}

} // namespace throughline::cli
