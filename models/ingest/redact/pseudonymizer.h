#pragma once

#include "models/crypto/keyed_hash.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

namespace throughline::ingest {

/// Whom or what a pseudonym stands for. Each kind is a domain of its own.
enum class PersonKind : std::uint8_t
{
    User,
    Account,
    Session,
    Email,
    Phone,
    Ip,
    Device,
    Name
};

/// "user", "account", "session", "email", "phone", "ip", "device", "name".
[[nodiscard]] std::string_view toText(PersonKind kind);

/// The form in which two spellings of one value are equal: normal form C without white space at
/// both ends; an e-mail in lower case; a phone number as its digits and a leading plus;
/// a network address without a port in its shortest spelling; a hardware address or IMEI as its
/// digits.
[[nodiscard]] std::string canonicalPerson(PersonKind kind, std::string_view value);

/// Values to keyed pseudonyms; the same value gives the same one wherever it stands. Remembers
/// what it computed, so a value that repeats costs one look-up. Not thread-safe: one per thread.
class Pseudonymizer
{
public:
    explicit Pseudonymizer(const crypto::SecretKey& key);

    /// The inline form, a token: U+2039, email:7k3f..., U+203A.
    [[nodiscard]] const std::string& token(PersonKind kind, std::string_view value);

    /// The form of an id: user_7k3f...; an id of this form stays as it is.
    [[nodiscard]] std::string id(PersonKind kind, std::string_view value);

private:
    crypto::KeyedHash m_hash;
    std::unordered_map<std::string, std::string> m_known; ///< kind and raw value to token
    std::string m_lookup;
};

} // namespace throughline::ingest
