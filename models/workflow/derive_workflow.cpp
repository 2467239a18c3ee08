#include "models/workflow/derive_workflow.h"

#include "models/codec/json_record.h"
#include "models/domain/record.h"
#include "models/store/derived_writer.h"
#include "models/store/index_cache.h"
#include "models/store/queries/overview_queries.h"
#include "models/store/store_file.h"
#include "models/workflow/derive_groups.h"
#include "models/workflow/derive_links.h"
#include "models/workflow/derived_data.h"
#include "models/workflow/grouping_state.h"
#include "models/workflow/session_table_bytes.h"

#include <algorithm>
#include <future>

namespace throughline::workflow {

using index::kNone;

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

namespace {

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
        row.end = index.end(s);
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

Result<void> writeLinks(store::DerivedWriter& writer, const std::vector<DerivedLink>& links)
{
    for (const DerivedLink& link : links) {
        TL_TRY(writer.ticketLink(link.link, link.session));
    }
    return {};
}

/// First and last moment of the data, kept for questions about groups between two imports.
Result<TimeRange> writeRange(store::Connection& connection, const SessionTable& sessions,
                             const DerivedErrors& errors)
{
    const Timestamp last = errors.occurrences.empty()
        ? sessions.dataEnd
        : std::max(sessions.dataEnd, errors.occurrences.back().time);
    Timestamp first = last;
    for (const Timestamp start : sessions.index.start) {
        first = std::min(first, start);
    }
    const TimeRange range {first, last + Duration::nanoseconds(1)};
    TL_TRY(
        store::writeSetting(connection, store::setting::kDataFrom, std::to_string(range.from.ns)));
    TL_TRY(store::writeSetting(connection, store::setting::kDataTo, std::to_string(range.to.ns)));
    return range;
}

Result<void> writeOccurrences(store::DerivedWriter& writer, const DerivedErrors& errors,
                              const GroupedErrors& grouped)
{
    for (std::size_t i = 0; i < errors.occurrences.size(); ++i) {
        const DerivedOccurrence& occurrence = errors.occurrences[i];
        store::OccurrenceRow row;
        row.group = grouped.decided.groupOf[i];
        row.key = grouped.keyOf[i];
        row.time = occurrence.time;
        row.session =
            occurrence.session == kNone ? -1 : static_cast<std::int64_t>(occurrence.session);
        row.exposureMs = occurrence.exposureMs;
        row.bot = occurrence.bot;
        row.record = occurrence.record;
        row.part = occurrence.part;
        row.trace = occurrence.trace;
        row.span = occurrence.span;
        row.service = occurrence.service;
        row.version = occurrence.version;
        row.environment = occurrence.environment;
        row.user = occurrence.user;
        row.account = occurrence.account;
        row.rate = occurrence.rate;
        TL_TRY(writer.occurrence(row));
    }
    return {};
}

Result<void> writeErrors(store::Connection& connection, store::DerivedWriter& writer,
                         const Derived& derived, const GroupingState& grouping,
                         const std::stop_token& stop)
{
    GroupingFacts facts;
    facts.rules = grouping.inForce;
    TL_ASSIGN(facts.data, writeRange(connection, derived.sessions, derived.errors));
    for (const DerivedLink& link : derived.links) {
        if (link.link.linked) {
            facts.tickets.emplace_back(link.session, link.link.ticketId);
        }
    }
    TL_ASSIGN(GroupIdentities identities, GroupIdentities::read(connection));
    const auto numbers = numberKeys(derived.errors, identities);
    TL_ASSIGN(const GroupedErrors grouped,
              groupErrors(connection, derived.errors, numbers, facts, identities, stop));
    TL_TRY(writeOccurrences(writer, derived.errors, grouped));
    return writeGroups(connection, grouped, identities, 0);
}

} // namespace

Result<void> deriveAll(store::Connection& connection, bool withLoaded, const std::stop_token& stop)
{
    TL_TRY(adoptGroupingDocument(connection));
    TL_ASSIGN(const GroupingState grouping, groupingState(connection));
    TL_ASSIGN(const auto rules, groupingRules(connection, grouping.document));
    TL_ASSIGN(const SessionTable sessions, buildSessionTable(connection, withLoaded, stop));
    // What needs the sessions alone is done aside, with a connection of its own.
    TL_ASSIGN(const store::Connection reader, connection.openReader());
    std::future<Result<Frustration>> frustrationAside =
        std::async(std::launch::async, [&reader, &sessions, withLoaded] {
            return findFrustration(reader, sessions, withLoaded);
        });
    TL_ASSIGN(const TraceJoin traces, joinTraces(connection, sessions, withLoaded, stop));
    TL_ASSIGN(const DerivedErrors errors,
              findErrors(connection, sessions, traces, rules, withLoaded, stop));
    TL_ASSIGN(const Frustration frustration, frustrationAside.get());
    std::future<store::PackedIndex> packed =
        std::async(std::launch::async, [&sessions] { return store::packIndex(toBytes(sessions)); });
    TL_ASSIGN(const auto links,
              linkTickets(connection, sessions, traces, errors, frustration, withLoaded, stop));
    TL_ASSIGN(store::DerivedWriter writer, store::DerivedWriter::begin(connection));
    const Derived derived {sessions, traces, errors, frustration, links};
    TL_TRY(writeSessions(writer, derived));
    TL_TRY(writeTraces(writer, sessions, traces));
    TL_TRY(writeErrors(connection, writer, derived, grouping, stop));
    TL_TRY(writeLinks(writer, links));
    TL_TRY(writer.finish(connection));
    return store::writeIndexCache(connection, packed.get());
}

Result<std::uint64_t> countSessions(const store::Connection& connection)
{
    TL_ASSIGN(const store::Overview overview, store::readOverview(connection));
    return overview.humanSessions + overview.botSessions;
}

} // namespace throughline::workflow
