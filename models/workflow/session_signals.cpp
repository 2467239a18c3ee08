#include "models/workflow/session_signals.h"

#include "models/analysis/frustration/rage_click.h"
#include "models/analysis/frustration/reload.h"
#include "models/store/queries/error_queries.h"
#include "models/store/record_facts.h"
#include "models/store/store_file.h"

#include <algorithm>

namespace throughline::workflow {

namespace {

using analysis::FrustrationKind;
using analysis::SessionSignals;

/// Adds session after session.
class SignalWriter
{
public:
    SignalWriter(const Snapshot& snapshot, const SessionGestures& gestures,
                 const std::vector<store::SessionOccurrence>& occurrences, SessionSignals& signals)
        : m_snapshot(snapshot)
        , m_gestures(gestures)
        , m_occurrences(occurrences)
        , m_signals(signals)
    {
        const index::SessionIndex& index = snapshot.sessions.index;
        for (const std::string& name : index.names) {
            m_isClick.push_back(store::isClickName(name) ? 1 : 0);
        }
        m_signals.tellsResponses.assign(index.sessionCount(), 0);
        m_signals.clicksRecorded = gestures.anyClick;
        m_signals.loadsRecorded = gestures.anyLoad;
        for (SessionSignals::Moments& moments : m_signals.of) {
            moments.first.reserve(index.sessionCount() + std::size_t {1});
        }
    }

    /// The next session; `gestures` are all of it.
    void add(std::uint32_t session, std::span<const SessionGesture> gestures)
    {
        if (!gestures.empty()) {
            addTrail(session, gestures);
        }
        for (SessionSignals::Moments& moments : m_signals.of) {
            moments.endSession();
        }
    }

private:
    void addTrail(std::uint32_t session, std::span<const SessionGesture> gestures)
    {
        m_start = m_snapshot.sessions.index.start[session];
        const SessionTrail trail = trailOf(gestures, m_gestures);
        m_signals.tellsResponses[session] = trail.loads.empty() ? 0 : 1;
        const std::vector<Timestamp> errors = errorsOf(session);
        if (!trail.clicks.empty()) {
            for (const analysis::Cluster& burst : analysis::rageClicks(trail.clicks)) {
                mark(FrustrationKind::RageClick, trail.clicks[burst.first].time);
            }
            if (!trail.loads.empty()) {
                for (const std::size_t i : analysis::deadClicks(trail.clicks, responses(session))) {
                    mark(FrustrationKind::DeadClick, trail.clicks[i].time);
                }
            }
            for (const std::size_t i : analysis::errorClicks(trail.clicks, errors)) {
                mark(FrustrationKind::ErrorClick, trail.clicks[i].time);
            }
        }
        for (const analysis::Cluster& cluster : analysis::reloads(trail.loads)) {
            // The first load is none: it becomes reloading with the second.
            mark(FrustrationKind::Reload, trail.loads[cluster.first + 1].time);
        }
        for (const std::size_t i : analysis::quickBacks(trail.loads)) {
            mark(FrustrationKind::QuickBack, trail.loads[i].time);
        }
    }

    void mark(FrustrationKind kind, Timestamp time)
    {
        m_signals[kind].ms.push_back((time - m_start).ns / 1'000'000);
    }

    [[nodiscard]] Timestamp momentOf(std::int64_t offsetMs) const
    {
        return m_start + Duration::milliseconds(offsetMs);
    }

    std::vector<Timestamp> errorsOf(std::uint32_t session)
    {
        std::vector<Timestamp> times;
        while (m_nextError < m_occurrences.size()
               && m_occurrences[m_nextError].session <= session) {
            const store::SessionOccurrence& met = m_occurrences[m_nextError++];
            if (met.session == session) {
                times.push_back(momentOf(met.offsetMs));
            }
        }
        return times;
    }

    /// Whole milliseconds, as the index keeps them, rounded up so that none is before its click.
    [[nodiscard]] std::vector<Timestamp> responses(std::uint32_t session) const
    {
        const index::SessionIndex& index = m_snapshot.sessions.index;
        std::vector<Timestamp> times;
        for (std::uint32_t event = index.firstEvent[session]; event < index.firstEvent[session + 1];
             ++event) {
            const std::uint32_t name = index.nameAndOrder[event] & index::SessionIndex::kNameMask;
            const bool click = name < m_isClick.size() && m_isClick[name] != 0;
            if (!click && !m_snapshot.sessions.errorRecords.test(event)) {
                times.push_back(momentOf(index.offsetMs(session, event) + 1) - Duration {1});
            }
        }
        return times;
    }

    const Snapshot& m_snapshot;
    const SessionGestures& m_gestures;
    const std::vector<store::SessionOccurrence>& m_occurrences;
    SessionSignals& m_signals;
    std::vector<std::uint8_t> m_isClick; ///< per name of the index
    std::size_t m_nextError = 0;
    Timestamp m_start;
};

} // namespace

SessionTrail trailOf(std::span<const SessionGesture> ofSession, const SessionGestures& gestures)
{
    SessionTrail trail;
    for (const SessionGesture& gesture : ofSession) {
        const std::string_view target = gestures.targetOf(gesture);
        if (gesture.kind == SessionGesture::kClick) {
            analysis::Click click;
            click.time = gesture.time;
            click.target = target;
            if (gesture.x != 0 || gesture.y != 0) {
                click.point = analysis::ScreenPoint {static_cast<double>(gesture.x),
                                                     static_cast<double>(gesture.y)};
            }
            trail.clicks.push_back(click);
        } else {
            const bool reload = gesture.kind == SessionGesture::kReload;
            trail.loads.push_back(
                {gesture.time, target,
                 reload ? analysis::Navigation::Reload : analysis::Navigation::Unknown, false});
        }
    }
    return trail;
}

Result<SessionSignalsPointer> sessionSignals(const Workspace& workspace, const Snapshot& snapshot,
                                             std::span<const std::uint8_t> wanted,
                                             const std::stop_token& stop)
{
    TL_ASSIGN(const store::Connection connection, workspace.file().openReader(stop));
    TL_ASSIGN(const SessionGestures gestures,
              readGestures(connection, snapshot.sessions, false, wanted, stop));
    TL_ASSIGN(const auto occurrences, store::occurrencesInSessions(connection));
    auto signals = std::make_shared<SessionSignals>();
    SignalWriter writer(snapshot, gestures, occurrences, *signals);
    std::size_t from = 0;
    for (std::uint32_t session = 0; session < snapshot.sessions.index.sessionCount(); ++session) {
        std::size_t to = from;
        while (to < gestures.all.size() && gestures.all[to].session == session) {
            ++to;
        }
        writer.add(session, std::span(gestures.all).subspan(from, to - from));
        from = to;
    }
    return SessionSignalsPointer(std::move(signals));
}

} // namespace throughline::workflow
