#pragma once

#include "models/base/same_text.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace throughline {

/// What is known of names, by name: the few that are asked for again and again. One look and one
/// comparison; what shares a place takes it. The names kept must outlive it. Not thread-safe.
template<typename T>
class NameCache
{
public:
    [[nodiscard]] T* find(std::string_view name) const
    {
        const Slot& slot = m_slots[placeOf(name)];
        return slot.known != nullptr && sameText(slot.name, name) ? slot.known : nullptr;
    }

    void keep(std::string_view name, T* known) { m_slots[placeOf(name)] = {name, known}; }

    void clear() { m_slots.fill({}); }

private:
    static constexpr unsigned kBits = 10;

    struct Slot
    {
        std::string_view name;
        T* known = nullptr;
    };

    static std::size_t placeOf(std::string_view name)
    {
        constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15ULL;
        return textMark(name) * kOdd >> (64U - kBits);
    }

    std::array<Slot, std::size_t {1} << kBits> m_slots {};
};

} // namespace throughline
