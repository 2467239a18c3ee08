#pragma once

#include "models/base/digits.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace throughline::ingest {

/// A text of up to 32 letters as four words, so that two are compared without a loop. Words overlap
/// where its size is none of theirs.
class ShortText
{
public:
    static constexpr std::size_t kLongest = 32;

    ShortText() = default;

    /// The text must not be longer.
    explicit ShortText(std::string_view text)
        : m_size(text.size())
    {
        const char* const from = text.data();
        if (m_size >= digits::kLetters) {
            m_words[0] = digits::load(from);
            m_words[1] = digits::load(from + m_size - digits::kLetters);
            if (m_size > 2 * digits::kLetters) {
                m_words[2] = digits::load(from + digits::kLetters);
                m_words[3] = digits::load(from + m_size - 2 * digits::kLetters);
            }
        } else if (m_size >= sizeof(std::uint32_t)) {
            std::uint32_t half = 0;
            std::memcpy(&half, from, sizeof half);
            m_words[0] = half;
            std::memcpy(&half, from + m_size - sizeof half, sizeof half);
            m_words[1] = half;
        } else {
            for (std::size_t i = 0; i < m_size; ++i) {
                m_words[0] = m_words[0] << 8U | static_cast<unsigned char>(from[i]);
            }
        }
    }

    /// With a zero in place of each digit.
    [[nodiscard]] ShortText withoutDigits() const
    {
        ShortText text = *this;
        for (std::uint64_t& word : text.m_words) {
            const std::uint64_t ascii = word & digits::everywhere(0x7F);
            const std::uint64_t beyond = word & digits::everywhere(0x80);
            const std::uint64_t digit = digits::between(ascii, '0', '9') & ~beyond;
            word &= ~((digit >> 7U) * 0x0FU);
        }
        return text;
    }

    [[nodiscard]] bool empty() const { return m_size == 0; }

    [[nodiscard]] std::uint64_t mark() const
    {
        constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15ULL;
        return ((m_words[0] + m_size) * kOdd ^ m_words[1] ^ m_words[2]) * kOdd;
    }

    bool operator==(const ShortText& other) const
    {
        return ((m_words[0] ^ other.m_words[0]) | (m_words[1] ^ other.m_words[1])
                | (m_words[2] ^ other.m_words[2]) | (m_words[3] ^ other.m_words[3])
                | (m_size ^ other.m_size))
            == 0;
    }

private:
    std::array<std::uint64_t, 4> m_words {};
    std::size_t m_size = 0;
};

/// The last texts of one field that were looked at and found to be as they should be, so that the
/// few values of a field like a country's are not looked at in each record. A field whose values
/// hardly come back soon stops asking. Not thread-safe.
class CleanValues
{
public:
    /// Whether values are asked for.
    [[nodiscard]] bool asks() const { return m_credit > 0; }

    [[nodiscard]] bool has(const ShortText& text)
    {
        const bool met = m_slots[placeOf(text)] == text && !text.empty();
        m_credit += met ? (m_credit < kMostCredit ? 1 : 0) : -1;
        return met;
    }

    void keep(const ShortText& text) { m_slots[placeOf(text)] = text; }

private:
    static constexpr unsigned kPlaceBits = 4;
    static constexpr int kFirstCredit = 100;
    static constexpr int kMostCredit = 10'000;

    static std::size_t placeOf(const ShortText& text) { return text.mark() >> (64U - kPlaceBits); }

    std::array<ShortText, std::size_t {1} << kPlaceBits> m_slots {};
    int m_credit = kFirstCredit;
};

} // namespace throughline::ingest
