#pragma once

#include "models/crypto/secret_key.h"

#include <memory>
#include <string>
#include <string_view>

namespace throughline::crypto {

/// HMAC-SHA-256 (RFC 2104) under one key. Equal input gives equal output in every program that
/// holds the key; without the key nothing can be tried out. Its functions may be called from
/// several threads.
class KeyedHash
{
public:
    explicit KeyedHash(const SecretKey& key);
    KeyedHash(KeyedHash&& other) noexcept;
    KeyedHash& operator=(KeyedHash&& other) noexcept;
    ~KeyedHash();

    /// The first 128 bits of HMAC(domain, 0x1f, value) in base32: 26 characters of a-z and 2-7.
    /// Domains keep a user and a session of the same name apart. About a microsecond.
    [[nodiscard]] std::string pseudonym(std::string_view domain, std::string_view value) const;

    /// HMAC of the value alone as 64 lower-case hexadecimal digits: what organisations compute
    /// from their raw ids with a key of their own.
    [[nodiscard]] std::string hex(std::string_view value) const;

    /// Tells two keys apart without revealing either; kept in a store to refuse a wrong key.
    [[nodiscard]] std::string checkValue() const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace throughline::crypto
