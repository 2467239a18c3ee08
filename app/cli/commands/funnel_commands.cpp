#include "app/cli/commands/analysis_json.h"
#include "app/cli/commands/commands.h"
#include "app/cli/commands/scope_options.h"
#include "app/cli/table.h"
#include "models/base/text.h"
#include "models/base/time_parse.h"
#include "models/workflow/funnel_workflow.h"

#include <CLI/CLI.hpp>
#include <ostream>

namespace throughline::cli {

namespace {

class FunnelsCommand : public Command
{
public:
    std::string name() const override { return "funnels"; }

    std::string summary() const override { return "the stored funnels"; }

    std::string example() const override { return "throughline funnels"; }

    Result<int> run(const CommonOptions& common, Surroundings& world) override
    {
        TL_ASSIGN(const workflow::Workspace workspace, workflow::Workspace::open(common.store));
        TL_ASSIGN(const auto funnels, workflow::listFunnels(workspace));
        if (common.json) {
            codec::JsonWriter json(2);
            json.beginObject().key("funnels").beginArray();
            for (const domain::FunnelDefinition& funnel : funnels) {
                writeFunnelDefinition(json, funnel);
            }
            json.endArray().endObject();
            world.out << json.text() << '\n';
            return 0;
        }
        Table table({{"name"}, {"unit"}, {"window"}, {"steps"}});
        for (const domain::FunnelDefinition& funnel : funnels) {
            table.add({funnel.name, std::string(toText(funnel.unit)), formatDuration(funnel.window),
                       join(funnel.steps, " > ")});
        }
        table.print(world.out);
        return 0;
    }
};

class FunnelCommand : public Command
{
public:
    std::string name() const override { return "funnel"; }

    std::string summary() const override { return "show, define or delete a funnel"; }

    std::string example() const override
    {
        return "throughline funnel show checkout --by plan.tier";
    }

    void addOptions(CLI::App& app) override
    {
        app.require_subcommand(1);
        m_show = app.add_subcommand("show", "counts of a stored funnel, or of steps given here");
        m_options.addTo(*m_show, false);
        m_scope.addTo(*m_show);
        m_show->add_option("--by", m_by, "split by this field");
        m_define = app.add_subcommand("define", "store a funnel");
        m_define->add_option("name", m_options.name, "its name")->required();
        m_options.addDefinitionTo(*m_define);
        m_delete = app.add_subcommand("delete", "forget a stored funnel");
        m_delete->add_option("name", m_options.name, "its name")->required();
        for (CLI::App* sub : {m_show, m_define, m_delete}) {
            sub->fallthrough();
        }
    }

    Result<int> run(const CommonOptions& common, Surroundings& world) override
    {
        TL_ASSIGN(const workflow::Workspace workspace, workflow::Workspace::open(common.store));
        if (m_define->parsed()) {
            TL_ASSIGN(const domain::FunnelDefinition funnel, m_options.definition());
            TL_TRY(workflow::defineFunnel(workspace, funnel, world.now));
            return done(common, world, "Stored the funnel " + funnel.name + ".");
        }
        if (m_delete->parsed()) {
            TL_TRY(workflow::deleteFunnel(workspace, m_options.name));
            return done(common, world, "Deleted the funnel " + m_options.name + ".");
        }
        return show(workspace, common, world);
    }

private:
    static int done(const CommonOptions& common, Surroundings& world, const std::string& text)
    {
        if (common.json) {
            world.out << "{\"ok\": true}\n";
        } else if (!common.quiet) {
            world.out << text << '\n';
        }
        return 0;
    }

    Result<int> show(const workflow::Workspace& workspace, const CommonOptions& common,
                     Surroundings& world)
    {
        TL_ASSIGN(const domain::FunnelDefinition definition, m_options.resolve(workspace));
        TL_ASSIGN(const auto snapshot, workflow::loadSnapshot(workspace, world.stop));
        TL_ASSIGN(const domain::Scope scope, m_scope.scope(snapshot->sessions.dataEnd));
        TL_ASSIGN(const auto funnel,
                  workflow::evaluateFunnel(workspace, *snapshot, definition, scope, world.stop));
        TL_ASSIGN(const analysis::FunnelResult result,
                  workflow::funnelResult(*snapshot, *funnel, m_by));
        if (common.json) {
            codec::JsonWriter json(2);
            writeFunnel(json, result);
            world.out << json.text() << '\n';
        } else {
            print(result, world.out);
        }
        return 0;
    }

    static void print(const analysis::FunnelResult& result, std::ostream& out)
    {
        Table table({{"step"},
                     {"sessions", true},
                     {"of all", true},
                     {"of previous", true},
                     {"dropped", true},
                     {"median", true}});
        for (const analysis::FunnelStepResult& step : result.steps) {
            table.add(
                {std::to_string(step.step) + ' ' + step.name, count(step.count),
                 percent(step.rateFromStart), percent(step.rateFromPrevious), count(step.dropped),
                 step.medianSecondsFromPrevious ? seconds(*step.medianSecondsFromPrevious) : ""});
        }
        table.print(out);
        out << '\n'
            << "per " << toText(result.definition.unit) << ", in order, within "
            << formatDuration(result.definition.window) << "; " << count(result.botsLeftOut)
            << " bot sessions left out, " << count(result.immature) << " not finished yet.\n";
        if (result.groups.empty()) {
            return;
        }
        out << '\n';
        Table groups({{result.byField}, {"entered", true}, {"converted", true}, {"rate", true}});
        for (const analysis::FunnelGroup& group : result.groups) {
            const double rate = group.entered == 0
                ? 0
                : static_cast<double>(group.converted) / static_cast<double>(group.entered);
            groups.add({group.value.empty() ? "(none)" : group.value, count(group.entered),
                        count(group.converted), percent(rate)});
        }
        groups.print(out);
    }

    CLI::App* m_show = nullptr;
    CLI::App* m_define = nullptr;
    CLI::App* m_delete = nullptr;
    FunnelOptions m_options;
    ScopeOptions m_scope;
    std::string m_by;
};

} // namespace

Commands funnelCommands()
{
    Commands commands;
    commands.push_back(std::make_unique<FunnelsCommand>());
    commands.push_back(std::make_unique<FunnelCommand>());
    return commands;
}

} // namespace throughline::cli
