#include "models/base/hash.h"

#include <xxhash.h>

#if defined(__x86_64__)
#include <xxh_x86dispatch.h>
#undef XXH3_64bits
#undef XXH3_128bits
#endif

namespace throughline {

namespace {

/// Up to here the same few instructions are best on all processors.
constexpr std::size_t kShort = 240;

#if defined(__x86_64__)
/// The library's function for this processor leaves the upper halves of its registers in use, and
/// until they are given back each instruction on a lower half waits for them.
__attribute__((target("avx"))) void giveUpperHalvesBack()
{
    __builtin_ia32_vzeroupper();
}

/// Whether the processor has such registers. The library chooses its function at the first call;
/// this makes the first calls, so that no two threads do.
bool hasWideRegisters()
{
    static const bool wide = [] {
        if (__builtin_cpu_supports("avx") == 0) {
            return false;
        }
        const std::string text(kShort + 1, ' ');
        static_cast<void>(XXH3_64bits_dispatch(text.data(), text.size()));
        static_cast<void>(XXH3_128bits_dispatch(text.data(), text.size()));
        giveUpperHalvesBack();
        return true;
    }();
    return wide;
}

/// Calls the function for this processor; its values are those of the other.
template<typename OfThisProcessor, typename OfAny>
auto longHash(std::string_view bytes, OfThisProcessor ofThis, OfAny ofAny)
{
    if (!hasWideRegisters()) {
        return ofAny(bytes.data(), bytes.size());
    }
    const auto hash = ofThis(bytes.data(), bytes.size());
    giveUpperHalvesBack();
    return hash;
}
#endif

XXH128_hash_t wideHash(std::string_view bytes)
{
#if defined(__x86_64__)
    if (bytes.size() > kShort) {
        return longHash(bytes, XXH3_128bits_dispatch, XXH3_128bits);
    }
#endif
    return XXH3_128bits(bytes.data(), bytes.size());
}

} // namespace

Hash128& Hash128::operator+=(const Hash128& other)
{
    low += other.low;
    high += other.high + (low < other.low ? 1U : 0U);
    return *this;
}

Hash128 hash128(std::string_view bytes)
{
    const XXH128_hash_t hash = wideHash(bytes);
    return {hash.low64, hash.high64};
}

std::uint64_t hash64(std::string_view bytes)
{
#if defined(__x86_64__)
    if (bytes.size() > kShort) {
        return longHash(bytes, XXH3_64bits_dispatch, XXH3_64bits);
    }
#endif
    return XXH3_64bits(bytes.data(), bytes.size());
}

std::string toHex(const Hash128& hash)
{
    std::string bytes;
    for (const std::uint64_t half : {hash.high, hash.low}) {
        for (int shift = 56; shift >= 0; shift -= 8) {
            bytes += static_cast<char>(half >> shift & 0xFF);
        }
    }
    return bytesToHex(bytes);
}

std::string bytesToHex(std::string_view bytes)
{
    static constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        text += kDigits[byte >> 4U];
        text += kDigits[byte & 0xFU];
    }
    return text;
}

} // namespace throughline
