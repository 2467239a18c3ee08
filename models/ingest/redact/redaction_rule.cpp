#include "models/ingest/redact/redaction_rule.h"

#include <algorithm>

namespace throughline::ingest {

namespace {

constexpr std::array<std::string_view, kRedactionRules> kRuleWords {
    "email",  "card",      "cvv",       "bearer", "secret", "url_auth", "password",
    "person", "phone",     "iban",      "ssn",    "ip",     "geo",      "mac",
    "imei",   "user_path", "source_id", "custom", "allowed"};

constexpr std::array<std::string_view, 21> kPlainWords {
    "card",          "cvv",        "bearer",        "secret",       "auth",
    "password",      "person",     "iban",          "ssn",          "secret:jwt",
    "secret:pem",    "secret:aws", "secret:github", "secret:slack", "secret:stripe",
    "secret:google", "secret:key", "secret:cookie", "custom",       "geo",
    "user"};

constexpr std::array<std::string_view, 5> kPseudonymWords {"email", "phone", "name", "ip",
                                                           "device"};

constexpr std::string_view kOpen = "\xE2\x80\xB9";
constexpr std::string_view kClose = "\xE2\x80\xBA";
constexpr std::size_t kPseudonymLength = 26;

bool isPseudonym(std::string_view text)
{
    return text.size() == kPseudonymLength && std::ranges::all_of(text, [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= '2' && c <= '7');
           });
}

bool isTokenBody(std::string_view body)
{
    if (std::ranges::find(kPlainWords, body) != kPlainWords.end()) {
        return true;
    }
    const std::size_t colon = body.find(':');
    return colon != std::string_view::npos
        && std::ranges::find(kPseudonymWords, body.substr(0, colon)) != kPseudonymWords.end()
        && isPseudonym(body.substr(colon + 1));
}

} // namespace

std::string_view toText(RedactionRule rule)
{
    return kRuleWords[static_cast<std::size_t>(rule)];
}

std::string makeToken(std::string_view word)
{
    std::string token(kOpen);
    token += word;
    token += kClose;
    return token;
}

std::string makeToken(std::string_view word, std::string_view pseudonym)
{
    return makeToken(std::string(word) + ":" + std::string(pseudonym));
}

std::size_t tokenLength(std::string_view text)
{
    if (!text.starts_with(kOpen)) {
        return 0;
    }
    constexpr std::size_t kLongestToken = 64;
    const std::size_t close = text.substr(0, kLongestToken).find(kClose);
    if (close == std::string_view::npos
        || !isTokenBody(text.substr(kOpen.size(), close - kOpen.size()))) {
        return 0;
    }
    return close + kClose.size();
}

bool isToken(std::string_view text)
{
    return !text.empty() && tokenLength(text) == text.size();
}

} // namespace throughline::ingest
