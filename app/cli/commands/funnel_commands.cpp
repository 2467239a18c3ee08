#include "app/cli/commands/analysis_json.h"
#include "app/cli/commands/commands.h"
#include "app/cli/commands/funnel_answer.h"
#include "app/cli/commands/pivot_answer.h"
#include "app/cli/commands/scope_options.h"
#include "app/cli/table.h"
#include "models/base/text.h"
#include "models/base/time_parse.h"
#include "models/notebook/answer_json.h"
#include "models/workflow/error_workflow.h"
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
        Table table({{"name"}, {"unit"}, {"order"}, {"window"}, {"steps"}});
        for (const domain::FunnelDefinition& funnel : funnels) {
            table.add({funnel.name, std::string(toText(funnel.unit)),
                       std::string(toText(funnel.order)), formatDuration(funnel.window),
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
        m_show->add_option("--attribution", m_attribution,
                           "whose value: of the first event, the last, every one, or of step N");
        m_show->add_flag("--times", m_times,
                         "how long each step takes, and who converts until when");
        m_show->add_option("--trend", m_trend, "conversion by start, in stretches of 1h, 1d, 7d");
        m_show->add_option("--list", m_list,
                           "who is behind a number and the events that earned it: reached:N, "
                           "dropped:N, immature, touched, excluded");
        m_show->add_option("--limit", m_limit, "at most so many of them");
        m_pivot = app.add_subcommand("pivot", "one table per field, with and without an error");
        m_options.addTo(*m_pivot, false);
        m_scope.addTo(*m_pivot);
        m_pivot->add_option("--by", m_fields, "the fields, with commas")
            ->delimiter(',')
            ->required();
        m_pivot->add_option("--error-group", m_group, "split by who met this group, such as E3");
        m_define = app.add_subcommand("define", "store a funnel");
        m_define->add_option("name", m_options.name, "its name")->required();
        m_options.addDefinitionTo(*m_define);
        m_delete = app.add_subcommand("delete", "forget a stored funnel");
        m_delete->add_option("name", m_options.name, "its name")->required();
        for (CLI::App* sub : {m_show, m_pivot, m_define, m_delete}) {
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
        return m_pivot->parsed() ? pivot(workspace, common, world) : show(workspace, common, world);
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
        TL_ASSIGN(const FunnelAnswer answer, ask(workspace, *snapshot, *funnel, world.stop));
        if (common.json) {
            codec::JsonWriter json(2);
            writeAnswer(json, answer);
            world.out << json.text() << '\n';
        } else {
            printAnswer(answer, world.out);
        }
        return 0;
    }

    Result<int> pivot(const workflow::Workspace& workspace, const CommonOptions& common,
                      Surroundings& world)
    {
        domain::ErrorGroupId group;
        if (!m_group.empty()) {
            TL_ASSIGN(group, workflow::errorGroupNamed(m_group));
            TL_TRY(workflow::findErrorGroup(workspace, group));
        }
        TL_ASSIGN(const domain::FunnelDefinition definition, m_options.resolve(workspace));
        TL_ASSIGN(const auto snapshot, workflow::loadSnapshot(workspace, world.stop));
        TL_ASSIGN(const domain::Scope scope, m_scope.scope(snapshot->sessions.dataEnd));
        TL_ASSIGN(const analysis::FunnelPivot found,
                  workflow::pivotFunnel(workspace, *snapshot, definition, scope, m_fields, group,
                                        world.stop));
        if (common.json) {
            codec::JsonWriter json(2);
            notebook::writePivot(json, definition, found);
            world.out << json.text() << '\n';
        } else {
            printPivot(found, !m_group.empty(), world.out);
        }
        return 0;
    }

    Result<FunnelAnswer> ask(const workflow::Workspace& workspace,
                             const workflow::Snapshot& snapshot,
                             const workflow::EvaluatedFunnel& funnel,
                             const std::stop_token& stop) const
    {
        FunnelAnswer answer;
        std::optional<analysis::FunnelSplit> split;
        if (!m_by.empty()) {
            TL_ASSIGN(const workflow::FunnelBreakdown breakdown, this->breakdown());
            TL_ASSIGN(split, workflow::splitFunnel(workspace, snapshot, funnel, breakdown, stop));
        }
        answer.counts = workflow::funnelResult(funnel, split ? &*split : nullptr);
        if (m_times) {
            answer.times = workflow::funnelTimes(snapshot, funnel);
        }
        if (!m_trend.empty()) {
            const auto every = parseDuration(m_trend);
            if (!every || every->ns <= 0) {
                return usageError("'" + m_trend + "' is no length of time", "Write 1h, 1d or 7d");
            }
            answer.trend = workflow::funnelTrend(funnel, *every);
        }
        if (!m_list.empty()) {
            TL_ASSIGN(const workflow::FunnelSelection selection,
                      selectionOf(funnel.definition.steps.size()));
            answer.unitsTotal = workflow::funnelUnits(snapshot, funnel, selection).size();
            TL_ASSIGN(
                answer.units,
                workflow::listFunnelUnits(workspace, snapshot, funnel, selection, m_limit, stop));
        }
        return answer;
    }

    Result<workflow::FunnelBreakdown> breakdown() const
    {
        workflow::FunnelBreakdown breakdown;
        breakdown.field = m_by;
        TL_TRY(workflow::setAttribution(breakdown, m_attribution));
        return breakdown;
    }

    /// "reached:3", "dropped:2", "immature", "touched", "excluded".
    Result<workflow::FunnelSelection> selectionOf(std::size_t steps) const
    {
        using workflow::FunnelPart;
        workflow::FunnelSelection selection;
        const std::vector<std::string_view> words = split(m_list, ':');
        const std::string_view part = words.front();
        if (words.size() == 2 && (part == "reached" || part == "dropped")) {
            const auto step = parseInteger(words[1]);
            if (step && *step > 0 && *step <= static_cast<std::int64_t>(steps)) {
                selection.part = part == "reached" ? FunnelPart::Reached : FunnelPart::Dropped;
                selection.step = static_cast<std::uint32_t>(*step);
                return selection;
            }
        } else if (words.size() == 1
                   && (part == "immature" || part == "touched" || part == "excluded")) {
            selection.part = part == "immature" ? FunnelPart::Immature
                : part == "touched"             ? FunnelPart::Touched
                                                : FunnelPart::Excluded;
            return selection;
        }
        return usageError("'" + m_list + "' is no number of this funnel",
                          "Write reached:N, dropped:N, immature, touched or excluded");
    }

    CLI::App* m_show = nullptr;
    CLI::App* m_pivot = nullptr;
    CLI::App* m_define = nullptr;
    CLI::App* m_delete = nullptr;
    FunnelOptions m_options;
    ScopeOptions m_scope;
    std::string m_by;
    std::vector<std::string> m_fields;
    std::string m_group;
    std::string m_attribution = "first";
    bool m_times = false;
    std::string m_trend;
    std::string m_list;
    std::size_t m_limit = 100;
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
