#include "models/index/index_builder.h"

#include "models/base/assert.h"

#include <algorithm>
#include <utility>

namespace throughline::index {

namespace {

constexpr std::size_t kChunkRows = 65536;
/// How far a session's contexts are searched before one is noted again; twins go at the end.
constexpr int kContextLooks = 8;

bool equalLength(const EventColumns& columns)
{
    const std::size_t rows = columns.session.size();
    const auto fits = [rows](const auto& column) {
        return column.empty() || column.size() == rows;
    };
    return columns.timeNs.size() == rows && columns.name.size() == rows && fits(columns.user)
        && fits(columns.account) && fits(columns.context) && fits(columns.marks)
        && columns.revenueRow.size() == columns.revenueMicros.size()
        && columns.revenueRow.size() == columns.revenueCurrency.size();
}

} // namespace

IndexBuilder::IndexBuilder(IndexBuilderOptions options)
    : m_options(std::move(options))
    , m_sessions(m_options.sessionCount)
{
    TL_ASSERT(m_options.markCount <= 8);
    std::vector<SessionSplit>& splits = m_options.splits;
    std::sort(splits.begin(), splits.end(), [](const SessionSplit& a, const SessionSplit& b) {
        return std::pair(a.session, a.from) < std::pair(b.session, b.from);
    });
    if (!splits.empty()) {
        m_hasSplit.assign(m_options.sessionCount, 0);
    }
    for (const SessionSplit& split : splits) {
        if (split.session >= m_options.sessionCount || split.part >= m_options.sessionCount) {
            m_unknownSession = true;
        } else {
            m_hasSplit[split.session] = 1;
        }
    }
}

std::uint32_t IndexBuilder::partOf(std::uint32_t session, std::int64_t time) const
{
    if (m_hasSplit.empty() || m_hasSplit[session] == 0) {
        return session;
    }
    const auto after = std::upper_bound(
        m_options.splits.begin(), m_options.splits.end(), std::pair(session, time),
        [](const std::pair<std::uint32_t, std::int64_t>& wanted, const SessionSplit& split) {
            return wanted < std::pair(split.session, split.from.ns);
        });
    if (after == m_options.splits.begin()) {
        return session;
    }
    const SessionSplit& split = *std::prev(after);
    return split.session == session && split.part < m_options.sessionCount ? split.part : session;
}

void IndexBuilder::addEvents(const EventColumns& columns)
{
    TL_ASSERT(equalLength(columns));
    std::size_t nextRevenue = 0;
    for (std::size_t row = 0; row < columns.session.size(); ++row) {
        const std::uint32_t written = columns.session[row];
        if (written >= m_options.sessionCount) {
            m_unknownSession |= written != kNone;
            continue;
        }
        const std::int64_t time = columns.timeNs[row];
        const std::uint32_t session = partOf(written, time);
        noteEvent(m_sessions[session], columns, row);
        addRevenue(columns, nextRevenue, row);
        keep(session, time, columns.name[row], columns.marks.empty() ? 0 : columns.marks[row]);
    }
}

void IndexBuilder::addRevenue(const EventColumns& columns, std::size_t& next, std::size_t row)
{
    while (next < columns.revenueRow.size() && columns.revenueRow[next] < row) {
        ++next;
    }
    if (next < columns.revenueRow.size() && columns.revenueRow[next] == row) {
        m_revenue.push_back(
            {m_eventCount, columns.revenueMicros[next], columns.revenueCurrency[next]});
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
    if (!columns.context.empty()) {
        noteContext(session, columns.context[row], time);
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

void IndexBuilder::keep(std::uint32_t session, std::int64_t time, std::uint32_t name,
                        std::uint8_t marks)
{
    if (m_chunks.empty() || m_chunks.back().session.size() == kChunkRows) {
        Chunk& chunk = m_chunks.emplace_back();
        chunk.session.reserve(kChunkRows);
        chunk.time.reserve(kChunkRows);
        chunk.name.reserve(kChunkRows);
        chunk.marks.reserve(m_options.markCount > 0 ? kChunkRows : 0);
    }
    Chunk& chunk = m_chunks.back();
    chunk.session.push_back(session);
    chunk.time.push_back(time);
    chunk.name.push_back(
        static_cast<std::uint16_t>(std::min<std::uint32_t>(name, SessionIndex::kOtherName)));
    if (m_options.markCount > 0) {
        chunk.marks.push_back(marks);
    }
    if (name >= m_nameLimit) {
        m_nameLimit = name == kNone ? kNone : name + 1;
    }
    ++m_eventCount;
}

void IndexBuilder::addSession(const SessionFact& fact)
{
    if (fact.session >= m_options.sessionCount) {
        m_unknownSession = true;
        return;
    }
    Session& session = m_sessions[partOf(fact.session, fact.first.ns)];
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

} // namespace throughline::index
