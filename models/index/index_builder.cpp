#include "models/index/index_builder.h"

#include "models/base/assert.h"
#include "models/index/session_clock.h"

#include <algorithm>
#include <limits>
#include <tuple>
#include <utility>

namespace throughline::index {

namespace {

/// How far a session's contexts are searched before one is noted again; twins go at the end.
constexpr int kContextLooks = 8;

Error damaged(const std::string& what)
{
    return storeError("the store is damaged: " + what, "check it with throughline verify");
}

} // namespace

IndexBuilder::IndexBuilder(const SessionParts& parts)
    : m_parts(parts)
    , m_sessions(parts.sessionCount())
    , m_unknownSession(!parts.valid())
{
}

void IndexBuilder::addEvents(const EventColumns& columns)
{
    TL_ASSERT(columns.fit());
    for (std::size_t row = 0; row < columns.session.size(); ++row) {
        const std::uint32_t written = columns.session[row];
        if (written >= m_parts.sessionCount()) {
            m_unknownSession |= written != kNone;
            continue;
        }
        const std::int64_t time = columns.timeNs[row];
        Session& session = m_sessions[m_parts.of(written, time)];
        noteEvent(session, columns, row);
        if (!columns.context.empty()) {
            noteContext(session, columns.context[row], time);
        }
        if (const std::uint32_t name = columns.name[row]; name >= m_nameLimit) {
            m_nameLimit = name == kNone ? kNone : name + 1;
        }
        ++m_eventCount;
    }
}

void IndexBuilder::noteEvent(Session& session, const EventColumns& columns, std::size_t row)
{
    const std::int64_t time = columns.timeNs[row];
    const bool first = session.events == 0;
    session.known = true;
    session.first = first ? time : std::min(session.first, time);
    session.last = first ? time : std::max(session.last, time);
    ++session.events;

    // The smallest of (time, ordinal), so that rows of one time may come in any order.
    const auto earliest = [&](std::uint32_t ordinal, std::uint32_t& kept, std::int64_t& keptTime,
                              bool& fromEvent) {
        if (ordinal != kNone
            && (!fromEvent || std::pair(time, ordinal) < std::pair(keptTime, kept))) {
            kept = ordinal;
            keptTime = time;
            fromEvent = true;
        }
    };
    if (!columns.user.empty()) {
        earliest(columns.user[row], session.user, session.userTime, session.userFromEvent);
    }
    if (!columns.account.empty()) {
        earliest(columns.account[row], session.account, session.accountTime,
                 session.accountFromEvent);
    }
}

void IndexBuilder::noteContext(Session& session, std::uint32_t context, std::int64_t time)
{
    if (context == kNone) {
        return;
    }
    std::uint32_t at = session.lastUse;
    for (int look = 0; look < kContextLooks && at != kNone; ++look) {
        ContextUse& use = m_uses[at];
        if (use.context == context) {
            use.time = std::min(use.time, time);
            return;
        }
        at = use.previous;
    }
    m_uses.push_back({time, context, session.lastUse});
    session.lastUse = static_cast<std::uint32_t>(m_uses.size() - 1);
    m_contextLimit = std::max(m_contextLimit, context + 1);
}

void IndexBuilder::addSession(const SessionFact& fact)
{
    if (fact.session >= m_parts.sessionCount()) {
        m_unknownSession = true;
        return;
    }
    Session& session = m_sessions[m_parts.of(fact.session, fact.first.ns)];
    if (session.events == 0) {
        session.first = session.known ? std::min(session.first, fact.first.ns) : fact.first.ns;
        session.last = session.known ? std::max(session.last, fact.last.ns) : fact.last.ns;
    }
    session.known = true;
    if (!session.userFromEvent) {
        session.user = std::min(session.user, fact.user);
    }
    if (!session.accountFromEvent) {
        session.account = std::min(session.account, fact.account);
    }
    // Behind the contexts of all events.
    noteContext(session, fact.context, std::numeric_limits<std::int64_t>::max());
}

Result<void> IndexBuilder::check(const IndexDictionaries& dictionaries) const
{
    if (m_unknownSession) {
        return damaged("an event has a session that is not in the dictionary");
    }
    if (m_eventCount >= kNone) {
        return storeError("the session index cannot hold more than 4,294,967,294 events",
                          "remove older data with throughline retain");
    }
    if (m_nameLimit > dictionaries.names.size()) {
        return damaged("an event has a name that is not in the dictionary");
    }
    if (m_contextLimit > dictionaries.contexts.size()) {
        return damaged("an event has a context that is not in the dictionary");
    }
    for (const std::vector<std::uint32_t>& context : dictionaries.contexts) {
        const bool valid = context.size() == dictionaries.contextFields.size()
            && std::all_of(context.begin(), context.end(),
                           [&](std::uint32_t value) { return value < dictionaries.values.size(); });
        if (!valid) {
            return damaged("a context does not fit its fields");
        }
    }
    return {};
}

Result<SessionIndex> IndexBuilder::finish(IndexDictionaries dictionaries,
                                          const std::vector<std::uint8_t>& flags) &&
{
    TL_TRY(check(dictionaries));
    SessionIndex index;
    index.id = sessionsInOrder();
    fillSessions(index, flags);
    fillContexts(index);
    dictionaries.names.resize(
        std::min<std::size_t>(dictionaries.names.size(), SessionIndex::kOtherName));
    index.names = std::move(dictionaries.names);
    index.currencies = std::move(dictionaries.currencies);
    index.contextFields = std::move(dictionaries.contextFields);
    index.contextCount = static_cast<std::uint32_t>(dictionaries.contexts.size());
    index.contextValues.reserve(index.contextCount * index.contextFields.size());
    for (const std::vector<std::uint32_t>& context : dictionaries.contexts) {
        index.contextValues.insert(index.contextValues.end(), context.begin(), context.end());
    }
    index.values = std::move(dictionaries.values);
    if (index.values.empty()) {
        index.values.emplace_back();
    }
    return index;
}

std::vector<std::uint32_t> IndexBuilder::sessionsInOrder() const
{
    /// What is compared lies together.
    struct Placed
    {
        std::uint32_t user = 0;
        std::uint32_t session = 0;
        std::int64_t first = 0;
    };

    std::vector<Placed> placed;
    placed.reserve(m_sessions.size());
    for (std::uint32_t session = 0; session < m_sessions.size(); ++session) {
        if (m_sessions[session].known) {
            placed.push_back({m_sessions[session].user, session, m_sessions[session].first});
        }
    }
    std::sort(placed.begin(), placed.end(), [](const Placed& a, const Placed& b) {
        return std::tie(a.user, a.first, a.session) < std::tie(b.user, b.first, b.session);
    });
    std::vector<std::uint32_t> order;
    order.reserve(placed.size());
    for (const Placed& one : placed) {
        order.push_back(one.session);
    }
    return order;
}

void IndexBuilder::fillSessions(SessionIndex& index, const std::vector<std::uint8_t>& flags) const
{
    const std::size_t count = index.id.size();
    index.start.reserve(count);
    index.endRest.reserve(count);
    index.user.reserve(count);
    index.account.reserve(count);
    index.flags.reserve(count);
    index.firstEvent.reserve(count + 1);
    index.firstEvent.push_back(0);
    std::uint64_t longest = 0;
    for (const std::uint32_t ordinal : index.id) {
        const Session& session = m_sessions[ordinal];
        index.start.push_back({session.first});
        index.user.push_back(session.user);
        index.account.push_back(session.account);
        index.firstEvent.push_back(index.firstEvent.back() + session.events);
        const unsigned given = ordinal < flags.size() ? flags[ordinal] : 0U;
        const bool coarse =
            session.events > 0 && SessionClock::isCoarse(session.first, session.last);
        index.flags.push_back(
            static_cast<std::uint8_t>((given & (SessionIndex::kBot | SessionIndex::kDerived))
                                      | (coarse ? SessionIndex::kCoarse : 0U)));
        longest = std::max(longest, SessionClock::distance(session.first, session.last));
        // What the last event tells of the end is not told twice: that saves 4 bytes of 8.
        const SessionClock::Offset last =
            SessionClock {session.first, coarse}.offsetOf(session.last);
        if (session.events > 0 && last.units < SessionClock::kMostUnits) {
            index.endRest.push_back(last.rest);
        } else {
            index.endRest.push_back(SessionIndex::kOtherEnd
                                    | static_cast<std::uint32_t>(index.otherEnd.size()));
            index.otherEnd.push_back({session.last});
        }
    }
    constexpr std::uint64_t kMost = std::numeric_limits<std::int64_t>::max();
    index.longest = {static_cast<std::int64_t>(std::min(longest, kMost))};
}

void IndexBuilder::fillContexts(SessionIndex& index) const
{
    index.firstContext.reserve(index.id.size() + 1);
    index.firstContext.push_back(0);
    index.contextOf.reserve(m_uses.size());
    std::vector<std::pair<std::int64_t, std::uint32_t>> uses;
    for (const std::uint32_t ordinal : index.id) {
        uses.clear();
        for (std::uint32_t at = m_sessions[ordinal].lastUse; at != kNone;
             at = m_uses[at].previous) {
            uses.emplace_back(m_uses[at].time, m_uses[at].context);
        }
        // The first use of each, then by time.
        std::sort(uses.begin(), uses.end(), [](const auto& a, const auto& b) {
            return std::pair(a.second, a.first) < std::pair(b.second, b.first);
        });
        uses.erase(std::unique(uses.begin(), uses.end(),
                               [](const auto& a, const auto& b) { return a.second == b.second; }),
                   uses.end());
        std::sort(uses.begin(), uses.end());
        for (const auto& [time, context] : uses) {
            index.contextOf.push_back(context);
        }
        index.firstContext.push_back(static_cast<std::uint32_t>(index.contextOf.size()));
    }
    index.contextOf.shrink_to_fit();
}

} // namespace throughline::index
