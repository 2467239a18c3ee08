#include "app/cli/commands/commands.h"
#include "app/cli/commands/scope_options.h"
#include "app/cli/table.h"
#include "models/base/text.h"
#include "models/codec/text_escape.h"
#include "models/notebook/answer_json.h"
#include "models/notebook/answer_wording.h"
#include "models/notebook/number_text.h"
#include "models/workflow/differ_workflow.h"
#include "models/workflow/error_workflow.h"
#include "models/workflow/release_workflow.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <ostream>

namespace throughline::cli {

namespace {

std::string rangeCell(const std::optional<analysis::Interval>& interval)
{
    return interval ? points(interval->low) + " to " + points(interval->high) : "-";
}

class DifferCommand : public Command
{
public:
    std::string name() const override { return "differ"; }

    std::string summary() const override { return "what tells two sets of sessions apart"; }

    std::string example() const override
    {
        return "throughline differ --a 'error.group:E3' --b '!error.group:E3 event:payment_submit'";
    }

    void addOptions(CLI::App& app) override
    {
        app.add_option("--a", m_first, "the first sessions, as an expression")->required();
        app.add_option("--b", m_second, "the others (default: all that are not in the first)");
        app.add_option("--limit", m_limit, "at most so many differences, the surest first");
        m_scope.addTo(app);
    }

    Result<int> run(const CommonOptions& common, Surroundings& world) override
    {
        TL_ASSIGN(const workflow::Workspace workspace, workflow::Workspace::open(common.store));
        TL_ASSIGN(const auto snapshot, workflow::loadSnapshot(workspace, world.stop));
        workflow::DifferRequest request;
        TL_ASSIGN(request.scope, m_scope.scope(snapshot->sessions.dataEnd));
        request.first = m_first;
        request.second = m_second;
        TL_ASSIGN(analysis::SetDifferences found,
                  workflow::differ(workspace, *snapshot, request, world.stop));
        const std::string sentence = notebook::differenceSentence(found);
        const std::size_t total = found.values.size();
        found.values.resize(std::min(found.values.size(), m_limit));
        if (common.json) {
            codec::JsonWriter json(2);
            notebook::writeDifferences(json, found, total, sentence);
            world.out << json.text() << '\n';
        } else {
            print(found, sentence, world.out);
        }
        return 0;
    }

private:
    static void print(const analysis::SetDifferences& found, const std::string& sentence,
                      std::ostream& out)
    {
        out << codec::escapeTerminal(sentence) << '\n';
        if (!found.values.empty()) {
            out << '\n';
            Table table({{"what"},
                         {"value"},
                         {"a", true},
                         {"share", true},
                         {"b", true},
                         {"share", true},
                         {"points", true},
                         {"95 % interval", true},
                         {"q", true}});
            for (const analysis::SetDifference& value : found.values) {
                table.add({value.field.empty() ? std::string(toText(value.kind)) : value.field,
                           value.value.empty() ? "(none)" : value.value, count(value.first),
                           percent(value.firstShare), count(value.second),
                           percent(value.secondShare), points(value.difference),
                           rangeCell(value.interval),
                           value.qValue ? notebook::pValueText(*value.qValue) : "-"});
            }
            table.print(out);
        }
        if (!found.leftOut.empty()) {
            out << "\nLeft out, for nearly every session has its own value: "
                << codec::escapeTerminal(join(found.leftOut, ", ")) << '\n';
        }
    }

    std::string m_first;
    std::string m_second;
    std::size_t m_limit = 40;
    ScopeOptions m_scope;
};

class ReleaseCommand : public Command
{
public:
    std::string name() const override { return "release"; }

    std::string summary() const override
    {
        return "before and after a release: did the fix work, did conversion move";
    }

    std::string example() const override
    {
        return "throughline release 2.3.1 --error-group E3 --funnel checkout";
    }

    void addOptions(CLI::App& app) override
    {
        app.add_option("version", m_version, "the release, as service.version says")->required();
        app.add_option("--error-group", m_group, "the group it should have fixed, such as E3");
        app.add_option("--match", m_match, "fields to match on, with commas")->delimiter(',');
        m_funnel.addTo(app, true);
        m_scope.addTo(app);
    }

    Result<int> run(const CommonOptions& common, Surroundings& world) override
    {
        workflow::ReleaseRequest request;
        request.version = m_version;
        request.match = m_match;
        TL_ASSIGN(const workflow::Workspace workspace, workflow::Workspace::open(common.store));
        if (!m_group.empty()) {
            TL_ASSIGN(request.group, workflow::errorGroupNamed(m_group));
            TL_TRY(workflow::findErrorGroup(workspace, request.group));
        }
        TL_ASSIGN(const auto snapshot, workflow::loadSnapshot(workspace, world.stop));
        TL_ASSIGN(request.scope, m_scope.scope(snapshot->sessions.dataEnd));
        workflow::EvaluatedFunnelPointer funnel;
        auto definition = m_funnel.resolve(workspace);
        if (definition) {
            TL_ASSIGN(funnel,
                      workflow::evaluateFunnel(workspace, *snapshot, *definition, request.scope,
                                               world.stop));
            TL_TRY(workflow::checkComparable(*funnel));
            request.funnel = funnel.get();
        } else if (!m_funnel.name.empty() || !m_funnel.named()) {
            return std::move(definition).error();
        }
        TL_ASSIGN(const analysis::ReleaseEffect effect,
                  workflow::releaseEffect(workspace, *snapshot, request, world.stop));
        const std::string sentence = notebook::releaseSentence(effect);
        if (common.json) {
            codec::JsonWriter json(2);
            notebook::writeRelease(json, effect, sentence);
            world.out << json.text() << '\n';
        } else {
            print(effect, sentence, world.out);
        }
        return 0;
    }

private:
    static std::vector<std::string> occurrenceCells(const char* period,
                                                    const analysis::OccurrenceRate& rate)
    {
        return {period,
                count(rate.sessions),
                count(rate.hit),
                count(rate.occurrences),
                rate.perThousand ? formatFixed(*rate.perThousand, 2) : "-",
                rate.interval ? formatFixed(rate.interval->low, 2) + " to "
                        + formatFixed(rate.interval->high, 2)
                              : "-"};
    }

    static std::vector<std::string> conversionCells(const char* period,
                                                    const analysis::PeriodConversion& found)
    {
        return {period, count(found.sessions), count(found.converted),
                found.rate ? percent(*found.rate) : "-",
                found.interval
                    ? percent(found.interval->low) + " to " + percent(found.interval->high)
                    : "-"};
    }

    static void print(const analysis::ReleaseEffect& effect, const std::string& sentence,
                      std::ostream& out)
    {
        out << codec::escapeTerminal(sentence) << "\n\n";
        Table periods({{"period"}, {"from"}, {"to"}});
        periods.add({"before", formatRfc3339(effect.before.from), formatRfc3339(effect.before.to)});
        periods.add({"since", formatRfc3339(effect.after.from), formatRfc3339(effect.after.to)});
        periods.print(out);
        if (effect.group.value() != 0) {
            out << '\n';
            Table table({{domain::toText(effect.group)},
                         {"at risk", true},
                         {"hit", true},
                         {"occurrences", true},
                         {"per 1,000", true},
                         {"95 % interval", true}});
            table.add(occurrenceCells("before", effect.occurrencesBefore));
            table.add(occurrenceCells("since", effect.occurrencesAfter));
            table.print(out);
        }
        if (effect.conversion.method.empty()) {
            return;
        }
        out << '\n';
        Table table({{"conversion"},
                     {"sessions", true},
                     {"converted", true},
                     {"rate", true},
                     {"95 % interval", true}});
        table.add(conversionCells("before", effect.conversionBefore));
        table.add(conversionCells("since", effect.conversionAfter));
        table.print(out);
        out << '\n';
        Table estimates({{"difference"}, {"points", true}, {"95 % interval", true}, {"p", true}});
        for (const analysis::Estimate* estimate : {&effect.conversion, &effect.placebo}) {
            estimates.add({estimate->method,
                           estimate->difference ? points(*estimate->difference) : "-",
                           rangeCell(estimate->interval),
                           estimate->pValue ? notebook::pValueText(*estimate->pValue) : "-"});
        }
        estimates.print(out);
    }

    std::string m_version;
    std::string m_group;
    std::vector<std::string> m_match;
    FunnelOptions m_funnel;
    ScopeOptions m_scope;
};

} // namespace

Commands answerCommands()
{
    Commands commands;
    commands.push_back(std::make_unique<DifferCommand>());
    commands.push_back(std::make_unique<ReleaseCommand>());
    return commands;
}

} // namespace throughline::cli
