#include "models/ingest/redact/pseudonymizer.h"

#include "models/base/text.h"
#include "models/base/utf8.h"
#include "models/ingest/redact/hardware_address.h"
#include "models/ingest/redact/network_address.h"
#include "models/ingest/redact/redaction_rule.h"

#include <algorithm>
#include <array>

namespace throughline::ingest {

namespace {

constexpr std::array<std::string_view, 8> kKinds {"user",  "account", "session", "email",
                                                  "phone", "ip",      "device",  "name"};

/// Raw values are kept in memory only, and not for ever.
constexpr std::size_t kMostKnown = 65'536;

constexpr std::size_t kPseudonymLength = 26;

bool isOwnId(std::string_view prefix, std::string_view value)
{
    return value.size() == prefix.size() + 1 + kPseudonymLength && value.starts_with(prefix)
        && value[prefix.size()] == '_'
        && std::ranges::all_of(value.substr(prefix.size() + 1), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= '2' && c <= '7');
           });
}

} // namespace

std::string_view toText(PersonKind kind)
{
    return kKinds[static_cast<std::size_t>(kind)];
}

std::string canonicalPerson(PersonKind kind, std::string_view value)
{
    std::string canonical = normalizeNfc(trim(value));
    if (kind == PersonKind::Email) {
        return toLowerAscii(canonical);
    }
    if (kind == PersonKind::Phone) {
        const bool plus = canonical.starts_with('+');
        std::erase_if(canonical, [](char c) { return !isAsciiDigit(c); });
        return plus ? "+" + canonical : canonical;
    }
    if (kind == PersonKind::Ip) {
        const auto address = parseNetworkAddress(canonical);
        return address ? toText(*address) : canonical;
    }
    return kind == PersonKind::Device ? canonicalHardware(canonical) : canonical;
}

Pseudonymizer::Pseudonymizer(const crypto::SecretKey& key)
    : m_hash(key)
{
}

const std::string& Pseudonymizer::token(PersonKind kind, std::string_view value)
{
    m_lookup.assign(1, static_cast<char>(kind));
    m_lookup += value;
    if (const auto known = m_known.find(m_lookup); known != m_known.end()) {
        return known->second;
    }
    if (m_known.size() >= kMostKnown) {
        m_known.clear();
    }
    const std::string_view word = toText(kind);
    std::string token = makeToken(word, m_hash.pseudonym(word, canonicalPerson(kind, value)));
    return m_known.emplace(m_lookup, std::move(token)).first->second;
}

std::string Pseudonymizer::id(PersonKind kind, std::string_view value)
{
    const std::string_view word = toText(kind);
    if (isOwnId(word, value)) {
        return std::string(value);
    }
    return std::string(word) + "_" + m_hash.pseudonym(word, canonicalPerson(kind, value));
}

} // namespace throughline::ingest
