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
    const std::uint32_t mark = markOf(low);
    std::size_t at = mark & mask;
    while (m_slots[at].number != 0
           && (m_slots[at].mark != mark || (*this)[m_slots[at].number - 1].id.low != low)) {
        at = (at + 1) & mask;
    }
    return at;
}

/// A mark tells the place in tables of up to 2^32; above that they would crowd, no more.
void TraceTable::grow()
{
    std::vector<Slot> before(std::max(kFirstSlots, 2 * m_slots.size()));
    std::swap(before, m_slots);
    const std::size_t mask = m_slots.size() - 1;
    for (const Slot& slot : before) {
        if (slot.number != 0) {
            std::size_t at = slot.mark & mask;
            while (m_slots[at].number != 0) {
                at = (at + 1) & mask;
            }
            m_slots[at] = slot;
        }
    }
}

DerivedTrace& TraceTable::at(std::uint64_t low)
{
    if (2 * m_size >= m_slots.size()) {
        grow();
    }
    Slot& slot = m_slots[slotOf(low)];
    if (slot.number == 0) {
        if (m_size % kBlock == 0) {
            m_blocks.push_back(std::make_unique<DerivedTrace[]>(kBlock));
        }
        ++m_size;
        slot = {markOf(low), static_cast<std::uint32_t>(m_size)};
        m_blocks.back()[(m_size - 1) % kBlock].id.low = low;
    }
    const std::size_t number = slot.number - 1;
    return m_blocks[number / kBlock][number % kBlock];
}

const DerivedTrace* TraceTable::find(std::uint64_t low) const
{
    if (m_slots.empty()) {
        return nullptr;
    }
    const std::uint32_t number = m_slots[slotOf(low)].number;
    return number == 0 ? nullptr : &(*this)[number - 1];
}

DerivedTrace* TraceTable::find(std::uint64_t low)
{
    const DerivedTrace* const found = std::as_const(*this).find(low);
    return found == nullptr ? nullptr : &at(low);
}

} // namespace throughline::workflow
