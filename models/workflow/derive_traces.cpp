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
    Join(const SessionTable& sessions, const AskedTraces& asked, TraceJoin& into)
        : m_sessions(sessions)
        , m_asked(asked)
        , m_into(into)
        , m_sourceOf(sessions.index.sessionCount())
    {
    }

    void addEvents(const store::BlockInfo& block, const store::IndexColumns& index,
                   const store::LinkColumns& link)
    {
        Grain& grain = m_grains[block.source];
        for (std::size_t row = 0; row < index.time.size(); ++row) {
            grain.seconds = grain.seconds && index.time[row] % 1'000'000'000 == 0;
            grain.milliseconds = grain.milliseconds && index.time[row] % 1'000'000 == 0;
            if (link.traceLow.empty() || (link.traceLow[row] == 0 && link.traceHigh[row] == 0)
                || !m_asked.has(link.traceLow[row])) {
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
        constexpr std::size_t kAhead = 12;
        for (std::size_t row = 0; row < link.traceLow.size(); ++row) {
            if (row + kAhead < link.traceLow.size()) {
                m_traces.fetch(link.traceLow[row + kAhead]);
            }
            const domain::TraceId id {link.traceHigh[row], link.traceLow[row]};
            if (!id.valid()) {
                continue;
            }
            const Timestamp start {index.time[row]};
            const Timestamp end =
                start + Duration::nanoseconds(std::max<std::int64_t>(0, link.duration[row]));
            GrowingTrace& growing = m_traces.at(id.low);
            DerivedTrace& trace = growing.trace;
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
                && (!growing.hasServer || start < growing.server.start)) {
                growing.server = {start, link.duration[row]};
                growing.hasServer = true;
            }
            noteSession(growing, index.session[row]);
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
            if (GrowingTrace* const trace = m_traces.find(low)) {
                noteSession(*trace, ordinal);
            }
        }
        const std::vector<GrowingTrace*> traces = m_traces.sorted();
        m_into.traces.reserve(traces.size());
        auto request = m_into.requests.cbegin();
        for (const GrowingTrace* const growing : traces) {
            DerivedTrace& trace = m_into.traces.emplace_back(growing->trace);
            while (request != m_into.requests.cend() && request->traceLow < trace.id.low) {
                ++request;
            }
            trace.session = sessionByRequest(trace.id, request);
            if (trace.session == kNone) {
                trace.session = growing->session;
            }
        }
        clocks();
    }

private:
    /// A span or log that names a session itself; two different names for a trace mean none.
    void noteSession(GrowingTrace& trace, std::uint32_t ordinal) const
    {
        if (ordinal == kNone) {
            return;
        }
        const std::uint32_t session = m_sessions.numberOf[ordinal];
        trace.session = !trace.named || trace.session == session ? session : kNone;
        trace.named = true;
    }

    /// `request` is the first that could be of this trace.
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
            const GrowingTrace* const trace = m_traces.find(request.traceLow);
            if (trace == nullptr || !trace->hasServer) {
                continue;
            }
            const ServerEnd& server = trace->server;
            analysis::RequestPair pair;
            pair.clientStart = request.time;
            pair.serverStart = server.start;
            if (request.durationNs >= 0) {
                pair.clientEnd = request.time + Duration::nanoseconds(request.durationNs);
            }
            if (server.durationNs >= 0) {
                pair.serverEnd = pair.serverStart + Duration::nanoseconds(server.durationNs);
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
    const AskedTraces& m_asked;
    TraceJoin& m_into;
    TraceTable m_traces;
    /// Low halves of ids and ordinals of sessions: their spans may come later.
    std::vector<std::pair<std::uint64_t, std::uint32_t>> m_namedByLogs;
    std::unordered_map<domain::SourceId, Grain> m_grains;
    std::vector<domain::SourceId> m_sourceOf; ///< per session, of its requests
};

} // namespace

std::uint32_t TraceJoin::sessionOf(const domain::TraceId& trace) const
{
    const auto found =
        std::lower_bound(traces.begin(), traces.end(), trace.low,
                         [](const DerivedTrace& t, std::uint64_t low) { return t.id.low < low; });
    if (found != traces.end() && found->id.low == trace.low && sameTrace(found->id, trace.high)) {
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
    TL_ASSIGN(auto blocks, store::chooseBlocks(connection, choice));
    TL_ASSIGN(const AskedTraces asked,
              AskedTraces::read(connection, blocks, sessions, withLoaded, stop));
    Join join(sessions, asked, joined);
    if (asked.empty()) {
        std::erase_if(blocks, [](const store::BlockInfo& block) {
            return block.signal == domain::Signal::Event;
        });
    }
    const auto open = [&connection] { return connection.openReader(); };
    store::ColumnsAhead ahead(open, blocks, {.link = true}, stop);
    for (const store::BlockInfo& block : blocks) {
        if (stop.stop_requested()) {
            return cancelledError();
        }
        TL_ASSIGN(const store::BlockColumns* const read, ahead.next());
        const auto& [index, link, revenue, gesture] = *read;
        if (block.signal == domain::Signal::Event) {
            join.addEvents(block, index, link);
        } else if (block.signal == domain::Signal::Span) {
            join.addSpans(index, link);
        } else {
            join.addLogs(index, link);
        }
    }
    join.finish();
    return joined;
}

} // namespace throughline::workflow
