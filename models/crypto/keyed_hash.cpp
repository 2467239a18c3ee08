#include "models/crypto/keyed_hash.h"

#include "models/base/assert.h"
#include "models/base/hash.h"

#include <sodium.h>

#include <array>
#include <cstddef>

namespace throughline::crypto {

namespace {

using Digest = std::array<unsigned char, crypto_auth_hmacsha256_BYTES>;

constexpr std::size_t kPseudonymBytes = 16;
constexpr std::string_view kUnitSeparator = "\x1f";

/// RFC 4648 base32 in lower case, without padding.
std::string base32(const unsigned char* bytes, std::size_t size)
{
    static constexpr std::string_view kAlphabet = "abcdefghijklmnopqrstuvwxyz234567";
    std::string text;
    text.reserve((size * 8 + 4) / 5);
    unsigned buffer = 0;
    unsigned bits = 0;
    for (std::size_t i = 0; i < size; ++i) {
        buffer = (buffer << 8U | bytes[i]) & 0xFFFFU;
        bits += 8;
        while (bits >= 5) {
            bits -= 5;
            text += kAlphabet[buffer >> bits & 31U];
        }
    }
    if (bits > 0) {
        text += kAlphabet[buffer << (5 - bits) & 31U];
    }
    return text;
}

} // namespace

/// The hash after it has read the key; each value continues a copy of it.
struct KeyedHash::State
{
    crypto_auth_hmacsha256_state keyed {};

    State() = default;
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    ~State() { sodium_memzero(&keyed, sizeof keyed); }

    [[nodiscard]] Digest digest(std::initializer_list<std::string_view> parts) const
    {
        crypto_auth_hmacsha256_state state = keyed;
        for (const std::string_view part : parts) {
            crypto_auth_hmacsha256_update(
                &state, reinterpret_cast<const unsigned char*>(part.data()), part.size());
        }
        Digest digest {};
        crypto_auth_hmacsha256_final(&state, digest.data());
        sodium_memzero(&state, sizeof state);
        return digest;
    }
};

KeyedHash::KeyedHash(const SecretKey& key)
    : m_state(std::make_unique<State>())
{
    TL_ASSERT(sodium_init() >= 0);
    const std::string_view bytes = key.bytes();
    crypto_auth_hmacsha256_init(&m_state->keyed,
                                reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
}

KeyedHash::KeyedHash(KeyedHash&& other) noexcept = default;
KeyedHash& KeyedHash::operator=(KeyedHash&& other) noexcept = default;
KeyedHash::~KeyedHash() = default;

std::string KeyedHash::pseudonym(std::string_view domain, std::string_view value) const
{
    const Digest digest = m_state->digest({domain, kUnitSeparator, value});
    return base32(digest.data(), kPseudonymBytes);
}

std::string KeyedHash::hex(std::string_view value) const
{
    const Digest digest = m_state->digest({value});
    return bytesToHex({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

std::string KeyedHash::checkValue() const
{
    return pseudonym("key-check", "throughline");
}

} // namespace throughline::crypto
