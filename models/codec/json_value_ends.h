#pragma once

#include "models/base/text.h"
#include "models/codec/json_node.h"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/// Where values of JSON end, for those who know what stands behind them.
namespace throughline::codec {

/// What stands in a stretch of text, a bit for each byte.
struct Stretch
{
    unsigned ends; ///< bytes that end a plain string: quotes, backslashes, control characters
    unsigned high; ///< bytes that are not ASCII
};

#ifdef __SSE2__

inline constexpr std::size_t kStretch = sizeof(__m128i);

inline Stretch look(const char* from)
{
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
    const __m128i quotes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
    const __m128i escapes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
    const __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(0x1F)), bytes);
    const __m128i ends = _mm_or_si128(_mm_or_si128(quotes, escapes), control);
    return {static_cast<unsigned>(_mm_movemask_epi8(ends)),
            static_cast<unsigned>(_mm_movemask_epi8(bytes))};
}

#else

inline constexpr std::size_t kStretch = 1;

inline Stretch look(const char* from)
{
    const auto byte = static_cast<unsigned char>(*from);
    return {byte == '"' || byte == '\\' || byte < 0x20U ? 1U : 0U, byte >= 0x80U ? 1U : 0U};
}

#endif

/// The quote that ends the string that begins here; nullptr: it has no plain one before `end`.
/// Looks at a stretch at a time, so at bytes behind the end, which must be there. Sets `notAscii`
/// where such letters stand in it, or in the stretch that it ends in.
inline const char* stringEnd(const char* at, const char* end, bool& notAscii)
{
    unsigned high = 0;
    for (; at < end; at += kStretch) {
        const Stretch found = look(at);
        high |= found.high;
        if (found.ends != 0) {
            at += std::countr_zero(found.ends);
            break;
        }
    }
    notAscii = notAscii || high != 0;
    return at < end && *at == '"' ? at : nullptr;
}

/// Behind the number that begins here; nullptr: none, or one with an exponent, which may be too
/// large. What follows it is for the caller to look at.
inline const char* numberEnd(const char* at, const char* end)
{
    const auto digits = [&at, end] {
        const char* const from = at;
        while (at < end && isAsciiDigit(*at)) {
            ++at;
        }
        return at - from;
    };
    if (at < end && *at == '-') {
        ++at;
    }
    const bool leadingZero = at < end && *at == '0';
    const auto whole = digits();
    if (whole == 0 || (leadingZero && whole > 1)) {
        return nullptr;
    }
    if (at < end && *at == '.') {
        ++at;
        if (digits() == 0) {
            return nullptr;
        }
    }
    return at < end && (*at == 'e' || *at == 'E') ? nullptr : at;
}

inline const char* booleanEnd(const char* at, const char* end)
{
    const std::string_view rest(at, static_cast<std::size_t>(end - at));
    return rest.starts_with("true") ? at + 4 : rest.starts_with("false") ? at + 5 : nullptr;
}

} // namespace throughline::codec
