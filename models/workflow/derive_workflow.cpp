#include "models/workflow/derive_workflow.h"

#include "models/codec/json_record.h"
#include "models/domain/record.h"
#include "models/store/derived_writer.h"
#include "models/store/index_cache.h"
#include "models/store/queries/overview_queries.h"
#include "models/workflow/derive_groups.h"
#include "models/workflow/derive_links.h"
#include "models/workflow/derived_data.h"
#include "models/workflow/session_table_bytes.h"

#include <algorithm>
#include <future>
#include <map>
#include <set>

namespace throughline::workflow {

namespace {

using index::kNone;

/// The value of a field in a context of the store.
std::string contextValue(const SessionTable& sessions, std::uint32_t context,
                         std::string_view field)
{
    codec::JsonRecordReader json;
    if (context == kNone || !json.parseCopy(sessions.contextTexts[context])) {
        return {};
    }
    const std::uint32_t node = json.child(0, field);
    return node == 0 ? std::string() : std::string(json.nodes()[node].text);
}

/// All that follows from the records, as a session's row needs it.
struct Derived
{
    const SessionTable& sessions;
    const TraceJoin& traces;
    const DerivedErrors& errors;
    const Frustration& frustration;
    const std::vector<DerivedLink>& links;
};

Result<void> writeSessions(store::DerivedWriter& writer, const Derived& derived)
{
    const auto& [sessions, traces, errors, frustration, links] = derived;
    const index::SessionIndex& index = sessions.index;
    std::vector<std::uint32_t> ticketCounts(index.sessionCount());
    for (const DerivedLink& link : links) {
        ticketCounts[link.session] += link.link.linked ? 1 : 0;
    }
    std::vector<std::uint32_t> errorCounts(index.sessionCount());
    for (const DerivedOccurrence& occurrence : errors.occurrences) {
        if (occurrence.session != kNone) {
            ++errorCounts[occurrence.session];
        }
    }
    domain::SessionSummary row;
    std::string contexts;
    for (std::uint32_t s = 0; s < index.sessionCount(); ++s) {
        row.number = domain::SessionNumber(s);
        row.id = sessions.idOf(s);
        row.user = sessions.userOf(s);
        row.account = sessions.accountOf(s);
        row.start = index.start[s];
        row.end = index.end[s];
        row.events = index.firstEvent[s + 1] - index.firstEvent[s];
        row.errors = errorCounts[s];
        row.tickets = ticketCounts[s];
        row.rageClicks = frustration.rageClicks[s];
        row.reloads = frustration.reloads[s];
        row.bot = (index.flags[s] & index::SessionIndex::kBot) != 0;
        row.derived = (index.flags[s] & index::SessionIndex::kDerived) != 0;
        row.clock = traces.clocks[s];
        contexts.clear();
        for (std::uint32_t c = index.firstContext[s]; c < index.firstContext[s + 1]; ++c) {
            contexts += (contexts.empty() ? "" : ",") + std::to_string(index.contextOf[c]);
        }
        TL_TRY(writer.session(row, contexts));
    }
    return {};
}

Result<void> writeTraces(store::DerivedWriter& writer, const SessionTable& sessions,
                         const TraceJoin& traces)
{
    // By their hexadecimal id, the order of the table: appending is what a B-tree likes best.
    std::vector<const DerivedTrace*> order;
    for (const DerivedTrace& trace : traces.traces) {
        order.push_back(&trace);
    }
    std::sort(order.begin(), order.end(),
              [](const DerivedTrace* a, const DerivedTrace* b) { return a->id < b->id; });
    std::vector<std::string> services(sessions.contextTexts.size());
    std::vector<bool> known(services.size());
    for (const DerivedTrace* trace : order) {
        store::TraceSummaryRow row;
        row.id = trace->id;
        row.session = trace->session == kNone ? -1 : static_cast<std::int64_t>(trace->session);
        row.spans = trace->spans;
        row.start = trace->start;
        row.end = trace->end;
        row.errors = trace->failed;
        if (trace->rootContext != kNone) {
            if (!known[trace->rootContext]) {
                services[trace->rootContext] =
                    contextValue(sessions, trace->rootContext, domain::key::kServiceName);
                known[trace->rootContext] = true;
            }
            row.service = services[trace->rootContext];
        }
        row.name = trace->rootName == kNone ? std::string_view()
                                            : std::string_view(sessions.names[trace->rootName]);
        TL_TRY(writer.trace(row));
    }
    return {};
}

/// Tickets linked to human sessions that met each group.
std::vector<std::uint64_t> ticketsPerGroup(const DerivedErrors& errors,
                                           const std::vector<DerivedLink>& links)
{
    std::map<std::uint32_t, std::vector<const std::string*>> ticketsOf;
    for (const DerivedLink& link : links) {
        if (link.link.linked) {
            ticketsOf[link.session].push_back(&link.link.ticketId);
        }
    }
    std::vector<std::set<std::string>> tickets(errors.keys.size());
    for (const DerivedOccurrence& occurrence : errors.occurrences) {
        const auto found = ticketsOf.find(occurrence.session);
        if (!occurrence.bot && found != ticketsOf.end()) {
            for (const std::string* ticket : found->second) {
                tickets[occurrence.group].insert(*ticket);
            }
        }
    }
    std::vector<std::uint64_t> counts;
    for (const auto& set : tickets) {
        counts.push_back(set.size());
    }
    return counts;
}

Result<void> writeLinks(store::DerivedWriter& writer, const std::vector<DerivedLink>& links)
{
    for (const DerivedLink& link : links) {
        TL_TRY(writer.ticketLink(link.link, link.session));
    }
    return {};
}

Result<void> writeErrors(store::DerivedWriter& writer, const SessionTable& sessions,
                         const DerivedErrors& errors, const std::vector<DerivedLink>& links)
{
    const Timestamp last = errors.occurrences.empty()
        ? sessions.dataEnd
        : std::max(sessions.dataEnd, errors.occurrences.back().time);
    Timestamp first = last;
    for (const Timestamp start : sessions.index.start) {
        first = std::min(first, start);
    }
    GroupList list = summarizeGroups(errors, {first, last + Duration::nanoseconds(1)});
    std::vector<std::string> fingerprints;
    for (const domain::ErrorGroup& group : list.groups) {
        fingerprints.push_back(group.fingerprint);
    }
    TL_ASSIGN(const auto numbers, writer.numbersOf(fingerprints));
    const std::vector<std::uint64_t> tickets = ticketsPerGroup(errors, links);
    for (std::size_t g = 0; g < tickets.size(); ++g) {
        if (list.placeOf[g] != kNone) {
            list.groups[list.placeOf[g]].tickets = tickets[g];
        }
    }
    for (std::size_t i = 0; i < list.groups.size(); ++i) {
        list.groups[i].id = numbers[i];
        TL_TRY(writer.group(list.groups[i]));
    }
    for (const DerivedOccurrence& occurrence : errors.occurrences) {
        store::OccurrenceRow row;
        row.group = numbers[list.placeOf[occurrence.group]];
        row.time = occurrence.time;
        row.session =
            occurrence.session == kNone ? -1 : static_cast<std::int64_t>(occurrence.session);
        row.exposureMs = occurrence.exposureMs;
        row.bot = occurrence.bot;
        row.record = occurrence.record;
        row.trace = occurrence.trace;
        row.span = occurrence.span;
        row.service = occurrence.service;
        row.version = occurrence.version;
        row.environment = occurrence.environment;
        row.user = occurrence.user;
        TL_TRY(writer.occurrence(row));
    }
    return {};
}

} // namespace

Result<void> deriveAll(store::Connection& connection, const std::stop_token& stop)
{
    TL_ASSIGN(const SessionTable sessions, buildSessionTable(connection, true, stop));
    // What needs the sessions alone is done aside, with a connection of its own.
    TL_ASSIGN(const store::Connection reader, connection.openReader());
    std::future<Result<Frustration>> frustrationAside =
        std::async(std::launch::async,
                   [&reader, &sessions] { return findFrustration(reader, sessions, true); });
    TL_ASSIGN(const TraceJoin traces, joinTraces(connection, sessions, true, stop));
    TL_ASSIGN(const DerivedErrors errors, findErrors(connection, sessions, traces, true, stop));
    TL_ASSIGN(const Frustration frustration, frustrationAside.get());
    std::future<store::PackedIndex> packed =
        std::async(std::launch::async, [&sessions] { return store::packIndex(toBytes(sessions)); });
    TL_ASSIGN(const auto links,
              linkTickets(connection, sessions, traces, errors, frustration, true, stop));
    TL_ASSIGN(store::DerivedWriter writer, store::DerivedWriter::begin(connection));
    TL_TRY(writeSessions(writer, {sessions, traces, errors, frustration, links}));
    TL_TRY(writeTraces(writer, sessions, traces));
    TL_TRY(writeErrors(writer, sessions, errors, links));
    TL_TRY(writeLinks(writer, links));
    return store::writeIndexCache(connection, packed.get());
}

Result<std::uint64_t> countSessions(const store::Connection& connection)
{
    TL_ASSIGN(const store::Overview overview, store::readOverview(connection));
    return overview.humanSessions + overview.botSessions;
}

} // namespace throughline::workflow
