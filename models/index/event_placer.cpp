#include "models/index/event_placer.h"

#include "models/base/assert.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace throughline::index {

namespace {

/// The values at `first` and behind in another order: `order` holds places relative to it.
template<typename T>
void reorder(std::vector<T>& values, std::uint32_t first, const std::vector<std::uint32_t>& order)
{
    const auto from = values.begin() + first;
    const std::vector<T> before(from, from + static_cast<std::ptrdiff_t>(order.size()));
    for (std::size_t i = 0; i < order.size(); ++i) {
        values[first + i] = before[order[i]];
    }
}

void reorder(EventBits& bits, std::uint32_t first, const std::vector<std::uint32_t>& order)
{
    std::vector<std::uint8_t> before;
    for (std::uint32_t i = 0; i < order.size(); ++i) {
        before.push_back(bits.test(first + i) ? 1 : 0);
    }
    for (std::uint32_t i = 0; i < order.size(); ++i) {
        bits.set(first + i, before[order[i]] != 0);
    }
}

} // namespace

EventPlacer::EventPlacer(const SessionIndex& index, const SessionParts& parts,
                         std::uint32_t markCount)
    : m_index(index)
    , m_parts(parts)
    , m_places(parts.sessionCount())
    , m_offset(index.firstEvent.back())
    , m_rest(m_offset.size())
    , m_name(m_offset.size())
    , m_marks(markCount, EventBits(index.firstEvent.back()))
{
    TL_ASSERT(markCount <= 8);
    for (std::uint32_t s = 0; s < index.sessionCount(); ++s) {
        m_places[index.id[s]] = {{index.start[s].ns, (index.flags[s] & SessionIndex::kCoarse) != 0},
                                 index.firstEvent[s]};
    }
}

void EventPlacer::addEvents(const EventColumns& columns)
{
    TL_ASSERT(columns.fit());
    std::size_t revenue = 0;
    for (std::uint32_t row = 0; row < columns.session.size(); ++row) {
        const std::uint32_t written = columns.session[row];
        if (written >= m_parts.sessionCount()) {
            m_foreign |= written != kNone;
            continue;
        }
        const std::int64_t time = columns.timeNs[row];
        Place& place = m_places[m_parts.of(written, time)];
        if (place.next >= m_offset.size()) {
            m_foreign = true;
            continue;
        }
        const std::uint32_t event = place.next++;
        const SessionClock::Offset offset = place.clock.offsetOf(time);
        m_offset[event] = offset.units;
        m_rest[event] = offset.rest;
        m_name[event] = static_cast<std::uint16_t>(
            std::min<std::uint32_t>(columns.name[row], SessionIndex::kOtherName));
        for (std::uint32_t mark = 0; mark < m_marks.size() && !columns.marks.empty(); ++mark) {
            if (((columns.marks[row] >> mark) & 1U) != 0) {
                m_marks[mark].set(event);
            }
        }
        while (revenue < columns.revenueRow.size() && columns.revenueRow[revenue] < row) {
            ++revenue;
        }
        if (revenue < columns.revenueRow.size() && columns.revenueRow[revenue] == row) {
            m_revenue.push_back(
                {columns.revenueMicros[revenue], event, columns.revenueCurrency[revenue]});
        }
    }
}

Result<void> EventPlacer::complete()
{
    // A session with a row too many took the place of its neighbour's, which is then one too far.
    bool whole = !m_foreign;
    for (std::uint32_t s = 0; s < m_index.sessionCount(); ++s) {
        whole = whole && m_places[m_index.id[s]].next == m_index.firstEvent[s + 1];
    }
    if (!whole) {
        return storeError("the records of the store are not those its session index was made of",
                          "check it with throughline verify");
    }
    m_places = std::vector<Place>();
    fixOrder();
    return {};
}

Result<std::vector<EventBits>> EventPlacer::finishMarks() &&
{
    TL_TRY(complete());
    return std::move(m_marks);
}

Result<std::vector<EventBits>> EventPlacer::finish(SessionIndex& index) &&
{
    TL_TRY(complete());
    for (const Revenue& revenue : m_revenue) {
        if (revenue.currency >= index.currencies.size()) {
            return storeError("the store is damaged: an amount has an unknown currency",
                              "check it with throughline verify");
        }
    }
    markLater();
    index.offset = std::move(m_offset);
    index.nameAndOrder = std::move(m_name);
    fillRevenue(index);
    return std::move(m_marks);
}

void EventPlacer::fixOrder()
{
    std::sort(m_revenue.begin(), m_revenue.end(),
              [](const Revenue& a, const Revenue& b) { return a.event < b.event; });
    std::size_t nextRevenue = 0;
    for (std::uint32_t s = 0; s < m_index.sessionCount(); ++s) {
        fixOrder(m_index.firstEvent[s], m_index.firstEvent[s + 1], nextRevenue);
    }
}

void EventPlacer::fixOrder(std::uint32_t first, std::uint32_t last, std::size_t& revenue)
{
    const std::size_t firstRevenue = revenue;
    while (revenue < m_revenue.size() && m_revenue[revenue].event < last) {
        ++revenue;
    }
    bool sorted = true;
    for (std::uint32_t event = first + 1; event < last && sorted; ++event) {
        sorted = !earlier(event, event - 1);
    }
    if (sorted) {
        return;
    }
    std::vector<std::uint32_t> order(last - first);
    std::iota(order.begin(), order.end(), 0U);
    std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
        return earlier(first + a, first + b);
    });
    move(first, order);
    std::vector<std::uint32_t> placeOf(order.size());
    for (std::uint32_t i = 0; i < order.size(); ++i) {
        placeOf[order[i]] = first + i;
    }
    for (std::size_t i = firstRevenue; i < revenue; ++i) {
        m_revenue[i].event = placeOf[m_revenue[i].event - first];
    }
    std::sort(m_revenue.begin() + static_cast<std::ptrdiff_t>(firstRevenue),
              m_revenue.begin() + static_cast<std::ptrdiff_t>(revenue),
              [](const Revenue& a, const Revenue& b) { return a.event < b.event; });
}

void EventPlacer::move(std::uint32_t first, const std::vector<std::uint32_t>& order)
{
    reorder(m_offset, first, order);
    reorder(m_rest, first, order);
    reorder(m_name, first, order);
    for (EventBits& bits : m_marks) {
        reorder(bits, first, order);
    }
}

void EventPlacer::markLater()
{
    for (std::uint32_t s = 0; s < m_index.sessionCount(); ++s) {
        for (std::uint32_t event = m_index.firstEvent[s] + 1; event < m_index.firstEvent[s + 1];
             ++event) {
            if (m_offset[event - 1] == m_offset[event] && m_rest[event - 1] < m_rest[event]) {
                m_name[event] = static_cast<std::uint16_t>(m_name[event] | SessionIndex::kLater);
            }
        }
    }
    m_rest = std::vector<std::uint32_t>();
}

void EventPlacer::fillRevenue(SessionIndex& index) const
{
    index.revenueEvent.reserve(m_revenue.size());
    index.revenueMicros.reserve(m_revenue.size());
    index.revenueCurrency.reserve(m_revenue.size());
    for (const Revenue& revenue : m_revenue) {
        index.revenueEvent.push_back(revenue.event);
        index.revenueMicros.push_back(revenue.micros);
        index.revenueCurrency.push_back(static_cast<std::uint16_t>(revenue.currency));
    }
}

} // namespace throughline::index
