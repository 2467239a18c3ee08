#include "models/workflow/funnel_workflow.h"

#include "models/analysis/funnel/funnel_engine.h"
#include "models/analysis/funnel/funnel_summary.h"
#include "models/analysis/funnel/sampling_weights.h"
#include "models/analysis/funnel/unit_levels.h"
#include "models/base/text.h"
#include "models/notebook/notebook_json.h"
#include "models/store/queries/funnel_queries.h"
#include "models/store/store_file.h"
#include "models/workflow/event_marks.h"
#include "models/workflow/funnel_patterns.h"
#include "models/workflow/session_terms.h"

#include <algorithm>

namespace throughline::workflow {

namespace {

/// Units that met a group in any of their sessions, or those that did not, as a population of its
/// own: all others stand outside.
analysis::Population onlyArm(const EvaluatedFunnel& funnel, const index::ExposureSet* met,
                             bool with)
{
    analysis::Population arm = funnel.people();
    std::vector<bool> inArm(arm.standing.size(), !with);
    if (met != nullptr) {
        for (const index::Exposure& exposure : met->first) {
            const std::uint32_t unit = funnel.units.unitOf[exposure.session];
            if (unit != index::kNone) {
                inArm[unit] = with;
            }
        }
    }
    for (std::size_t unit = 0; unit < arm.standing.size(); ++unit) {
        if (!inArm[unit]) {
            arm.standing[unit] = analysis::Standing::Outside;
        }
    }
    return arm;
}

analysis::FunnelResult summarize(const EvaluatedFunnel& funnel,
                                 const analysis::Population& population,
                                 const analysis::FunnelSplit* split)
{
    const analysis::FunnelQuestion question {funnel.definition, funnel.steps};
    analysis::FunnelResult result =
        analysis::summarizeFunnel(question, funnel.counted(), population, split);
    if (!funnel.countsSessions()) {
        result.botsLeftOut = funnel.botsLeftOut;
        result.withoutUnit = funnel.withoutUnit;
    }
    result.sampled = !funnel.weights.empty();
    if (result.sampled && funnel.countsSessions()) {
        analysis::estimateUnsampled(result, funnel.levels, population, funnel.weights, split);
    }
    return result;
}

bool answersLevels(const EvaluatedFunnel& before, const EvaluatedFunnel& asked)
{
    domain::FunnelDefinition renamed = before.definition;
    renamed.name = asked.definition.name;
    return before.snapshot == asked.snapshot && renamed == asked.definition
        && (asked.countsSessions() || before.scope == asked.scope);
}

/// Levels of users or accounts, from the sessions in scope.
Result<void> evaluateUnits(const Workspace& workspace, const Snapshot& snapshot,
                           const analysis::FunnelOptions& options, const std::stop_token& stop,
                           EvaluatedFunnel& funnel)
{
    // The range is that of first steps; a session before it may hold one.
    domain::Scope sessions = funnel.scope;
    sessions.range = {};
    TL_ASSIGN(const analysis::Population people, population(workspace, snapshot, sessions, stop));
    const index::SessionIndex& index = snapshot.sessions.index;
    funnel.units = analysis::unitsOf(index, funnel.definition.unit, people);
    funnel.withoutUnit = funnel.units.sessionsWithout;
    funnel.botsLeftOut = static_cast<std::uint64_t>(
        std::count(people.standing.begin(), people.standing.end(), analysis::Standing::Bot));
    const analysis::StartRange starts {funnel.scope.range, snapshot.sessions.dataEnd};
    funnel.unitLevels =
        analysis::evaluateUnits(index, funnel.compiled, options, funnel.units, starts);
    funnel.unitPopulation = analysis::populationOf(funnel.unitLevels);
    return {};
}

std::string idOf(const Snapshot& snapshot, const EvaluatedFunnel& funnel, std::uint32_t unit)
{
    const std::uint32_t key = funnel.units.key[unit];
    switch (funnel.definition.unit) {
    case domain::Unit::Session:
        return snapshot.sessions.idOf(key);
    case domain::Unit::User:
        return snapshot.sessions.users[key];
    case domain::Unit::Account:
        return snapshot.sessions.accounts[key];
    }
    return {};
}

/// Per required step its place in the definition, from 1.
std::vector<std::uint32_t> placesOfRequired(const domain::FunnelDefinition& funnel)
{
    std::vector<std::uint32_t> places;
    const std::vector<analysis::FunnelBar> bars = analysis::barsOf(funnel);
    for (std::uint32_t i = 0; i < bars.size(); ++i) {
        if (!bars[i].optional) {
            places.push_back(i + 1);
        }
    }
    return places;
}

Error noFunnel(const std::string& name, const std::vector<domain::FunnelDefinition>& funnels)
{
    std::vector<std::string> names;
    for (const domain::FunnelDefinition& funnel : funnels) {
        names.push_back(funnel.name);
    }
    const std::string define = "Define one: throughline funnel define NAME --step EXPR --step EXPR";
    if (names.empty()) {
        return usageError("The store has no funnel yet", define);
    }
    return usageError(name.empty() ? "The store has several funnels"
                                   : "There is no funnel named '" + name + "'",
                      "Stored funnels: " + listInWords(names));
}

Result<std::vector<domain::FunnelDefinition>> storedFunnels(const store::Connection& connection)
{
    TL_ASSIGN(const auto rows, store::funnelRows(connection));
    std::vector<domain::FunnelDefinition> funnels;
    funnels.reserve(rows.size());
    for (const store::FunnelRow& row : rows) {
        TL_ASSIGN(domain::FunnelDefinition funnel, notebook::funnelFromText(row.definition));
        funnel.name = row.name;
        funnels.push_back(std::move(funnel));
    }
    return funnels;
}

} // namespace

Result<std::vector<domain::FunnelDefinition>> listFunnels(const Workspace& workspace)
{
    TL_ASSIGN(const store::Connection connection, workspace.file().openReader());
    return storedFunnels(connection);
}

Result<domain::FunnelDefinition> findFunnel(const Workspace& workspace, const std::string& name)
{
    TL_ASSIGN(const auto funnels, listFunnels(workspace));
    for (const domain::FunnelDefinition& funnel : funnels) {
        if (funnel.name == name || (name.empty() && funnels.size() == 1)) {
            return funnel;
        }
    }
    return noFunnel(name, funnels);
}

Result<void> defineFunnel(const Workspace& workspace, const domain::FunnelDefinition& funnel,
                          Timestamp now)
{
    if (trim(funnel.name).empty()) {
        return usageError("A funnel needs a name");
    }
    TL_TRY(analysis::readFunnel(funnel));
    TL_ASSIGN(const store::WriterLock lock, store::WriterLock::acquire(workspace.file()));
    TL_ASSIGN(store::Connection connection, lock.openWriter());
    return store::putFunnel(connection, {funnel.name, notebook::funnelText(funnel)}, now);
}

Result<void> deleteFunnel(const Workspace& workspace, const std::string& name)
{
    TL_ASSIGN(const store::WriterLock lock, store::WriterLock::acquire(workspace.file()));
    TL_ASSIGN(store::Connection connection, lock.openWriter());
    TL_ASSIGN(const bool removed, store::removeFunnel(connection, name));
    if (!removed) {
        TL_ASSIGN(const auto funnels, storedFunnels(connection));
        return noFunnel(name, funnels);
    }
    return {};
}

Result<std::vector<analysis::FunnelSuggestion>> suggestFunnels(const Snapshot& snapshot)
{
    const index::SessionIndex& index = snapshot.sessions.index;
    std::vector<std::uint64_t> sessionsOf(index.names.size());
    std::vector<std::uint32_t> lastSession(index.names.size(), index::kNone);
    for (std::uint32_t s = 0; s < index.sessionCount(); ++s) {
        if ((index.flags[s] & index::SessionIndex::kBot) != 0) {
            continue;
        }
        for (std::uint32_t e = index.firstEvent[s]; e < index.firstEvent[s + 1]; ++e) {
            const std::uint32_t name = index.nameAndOrder[e] & index::SessionIndex::kNameMask;
            if (name < lastSession.size() && lastSession[name] != s) {
                lastSession[name] = s;
                ++sessionsOf[name];
            }
        }
    }
    std::vector<analysis::NameCount> counts;
    for (std::size_t name = 0; name < sessionsOf.size(); ++name) {
        if (sessionsOf[name] > 0) {
            counts.push_back({index.names[name], sessionsOf[name]});
        }
    }
    return analysis::suggestFunnels(funnelPatterns(), counts, {});
}

Result<EvaluatedFunnelPointer> evaluateFunnel(const Workspace& workspace, const Snapshot& snapshot,
                                              const domain::FunnelDefinition& funnel,
                                              const domain::Scope& scope,
                                              const std::stop_token& stop,
                                              const EvaluatedFunnel* before)
{
    auto evaluated = std::make_shared<EvaluatedFunnel>();
    evaluated->definition = funnel;
    evaluated->scope = scope;
    evaluated->snapshot = snapshot.identity;
    evaluated->weights = analysis::samplingWeights(snapshot.sessions.index);
    if (before != nullptr && answersLevels(*before, *evaluated)) {
        *evaluated = *before;
        evaluated->definition = funnel;
        evaluated->scope = scope;
    } else {
        TL_ASSIGN(evaluated->steps, analysis::readSteps(funnel));
        TL_ASSIGN(const analysis::FunnelParts parts, analysis::readFunnel(funnel));
        TL_ASSIGN(const store::Connection connection, workspace.file().openReader(stop));
        TL_ASSIGN(evaluated->compiled,
                  analysis::compileFunnel(snapshot.sessions.index, parts,
                                          attributeConditions(connection, snapshot, stop)));
        const auto options = analysis::optionsOf(funnel, analysis::FunnelDetail::Times);
        if (!evaluated->countsSessions()) {
            TL_TRY(evaluateUnits(workspace, snapshot, options, stop, *evaluated));
            return EvaluatedFunnelPointer(std::move(evaluated));
        }
        evaluated->units = analysis::eachSession(snapshot.sessions.index);
        evaluated->levels =
            analysis::evaluateFunnel(snapshot.sessions.index, evaluated->compiled, options);
    }
    if (evaluated->countsSessions()) {
        TL_ASSIGN(evaluated->population, population(workspace, snapshot, scope, stop));
    }
    return EvaluatedFunnelPointer(std::move(evaluated));
}

namespace {

Error countsOtherUnits()
{
    return usageError("The funnel counts users or accounts; errors are compared by session",
                      "Define the same steps with --unit session to compare with");
}

/// The canonical names of these fields. Usage error: one is unknown.
Result<std::vector<std::string>> knownFields(const Snapshot& snapshot,
                                             const std::vector<std::string>& fields)
{
    std::vector<std::string> names;
    for (const std::string& field : fields) {
        TL_ASSIGN(std::string name, knownField(snapshot, field));
        names.push_back(std::move(name));
    }
    return names;
}

/// Per session whether it met the group; empty: nobody did.
std::vector<std::uint8_t> whoMet(const Snapshot& snapshot, domain::ErrorGroupId group)
{
    std::vector<std::uint8_t> met;
    if (const index::ExposureSet* exposures = snapshot.exposureOf(group)) {
        met.resize(snapshot.sessions.index.sessionCount());
        for (const index::Exposure& exposure : exposures->first) {
            met[exposure.session] = 1;
        }
    }
    return met;
}

} // namespace

Result<void> checkComparable(const EvaluatedFunnel& funnel)
{
    if (funnel.countsSessions()) {
        return {};
    }
    return countsOtherUnits();
}

Result<analysis::FunnelPivot> pivotFunnel(const Workspace& workspace, const Snapshot& snapshot,
                                          const domain::FunnelDefinition& funnel,
                                          const domain::Scope& scope,
                                          const std::vector<std::string>& fields,
                                          domain::ErrorGroupId group, const std::stop_token& stop)
{
    if (funnel.unit != domain::Unit::Session) {
        return countsOtherUnits();
    }
    const index::SessionIndex& index = snapshot.sessions.index;
    TL_ASSIGN(const std::vector<std::string> names, knownFields(snapshot, fields));
    TL_ASSIGN(const analysis::FunnelParts parts, analysis::readFunnel(funnel));
    TL_ASSIGN(const store::Connection connection, workspace.file().openReader(stop));
    TL_ASSIGN(
        const analysis::CompiledSteps compiled,
        analysis::compileFunnel(index, parts, attributeConditions(connection, snapshot, stop)));
    const analysis::FunnelLevels levels = analysis::evaluateFunnel(
        index, compiled, analysis::optionsOf(funnel, analysis::FunnelDetail::Levels));
    TL_ASSIGN(const analysis::Population people, population(workspace, snapshot, scope, stop));
    return analysis::pivotFunnel(index, levels, people, names, whoMet(snapshot, group));
}

Result<analysis::FunnelPivot> pivotFunnel(const Snapshot& snapshot, const EvaluatedFunnel& funnel,
                                          const std::vector<std::string>& fields,
                                          domain::ErrorGroupId group)
{
    TL_TRY(checkComparable(funnel));
    TL_ASSIGN(const std::vector<std::string> names, knownFields(snapshot, fields));
    return analysis::pivotFunnel(snapshot.sessions.index, funnel.levels, funnel.population, names,
                                 whoMet(snapshot, group));
}

Result<void> setAttribution(FunnelBreakdown& breakdown, const std::string& text)
{
    const std::optional<std::int64_t> step = parseInteger(text);
    if (step && *step > 0 && *step <= INT32_MAX) {
        breakdown.attribution = analysis::Attribution::Step;
        breakdown.step = static_cast<std::uint32_t>(*step);
    } else if (text.empty() || text == "first") {
        breakdown.attribution = analysis::Attribution::First;
    } else if (text == "last") {
        breakdown.attribution = analysis::Attribution::Last;
    } else if (text == "every") {
        breakdown.attribution = analysis::Attribution::Every;
    } else {
        return usageError("'" + text + "' does not say whose value counts",
                          "Write first, last, every or the number of a step");
    }
    return {};
}

Result<analysis::FunnelSplit> splitFunnel(const Workspace& workspace, const Snapshot& snapshot,
                                          const EvaluatedFunnel& funnel,
                                          const FunnelBreakdown& breakdown,
                                          const std::stop_token& stop)
{
    analysis::BreakdownQuestion question;
    question.attribution = breakdown.attribution;
    if (breakdown.attribution == analysis::Attribution::Step) {
        const std::vector<std::uint32_t> places = placesOfRequired(funnel.definition);
        const auto at = std::find(places.begin(), places.end(), breakdown.step);
        if (at == places.end()) {
            return usageError("The funnel has no required step " + std::to_string(breakdown.step));
        }
        question.step = static_cast<std::uint32_t>(at - places.begin()) + 1;
    }
    TL_ASSIGN(index::SegmentColumn column, knownColumn(snapshot, breakdown.field));
    TL_ASSIGN(const store::Connection connection, workspace.file().openReader(stop));
    TL_ASSIGN(const EventValues values, eventValues(connection, snapshot, std::move(column), stop));
    question.valueOfEvent = values.valueOfEvent;
    return analysis::splitOf(snapshot.sessions.index, funnel.units, funnel.counted(), values.column,
                             question);
}

analysis::FunnelResult funnelResult(const EvaluatedFunnel& funnel,
                                    const analysis::FunnelSplit* split)
{
    return summarize(funnel, funnel.people(), split);
}

FunnelTimes funnelTimes(const Snapshot& snapshot, const EvaluatedFunnel& funnel)
{
    return {analysis::timeToConvert(funnel.counted(), funnel.people()),
            analysis::conversionCurve(funnel.counted(), funnel.people(), funnel.units.start,
                                      snapshot.sessions.dataEnd)};
}

std::vector<analysis::TrendPoint> funnelTrend(const EvaluatedFunnel& funnel, Duration every)
{
    const std::vector<Timestamp> borders =
        analysis::trendBorders(funnel.counted(), funnel.people(), funnel.units.start, every);
    return analysis::funnelTrend(funnel.counted(), funnel.people(), funnel.units.start, borders);
}

FunnelArms funnelArms(const Snapshot& snapshot, const EvaluatedFunnel& funnel,
                      domain::ErrorGroupId group)
{
    const index::ExposureSet* met = snapshot.exposureOf(group);
    return {summarize(funnel, onlyArm(funnel, met, true), nullptr),
            summarize(funnel, onlyArm(funnel, met, false), nullptr)};
}

namespace {

IdSet unitsOfPart(const EvaluatedFunnel& funnel, const analysis::Population& arm,
                  const FunnelSelection& selection)
{
    using analysis::FunnelLevels;
    const FunnelLevels& levels = funnel.counted();
    const std::vector<analysis::FunnelBar> bars = analysis::barsOf(funnel.definition);
    const bool known = selection.step > 0 && selection.step <= bars.size();
    const analysis::FunnelBar bar = known ? bars[selection.step - 1] : analysis::FunnelBar {};
    switch (selection.part) {
    case FunnelPart::Reached:
        return bar.optional ? analysis::unitsTaking(levels, arm, *bar.optional)
                            : analysis::sessionsReaching(levels, arm, bar.level);
    case FunnelPart::Dropped:
        return bar.optional ? IdSet() : analysis::sessionsDropping(levels, arm, bar.level);
    case FunnelPart::Immature:
        return analysis::immatureSessions(levels, arm);
    case FunnelPart::Touched:
        return analysis::unitsTouched(levels, arm, FunnelLevels::kTouched);
    case FunnelPart::Excluded:
        return analysis::unitsTouched(levels, arm, FunnelLevels::kDropped);
    }
    return {};
}

IdSet withValue(const IdSet& units, const analysis::FunnelSplit& split, const std::string& value)
{
    const auto& labels = split.column.labels;
    std::vector<std::uint32_t> wanted;
    units.forEach([&](std::uint32_t unit) {
        if (labels[split.column.valueOf[unit]] == value) {
            wanted.push_back(unit);
        }
    });
    IdSet found(wanted);
    for (const analysis::FunnelSplit::Also& also : split.also) {
        if (labels[also.label] == value && units.contains(also.unit)) {
            found.add(also.unit);
        }
    }
    return found;
}

} // namespace

IdSet funnelUnits(const Snapshot& snapshot, const EvaluatedFunnel& funnel,
                  const FunnelSelection& selection)
{
    const IdSet units = selection.arm == FunnelArm::All
        ? unitsOfPart(funnel, funnel.people(), selection)
        : unitsOfPart(
            funnel,
            onlyArm(funnel, snapshot.exposureOf(selection.group), selection.arm == FunnelArm::With),
            selection);
    return selection.split == nullptr ? units
                                      : withValue(units, *selection.split, selection.byValue);
}

IdSet funnelSessions(const Snapshot& snapshot, const EvaluatedFunnel& funnel,
                     const FunnelSelection& selection)
{
    IdSet units = funnelUnits(snapshot, funnel, selection);
    if (funnel.countsSessions()) {
        return units;
    }
    std::vector<std::uint32_t> sessions;
    units.forEach([&](std::uint32_t unit) {
        const auto own = funnel.units.sessionsOf(unit);
        sessions.insert(sessions.end(), own.begin(), own.end());
    });
    std::sort(sessions.begin(), sessions.end());
    return IdSet(sessions);
}

Result<std::vector<FunnelUnitRow>>
listFunnelUnits(const Workspace& workspace, const Snapshot& snapshot, const EvaluatedFunnel& funnel,
                const FunnelSelection& selection, std::size_t limit, const std::stop_token& stop)
{
    const analysis::FunnelLevels& levels = funnel.counted();
    const std::vector<std::uint32_t> places = placesOfRequired(funnel.definition);
    std::vector<FunnelUnitRow> rows;
    std::vector<std::uint32_t> events;
    for (const std::uint32_t unit : funnelUnits(snapshot, funnel, selection).toVector()) {
        if (rows.size() == limit) {
            break;
        }
        FunnelUnitRow& row = rows.emplace_back();
        row.id = idOf(snapshot, funnel, unit);
        row.level = levels.level[unit];
        for (std::uint32_t step = 0; step < row.level; ++step) {
            const std::size_t at = std::size_t {unit} * levels.steps + step;
            const Timestamp time =
                funnel.units.start[unit] + Duration::milliseconds(levels.reachedMs[at]);
            row.earned.push_back({places[step], time, {}});
            events.push_back(levels.reachedEvent[at]);
        }
    }
    TL_ASSIGN(const store::Connection connection, workspace.file().openReader(stop));
    TL_ASSIGN(const auto records, recordsOf(connection, snapshot, events, stop));
    std::size_t next = 0;
    for (FunnelUnitRow& row : rows) {
        for (FunnelUnitRow::Earned& earned : row.earned) {
            earned.record = records[next++];
        }
    }
    return rows;
}

} // namespace throughline::workflow
