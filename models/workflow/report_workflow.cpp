#include "models/workflow/report_workflow.h"

#include "models/domain/record.h"
#include "models/notebook/impact_moments.h"
#include "models/store/queries/error_queries.h"
#include "models/store/queries/overview_queries.h"
#include "models/store/queries/source_queries.h"
#include "models/store/store_file.h"
#include "models/workflow/error_workflow.h"
#include "models/workflow/escalate_workflow.h"
#include "models/workflow/session_workflow.h"
#include "models/workflow/store_workflow.h"
#include "models/workflow/ticket_workflow.h"

#include <algorithm>
#include <future>

namespace throughline::workflow {

namespace {

constexpr std::uint64_t kSessionsListed = 60;
constexpr std::size_t kTicketsListed = 40;
constexpr std::size_t kMomentsTold = 6;

std::vector<notebook::NameCount> nameCounts(const std::vector<NamedCount>& counts)
{
    std::vector<notebook::NameCount> list;
    list.reserve(counts.size());
    for (const NamedCount& count : counts) {
        list.emplace_back(count.name, count.count);
    }
    return list;
}

/// Those who met the error before converting; where nobody did, those who met it at all.
Result<IdSet> sessionsToList(const Workspace& workspace, const Snapshot& snapshot,
                             const analysis::ComparisonTable& table,
                             const ComparisonRequest& request)
{
    IdSet affected = affectedSessions(snapshot, table, request);
    if (!affected.empty()) {
        return affected;
    }
    return errorSessions(workspace, snapshot, request.group);
}

Result<notebook::ImpactSession> impactSession(const store::Connection& connection,
                                              const domain::SessionSummary& session,
                                              domain::ErrorGroupId group)
{
    notebook::ImpactSession row {session.id, session.start, {}, {}, session.tickets};
    for (const std::string& field : defaultMatchFields()) {
        const std::string_view value = domain::valueOf(session.attributes, field);
        if (!value.empty()) {
            row.segments.emplace_back(value);
        }
    }
    TL_ASSIGN(const auto occurrences,
              store::occurrencesOfSession(connection, session.number.value()));
    const auto met = std::find_if(occurrences.begin(), occurrences.end(),
                                  [group](const auto& one) { return one.group == group; });
    if (met != occurrences.end()) {
        row.time = met->time;
        row.trace = met->trace.valid() ? domain::toHex(met->trace) : std::string();
    }
    return row;
}

/// The one that shows most: with a ticket and a trace, else with a trace.
const notebook::ImpactSession* mostTelling(const std::vector<notebook::ImpactSession>& sessions)
{
    const notebook::ImpactSession* best = nullptr;
    int score = -1;
    for (const notebook::ImpactSession& session : sessions) {
        const int own = (session.tickets > 0 ? 2 : 0) + (session.trace.empty() ? 0 : 1);
        if (own > score) {
            best = &session;
            score = own;
        }
    }
    return best;
}

Result<void> addSessions(notebook::ImpactFacts& facts, const Workspace& workspace,
                         const Snapshot& snapshot, const IdSet& affected,
                         domain::ErrorGroupId group)
{
    TL_ASSIGN(const SessionPage page,
              listSessions(workspace, snapshot, affected, SessionSort::FrustratedFirst, 0,
                           kSessionsListed));
    TL_ASSIGN(const store::Connection connection, workspace.file().openReader());
    facts.sessionsTotal = page.total;
    for (const domain::SessionSummary& session : page.sessions) {
        TL_ASSIGN(notebook::ImpactSession row, impactSession(connection, session, group));
        facts.sessions.push_back(std::move(row));
    }
    const notebook::ImpactSession* example = mostTelling(facts.sessions);
    if (example == nullptr) {
        return {};
    }
    TL_ASSIGN(const SessionView view, showSession(workspace, example->id));
    notebook::ImpactExample told;
    told.session = *example;
    told.items = notebook::tellingMoments(view.timeline, domain::toText(group), kMomentsTold);
    told.itemsLeftOut = view.timeline.size() - std::min(view.timeline.size(), told.items.size());
    const auto linked = std::find_if(view.tickets.begin(), view.tickets.end(),
                                     [](const domain::TicketLink& link) { return link.linked; });
    told.ticket = linked == view.tickets.end() ? std::string() : linked->ticketId;
    facts.example = std::move(told);
    return {};
}

Result<void> addTickets(notebook::ImpactFacts& facts, const Workspace& workspace,
                        const std::vector<std::string>& tickets)
{
    facts.ticketsTotal = tickets.size();
    for (std::size_t i = 0; i < std::min(tickets.size(), kTicketsListed); ++i) {
        TL_ASSIGN(TicketView view, showTicket(workspace, tickets[i]));
        facts.tickets.push_back(std::move(view.ticket));
    }
    return {};
}

/// All that stands beside the comparison.
Result<void> addSurroundings(notebook::ImpactFacts& facts, const Workspace& workspace,
                             const Snapshot& snapshot, const EvaluatedFunnel& funnel,
                             const ComparisonRequest& request,
                             const analysis::ComparisonTable& table)
{
    TL_ASSIGN(ErrorDetail detail, showError(workspace, request.group));
    FunnelArms arms = funnelArms(snapshot, funnel, request.group);
    facts.with = std::move(arms.with);
    facts.without = std::move(arms.without);
    TL_ASSIGN(facts.segments,
              pivotFunnel(snapshot, funnel,
                          request.match.empty() ? defaultMatchFields() : request.match,
                          request.group));
    facts.settled = snapshot.sessions.dataEnd - analysis::PopulationOptions().idle;
    TL_ASSIGN(const IdSet affected, sessionsToList(workspace, snapshot, table, request));
    TL_TRY(addSessions(facts, workspace, snapshot, affected, request.group));
    TL_TRY(addTickets(facts, workspace, detail.tickets));
    facts.group = std::move(detail.group);
    facts.message = std::move(detail.message);
    facts.stack = std::move(detail.stack);
    facts.versions = nameCounts(detail.versions);
    facts.services = nameCounts(detail.services);
    facts.environments = nameCounts(detail.environments);
    for (const ErrorDetail::Hour& hour : detail.perHour) {
        facts.perHour.emplace_back(hour.start, hour.count);
    }
    TL_ASSIGN(const store::Connection connection, workspace.file().openReader());
    TL_ASSIGN(facts.range, store::readDataRange(connection));
    TL_ASSIGN(facts.sources, store::visibleSources(connection));
    TL_ASSIGN(StoreDigest digest, storeDigest(workspace));
    facts.digest = std::move(digest.digest);
    return {};
}

} // namespace

Result<notebook::ImpactFacts> impactFacts(const Workspace& workspace, const Snapshot& snapshot,
                                          const EvaluatedFunnel& funnel,
                                          const ImpactReportRequest& request,
                                          const std::stop_token& stop)
{
    TL_TRY(checkComparable(funnel));
    notebook::ImpactFacts facts;
    facts.store = workspace.path().filename().string();
    TL_ASSIGN(facts.storeId, storeId(workspace));
    facts.made = request.made;
    facts.scope = funnel.scope;
    facts.botRule = snapshot.sessions.botRule;
    TL_ASSIGN(const analysis::ComparisonTable table,
              comparisonTable(snapshot, funnel, request.comparison));
    // The comparison takes the longest by far: the rest is gathered while it runs.
    auto compared = std::async(std::launch::async, [&] {
        return compareMeasured(workspace, snapshot, funnel, request.comparison, table, stop);
    });
    const Result<void> gathered =
        addSurroundings(facts, workspace, snapshot, funnel, request.comparison, table);
    auto comparison = compared.get();
    TL_TRY(gathered);
    TL_ASSIGN(facts.comparison, std::move(comparison));
    if (stop.stop_requested()) {
        return cancelledError();
    }
    return facts;
}

} // namespace throughline::workflow
