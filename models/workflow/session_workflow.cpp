#include "models/workflow/session_workflow.h"

#include "models/store/block_scan.h"
#include "models/store/queries/error_queries.h"
#include "models/store/queries/session_queries.h"
#include "models/store/queries/ticket_queries.h"
#include "models/store/queries/trace_queries.h"
#include "models/store/store_file.h"
#include "models/workflow/record_id.h"
#include "models/workflow/session_timeline.h"

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

namespace throughline::workflow {

namespace {

bool before(const store::SessionOrderKey& a, const store::SessionOrderKey& b, SessionSort sort)
{
    switch (sort) {
    case SessionSort::FrustratedFirst:
        return std::tuple(b.frustration, b.errors, b.start, a.number)
            < std::tuple(a.frustration, a.errors, a.start, b.number);
    case SessionSort::Newest:
        return std::tuple(b.start, a.number) < std::tuple(a.start, b.number);
    case SessionSort::Longest:
        return std::tuple(b.length, a.number) < std::tuple(a.length, b.number);
    case SessionSort::MostErrors:
        return std::tuple(b.errors, b.start, a.number) < std::tuple(a.errors, a.start, b.number);
    }
    return false;
}

constexpr std::array<std::pair<SessionSort, std::string_view>, 4> kSorts {
    {{SessionSort::FrustratedFirst, "frustrated"},
     {SessionSort::Newest, "newest"},
     {SessionSort::Longest, "longest"},
     {SessionSort::MostErrors, "errors"}}};

} // namespace

std::optional<SessionSort> sessionSortFromText(std::string_view text)
{
    for (const auto& [sort, word] : kSorts) {
        if (word == text) {
            return sort;
        }
    }
    return std::nullopt;
}

std::string_view toText(SessionSort sort)
{
    for (const auto& [each, word] : kSorts) {
        if (each == sort) {
            return word;
        }
    }
    return {};
}

Result<SessionPage> listSessions(const Workspace& workspace, const Snapshot& /*snapshot*/,
                                 const IdSet& sessions, SessionSort sort, std::uint64_t offset,
                                 std::uint64_t limit)
{
    TL_ASSIGN(const store::Connection connection, workspace.file().openReader());
    TL_ASSIGN(auto keys, store::sessionOrderKeys(connection));
    std::erase_if(
        keys, [&](const store::SessionOrderKey& key) { return !sessions.contains(key.number); });
    SessionPage page;
    page.total = keys.size();
    const auto from = static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(offset, keys.size()));
    const auto to = static_cast<std::ptrdiff_t>(
        std::min<std::uint64_t>(keys.size(), static_cast<std::uint64_t>(from) + limit));
    std::partial_sort(keys.begin(), keys.begin() + to, keys.end(),
                      [sort](const auto& a, const auto& b) { return before(a, b, sort); });
    TL_ASSIGN(store::SessionReader reader, store::SessionReader::create(connection));
    for (auto key = keys.begin() + from; key != keys.begin() + to; ++key) {
        TL_ASSIGN(auto session, reader.byNumber(key->number));
        if (session) {
            page.sessions.push_back(std::move(*session));
        }
    }
    return page;
}

Result<SessionPage> listSessions(const Workspace& workspace, const Snapshot& snapshot,
                                 const domain::Scope& scope, SessionSort sort, std::uint64_t offset,
                                 std::uint64_t limit, const std::stop_token& stop)
{
    TL_ASSIGN(const IdSet sessions, sessionsInScope(workspace, snapshot, scope, stop));
    return listSessions(workspace, snapshot, sessions, sort, offset, limit);
}

TraceSummary traceSummary(const store::TraceInfo& info)
{
    return {info.id,    info.sessionId,        info.service, info.name,
            info.start, info.end - info.start, info.spans,   info.errors};
}

std::vector<ErrorMark> errorMarks(const std::vector<store::OccurrenceInfo>& occurrences)
{
    std::vector<ErrorMark> marks;
    for (const store::OccurrenceInfo& info : occurrences) {
        marks.push_back({info.group, info.type, info.title, info.time, info.trace, info.record});
    }
    return marks;
}

Result<SessionView> showSession(const Workspace& workspace, const std::string& id)
{
    TL_ASSIGN(const store::Connection connection, workspace.file().openReader());
    TL_ASSIGN(store::SessionReader reader, store::SessionReader::create(connection));
    TL_ASSIGN(auto session, reader.byId(id));
    if (!session) {
        return usageError("There is no session '" + id + "' in the store",
                          "See throughline sessions, or search for a user or ticket");
    }
    SessionView view;
    view.session = std::move(*session);
    const std::uint32_t number = view.session.number.value();
    TL_ASSIGN(const auto traces, store::tracesOfSession(connection, number));
    for (const store::TraceInfo& trace : traces) {
        view.traces.push_back(traceSummary(trace));
    }
    TL_ASSIGN(const auto occurrences, store::occurrencesOfSession(connection, number));
    view.errors = errorMarks(occurrences);
    TL_ASSIGN(view.tickets, store::linksOfSession(connection, number));
    TL_ASSIGN(view.timeline, sessionTimeline(connection, view));
    return view;
}

Result<RecordView> showRecord(const Workspace& workspace, domain::RecordRef ref)
{
    TL_ASSIGN(const store::Connection connection, workspace.file().openReader());
    TL_ASSIGN(const store::RecordLineage lineage, store::lineageOf(connection, ref));
    TL_ASSIGN(store::BlockReader reader, store::BlockReader::create(connection));
    TL_ASSIGN(const auto* lines, reader.lines(ref.block));
    store::RecordJsonReader json;
    TL_ASSIGN(const domain::Record* record, json.read((*lines)[ref.index], lineage.signal));
    RecordView view;
    view.id = toText(ref);
    view.signal = lineage.signal;
    view.time = record->time;
    view.place = lineage.place;
    for (const domain::Field& field : record->fields) {
        view.attributes.push_back({std::string(field.key), std::string(field.value), field.kind});
    }
    return view;
}

} // namespace throughline::workflow
