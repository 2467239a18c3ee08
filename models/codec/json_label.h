#pragma once

#include "models/base/same_text.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace throughline::codec {

#ifdef __SSE2__

/// What stands between two values, which the text is compared with from its start.
class Label
{
public:
    explicit Label(std::string_view text)
        : m_text(text)
        , m_size(text.size())
        , m_wanted(text.size() >= kInOne ? UINT32_MAX : (1U << text.size()) - 1U)
    {
        std::memcpy(m_start.data(), text.data(), std::min(text.size(), kInOne));
    }

    [[nodiscard]] std::string_view text() const { return m_text; }

    [[nodiscard]] std::size_t size() const { return m_size; }

    /// Looks at up to 32 bytes from there, of which `left` count.
    [[nodiscard]] bool stands(const char* at, std::size_t left) const
    {
        const auto same = [this, at](std::size_t from) {
            const auto load = [from](const char* bytes) {
                return _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes + from));
            };
            return static_cast<unsigned>(
                _mm_movemask_epi8(_mm_cmpeq_epi8(load(at), load(m_start.data()))));
        };
        if (m_size > left || ((same(0) | same(kHalf) << kHalf) & m_wanted) != m_wanted) {
            return false;
        }
        return m_size <= kInOne || std::string_view(at, m_size) == m_text;
    }

private:
    static constexpr std::size_t kHalf = sizeof(__m128i);
    static constexpr std::size_t kInOne = 2 * kHalf;

    std::string m_text;
    std::size_t m_size;
    unsigned m_wanted; ///< a bit for each byte of the start that counts
    std::array<char, kInOne> m_start {};
};

#else

/// What stands between two values, which the text is compared with from its start.
class Label
{
public:
    explicit Label(std::string_view text)
        : m_text(text)
    {
    }

    [[nodiscard]] std::string_view text() const { return m_text; }

    [[nodiscard]] std::size_t size() const { return m_text.size(); }

    [[nodiscard]] bool stands(const char* at, std::size_t left) const
    {
        return m_text.size() <= left && sameText({at, m_text.size()}, m_text);
    }

private:
    std::string m_text;
};

#endif

} // namespace throughline::codec
