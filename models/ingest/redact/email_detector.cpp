#include "models/base/text.h"
#include "models/ingest/redact/detector.h"

#include <algorithm>
#include <array>

namespace throughline::ingest {

namespace {

constexpr std::size_t kLongestLocal = 96;
constexpr std::size_t kLongestDomain = 255;

/// Endings of files that are no top-level domain: what stands before them is no address.
constexpr std::array<std::string_view, 38> kFileEndings {
    "png",  "jpg",  "jpeg", "gif", "svg",  "webp", "ico",  "avif", "bmp", "tiff",
    "css",  "scss", "less", "js",  "mjs",  "cjs",  "jsx",  "tsx",  "ts",  "json",
    "html", "htm",  "xml",  "yml", "yaml", "txt",  "log",  "csv",  "pdf", "vue",
    "wasm", "map",  "woff", "ttf", "exe",  "dll",  "java", "kt"};

/// Endings of source files that are top-level domains, too: a line number behind them decides.
constexpr std::array<std::string_view, 14> kSourceEndings {
    "py", "rs", "pl", "sh", "cc", "md", "rb", "go", "cs", "php", "swift", "so", "mm", "app"};

/// Words that end a version number: widget@1.2.beta is a package.
constexpr std::array<std::string_view, 12> kVersionWords {"alpha",  "beta", "rc",       "dev",
                                                          "next",   "pre",  "snapshot", "final",
                                                          "canary", "ga",   "release",  "nightly"};

bool isNonAscii(char c)
{
    return static_cast<unsigned char>(c) >= 0x80;
}

bool isLocalChar(char c)
{
    return isAsciiLetter(c) || isAsciiDigit(c) || isNonAscii(c)
        || std::string_view(".+-_%'!#$*^~").find(c) != std::string_view::npos;
}

bool isDomainChar(char c)
{
    return isAsciiLetter(c) || isAsciiDigit(c) || isNonAscii(c) || c == '-' || c == '.';
}

template<std::size_t size>
bool isOneOf(const std::array<std::string_view, size>& list, std::string_view word)
{
    return std::ranges::any_of(
        list, [word](std::string_view known) { return equalsIgnoringAsciiCase(known, word); });
}

/// How a character from a script without blanks, or a typographic mark, begins in UTF-8: text
/// that leans against an address in plain letters is not part of it.
bool leansAgainst(unsigned char lead)
{
    return lead >= 0xE2;
}

/// The first byte of the character that ends before `end`.
std::size_t characterBegin(std::string_view text, std::size_t end)
{
    std::size_t begin = end - 1;
    while (begin > 0 && (static_cast<unsigned char>(text[begin]) & 0xC0U) == 0x80U) {
        --begin;
    }
    return begin;
}

/// The part before the @ from its right end to the left.
std::size_t localRunBegin(std::string_view text, std::size_t at, std::size_t limit)
{
    std::size_t begin = at;
    bool plain = false;
    while (begin > limit && isLocalChar(text[begin - 1])) {
        const std::size_t next = characterBegin(text, begin);
        if (plain && leansAgainst(static_cast<unsigned char>(text[next]))) {
            break;
        }
        plain = plain || isAsciiLetter(text[next]) || isAsciiDigit(text[next]);
        begin = next;
    }
    return begin;
}

/// Where the part before the @ begins; the @ itself where there is none.
std::size_t localBegin(std::string_view text, std::size_t at)
{
    const std::size_t limit = at > kLongestLocal ? at - kLongestLocal : 0;
    if (at > 0 && text[at - 1] == '"') {
        const std::size_t open =
            at > 1 ? text.substr(limit, at - 1 - limit).rfind('"') : std::string_view::npos;
        return open != std::string_view::npos && limit + open + 2 < at ? limit + open : at;
    }
    std::size_t begin = localRunBegin(text, at, limit);
    while (begin < at && !isAsciiLetter(text[begin]) && !isAsciiDigit(text[begin])
           && !isNonAscii(text[begin]) && text[begin] != '_') {
        ++begin;
    }
    return begin;
}

/// A label of letters: com, COM, Com, xn--p1ai, or one in another script; not toString.
bool isTopLevel(std::string_view label)
{
    if (label.starts_with("xn--")) {
        return label.size() > 4;
    }
    const bool letters =
        std::ranges::all_of(label, [](char c) { return isAsciiLetter(c) || isNonAscii(c); });
    if (label.size() < 2 || label.size() > 24 || !letters) {
        return false;
    }
    const auto upper = [](char c) { return c >= 'A' && c <= 'Z'; };
    return std::ranges::all_of(label, upper) || std::ranges::none_of(label.substr(1), upper);
}

/// A last label of plain letters ends where another script, a typographic mark or a dash leans
/// against it.
std::string_view withoutLeaning(std::string_view domain)
{
    const std::size_t dot = domain.rfind('.');
    const std::string_view label = domain.substr(dot + 1);
    std::size_t plain = 0;
    while (plain < label.size() && isAsciiLetter(label[plain])) {
        ++plain;
    }
    const bool leaning = plain >= 2 && plain < label.size() && !label.starts_with("xn--")
        && (isNonAscii(label[plain]) || label[plain] == '-');
    return leaning ? domain.substr(0, dot + 1 + plain) : domain;
}

/// The longest front of the text that is a domain with a top-level label; empty where none is.
std::string_view domainAt(std::string_view text)
{
    std::size_t length = 0;
    while (length < text.size() && length < kLongestDomain && isDomainChar(text[length])) {
        ++length;
    }
    std::string_view domain = text.substr(0, length);
    for (;;) {
        while (!domain.empty() && (domain.back() == '.' || domain.back() == '-')) {
            domain.remove_suffix(1);
        }
        const std::size_t dot = domain.rfind('.');
        if (dot == std::string_view::npos || dot == 0) {
            return {};
        }
        const std::string_view plain = withoutLeaning(domain);
        if (isTopLevel(plain.substr(dot + 1))) {
            return plain;
        }
        domain = domain.substr(0, dot);
    }
}

bool isVersion(std::string_view domain)
{
    std::string_view first = domain.substr(0, domain.find('.'));
    if (first.starts_with('v') && first.size() > 1) {
        first.remove_prefix(1);
    }
    return std::ranges::all_of(first, isAsciiDigit)
        && isOneOf(kVersionWords, domain.substr(domain.rfind('.') + 1));
}

/// logo@2x.png, render@app.js:12:5, git@host:path, widget@1.2.beta.
bool isTechnical(std::string_view local, std::string_view domain, std::string_view rest)
{
    const std::string_view ending = domain.substr(domain.rfind('.') + 1);
    const bool line = rest.size() > 1 && rest[0] == ':' && isAsciiDigit(rest[1]);
    if (isOneOf(kFileEndings, ending) || (line && isOneOf(kSourceEndings, ending))) {
        return true;
    }
    if (local == "git" && rest.starts_with(':') && !line) {
        return true;
    }
    return isVersion(domain);
}

} // namespace

void detail::findEmails(std::string_view text, std::vector<Finding>& findings)
{
    // The @ behind user and password of an address belongs to them: they come first, in order.
    const std::size_t urlUsers = findings.size();
    std::size_t nextUrlUser = 0;
    for (std::size_t at = text.find('@'); at != std::string_view::npos;
         at = text.find('@', at + 1)) {
        while (nextUrlUser < urlUsers && findings[nextUrlUser].end < at) {
            ++nextUrlUser;
        }
        if (nextUrlUser < urlUsers && findings[nextUrlUser].begin < at) {
            continue;
        }
        const std::size_t begin = localBegin(text, at);
        if (begin == at || text[at - 1] == '.') { // datadog.@view.name is a name of a field
            continue;
        }
        const std::string_view domain = domainAt(text.substr(at + 1, kLongestDomain));
        const std::size_t end = at + 1 + domain.size();
        if (domain.empty()
            || isTechnical(text.substr(begin, at - begin), domain, text.substr(end))) {
            continue;
        }
        findings.push_back({begin, end, RedactionRule::Email, "email", PersonKind::Email, {}});
    }
}

bool isEmail(std::string_view text)
{
    const std::string_view trimmed = trim(text);
    std::vector<Finding> findings;
    detail::findEmails(trimmed, findings);
    return findings.size() == 1 && findings[0].begin == 0 && findings[0].end == trimmed.size();
}

} // namespace throughline::ingest
