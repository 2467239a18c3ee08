#include "models/base/hash.h"

#include <xxhash.h>

namespace throughline {

Hash128& Hash128::operator+=(const Hash128& other)
{
    low += other.low;
    high += other.high + (low < other.low ? 1U : 0U);
    return *this;
}

Hash128 hash128(std::string_view bytes)
{
    const XXH128_hash_t hash = XXH3_128bits(bytes.data(), bytes.size());
    return {hash.low64, hash.high64};
}

std::uint64_t hash64(std::string_view bytes)
{
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
