#include "models/workflow/funnel_workflow.h"

#include "models/analysis/funnel/funnel_engine.h"
#include "models/analysis/funnel/funnel_summary.h"
#include "models/base/text.h"
#include "models/domain/field.h"
#include "models/filter/expression_eval.h"
#include "models/store/block_scan.h"
#include "models/store/queries/funnel_queries.h"
#include "models/store/store_file.h"
#include "models/workflow/funnel_patterns.h"
#include "models/workflow/session_terms.h"

#include <algorithm>
#include <map>

namespace throughline::workflow {

namespace {

/// Answers steps on attributes by one pass over the event blocks, in the order in which the index
/// was built, so that the bits fall on the index's events.
class AttributeSteps
{
public:
    AttributeSteps(const store::Connection& connection, const Snapshot& snapshot,
                   const std::stop_token& stop)
        : m_connection(connection)
        , m_snapshot(snapshot)
        , m_stop(stop)
    {
    }

    Result<std::vector<index::EventBits>> operator()(const std::vector<filter::Step>& steps) const
    {
        constexpr std::size_t kMarks = 8;
        std::vector<index::EventBits> bits;
        for (std::size_t from = 0; from < steps.size(); from += kMarks) {
            const std::size_t count = std::min(kMarks, steps.size() - from);
            TL_ASSIGN(auto part, pass(std::span(steps).subspan(from, count)));
            for (index::EventBits& one : part) {
                bits.push_back(std::move(one));
            }
        }
        return bits;
    }

private:
    [[nodiscard]] Result<std::vector<index::EventBits>>
    pass(std::span<const filter::Step> steps) const
    {
        std::vector<filter::RecordMatcher> matchers;
        for (const filter::Step& step : steps) {
            matchers.emplace_back(step.expression);
        }
        index::IndexBuilderOptions options;
        options.sessionCount = static_cast<std::uint32_t>(m_snapshot.sessions.sessionIds.size());
        options.markCount = static_cast<std::uint32_t>(steps.size());
        options.splits = m_snapshot.sessions.splits;
        index::IndexBuilder builder(std::move(options));
        store::BlockChoice choice;
        choice.signalList = {domain::Signal::Event};
        TL_ASSIGN(const auto blocks, store::chooseBlocks(m_connection, choice));
        TL_ASSIGN(store::BlockReader reader, store::BlockReader::create(m_connection));
        store::RecordJsonReader json;
        store::IndexColumns columns;
        std::vector<std::uint8_t> marks;
        for (const store::BlockInfo& block : blocks) {
            if (m_stop.stop_requested()) {
                return cancelledError();
            }
            TL_TRY(reader.index(block.id, columns));
            TL_ASSIGN(const auto* lines, reader.lines(block.id));
            marks.assign(columns.time.size(), 0);
            for (std::size_t row = 0; row < marks.size(); ++row) {
                TL_ASSIGN(const domain::Record* record, json.read((*lines)[row], block.signal));
                for (std::size_t i = 0; i < matchers.size(); ++i) {
                    const unsigned bit = matchers[i].matches(*record) ? 1U : 0U;
                    marks[row] = static_cast<std::uint8_t>(marks[row] | bit << i);
                }
            }
            index::EventColumns events;
            events.session = columns.session;
            events.user = columns.user;
            events.timeNs = columns.time;
            events.name = columns.name;
            events.marks = marks;
            builder.addEvents(events);
        }
        return std::move(builder).finishMarks();
    }

    const store::Connection& m_connection;
    const Snapshot& m_snapshot;
    const std::stop_token& m_stop;
};

/// Sessions that met a group, as a population of its own: all others stand outside.
analysis::Population onlyArm(const analysis::Population& all, const index::ExposureSet* met,
                             bool with)
{
    std::vector<bool> inArm(all.standing.size(), !with);
    if (met != nullptr) {
        for (const index::Exposure& exposure : met->first) {
            inArm[exposure.session] = with;
        }
    }
    analysis::Population arm = all;
    for (std::size_t s = 0; s < arm.standing.size(); ++s) {
        if (!inArm[s]) {
            arm.standing[s] = analysis::Standing::Outside;
        }
    }
    return arm;
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

} // namespace

Result<std::vector<domain::FunnelDefinition>> listFunnels(const Workspace& workspace)
{
    TL_ASSIGN(const store::Connection connection, workspace.file().openReader());
    return store::storedFunnels(connection);
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
    TL_TRY(analysis::readSteps(funnel));
    TL_ASSIGN(const store::WriterLock lock, store::WriterLock::acquire(workspace.file()));
    TL_ASSIGN(store::Connection connection, lock.openWriter());
    return store::storeFunnel(connection, funnel, now);
}

Result<void> deleteFunnel(const Workspace& workspace, const std::string& name)
{
    TL_ASSIGN(const store::WriterLock lock, store::WriterLock::acquire(workspace.file()));
    TL_ASSIGN(store::Connection connection, lock.openWriter());
    TL_ASSIGN(const bool removed, store::removeFunnel(connection, name));
    if (!removed) {
        TL_ASSIGN(const auto funnels, store::storedFunnels(connection));
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
                                              const std::stop_token& stop)
{
    auto evaluated = std::make_shared<EvaluatedFunnel>();
    evaluated->definition = funnel;
    evaluated->scope = scope;
    TL_ASSIGN(evaluated->steps, analysis::readSteps(funnel));
    TL_ASSIGN(const store::Connection connection, workspace.file().openReader(stop));
    TL_ASSIGN(evaluated->compiled,
              analysis::compileSteps(snapshot.sessions.index, evaluated->steps,
                                     AttributeSteps(connection, snapshot, stop)));
    analysis::FunnelOptions options;
    options.window = funnel.window;
    options.detail = analysis::FunnelDetail::Times;
    evaluated->levels =
        analysis::evaluateFunnel(snapshot.sessions.index, evaluated->compiled, options);
    TL_ASSIGN(evaluated->population, population(workspace, snapshot, scope, stop));
    return EvaluatedFunnelPointer(std::move(evaluated));
}

Result<analysis::FunnelResult> funnelResult(const Snapshot& snapshot, const EvaluatedFunnel& funnel,
                                            const std::string& byField)
{
    const analysis::FunnelQuestion question {funnel.definition, funnel.steps};
    if (byField.empty()) {
        return analysis::summarizeFunnel(question, funnel.levels, funnel.population);
    }
    TL_ASSIGN(const index::SegmentColumn column, knownColumn(snapshot, byField));
    return analysis::summarizeFunnel(question, funnel.levels, funnel.population, &column);
}

FunnelArms funnelArms(const Snapshot& snapshot, const EvaluatedFunnel& funnel,
                      domain::ErrorGroupId group)
{
    const analysis::FunnelQuestion question {funnel.definition, funnel.steps};
    const index::ExposureSet* met = snapshot.exposureOf(group);
    return {
        analysis::summarizeFunnel(question, funnel.levels, onlyArm(funnel.population, met, true)),
        analysis::summarizeFunnel(question, funnel.levels, onlyArm(funnel.population, met, false))};
}

Result<IdSet> funnelSessions(const Snapshot& snapshot, const EvaluatedFunnel& funnel,
                             const FunnelSelection& selection)
{
    const bool all = selection.arm == FunnelArm::All;
    const analysis::Population arm = all
        ? funnel.population
        : onlyArm(funnel.population, snapshot.exposureOf(selection.group),
                  selection.arm == FunnelArm::With);
    IdSet sessions;
    switch (selection.part) {
    case FunnelPart::Reached:
        sessions = analysis::sessionsReaching(funnel.levels, arm, selection.step);
        break;
    case FunnelPart::Dropped:
        sessions = analysis::sessionsDropping(funnel.levels, arm, selection.step);
        break;
    case FunnelPart::Immature:
        sessions = analysis::immatureSessions(funnel.levels, arm);
        break;
    }
    if (!selection.byField.empty()) {
        TL_ASSIGN(const index::SegmentColumn column, knownColumn(snapshot, selection.byField));
        IdSet wanted;
        sessions.forEach([&](std::uint32_t s) {
            if (column.label(s) == selection.byValue) {
                wanted.add(s);
            }
        });
        sessions = wanted;
    }
    return sessions;
}

} // namespace throughline::workflow
