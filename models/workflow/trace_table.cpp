#include "models/workflow/trace_table.h"

#include <algorithm>
#include <utility>

namespace throughline::workflow {

namespace {

constexpr std::size_t kFirstSlots = 4096;

} // namespace

/// Where the trace stands or would stand.
std::size_t TraceTable::slotOf(std::uint64_t low) const
{
    const std::size_t mask = m_slots.size() - 1;
    std::size_t at = placeOf(low);
    while (m_slots[at] != 0 && m_traces[m_slots[at] - 1].trace.id.low != low) {
        at = (at + 1) & mask;
    }
    return at;
}

void TraceTable::grow()
{
    m_slots.assign(std::max(kFirstSlots, 2 * m_slots.size()), 0);
    for (std::size_t i = 0; i < m_traces.size(); ++i) {
        m_slots[slotOf(m_traces[i].trace.id.low)] = static_cast<std::uint32_t>(i + 1);
    }
}

GrowingTrace& TraceTable::at(std::uint64_t low)
{
    if (2 * m_traces.size() >= m_slots.size()) {
        grow();
    }
    std::uint32_t& slot = m_slots[slotOf(low)];
    if (slot == 0) {
        m_traces.emplace_back().trace.id.low = low;
        slot = static_cast<std::uint32_t>(m_traces.size());
    }
    return m_traces[slot - 1];
}

GrowingTrace* TraceTable::find(std::uint64_t low)
{
    if (m_slots.empty()) {
        return nullptr;
    }
    const std::uint32_t number = m_slots[slotOf(low)];
    return number == 0 ? nullptr : &m_traces[number - 1];
}

std::vector<GrowingTrace*> TraceTable::sorted()
{
    std::vector<std::pair<std::uint64_t, GrowingTrace*>> order; // the keys beside each other
    order.reserve(m_traces.size());
    for (GrowingTrace& trace : m_traces) {
        order.emplace_back(trace.trace.id.low, &trace);
    }
    std::ranges::sort(order, {}, &std::pair<std::uint64_t, GrowingTrace*>::first);
    std::vector<GrowingTrace*> traces;
    traces.reserve(order.size());
    for (const auto& [low, trace] : order) {
        traces.push_back(trace);
    }
    return traces;
}

} // namespace throughline::workflow
