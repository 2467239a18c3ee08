#include "models/base/pattern.h"
#include "models/base/text.h"
#include "models/ingest/redact/detector.h"
#include "models/ingest/redact/field_policy.h"
#include "models/ingest/redact/text_signals.h"

#include <algorithm>
#include <array>

namespace throughline::ingest {

namespace {

/// A key with a shape of its own; the whole match goes.
struct KnownKey
{
    std::string_view pattern;
    std::string_view word;
};

constexpr std::array kKnownKeys {
    KnownKey {
        R"(-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----[A-Za-z0-9+/=\s\\:,.()-]*?-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----)",
        "secret:pem"},
    KnownKey {
        R"(-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----(?:[\s\\]|\\[rn]|[A-Za-z0-9+/=]{16,})*)",
        "secret:pem"},
    KnownKey {R"(\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)*)", "secret:jwt"},
    KnownKey {R"(\b(?:AKIA|ASIA|AROA|AIDA|AGPA|ANPA)[A-Z0-9]{16}\b)", "secret:aws"},
    KnownKey {R"(\b(?:gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{22,}))", "secret:github"},
    KnownKey {R"(\bxox[abeoprs]-[A-Za-z0-9-]{10,}|\bxapp-[A-Za-z0-9-]{10,})", "secret:slack"},
    KnownKey {R"(\b(?:[sr]k_(?:live|test)_[A-Za-z0-9]{10,}|whsec_[A-Za-z0-9+/=]{16,}))",
              "secret:stripe"},
    KnownKey {R"(\bAIza[0-9A-Za-z_-]{35})", "secret:google"},
    KnownKey {
        R"(\b(?:glpat-[A-Za-z0-9_-]{20,}|npm_[A-Za-z0-9]{36}|sk-(?:[a-z]+-)?[A-Za-z0-9_-]{32,}))",
        "secret:key"},
};

const std::array<Pattern, kKnownKeys.size()>& knownKeyPatterns()
{
    static const auto patterns = [] {
        return []<std::size_t... i>(std::index_sequence<i...>)
        {
            return std::array<Pattern, kKnownKeys.size()> {Pattern(kKnownKeys[i].pattern)...};
        }
        (std::make_index_sequence<kKnownKeys.size()> {});
    }();
    return patterns;
}

const Pattern& schemePattern()
{
    static const Pattern pattern(R"((?i)\b(bearer|basic)[ \t]+([A-Za-z0-9._~+/=-]{8,}))");
    return pattern;
}

const Pattern& headerPattern()
{
    static const Pattern pattern(
        R"re((?i)\b(?:(set-)?cookie|(?:proxy-)?(authorization)):[ \t]*([^\x00-\x1f"'\\]{4,}))re");
    return pattern;
}

/// A word such as "authentication" is no credential, a mixture is.
bool looksRandom(std::string_view text)
{
    const bool digit = std::ranges::any_of(text, isAsciiDigit);
    const bool upper =
        std::ranges::any_of(text.substr(1), [](char c) { return c >= 'A' && c <= 'Z'; });
    const bool sign = text.find_first_of("._~+/=") != std::string_view::npos && text.back() != '.';
    return digit || upper || sign || text.size() >= 24;
}

/// The decoded text holds user:password.
bool isBasicCredential(std::string_view base64)
{
    static constexpr std::string_view kAlphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    unsigned buffer = 0;
    unsigned bits = 0;
    for (const char c : base64) {
        const std::size_t value = kAlphabet.find(c);
        if (value == std::string_view::npos) {
            return false;
        }
        buffer = (buffer << 6U | static_cast<unsigned>(value)) & 0xFFFFU;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            const unsigned byte = buffer >> bits & 0xFFU;
            if (byte == ':') {
                return true;
            }
            if (byte < 0x20) {
                return false;
            }
        }
    }
    return false;
}

std::size_t offsetIn(std::string_view text, std::string_view part)
{
    return static_cast<std::size_t>(part.data() - text.data());
}

void findSchemes(std::string_view text, std::vector<Finding>& findings)
{
    std::size_t from = 0;
    while (const auto match = schemePattern().find(text, from)) {
        from = match->offset + match->length;
        const std::string_view credential = match->group[2];
        const bool basic = equalsIgnoringAsciiCase(match->group[1], "basic");
        if (basic ? isBasicCredential(credential) : looksRandom(credential)) {
            const std::size_t begin = offsetIn(text, credential);
            findings.push_back(
                {begin, begin + credential.size(), RedactionRule::Bearer, "bearer", {}, {}});
        }
    }
}

void findHeaders(std::string_view text, std::vector<Finding>& findings)
{
    std::size_t from = 0;
    while (const auto match = headerPattern().find(text, from)) {
        from = match->offset + match->length;
        const std::string_view value = match->group[3];
        const bool authorization = !match->group[2].empty();
        // A sentence about cookies has no pair in it.
        if (authorization ? !looksRandom(value) : value.find('=') == std::string_view::npos) {
            continue;
        }
        const std::size_t begin = offsetIn(text, value);
        findings.push_back({begin,
                            begin + value.size(),
                            authorization ? RedactionRule::Bearer : RedactionRule::Secret,
                            authorization ? "bearer" : "secret:cookie",
                            {},
                            {}});
    }
}

/// name, sign, value: password=..., "api_key": "...", \"token\":\"...\".
struct Assignment
{
    std::string_view name;
    std::string_view value;
    char before = ' '; ///< what stands before the name
    char sign = '='; ///< = or :
    bool nameQuoted = false;
    bool valueQuoted = false;
};

bool isNameChar(char c)
{
    return isAsciiLetter(c) || isAsciiDigit(c) || c == '_' || c == '-' || c == '.';
}

bool isBlank(char c)
{
    return c == ' ' || c == '\t';
}

bool isQuote(char c)
{
    return c == '"' || c == '\'';
}

/// The name to the left of a sign; empty where there is none.
void readName(std::string_view text, std::size_t sign, Assignment& assignment)
{
    constexpr std::size_t kLongestName = 64;
    constexpr std::size_t kMostBlanks = 8;
    std::size_t end = sign;
    while (end > 0 && sign - end < kMostBlanks && isBlank(text[end - 1])) {
        --end;
    }
    if (end > 0 && isQuote(text[end - 1])) {
        assignment.nameQuoted = true;
        --end;
    }
    while (end > 0 && sign - end < kMostBlanks && text[end - 1] == '\\') {
        --end;
    }
    std::size_t begin = end;
    while (begin > 0 && end - begin < kLongestName && isNameChar(text[begin - 1])) {
        --begin;
    }
    assignment.name = text.substr(begin, end - begin);
    assignment.before = begin > 0 ? text[begin - 1] : ' ';
}

/// The end of a value that began with this quote: the next one, escapes skipped; in escaped text
/// the next backslash.
std::size_t quotedEnd(std::string_view text, std::size_t at, char quote, bool escaped)
{
    while (at < text.size() && text[at] != quote && static_cast<unsigned char>(text[at]) >= ' ') {
        if (text[at] == '\\' && escaped) {
            break;
        }
        at += text[at] == '\\' ? 2 : 1;
    }
    return std::min(at, text.size());
}

std::size_t bareEnd(std::string_view text, std::size_t at)
{
    static constexpr std::string_view kEnds = "\"'&,;{}[]()<>|\\";
    while (at < text.size() && static_cast<unsigned char>(text[at]) > ' '
           && kEnds.find(text[at]) == std::string_view::npos) {
        ++at;
    }
    return at;
}

void readValue(std::string_view text, std::size_t sign, Assignment& assignment)
{
    std::size_t at = sign + 1;
    at += at < text.size() && text[at] == '>' ? 1 : 0;
    // "pwd= x" has an empty value, "pwd = x" and "pwd: x" have not.
    const bool spaced = assignment.sign == ':' || (sign > 0 && isBlank(text[sign - 1]));
    while (spaced && at < text.size() && isBlank(text[at])) {
        ++at;
    }
    bool escaped = false;
    while (at < text.size() && text[at] == '\\') {
        escaped = true;
        ++at;
    }
    assignment.valueQuoted = at < text.size() && isQuote(text[at]);
    const std::size_t begin = at + (assignment.valueQuoted ? 1 : 0);
    const std::size_t end =
        assignment.valueQuoted ? quotedEnd(text, begin, text[at], escaped) : bareEnd(text, begin);
    assignment.value = text.substr(begin, end - begin);
}

/// What the name asks for; names without a telling word cost nothing.
FieldAction actionFor(std::string_view name)
{
    std::string probe(name);
    probe += '=';
    return (textSignals(probe) & text_signal::kAssignment) != 0 ? policyForKey(name).action
                                                                : FieldAction::Scan;
}

/// Prose after a colon ("Password: must be longer") is no value; after = or in quotes all is.
bool hasSecretValue(const Assignment& assignment)
{
    static constexpr std::array<std::string_view, 6> kNothing {"null",  "none",      "true",
                                                               "false", "undefined", "nil"};
    const std::string_view value = assignment.value;
    const bool nothing = std::ranges::any_of(
        kNothing, [value](std::string_view word) { return equalsIgnoringAsciiCase(word, value); });
    if (value.empty() || nothing) {
        return false;
    }
    return assignment.sign == '=' || assignment.nameQuoted || assignment.valueQuoted
        || (value.size() >= 4 && std::ranges::any_of(value, isAsciiDigit))
        || value.find_first_of("!@#$%^*+") != std::string_view::npos;
}

bool hasCheckDigits(const Assignment& assignment)
{
    const std::string_view value = assignment.value;
    return (value.size() == 3 || value.size() == 4) && std::ranges::all_of(value, isAsciiDigit);
}

} // namespace

void detail::findKnownKeys(std::string_view text, std::vector<Finding>& findings)
{
    const auto& patterns = knownKeyPatterns();
    for (std::size_t i = 0; i < patterns.size(); ++i) {
        std::size_t from = 0;
        while (const auto match = patterns[i].find(text, from)) {
            from = match->offset + match->length;
            findings.push_back(
                {match->offset, from, RedactionRule::Secret, kKnownKeys[i].word, {}, {}});
        }
    }
    findSchemes(text, findings);
}

void detail::findAssignments(std::string_view text, std::vector<Finding>& findings)
{
    findHeaders(text, findings);
    for (std::size_t sign = text.find_first_of("=:"); sign != std::string_view::npos;
         sign = text.find_first_of("=:", sign + 1)) {
        Assignment assignment;
        assignment.sign = text[sign];
        readName(text, sign, assignment);
        const FieldAction action =
            assignment.name.empty() ? FieldAction::Scan : actionFor(assignment.name);
        // A parameter of an address ends at other signs, and has been looked at as one.
        const bool parameter =
            assignment.sign == '=' && (assignment.before == '?' || assignment.before == '&');
        if ((action != FieldAction::Secret && action != FieldAction::Cvv) || parameter) {
            continue;
        }
        readValue(text, sign, assignment);
        const bool cvv = action == FieldAction::Cvv;
        if (cvv ? !hasCheckDigits(assignment) : !hasSecretValue(assignment)) {
            continue;
        }
        const std::size_t begin = offsetIn(text, assignment.value);
        const std::size_t end = begin + assignment.value.size();
        findings.push_back({begin,
                            end,
                            cvv ? RedactionRule::Cvv : RedactionRule::Password,
                            cvv ? "cvv" : "password",
                            {},
                            {}});
        sign = end - 1;
    }
}

} // namespace throughline::ingest
