#include "app/cli/commands/compare_command.h"

#include "app/cli/commands/analysis_json.h"
#include "app/cli/commands/scope_options.h"
#include "app/cli/table.h"
#include "models/base/text.h"
#include "models/codec/text_escape.h"
#include "models/notebook/number_text.h"
#include "models/notebook/wording.h"
#include "models/workflow/comparison_workflow.h"
#include "models/workflow/error_workflow.h"

#include <CLI/CLI.hpp>
#include <cmath>
#include <ostream>

namespace throughline::cli {

namespace {

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

std::unique_ptr<Command> compareCommand()
{
    return std::make_unique<CompareCommand>();
}

} // namespace throughline::cli
