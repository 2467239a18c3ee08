#include "models/workflow/derive_workflow.h"

#include "models/base/hand_over.h"
#include "models/codec/json_record.h"
#include "models/domain/record.h"
#include "models/store/derived_writer.h"
#include "models/store/index_cache.h"
#include "models/store/queries/session_queries.h"
#include "models/store/store_file.h"
#include "models/workflow/derive_groups.h"
#include "models/workflow/derive_links.h"
#include "models/workflow/derived_data.h"
#include "models/workflow/grouping_state.h"
#include "models/workflow/session_naming.h"
#include "models/workflow/session_table_bytes.h"
#include "models/workflow/trace_packing.h"

#include <algorithm>
#include <future>
#include <memory>

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

/// The session table on its way into the cache: packed aside, written where it is packed.
class KeptIndex
{
public:
    static Result<KeptIndex> begin(store::Connection& connection, const SessionTable& sessions)
    {
        TL_ASSIGN(store::IndexCacheWriter writer, store::IndexCacheWriter::begin(connection));
        return KeptIndex(std::move(writer), sessions);
    }

    /// Writes what is packed already.
    Result<void> writeWaiting()
    {
        while (const auto piece = m_pieces->tryPop()) {
            TL_TRY(m_writer.piece(*piece));
        }
        return {};
    }

    Result<void> finish()
    {
        const std::string name = m_name.get();
        TL_TRY(writeWaiting());
        return m_writer.finish(name);
    }

private:
    KeptIndex(store::IndexCacheWriter writer, const SessionTable& sessions)
        : m_writer(std::move(writer))
        , m_pieces(std::make_unique<HandOver<std::string>>())
        , m_name(std::async(std::launch::async, &KeptIndex::pack, &sessions, m_pieces.get()))
    {
    }

    static std::string pack(const SessionTable* sessions, HandOver<std::string>* pieces)
    {
        store::IndexPacker packer([pieces](std::string piece) { pieces->push(std::move(piece)); });
        writeBytes(*sessions, [&packer](std::string_view bytes) { packer.add(bytes); });
        return std::move(packer).finish();
    }

    store::IndexCacheWriter m_writer;
    std::unique_ptr<HandOver<std::string>> m_pieces;
    std::future<std::string> m_name; ///< its end waits for the packing, which looks at m_pieces
};

/// The names of sessions, packed aside.
class NamesAside
{
public:
    explicit NamesAside(const SessionTable& sessions)
        : m_packing(std::async(std::launch::async, [this, &sessions] {
            packSessionNames(sessions,
                             [this](store::PackedNames chunk) { m_chunks.push(std::move(chunk)); });
        }))
    {
    }

    /// Waits for all.
    Result<void> write(store::DerivedWriter& writer)
    {
        m_packing.get();
        while (const auto chunk = m_chunks.tryPop()) {
            TL_TRY(writer.names(*chunk));
        }
        return {};
    }

private:
    HandOver<store::PackedNames> m_chunks;
    std::future<void> m_packing; ///< its end waits for the packing, which looks at m_chunks
};

Result<void> writeSessions(store::DerivedWriter& writer, KeptIndex& kept, TracePacking& packing,
                           const Derived& derived)
{
    constexpr std::uint32_t kSessionsBetweenLooks = 4096;
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
    auto clock = traces.clocks.begin();
    for (std::uint32_t s = 0; s < index.sessionCount(); ++s) {
        auto& [row, contexts] = writer.nextSession();
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
        const bool paired = clock != traces.clocks.end() && clock->session == s;
        row.clock = paired ? (clock++)->offset : domain::ClockOffset {};
        contexts.clear();
        for (std::uint32_t c = index.firstContext[s]; c < index.firstContext[s + 1]; ++c) {
            contexts += (contexts.empty() ? "" : ",") + std::to_string(index.contextOf[c]);
        }
        TL_TRY(writer.sessionFilled());
        if (s % kSessionsBetweenLooks == 0) {
            TL_TRY(kept.writeWaiting());
            TL_TRY(packing.writeReady(writer));
        }
    }
    return writer.endSessions();
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

/// KiB of pages. Blocks are read one behind the other, none twice soon, and what is written comes
/// in the order of its tables.
constexpr std::uint32_t kCache = 4096;

/// Writes all that follows from the records; the writer is yet to be finished.
Result<store::DerivedWriter> writeDerived(store::Connection& connection, const Derived& derived,
                                          TracePacking& packing, const GroupingState& grouping,
                                          const std::stop_token& stop)
{
    TL_ASSIGN(store::DerivedWriter writer, store::DerivedWriter::begin(connection));
    TL_ASSIGN(KeptIndex kept, KeptIndex::begin(connection, derived.sessions));
    NamesAside names(derived.sessions);
    TL_TRY(writeSessions(writer, kept, packing, derived));
    TL_TRY(names.write(writer));
    TL_TRY(packing.finish(writer));
    TL_TRY(writeErrors(connection, writer, derived, grouping, stop));
    TL_TRY(writeLinks(writer, derived.links));
    TL_TRY(kept.finish());
    return writer;
}

Result<store::DerivedWriter> derive(store::Connection& connection, bool withLoaded,
                                    const std::stop_token& stop)
{
    TL_TRY(adoptGroupingDocument(connection));
    TL_ASSIGN(const GroupingState grouping, groupingState(connection));
    TL_ASSIGN(const auto rules, groupingRules(connection, grouping.document));
    TL_TRY(connection.limitCache(kCache));
    TL_ASSIGN(auto build, SessionTableBuild::begin(connection, withLoaded, stop));
    // Errors are found aside, with a connection of their own, while this thread finds out whose
    // they are.
    TL_ASSIGN(store::Connection reader, connection.openReader());
    TL_TRY(reader.limitCache(kCache));
    std::future<Result<FoundErrors>> errorsAside =
        std::async(std::launch::async,
                   [reader = std::move(reader), blocks = build.blocksWithErrors(), &rules, &stop] {
                       return findErrors(reader, blocks, rules, stop);
                   });
    TL_ASSIGN(auto count, FrustrationCount::begin(connection, build.sessions(), withLoaded));
    TL_ASSIGN(const SessionTable sessions,
              std::move(build).finish(count.wanted(), [&count](const store::BlockColumns& events) {
                  count.add(events);
              }));
    const Frustration frustration = std::move(count).finish();
    TL_ASSIGN(TraceJoin traces, joinTraces(connection, sessions, withLoaded, stop));
    TracePacking packing(sessions, traces.traces);
    TL_ASSIGN(FoundErrors found, errorsAside.get());
    TL_ASSIGN(const DerivedErrors errors,
              placeErrors(connection, sessions, traces, rules, std::move(found)));
    TL_ASSIGN(const auto links,
              linkTickets(connection, sessions, traces, errors, frustration, withLoaded, stop));
    traces.requests = std::vector<RequestEvent>();
    return writeDerived(connection, {sessions, traces, errors, frustration, links}, packing,
                        grouping, stop);
}

} // namespace

Result<void> deriveAll(store::Connection& connection, bool withLoaded, const std::stop_token& stop)
{
    TL_ASSIGN(store::DerivedWriter writer, derive(connection, withLoaded, stop));
    // The tables are sorted for their indexes now: in the room of all that was derived, which is
    // gone.
    return writer.finish(connection);
}

Result<std::uint64_t> countSessions(const store::Connection& connection)
{
    return store::sessionCount(connection);
}

} // namespace throughline::workflow
