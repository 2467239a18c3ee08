#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace throughline::store {

/// Numbers keys in the order in which they first come: 0, 1, 2. Constant time per key.
class Numbering
{
public:
    /// The number of the key; it is new where that was the count.
    std::uint32_t of(std::uint64_t key)
    {
        if (2 * m_count >= m_slots.size()) {
            grow();
        }
        Slot& slot = m_slots[placeOf(key)];
        if (slot.after == 0) {
            slot = {key, ++m_count};
        }
        return slot.after - 1;
    }

    [[nodiscard]] std::uint32_t count() const { return m_count; }

    /// Nothing in it; the memory stays.
    void clear()
    {
        std::ranges::fill(m_slots, Slot {});
        m_count = 0;
    }

private:
    struct Slot
    {
        std::uint64_t key = 0;
        std::uint32_t after = 0; ///< the number + 1; 0: free
    };

    [[nodiscard]] std::size_t placeOf(std::uint64_t key) const
    {
        constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15ULL;
        const std::size_t mask = m_slots.size() - 1;
        std::size_t at = key * kOdd >> (64U - std::bit_width(mask));
        while (m_slots[at].after != 0 && m_slots[at].key != key) {
            at = (at + 1) & mask;
        }
        return at;
    }

    void grow()
    {
        std::vector<Slot> before(std::max<std::size_t>(kFirstSlots, 2 * m_slots.size()));
        before.swap(m_slots);
        for (const Slot& slot : before) {
            if (slot.after != 0) {
                m_slots[placeOf(slot.key)] = slot;
            }
        }
    }

    static constexpr std::size_t kFirstSlots = 256;

    std::vector<Slot> m_slots;
    std::uint32_t m_count = 0;
};

} // namespace throughline::store
