#include "models/analysis/session/clock_offset.h"
#include "models/store/columns_ahead.h"
#include "models/workflow/asked_traces.h"
#include "models/workflow/derived_data.h"
#include "models/workflow/trace_table.h"

#include <algorithm>
#include <unordered_map>

namespace throughline::workflow {

namespace {

using index::kNone;

/// Whether all times of a source are whole seconds or milliseconds.
struct Grain
{
    bool seconds = true;
    bool milliseconds = true;

    [[nodiscard]] Duration resolution() const
    {
        return seconds     ? Duration::seconds(1)
            : milliseconds ? Duration::milliseconds(1)
                           : Duration {};
    }
};

bool sameTrace(const domain::TraceId& a, std::uint64_t high)
{
    return a.high == 0 || high == 0 || a.high == high;
}

class Join
{
public:
    Join(const SessionTable& sessions, TraceJoin& into)
        : m_sessions(sessions)
        , m_into(into)
        , m_sourceOf(sessions.index.sessionCount())
    {
    }

    /// Behind all spans. `asked` are traces that others ask about.
    void addEvents(const store::BlockInfo& block, const store::IndexColumns& index,
                   const store::LinkColumns& link, const AskedTraces& asked)
    {
        constexpr std::size_t kAhead = 12;
        Grain& grain = m_grains[block.source];
        for (std::size_t row = 0; row < index.time.size(); ++row) {
            grain.seconds = grain.seconds && index.time[row] % 1'000'000'000 == 0;
            grain.milliseconds = grain.milliseconds && index.time[row] % 1'000'000 == 0;
            if (row + kAhead < link.traceLow.size()) {
                m_traces.fetchPlace(link.traceLow[row + kAhead]);
            }
            if (link.traceLow.empty() || (link.traceLow[row] == 0 && link.traceHigh[row] == 0)
                || (m_traces.find(link.traceLow[row]) == nullptr
                    && !asked.has(link.traceLow[row]))) {
                continue;
            }
            const std::uint32_t ordinal =
                m_sessions.sessionOfRow(index.session[row], {index.time[row]});
            const std::uint32_t session = ordinal == kNone ? kNone : m_sessions.numberOf[ordinal];
            if (session != kNone) {
                m_into.requests.push_back({link.traceLow[row],
                                           link.traceHigh[row],
                                           session,
                                           {index.time[row]},
                                           link.duration[row],
                                           (index.flags[row] & store::flag::kError) != 0});
                m_sourceOf[session] = block.source;
            }
        }
    }

    void addSpans(const store::IndexColumns& index, const store::LinkColumns& link)
    {
        // Traces lie all over memory; it is asked for them in two steps, long before.
        constexpr std::size_t kAhead = 16;
        for (std::size_t row = 0; row < link.traceLow.size(); ++row) {
            if (row + 2 * kAhead < link.traceLow.size()) {
                m_traces.fetchPlace(link.traceLow[row + 2 * kAhead]);
            }
            if (row + kAhead < link.traceLow.size()) {
                m_traces.fetchTrace(link.traceLow[row + kAhead]);
            }
            const domain::TraceId id {link.traceHigh[row], link.traceLow[row]};
            if (!id.valid()) {
                continue;
            }
            const Timestamp start {index.time[row]};
            const Timestamp end =
                start + Duration::nanoseconds(std::max<std::int64_t>(0, link.duration[row]));
            DerivedTrace& trace = m_traces.at(id.low);
            const bool first = trace.spans == 0;
            trace.id = first ? id : trace.id;
            trace.id.high = trace.id.high == 0 ? id.high : trace.id.high;
            ++trace.spans;
            trace.failed += (index.flags[row] & store::flag::kFailed) != 0 ? 1 : 0;
            trace.start = first ? start : std::min(trace.start, start);
            trace.end = first ? end : std::max(trace.end, end);
            const bool root = (index.flags[row] & store::flag::kRoot) != 0;
            if ((root && !trace.hasRoot)
                || (root == trace.hasRoot
                    && (trace.rootName == kNone || start < trace.rootStart))) {
                trace.rootName = index.name[row];
                trace.rootContext = index.context[row];
                trace.rootStart = start;
                trace.hasRoot = root;
            }
            if ((index.flags[row] & store::flag::kServer) != 0
                && (!trace.hasServer || start < trace.serverStart)) {
                trace.serverStart = start;
                trace.serverNs = link.duration[row];
                trace.hasServer = true;
            }
            noteSession(trace, index.session[row]);
        }
    }

    void addLogs(const store::IndexColumns& index, const store::LinkColumns& link)
    {
        for (std::size_t row = 0; row < link.traceLow.size(); ++row) {
            if (index.session[row] != kNone && link.traceLow[row] != 0) {
                m_namedByLogs.emplace_back(link.traceLow[row], index.session[row]);
            }
        }
    }

    void finish()
    {
        std::sort(m_into.requests.begin(), m_into.requests.end(),
                  [](const RequestEvent& a, const RequestEvent& b) {
                      return std::tie(a.traceLow, a.time, a.session)
                          < std::tie(b.traceLow, b.time, b.session);
                  });
        for (const auto& [low, ordinal] : m_namedByLogs) {
            if (DerivedTrace* const trace = m_traces.find(low)) {
                noteSession(*trace, ordinal);
            }
        }
        for (auto request = m_into.requests.cbegin(); request != m_into.requests.cend();) {
            const std::uint64_t low = request->traceLow;
            if (DerivedTrace* const trace = m_traces.find(low)) {
                const std::uint32_t session = sessionByRequest(trace->id, request);
                trace->session = session != kNone ? session : trace->session;
            }
            while (request != m_into.requests.cend() && request->traceLow == low) {
                ++request;
            }
        }
        clocks();
    }

private:
    /// A span or log that names a session itself; two different names for a trace mean none.
    void noteSession(DerivedTrace& trace, std::uint32_t ordinal) const
    {
        if (ordinal == kNone) {
            return;
        }
        const std::uint32_t session = m_sessions.numberOf[ordinal];
        trace.session = !trace.named || trace.session == session ? session : kNone;
        trace.named = true;
    }

    /// `request` is the first of those with the same low half.
    [[nodiscard]] std::uint32_t
    sessionByRequest(const domain::TraceId& id,
                     std::vector<RequestEvent>::const_iterator request) const
    {
        std::uint32_t session = kNone;
        for (; request != m_into.requests.end() && request->traceLow == id.low; ++request) {
            if (!sameTrace(id, request->traceHigh)) {
                continue;
            }
            if (session != kNone && session != request->session) {
                return kNone; // one trace in two sessions: nobody's
            }
            session = request->session;
        }
        return session;
    }

    void clocks()
    {
        struct SessionPair
        {
            std::uint32_t session = 0;
            analysis::RequestPair pair;
        };

        std::vector<SessionPair> pairs;
        for (const RequestEvent& request : m_into.requests) {
            const DerivedTrace* const trace = m_traces.find(request.traceLow);
            if (trace == nullptr || !trace->hasServer) {
                continue;
            }
            analysis::RequestPair pair;
            pair.clientStart = request.time;
            pair.serverStart = trace->serverStart;
            if (request.durationNs >= 0) {
                pair.clientEnd = request.time + Duration::nanoseconds(request.durationNs);
            }
            if (trace->serverNs >= 0) {
                pair.serverEnd = pair.serverStart + Duration::nanoseconds(trace->serverNs);
            }
            pairs.push_back({request.session, pair});
        }
        std::ranges::stable_sort(pairs, {}, &SessionPair::session);
        std::vector<analysis::RequestPair> ofSession;
        for (auto pair = pairs.begin(); pair != pairs.end();) {
            const std::uint32_t session = pair->session;
            ofSession.clear();
            for (; pair != pairs.end() && pair->session == session; ++pair) {
                ofSession.push_back(pair->pair);
            }
            const Duration client = m_grains[m_sourceOf[session]].resolution();
            m_into.clocks.push_back({session, analysis::clockOffset(ofSession, {client, {}})});
        }
    }

    const SessionTable& m_sessions;
    TraceJoin& m_into;
    TraceTable& m_traces {m_into.traces};
    /// Low halves of ids and ordinals of sessions: their spans may come later.
    std::vector<std::pair<std::uint64_t, std::uint32_t>> m_namedByLogs;
    std::unordered_map<domain::SourceId, Grain> m_grains;
    std::vector<domain::SourceId> m_sourceOf; ///< per session, of its requests
};

} // namespace

std::uint32_t TraceJoin::sessionOf(const domain::TraceId& trace) const
{
    const DerivedTrace* const found = traces.find(trace.low);
    if (found != nullptr && sameTrace(found->id, trace.high)) {
        return found->session;
    }
    // A trace of which no span was exported may still have its request event.
    const auto request =
        std::lower_bound(requests.begin(), requests.end(), trace.low,
                         [](const RequestEvent& r, std::uint64_t low) { return r.traceLow < low; });
    return request != requests.end() && request->traceLow == trace.low
            && sameTrace(trace, request->traceHigh)
        ? request->session
        : index::kNone;
}

domain::ClockOffset TraceJoin::clockOf(std::uint32_t session) const
{
    const auto found = std::ranges::lower_bound(clocks, session, {}, &SessionClockOffset::session);
    return found != clocks.end() && found->session == session ? found->offset
                                                              : domain::ClockOffset {};
}

Result<TraceJoin> joinTraces(const store::Connection& connection, const SessionTable& sessions,
                             bool withLoaded, const std::stop_token& stop)
{
    TraceJoin joined;
    store::BlockChoice choice;
    choice.withLoaded = withLoaded;
    TL_ASSIGN(const auto blocks, store::chooseBlocks(connection, choice));
    std::vector<store::BlockInfo> events;
    std::vector<store::BlockInfo> others;
    for (const store::BlockInfo& block : blocks) {
        (block.signal == domain::Signal::Event ? events : others).push_back(block);
    }
    Join join(sessions, joined);
    const auto open = [&connection] { return connection.openReader(); };
    const auto read = [&](std::span<const store::BlockInfo> chosen,
                          const auto& add) -> Result<void> {
        store::ColumnsAhead ahead(open, chosen, {.link = true}, stop);
        for (const store::BlockInfo& block : chosen) {
            if (stop.stop_requested()) {
                return cancelledError();
            }
            TL_ASSIGN(const store::BlockColumns* const columns, ahead.next());
            add(block, *columns);
        }
        return {};
    };
    TL_TRY(read(others, [&join](const store::BlockInfo& block, const store::BlockColumns& columns) {
        if (block.signal == domain::Signal::Span) {
            join.addSpans(columns.index, columns.link);
        } else {
            join.addLogs(columns.index, columns.link);
        }
    }));
    if (!events.empty()) {
        TL_ASSIGN(const AskedTraces asked,
                  AskedTraces::read(connection, blocks, sessions, withLoaded, stop));
        if (!asked.empty() || joined.traces.size() > 0) {
            TL_TRY(read(
                events,
                [&join, &asked](const store::BlockInfo& block, const store::BlockColumns& columns) {
                    join.addEvents(block, columns.index, columns.link, asked);
                }));
        }
    }
    join.finish();
    return joined;
}

} // namespace throughline::workflow
