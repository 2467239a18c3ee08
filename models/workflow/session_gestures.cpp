#include "models/workflow/session_gestures.h"

#include "models/store/block_scan.h"
#include "models/store/columns_ahead.h"
#include "models/store/dictionary.h"
#include "models/store/store_file.h"

#include <algorithm>
#include <deque>
#include <string>
#include <tuple>

namespace throughline::workflow {

namespace {

using index::kNone;

// As the store writes them; see store::GestureColumns.
constexpr std::uint8_t kClick = 1;
constexpr std::uint8_t kReload = 3;

struct Gesture
{
    Timestamp time;
    std::uint32_t target = kNone; ///< its ordinal
    std::int32_t x = 0;
    std::int32_t y = 0;
    std::uint32_t next = kNone; ///< the one before it in its session, or the next free place
    std::uint8_t kind = 0;
};

void addTo(SessionTrail& trail, const Gesture& gesture, const std::vector<std::string>& targets)
{
    const std::string_view target = gesture.target < targets.size()
        ? std::string_view(targets[gesture.target])
        : std::string_view();
    if (gesture.kind != kClick) {
        trail.loads.push_back(
            {gesture.time, target,
             gesture.kind == kReload ? analysis::Navigation::Reload : analysis::Navigation::Unknown,
             false});
        return;
    }
    analysis::Click& click = trail.clicks.emplace_back();
    click.time = gesture.time;
    click.target = target;
    if (gesture.x != 0 || gesture.y != 0) {
        click.point =
            analysis::ScreenPoint {static_cast<double>(gesture.x), static_cast<double>(gesture.y)};
    }
}

Result<std::vector<store::BlockInfo>> eventBlocks(const store::Connection& connection,
                                                  bool withLoaded)
{
    store::BlockChoice events;
    events.withLoaded = withLoaded;
    events.signalList = {domain::Signal::Event};
    return store::chooseBlocks(connection, events);
}

Result<bool> anyGestures(const store::Connection& connection,
                         std::span<const store::BlockInfo> blocks)
{
    TL_ASSIGN(store::BlockReader reader, store::BlockReader::create(connection));
    store::GestureColumns gestures;
    for (const store::BlockInfo& block : blocks) {
        TL_ASSIGN(const bool any, reader.gesture(block.id, gestures));
        if (any) {
            return true;
        }
    }
    return false;
}

} // namespace

/// Gestures of sessions that may still get some, as one chain per session.
class TrailPass::OpenGestures
{
public:
    explicit OpenGestures(std::uint32_t sessionCount)
        : m_newest(sessionCount, kNone)
    {
    }

    void add(std::uint32_t session, Gesture gesture)
    {
        gesture.next = m_newest[session];
        if (m_free == kNone) {
            m_newest[session] = static_cast<std::uint32_t>(m_all.size());
            m_all.push_back(gesture);
            return;
        }
        const std::uint32_t place = m_free;
        m_free = m_all[place].next;
        m_all[place] = gesture;
        m_newest[session] = place;
    }

    /// Those of a session by time, of which nothing is kept then.
    const std::vector<Gesture>& take(std::uint32_t session)
    {
        m_taken.clear();
        for (std::uint32_t at = std::exchange(m_newest[session], kNone); at != kNone;) {
            m_taken.push_back(m_all[at]);
            const std::uint32_t next = m_all[at].next;
            m_all[at].next = std::exchange(m_free, at);
            at = next;
        }
        std::ranges::reverse(m_taken); // most came in order of time
        std::sort(m_taken.begin(), m_taken.end(), [](const Gesture& a, const Gesture& b) {
            return std::tie(a.time, a.kind, a.target, a.x, a.y)
                < std::tie(b.time, b.kind, b.target, b.x, b.y);
        });
        return m_taken;
    }

private:
    std::deque<Gesture> m_all; ///< never copied as they become more
    std::vector<std::uint32_t> m_newest; ///< per session
    std::uint32_t m_free = kNone;
    std::vector<Gesture> m_taken;
};

TrailPass::TrailPass(const SessionTable& sessions, std::span<const std::uint8_t> wanted,
                     std::vector<std::string> targets, TrailVisitor visit)
    : m_sessions(sessions)
    , m_wanted(wanted)
    , m_targets(std::move(targets))
    , m_visit(std::move(visit))
    , m_open(std::make_unique<OpenGestures>(sessions.index.sessionCount()))
{
    const std::vector<std::uint32_t>& first = sessions.index.firstEvent;
    m_eventsLeft.reserve(sessions.index.sessionCount());
    for (std::uint32_t s = 0; s < sessions.index.sessionCount(); ++s) {
        m_eventsLeft.push_back(first[s + 1] - first[s]);
    }
}

TrailPass::~TrailPass() = default;

void TrailPass::add(const store::IndexColumns& index, const store::GestureColumns& gestures)
{
    std::size_t next = 0;
    for (std::uint32_t row = 0; row < index.time.size(); ++row) {
        const std::uint32_t ordinal =
            m_sessions.sessionOfRow(index.session[row], {index.time[row]});
        const std::uint32_t session = ordinal == kNone ? kNone : m_sessions.numberOf[ordinal];
        for (; next < gestures.row.size() && gestures.row[next] <= row; ++next) {
            if (gestures.row[next] == row && session != kNone) {
                note(session, {index.time[row]}, gestures, next);
            }
        }
        if (session != kNone && --m_eventsLeft[session] == 0) {
            end(session);
        }
    }
}

void TrailPass::note(std::uint32_t session, Timestamp time, const store::GestureColumns& gestures,
                     std::size_t i)
{
    (gestures.kind[i] == kClick ? m_kinds.anyClick : m_kinds.anyLoad) = true;
    if (m_wanted.empty() || m_wanted[session] != 0) {
        m_open->add(
            session,
            {time, gestures.target[i], gestures.x[i], gestures.y[i], kNone, gestures.kind[i]});
    }
}

void TrailPass::end(std::uint32_t session)
{
    const std::vector<Gesture>& gestures = m_open->take(session);
    if (gestures.empty()) {
        return;
    }
    m_trail.clicks.clear();
    m_trail.loads.clear();
    for (const Gesture& gesture : gestures) {
        addTo(m_trail, gesture, m_targets);
    }
    m_visit(session, m_trail);
}

Result<bool> anyGestures(const store::Connection& connection, bool withLoaded)
{
    TL_ASSIGN(const auto blocks, eventBlocks(connection, withLoaded));
    return anyGestures(connection, blocks);
}

Result<GestureKinds> visitTrails(const Workspace& workspace, const SessionTable& sessions,
                                 std::span<const std::uint8_t> wanted, const TrailVisitor& visit,
                                 const std::stop_token& stop)
{
    const auto open = [&workspace, &stop] { return workspace.file().openReader(stop); };
    TL_ASSIGN(const store::Connection connection, open());
    TL_ASSIGN(const auto blocks, eventBlocks(connection, false));
    TL_ASSIGN(const bool any, anyGestures(connection, blocks));
    if (!any) {
        return GestureKinds {};
    }
    store::ColumnsAhead ahead(open, blocks, {.gesture = true}, stop);
    TL_ASSIGN(auto targets, store::readDictionary(connection, store::DictionaryKind::Target));
    TrailPass pass(sessions, wanted, std::move(targets), visit);
    while (true) {
        TL_ASSIGN(const store::BlockColumns* const block, ahead.next());
        if (block == nullptr) {
            return pass.kinds();
        }
        pass.add(block->index, block->gesture);
    }
}

} // namespace throughline::workflow
