#include "models/workflow/comparison_workflow.h"

#include "models/analysis/compare/compare.h"
#include "models/analysis/compare/comparison_table.h"
#include "models/analysis/compare/exposure.h"
#include "models/base/text.h"
#include "models/domain/record.h"
#include "models/workflow/funnel_patterns.h"

namespace throughline::workflow {

namespace {

/// The sessions whose outcome counts, with those that may still go on left out.
IdSet countedSessions(const EvaluatedFunnel& funnel)
{
    std::vector<std::uint32_t> sessions;
    for (std::uint32_t s = 0; s < funnel.population.standing.size(); ++s) {
        if (funnel.population.counts(s)) {
            sessions.push_back(s);
        }
    }
    return IdSet(sessions);
}

Result<std::vector<index::SegmentColumn>> columns(const Snapshot& snapshot,
                                                  const std::vector<std::string>& fields)
{
    std::vector<index::SegmentColumn> found;
    for (const std::string& field : fields) {
        TL_ASSIGN(index::SegmentColumn column, knownColumn(snapshot, field));
        found.push_back(std::move(column));
    }
    return found;
}

Result<analysis::ComparisonTable> table(const Snapshot& snapshot, const EvaluatedFunnel& funnel,
                                        const std::vector<std::string>& match,
                                        std::optional<double> value)
{
    analysis::ComparisonInputs inputs;
    inputs.funnel = funnel.definition;
    inputs.valuePerConversion = value;
    TL_ASSIGN(inputs.match, columns(snapshot, match.empty() ? defaultMatchFields() : match));
    const std::uint32_t last = funnel.compiled.count - 1;
    inputs.matchesLastStep = [&funnel, &snapshot, last](std::uint32_t event) {
        const index::SessionIndex& index = snapshot.sessions.index;
        const std::uint32_t name = index.nameAndOrder[event] & index::SessionIndex::kNameMask;
        if ((funnel.compiled.stepsOfName[name] >> last & 1U) != 0) {
            return true;
        }
        for (const auto& step : funnel.compiled.eventSteps) {
            if (step.step == last && step.events.test(event)) {
                return true;
            }
        }
        return false;
    };
    return analysis::ComparisonTable::create(snapshot.sessions.index, funnel.levels,
                                             countedSessions(funnel), std::move(inputs));
}

index::ExposureSet exposures(const Snapshot& snapshot, domain::ErrorGroupId group)
{
    const index::ExposureSet* met = snapshot.exposureOf(group);
    return met != nullptr ? *met : index::ExposureSet {group, {}};
}

} // namespace

const std::vector<std::string>& defaultMatchFields()
{
    static const std::vector<std::string> fields {
        std::string(domain::key::kPlan), std::string(domain::key::kDevice),
        std::string(domain::key::kCountry), std::string(domain::key::kServiceVersion)};
    return fields;
}

Result<analysis::Comparison> compare(const Snapshot& snapshot, const EvaluatedFunnel& funnel,
                                     const ComparisonRequest& request)
{
    TL_ASSIGN(const analysis::ComparisonTable prepared,
              table(snapshot, funnel, request.match, request.valuePerConversion));
    analysis::CompareOptions options;
    options.fromStep = request.fromStep;
    TL_ASSIGN(options.by,
              columns(snapshot,
                      !request.by.empty()          ? request.by
                          : !request.match.empty() ? request.match
                                                   : defaultMatchFields()));
    return analysis::compareGroup(prepared, exposures(snapshot, request.group), options);
}

Result<IdSet> comparisonSessions(const Snapshot& snapshot, const EvaluatedFunnel& funnel,
                                 const ComparisonRequest& request, ComparisonArm arm,
                                 const std::string& field, const std::string& value)
{
    TL_ASSIGN(const analysis::ComparisonTable prepared,
              table(snapshot, funnel, request.match, request.valuePerConversion));
    const index::ExposureSet met = exposures(snapshot, request.group);
    const std::uint32_t step = request.fromStep.value_or(
        analysis::chooseExposureStep(prepared.entered(), prepared.levels(), met.first));
    if (step == 0) {
        return IdSet();
    }
    const analysis::RiskTable& risk = prepared.atRisk(step);
    std::vector<bool> inValue(risk.session.size(), true);
    if (!field.empty()) {
        TL_ASSIGN(const index::SegmentColumn column, knownColumn(snapshot, field));
        for (std::size_t row = 0; row < inValue.size(); ++row) {
            inValue[row] = column.label(risk.session[row]) == value;
        }
    }
    std::vector<bool> hit(risk.session.size());
    std::vector<bool> cellHasAffected(risk.cells.size());
    std::vector<std::uint32_t> sessions;
    for (const analysis::Hit& one : analysis::findHits(risk, prepared.levels(), met.first)) {
        hit[one.row] = true;
        if (one.affected && inValue[one.row]) {
            cellHasAffected[risk.cell(one.row)] = true;
            if (arm == ComparisonArm::Affected) {
                sessions.push_back(risk.session[one.row]);
            }
        }
    }
    if (arm == ComparisonArm::Control) {
        for (std::uint32_t row = 0; row < risk.session.size(); ++row) {
            if (!hit[row] && inValue[row] && cellHasAffected[risk.cell(row)]) {
                sessions.push_back(risk.session[row]);
            }
        }
    }
    return IdSet(sessions);
}

Result<std::vector<analysis::Comparison>>
compareAll(const Snapshot& snapshot, const EvaluatedFunnel& funnel,
           const std::vector<domain::ErrorGroupId>& groups, const std::stop_token& stop)
{
    TL_ASSIGN(const analysis::ComparisonTable prepared, table(snapshot, funnel, {}, std::nullopt));
    std::vector<index::ExposureSet> sets;
    for (const domain::ErrorGroupId group : groups) {
        sets.push_back(exposures(snapshot, group));
    }
    return analysis::compareGroups(prepared, sets, stop);
}

} // namespace throughline::workflow
