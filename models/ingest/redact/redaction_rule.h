#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace throughline::ingest {

/// Why something was replaced or dropped. The words are part of the import summary.
enum class RedactionRule : std::uint8_t
{
    Email,
    Card, ///< number of a payment card
    Cvv, ///< its check digits
    Bearer, ///< credentials of an Authorization header
    Secret, ///< keys with a known prefix, JWT, PEM, cookies, secret query parameters
    UrlAuth, ///< user and password before a host
    Password, ///< the value of a password-like key
    Person, ///< name, address, birth date by key
    Phone,
    Iban,
    Ssn,
    Ip, ///< network address, private ranges aside
    Geo, ///< a place on earth to a few metres
    Mac, ///< hardware address of a network card
    Imei, ///< number of a phone
    UserPath, ///< whose home folder a file lies in
    SourceId, ///< a raw id became the organisation's own hash of it
    Custom, ///< a pattern or word of the user's own
    Allowed ///< found, and left because the user says so
};

inline constexpr std::size_t kRedactionRules = 19;

/// "email", "card", "cvv", "bearer", "secret", "url_auth", "password", "person", "phone", "iban",
/// "ssn", "ip", "geo", "mac", "imei", "user_path", "source_id", "custom", "allowed".
[[nodiscard]] std::string_view toText(RedactionRule rule);

/// A replacement without a pseudonym: what stands between U+2039 and U+203A, such as "card",
/// "auth", "secret:jwt".
[[nodiscard]] std::string makeToken(std::string_view word);

/// A replacement that keeps equality: word, colon, pseudonym.
[[nodiscard]] std::string makeToken(std::string_view word, std::string_view pseudonym);

/// The length of the replacement token at the front of the text, 0 where there is none. Strict:
/// only what makeToken can have made, so nothing personal passes as a token.
[[nodiscard]] std::size_t tokenLength(std::string_view text);

/// The whole text is one token.
[[nodiscard]] bool isToken(std::string_view text);

} // namespace throughline::ingest
