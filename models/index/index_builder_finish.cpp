// The second half of IndexBuilder: from what was collected to the columns of the index.

#include "models/index/index_builder.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace throughline::index {

namespace {

constexpr std::uint64_t kNsPerMs = 1'000'000;
constexpr std::uint64_t kNsPerSecond = 1'000'000'000;
constexpr std::uint64_t kMaxOffset = std::numeric_limits<std::uint32_t>::max();

/// How the times of one session become offsets.
struct SessionClock
{
    std::int64_t start = 0;
    std::uint32_t next = 0; ///< where its next event goes
    bool coarse = false;
};

struct Offset
{
    std::uint32_t units = 0;
    std::uint32_t rest = 0;
};

/// The distance of two times, which need not fit a signed number.
std::uint64_t distance(std::int64_t from, std::int64_t to)
{
    return static_cast<std::uint64_t>(to) - static_cast<std::uint64_t>(from);
}

bool isCoarse(std::int64_t first, std::int64_t last)
{
    return distance(first, last) / kNsPerMs > kMaxOffset;
}

/// Division by constants: the one place where every event is divided.
Offset offsetOf(const SessionClock& clock, std::int64_t time)
{
    const std::uint64_t since = distance(clock.start, time);
    if (!clock.coarse) {
        return {static_cast<std::uint32_t>(since / kNsPerMs),
                static_cast<std::uint32_t>(since % kNsPerMs)};
    }
    return {static_cast<std::uint32_t>(std::min(since / kNsPerSecond, kMaxOffset)),
            static_cast<std::uint32_t>(since % kNsPerSecond)};
}

Error damaged(const std::string& what)
{
    return storeError("the store is damaged: " + what, "check it with throughline verify");
}

} // namespace

Result<void> IndexBuilder::check(const IndexDictionaries& dictionaries) const
{
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
    const bool currencies =
        std::all_of(m_revenue.begin(), m_revenue.end(), [&](const Revenue& revenue) {
            return revenue.currency < dictionaries.currencies.size();
        });
    return currencies ? Result<void>() : damaged("an amount has an unknown currency");
}

Result<BuiltIndex> IndexBuilder::finish(IndexDictionaries dictionaries,
                                        const std::vector<std::uint8_t>& flags) &&
{
    TL_TRY(check(dictionaries));
    BuiltIndex built;
    TL_ASSIGN(built.marks, std::move(*this).finishMarks());
    SessionIndex& index = built.index;
    fillSessions(index, flags);
    fillContexts(index);
    fillEnds(index);
    fillEvents(index);
    fillRevenue(index);
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
    return built;
}

Result<std::vector<EventBits>> IndexBuilder::finishMarks() &&
{
    if (m_unknownSession) {
        return damaged("an event has a session that is not in the dictionary");
    }
    if (m_eventCount >= kNone) {
        return storeError("the session index cannot hold more than 4,294,967,294 events",
                          "remove older data with throughline retain");
    }
    orderSessions();
    placeEvents();
    fixOrder();
    return takeMarks();
}

void IndexBuilder::orderSessions()
{
    for (std::uint32_t session = 0; session < m_options.sessionCount; ++session) {
        if (m_sessions[session].known) {
            m_order.push_back(session);
        }
    }
    std::sort(m_order.begin(), m_order.end(), [&](std::uint32_t a, std::uint32_t b) {
        const Session& left = m_sessions[a];
        const Session& right = m_sessions[b];
        return left.user != right.user  ? left.user < right.user
            : left.first != right.first ? left.first < right.first
                                        : a < b;
    });
    m_firstEvent.reserve(m_order.size() + 1);
    m_firstEvent.push_back(0);
    for (const std::uint32_t session : m_order) {
        m_firstEvent.push_back(m_firstEvent.back() + m_sessions[session].events);
    }
}

void IndexBuilder::placeEvents()
{
    std::vector<SessionClock> clocks(m_sessions.size());
    for (std::size_t place = 0; place < m_order.size(); ++place) {
        const Session& session = m_sessions[m_order[place]];
        clocks[m_order[place]] = {session.first, m_firstEvent[place],
                                  isCoarse(session.first, session.last)};
    }
    m_events.resize(m_eventCount);
    std::size_t revenue = 0;
    std::uint64_t arrival = 0;
    for (Chunk& chunk : m_chunks) {
        for (std::size_t row = 0; row < chunk.session.size(); ++row, ++arrival) {
            SessionClock& clock = clocks[chunk.session[row]];
            const Offset offset = offsetOf(clock, chunk.time[row]);
            m_events[clock.next] = {offset.units, offset.rest, chunk.name[row],
                                    chunk.marks.empty() ? std::uint8_t {0} : chunk.marks[row]};
            if (revenue < m_revenue.size() && m_revenue[revenue].event == arrival) {
                m_revenue[revenue++].event = clock.next;
            }
            ++clock.next;
        }
        chunk = Chunk();
    }
}

void IndexBuilder::fixOrder()
{
    std::sort(m_revenue.begin(), m_revenue.end(),
              [](const Revenue& a, const Revenue& b) { return a.event < b.event; });
    std::size_t nextRevenue = 0;
    for (std::size_t place = 0; place < m_order.size(); ++place) {
        fixOrder(m_firstEvent[place], m_firstEvent[place + 1], nextRevenue);
    }
}

void IndexBuilder::fixOrder(std::uint32_t first, std::uint32_t last, std::size_t& revenue)
{
    const auto earlier = [](const PlacedEvent& a, const PlacedEvent& b) {
        return a.offset != b.offset ? a.offset < b.offset : a.rest < b.rest;
    };
    const std::size_t firstRevenue = revenue;
    while (revenue < m_revenue.size() && m_revenue[revenue].event < last) {
        ++revenue;
    }
    if (std::is_sorted(m_events.begin() + first, m_events.begin() + last, earlier)) {
        return;
    }
    const std::vector<PlacedEvent> events(m_events.begin() + first, m_events.begin() + last);
    std::vector<std::uint32_t> order(events.size());
    std::iota(order.begin(), order.end(), 0U);
    std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
        return earlier(events[a], events[b]);
    });
    std::vector<std::uint32_t> placeOf(events.size());
    for (std::uint32_t i = 0; i < order.size(); ++i) {
        m_events[first + i] = events[order[i]];
        placeOf[order[i]] = first + i;
    }
    for (std::size_t i = firstRevenue; i < revenue; ++i) {
        m_revenue[i].event = placeOf[m_revenue[i].event - first];
    }
    std::sort(m_revenue.begin() + static_cast<std::ptrdiff_t>(firstRevenue),
              m_revenue.begin() + static_cast<std::ptrdiff_t>(revenue),
              [](const Revenue& a, const Revenue& b) { return a.event < b.event; });
}

std::vector<EventBits> IndexBuilder::takeMarks() const
{
    const auto count = static_cast<std::uint32_t>(m_eventCount);
    std::vector<EventBits> marks(m_options.markCount, EventBits(count));
    for (std::uint32_t mark = 0; mark < marks.size(); ++mark) {
        for (std::uint32_t event = 0; event < count; ++event) {
            if (((m_events[event].marks >> mark) & 1U) != 0) {
                marks[mark].set(event);
            }
        }
    }
    return marks;
}

void IndexBuilder::fillSessions(SessionIndex& index, const std::vector<std::uint8_t>& flags) const
{
    const std::size_t count = m_order.size();
    index.start.reserve(count);
    index.user.reserve(count);
    index.account.reserve(count);
    index.flags.reserve(count);
    for (const std::uint32_t ordinal : m_order) {
        const Session& session = m_sessions[ordinal];
        index.start.push_back({session.first});
        index.user.push_back(session.user);
        index.account.push_back(session.account);
        const unsigned given = ordinal < flags.size() ? flags[ordinal] : 0U;
        const bool coarse = session.events > 0 && isCoarse(session.first, session.last);
        index.flags.push_back(
            static_cast<std::uint8_t>((given & (SessionIndex::kBot | SessionIndex::kDerived))
                                      | (coarse ? SessionIndex::kCoarse : 0U)));
    }
    index.id = m_order;
    index.firstEvent = m_firstEvent;
}

void IndexBuilder::fillContexts(SessionIndex& index) const
{
    index.firstContext.reserve(m_order.size() + 1);
    index.firstContext.push_back(0);
    std::vector<std::pair<std::int64_t, std::uint32_t>> uses;
    for (const std::uint32_t ordinal : m_order) {
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

/// What the last event tells of the end is not told twice: that saves 4 bytes of 8 per session.
void IndexBuilder::fillEnds(SessionIndex& index) const
{
    index.endRest.reserve(m_order.size());
    std::uint64_t longest = 0;
    for (std::size_t place = 0; place < m_order.size(); ++place) {
        const Session& session = m_sessions[m_order[place]];
        longest = std::max(longest, distance(session.first, session.last));
        const PlacedEvent* const last =
            session.events > 0 ? &m_events[m_firstEvent[place + 1] - 1] : nullptr;
        if (last != nullptr && last->offset < kMaxOffset) {
            index.endRest.push_back(last->rest);
            continue;
        }
        index.endRest.push_back(SessionIndex::kOtherEnd
                                | static_cast<std::uint32_t>(index.otherEnd.size()));
        index.otherEnd.push_back({session.last});
    }
    constexpr std::uint64_t kMost = std::numeric_limits<std::int64_t>::max();
    index.longest = {static_cast<std::int64_t>(std::min(longest, kMost))};
}

void IndexBuilder::fillEvents(SessionIndex& index)
{
    const std::size_t count = m_events.size();
    index.offset.resize(count);
    index.nameAndOrder.resize(count);
    for (std::size_t place = 0; place < m_order.size(); ++place) {
        const std::uint32_t first = m_firstEvent[place];
        for (std::uint32_t event = first; event < m_firstEvent[place + 1]; ++event) {
            const PlacedEvent& current = m_events[event];
            const bool later = event > first && m_events[event - 1].offset == current.offset
                && m_events[event - 1].rest < current.rest;
            index.offset[event] = current.offset;
            index.nameAndOrder[event] =
                static_cast<std::uint16_t>(current.name | (later ? SessionIndex::kLater : 0U));
        }
    }
    m_events = {};
}

void IndexBuilder::fillRevenue(SessionIndex& index) const
{
    index.revenueEvent.reserve(m_revenue.size());
    index.revenueMicros.reserve(m_revenue.size());
    index.revenueCurrency.reserve(m_revenue.size());
    for (const Revenue& revenue : m_revenue) {
        index.revenueEvent.push_back(static_cast<std::uint32_t>(revenue.event));
        index.revenueMicros.push_back(revenue.micros);
        index.revenueCurrency.push_back(static_cast<std::uint16_t>(revenue.currency));
    }
}

} // namespace throughline::index
