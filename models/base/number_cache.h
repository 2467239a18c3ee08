#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace throughline {

/// What is known of things that have a number, by number: the few that are asked for again and
/// again. One look; what shares a place takes it. Number 0 stands for nothing. Not thread-safe.
template<typename T>
class NumberCache
{
public:
    [[nodiscard]] T* find(std::uint32_t number) const
    {
        const Slot& slot = m_slots[number % kSlots];
        return slot.number == number && number != 0 ? slot.known : nullptr;
    }

    void keep(std::uint32_t number, T* known)
    {
        if (number != 0) {
            m_slots[number % kSlots] = {number, known};
        }
    }

    void clear() { m_slots.fill({}); }

private:
    static constexpr std::size_t kSlots = 1024;

    struct Slot
    {
        std::uint32_t number = 0;
        T* known = nullptr;
    };

    std::array<Slot, kSlots> m_slots {};
};

} // namespace throughline
