#include "models/workflow/session_signals.h"

#include "models/analysis/frustration/click_response.h"
#include "models/analysis/frustration/quick_back.h"
#include "models/analysis/frustration/rage_click.h"
#include "models/analysis/frustration/reload.h"
#include "models/store/queries/error_queries.h"
#include "models/store/record_facts.h"
#include "models/store/store_file.h"
#include "models/workflow/session_gestures.h"

#include <algorithm>
#include <array>

namespace throughline::workflow {

namespace {

using analysis::FrustrationKind;
using analysis::SessionSignals;

/// A signal of a session.
struct Mark
{
    std::uint32_t session = 0;
    std::int64_t ms = 0; ///< since its start
};

/// Adds sessions in any order.
class SignalWriter
{
public:
    /// `occurrences` ascend by session.
    SignalWriter(const Snapshot& snapshot, const std::vector<store::SessionOccurrence>& occurrences)
        : m_snapshot(snapshot)
        , m_occurrences(occurrences)
    {
        const index::SessionIndex& index = snapshot.sessions.index;
        for (const std::string& name : index.names) {
            m_isClick.push_back(store::isClickName(name) ? 1 : 0);
        }
        m_signals.tellsResponses.assign(index.sessionCount(), 0);
    }

    void add(std::uint32_t session, const SessionTrail& trail)
    {
        m_session = session;
        m_start = m_snapshot.sessions.index.start[session];
        m_signals.tellsResponses[session] = trail.loads.empty() ? 0 : 1;
        if (!trail.clicks.empty()) {
            for (const analysis::Cluster& burst : analysis::rageClicks(trail.clicks, m_rageRule)) {
                mark(FrustrationKind::RageClick, trail.clicks[burst.first].time);
            }
            if (!trail.loads.empty()) {
                for (const std::size_t i : analysis::deadClicks(trail.clicks, responses(session))) {
                    mark(FrustrationKind::DeadClick, trail.clicks[i].time);
                }
            }
            for (const std::size_t i : analysis::errorClicks(trail.clicks, errorsOf(session))) {
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

    SessionSignals finish(const GestureKinds& kinds) &&
    {
        m_signals.clicksRecorded = kinds.anyClick;
        m_signals.loadsRecorded = kinds.anyLoad;
        const std::uint32_t sessions = m_snapshot.sessions.index.sessionCount();
        for (std::size_t kind = 0; kind < m_marks.size(); ++kind) {
            std::vector<Mark>& marks = m_marks[kind];
            std::ranges::stable_sort(marks, {}, &Mark::session);
            SessionSignals::Moments& moments = m_signals.of[kind];
            moments.first.reserve(sessions + std::size_t {1});
            auto next = marks.begin();
            for (std::uint32_t session = 0; session < sessions; ++session) {
                for (; next != marks.end() && next->session == session; ++next) {
                    moments.ms.push_back(next->ms);
                }
                moments.endSession();
            }
        }
        return std::move(m_signals);
    }

private:
    void mark(FrustrationKind kind, Timestamp time)
    {
        m_marks[static_cast<std::size_t>(kind)].push_back(
            {m_session, (time - m_start).ns / 1'000'000});
    }

    [[nodiscard]] Timestamp momentOf(std::int64_t offsetMs) const
    {
        return m_start + Duration::milliseconds(offsetMs);
    }

    [[nodiscard]] std::vector<Timestamp> errorsOf(std::uint32_t session) const
    {
        std::vector<Timestamp> times;
        auto met = std::ranges::lower_bound(m_occurrences, session, {},
                                            &store::SessionOccurrence::session);
        for (; met != m_occurrences.end() && met->session == session; ++met) {
            times.push_back(momentOf(met->offsetMs));
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
    const std::vector<store::SessionOccurrence>& m_occurrences;
    SessionSignals m_signals;
    std::array<std::vector<Mark>, analysis::kFrustrationKinds> m_marks;
    std::vector<std::uint8_t> m_isClick; ///< per name of the index
    analysis::RageClickRule m_rageRule;
    std::uint32_t m_session = 0;
    Timestamp m_start;
};

} // namespace

Result<SessionSignalsPointer> sessionSignals(const Workspace& workspace, const Snapshot& snapshot,
                                             std::span<const std::uint8_t> wanted,
                                             const std::stop_token& stop)
{
    TL_ASSIGN(const store::Connection connection, workspace.file().openReader(stop));
    TL_ASSIGN(const auto occurrences, store::occurrencesInSessions(connection));
    SignalWriter writer(snapshot, occurrences);
    TL_ASSIGN(const GestureKinds kinds,
              visitTrails(
                  workspace, snapshot.sessions, wanted,
                  [&writer](std::uint32_t session, const SessionTrail& trail) {
                      writer.add(session, trail);
                  },
                  stop));
    return std::make_shared<const SessionSignals>(std::move(writer).finish(kinds));
}

} // namespace throughline::workflow
