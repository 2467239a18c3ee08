#include "models/workflow/comparison_workflow.h"

#include "models/analysis/compare/compare.h"
#include "models/analysis/compare/comparison_table.h"
#include "models/analysis/compare/group_comparison.h"
#include "models/base/text.h"
#include "models/domain/record.h"
#include "models/workflow/funnel_patterns.h"

#include <algorithm>
#include <functional>
#include <future>

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
    inputs.errorRecords = &snapshot.sessions.errorRecords;
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

/// The context fields of the store that are not matched on and have few enough values to match on.
std::vector<index::SegmentColumn> candidates(const Snapshot& snapshot,
                                             const std::vector<std::string>& match)
{
    constexpr std::size_t kMostValues = 60;
    std::vector<index::SegmentColumn> found;
    for (const std::string& field : snapshot.sessions.index.contextFields) {
        // The whole user agent says again what browser and system say.
        if (field == domain::key::kUserAgent
            || std::find(match.begin(), match.end(), field) != match.end()) {
            continue;
        }
        index::SegmentColumn column = index::segmentColumn(snapshot.sessions.index, field);
        if (column.labels.size() > 2 && column.labels.size() <= kMostValues) {
            found.push_back(std::move(column));
        }
    }
    return found;
}

/// Whether the sessions whose outcome counts have more than one value.
bool varies(const index::SegmentColumn& column, const EvaluatedFunnel& funnel)
{
    std::optional<std::uint32_t> first;
    for (std::uint32_t session = 0; session < column.valueOf.size(); ++session) {
        if (!funnel.population.counts(session)) {
            continue;
        }
        if (first && *first != column.valueOf[session]) {
            return true;
        }
        first = column.valueOf[session];
    }
    return false;
}

index::ExposureSet exposures(const Snapshot& snapshot, domain::ErrorGroupId group)
{
    const index::ExposureSet* met = snapshot.exposureOf(group);
    return met != nullptr ? *met : index::ExposureSet {group, {}};
}

} // namespace

Result<analysis::ComparisonTable> comparisonTable(const Snapshot& snapshot,
                                                  const EvaluatedFunnel& funnel,
                                                  const std::vector<std::string>& match)
{
    return table(snapshot, funnel, match, std::nullopt);
}

Result<analysis::ComparisonTable> comparisonTable(const Snapshot& snapshot,
                                                  const EvaluatedFunnel& funnel,
                                                  const ComparisonRequest& request)
{
    return table(snapshot, funnel, request.match, request.valuePerConversion);
}

const std::vector<std::string>& defaultMatchFields()
{
    static const std::vector<std::string> fields {
        std::string(domain::key::kPlan), std::string(domain::key::kDevice),
        std::string(domain::key::kCountry), std::string(domain::key::kServiceVersion)};
    return fields;
}

std::vector<std::uint8_t> sessionsAtRisk(const Snapshot& snapshot,
                                         const analysis::ComparisonTable& table,
                                         const ComparisonRequest& request)
{
    std::vector<std::uint8_t> marked;
    const std::uint32_t last = table.levels().steps;
    std::uint32_t step = request.fromStep.value_or(0);
    if (step == 0) {
        step =
            analysis::beginComparison(table, exposures(snapshot, request.group), {}).exposureStep;
    }
    if (step == 0 || step >= last) {
        return marked;
    }
    marked.resize(snapshot.sessions.index.sessionCount());
    for (const std::uint32_t session : table.atRisk(step).session) {
        marked[session] = 1;
    }
    return marked;
}

namespace {

Result<analysis::Comparison> compareWith(const Snapshot& snapshot, const EvaluatedFunnel& funnel,
                                         const ComparisonRequest& request,
                                         const analysis::ComparisonTable& prepared,
                                         std::function<const analysis::SessionSignals*()> signals)
{
    analysis::CompareOptions options;
    options.fromStep = request.fromStep;
    options.candidates = candidates(snapshot, prepared.match());
    TL_ASSIGN(options.by,
              columns(snapshot,
                      !request.by.empty()          ? request.by
                          : !request.match.empty() ? request.match
                                                   : defaultMatchFields()));
    if (request.by.empty()) {
        // What is matched on first, then every other segment field that tells these apart.
        for (const index::SegmentColumn& column : options.candidates) {
            if (varies(column, funnel)) {
                options.by.push_back(column);
            }
        }
    }
    options.signals = std::move(signals);
    options.dataEnd = snapshot.sessions.dataEnd;
    return analysis::compareGroup(prepared, exposures(snapshot, request.group), options);
}

} // namespace

Result<analysis::Comparison> compare(const Snapshot& snapshot, const EvaluatedFunnel& funnel,
                                     const ComparisonRequest& request)
{
    TL_ASSIGN(const analysis::ComparisonTable prepared, comparisonTable(snapshot, funnel, request));
    return compareWith(snapshot, funnel, request, prepared,
                       [&request] { return request.signals.get(); });
}

Result<analysis::Comparison> compareMeasured(const Workspace& workspace, const Snapshot& snapshot,
                                             const EvaluatedFunnel& funnel,
                                             const ComparisonRequest& request,
                                             const std::stop_token& stop)
{
    TL_ASSIGN(const analysis::ComparisonTable prepared, comparisonTable(snapshot, funnel, request));
    return compareMeasured(workspace, snapshot, funnel, request, prepared, stop);
}

Result<analysis::Comparison> compareMeasured(const Workspace& workspace, const Snapshot& snapshot,
                                             const EvaluatedFunnel& funnel,
                                             const ComparisonRequest& request,
                                             const analysis::ComparisonTable& table,
                                             const std::stop_token& stop)
{
    const std::vector<std::uint8_t> wanted = sessionsAtRisk(snapshot, table, request);
    auto reading = std::async(std::launch::async,
                              [&] { return sessionSignals(workspace, snapshot, wanted, stop); });
    SessionSignalsPointer signals;
    std::optional<Error> failure;
    auto comparison = compareWith(snapshot, funnel, request, table, [&] {
        if (auto read = reading.get(); read.ok()) {
            signals = *std::move(read);
        } else {
            failure = std::move(read).error();
        }
        return signals.get();
    });
    return failure ? Result<analysis::Comparison>(*std::move(failure)) : std::move(comparison);
}

Result<IdSet> sessionsWithValue(const Snapshot& snapshot, IdSet sessions,
                                const SegmentValue& wanted)
{
    if (wanted.field.empty()) {
        return sessions;
    }
    TL_ASSIGN(const index::SegmentColumn column, knownColumn(snapshot, wanted.field));
    std::vector<std::uint32_t> found;
    sessions.forEach([&](std::uint32_t session) {
        if (column.label(session) == wanted.value) {
            found.push_back(session);
        }
    });
    return IdSet(found);
}

Result<IdSet> comparisonSessions(const Snapshot& snapshot, const EvaluatedFunnel& funnel,
                                 const ComparisonRequest& request, ComparisonArm arm,
                                 const std::vector<SegmentValue>& values)
{
    TL_ASSIGN(const analysis::ComparisonTable prepared, comparisonTable(snapshot, funnel, request));
    const index::ExposureSet met = exposures(snapshot, request.group);
    std::vector<std::uint8_t> among;
    for (const SegmentValue& wanted : values) {
        if (wanted.field.empty()) {
            continue;
        }
        TL_ASSIGN(const index::SegmentColumn column, knownColumn(snapshot, wanted.field));
        among.resize(column.valueOf.size(), 1);
        for (std::uint32_t session = 0; session < column.valueOf.size(); ++session) {
            if (column.label(session) != wanted.value) {
                among[session] = 0;
            }
        }
    }
    return IdSet(arm == ComparisonArm::Affected
                     ? analysis::affectedSessions(prepared, met, request.fromStep, among)
                     : analysis::armSessions(prepared, met, request.fromStep, among).control);
}

IdSet affectedSessions(const Snapshot& snapshot, const analysis::ComparisonTable& table,
                       const ComparisonRequest& request)
{
    return IdSet(
        analysis::affectedSessions(table, exposures(snapshot, request.group), request.fromStep));
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

std::optional<analysis::AffectedSample>
affectedSample(const Snapshot& snapshot, const EvaluatedFunnel& funnel, domain::ErrorGroupId group)
{
    return funnel.countsSessions()
        ? analysis::affectedSample(funnel.weights, funnel.population, exposures(snapshot, group))
        : std::nullopt;
}

} // namespace throughline::workflow
