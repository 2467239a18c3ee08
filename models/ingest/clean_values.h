#pragma once

#include "models/base/same_text.h"

#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace throughline::ingest {

/// The last texts of one field that were looked at and found to be as they should be, so that the
/// few values of a field like a country's are not looked at in each record. A field whose values
/// hardly come back soon stops asking. Not thread-safe.
class CleanValues
{
public:
    [[nodiscard]] bool has(std::string_view text)
    {
        if (m_credit == 0 || text.size() > kLongest) {
            return false;
        }
        const Slot& slot = m_slots[placeOf(text)];
        const bool met = sameText(text, {slot.text.data(), slot.size}) && !text.empty();
        m_credit += met ? (m_credit < kMostCredit ? 1 : 0) : -1;
        return met;
    }

    void keep(std::string_view text)
    {
        if (m_credit > 0 && text.size() <= kLongest) {
            Slot& slot = m_slots[placeOf(text)];
            slot.size = static_cast<std::uint8_t>(text.size());
            std::memcpy(slot.text.data(), text.data(), text.size());
        }
    }

private:
    static constexpr std::size_t kLongest = 23;
    static constexpr unsigned kPlaceBits = 4;
    static constexpr int kFirstCredit = 100;
    static constexpr int kMostCredit = 10'000;

    struct Slot
    {
        std::uint8_t size = 0;
        std::array<char, kLongest> text {};
    };

    static std::size_t placeOf(std::string_view text)
    {
        constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15ULL;
        return textMark(text) * kOdd >> (64U - kPlaceBits);
    }

    std::array<Slot, std::size_t {1} << kPlaceBits> m_slots {};
    int m_credit = kFirstCredit;
};

} // namespace throughline::ingest
