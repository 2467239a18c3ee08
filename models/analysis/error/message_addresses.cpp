#include "models/analysis/error/message_scan.h"
#include "models/analysis/error/message_tokens.h"
#include "models/base/text.h"

#include <algorithm>
#include <array>

namespace throughline::analysis {

using namespace scan;

namespace {

constexpr std::size_t kMaxScheme = 24;
constexpr std::size_t kMaxLocalPart = 64;
constexpr std::size_t kMaxHost = 253;

/// ":5432" behind a host, if it is there.
std::size_t portEnd(std::string_view text, std::size_t at)
{
    if (at < text.size() && text[at] == ':' && digitAt(text, at + 1)) {
        const std::size_t end = digitsEnd(text, at + 1);
        if (end - at <= 6 && !wordAt(text, end)) {
            return end;
        }
    }
    return at;
}

bool isUrlCharacter(char c)
{
    return static_cast<unsigned char>(c) > ' '
        && std::string_view("\"'`<>").find(c) == std::string_view::npos;
}

/// Punctuation of the sentence is no part of the URL.
std::size_t trimUrl(std::string_view text, std::size_t start, std::size_t end)
{
    while (end > start
           && std::string_view(".,;:!?)]}|").find(text[end - 1]) != std::string_view::npos) {
        --end;
    }
    return end;
}

/// One number of an address, 0 to 255; 0 when there is none.
std::size_t octetEnd(std::string_view text, std::size_t at)
{
    const std::size_t end = digitsEnd(text, at);
    if (end == at || end - at > 3 || parseUnsigned(text.substr(at, end - at)).value_or(256) > 255) {
        return 0;
    }
    return end;
}

std::size_t matchIpV4(std::string_view text, std::size_t at)
{
    if (!digitAt(text, at)
        || std::string_view("/vV.").find(before(text, at)) != std::string_view::npos) {
        return 0; // "Chrome/120.0.0.0" is a version
    }
    for (int i = 0; i < 4; ++i) {
        if (i > 0 && (at >= text.size() || text[at++] != '.')) {
            return 0;
        }
        at = octetEnd(text, at);
        if (at == 0) {
            return 0;
        }
    }
    if (wordAt(text, at) || (at < text.size() && text[at] == '.' && digitAt(text, at + 1))) {
        return 0;
    }
    if (at < text.size() && text[at] == '/' && digitAt(text, at + 1)) {
        const std::size_t end = digitsEnd(text, at + 1);
        return end - at <= 3 && !wordAt(text, end) ? end : at;
    }
    return portEnd(text, at);
}

/// "::" or eight groups of one to four digits, at least one of them with a decimal digit.
bool isIpV6(std::string_view token)
{
    std::size_t groups = 0;
    std::size_t length = 0;
    for (const char c : token) {
        length = c == ':' ? 0 : length + 1;
        groups += c != ':' && length == 1 ? 1 : 0;
        if (length > 4) {
            return false;
        }
    }
    const std::size_t gap = token.find("::");
    const bool digit = std::any_of(token.begin(), token.end(), isAsciiDigit);
    if (gap == std::string_view::npos) {
        return groups == 8 && digit;
    }
    return token.find("::", gap + 1) == std::string_view::npos && groups >= 1 && groups < 8
        && digit;
}

std::size_t matchIpV6(std::string_view text, std::size_t at)
{
    const bool bracket = text[at] == '[';
    const std::size_t start = at + (bracket ? 1 : 0);
    std::size_t end =
        runEnd(text, start, 41, [](char c) { return c == ':' || hexDigitValue(c) >= 0; });
    if (!isIpV6(text.substr(start, end - start)) || wordAt(text, end)) {
        return 0;
    }
    if (end < text.size() && text[end] == '%') {
        end = wordEnd(text, end + 1);
    }
    if (!bracket) {
        return end;
    }
    return end < text.size() && text[end] == ']' ? portEnd(text, end + 1) : 0;
}

/// Whether a name of this many labels ends like a host: two labels are more often a property.
bool isHostEnding(std::string_view label, bool twoLabels)
{
    static constexpr auto kShort = std::to_array<std::string_view>(
        {"com", "internal", "io", "lan", "local", "localdomain", "net", "org"});
    static constexpr auto kLong = std::to_array<std::string_view>({
        "app", "au",  "br",  "ca", "ch",  "cloud",   "cn", "co",  "consul",
        "de",  "dev", "edu", "es", "eu",  "example", "fr", "gov", "invalid",
        "jp",  "nl",  "pl",  "ru", "svc", "test",    "uk",
    });
    return std::binary_search(kShort.begin(), kShort.end(), label)
        || (!twoLabels && std::binary_search(kLong.begin(), kLong.end(), label));
}

/// "com.acme.pay" is a package, "main.py:12" a place in a file.
bool isPackageRoot(std::string_view label)
{
    static constexpr auto kRoots = std::to_array<std::string_view>(
        {"android", "com", "de", "dev", "io", "java", "javax", "net", "org"});
    return std::binary_search(kRoots.begin(), kRoots.end(), label);
}

bool isSourceEnding(std::string_view label)
{
    static constexpr auto kEndings = std::to_array<std::string_view>({
        "c",     "cc",  "cjs",   "cpp", "cs",  "ex",  "go",  "h",    "html",
        "java",  "js",  "jsx",   "kt",  "mjs", "php", "py",  "rb",   "rs",
        "scala", "sql", "swift", "ts",  "tsx", "vue", "xml", "yaml", "yml",
    });
    return std::binary_search(kEndings.begin(), kEndings.end(), label);
}

} // namespace

std::size_t matchUrl(std::string_view text, std::size_t at)
{
    if (!isAsciiLetter(text[at])) {
        return 0;
    }
    const std::size_t scheme = runEnd(text, at, kMaxScheme, [](char c) {
        return isAlphanumeric(c) || c == '+' || c == '-' || c == '.';
    });
    const bool www = text.substr(at, 4) == "www.";
    if (!www && text.substr(scheme, 3) != "://") {
        return 0;
    }
    const std::size_t start = www ? at + 4 : scheme + 3;
    const std::size_t end = trimUrl(text, start, runEnd(text, start, text.size(), isUrlCharacter));
    return end > start ? end : 0;
}

std::size_t matchEmail(std::string_view text, std::size_t at)
{
    const auto isLocal = [](char c) {
        return isWordCharacter(c) || std::string_view(".%+-").find(c) != std::string_view::npos;
    };
    const std::size_t sign = runEnd(text, at, kMaxLocalPart, isLocal);
    if (sign == at || sign >= text.size() || text[sign] != '@') {
        return 0;
    }
    std::size_t end = runEnd(text, sign + 1, kMaxHost,
                             [](char c) { return isAlphanumeric(c) || c == '.' || c == '-'; });
    while (end > sign && (text[end - 1] == '.' || text[end - 1] == '-')) {
        --end;
    }
    const std::string_view host = text.substr(sign + 1, end - sign - 1);
    const std::size_t dot = host.rfind('.');
    if (dot == std::string_view::npos || dot == 0) {
        return 0;
    }
    const std::string_view tld = host.substr(dot + 1);
    const bool letters = tld.size() >= 2 && std::all_of(tld.begin(), tld.end(), isAsciiLetter);
    return letters && !isSourceEnding(tld) ? end : 0;
}

std::size_t matchIp(std::string_view text, std::size_t at)
{
    const std::size_t end = matchIpV4(text, at);
    return end > 0 ? end : matchIpV6(text, at);
}

std::size_t matchHost(std::string_view text, std::size_t at)
{
    if (!isAlphanumeric(text[at]) || before(text, at) == '.' || before(text, at) == '-') {
        return 0;
    }
    std::size_t end = runEnd(text, at, kMaxHost,
                             [](char c) { return isAlphanumeric(c) || c == '.' || c == '-'; });
    while (text[end - 1] == '.' || text[end - 1] == '-') {
        --end;
    }
    if (wordAt(text, end)) {
        return 0;
    }
    const std::string_view host = text.substr(at, end - at);
    const std::size_t port = portEnd(text, end);
    if (host == "localhost") {
        return port;
    }
    const std::size_t dot = host.rfind('.');
    if (dot == std::string_view::npos) {
        return 0;
    }
    const std::string_view tld = host.substr(dot + 1);
    const bool lower =
        std::none_of(host.begin(), host.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
    const std::size_t first = host.find('.');
    if (lower && isHostEnding(tld, first == dot) && !isPackageRoot(host.substr(0, first))) {
        return port;
    }
    const bool name = std::any_of(tld.begin(), tld.end(), isAsciiLetter);
    return port > end && lower && name && !isSourceEnding(tld) ? port : 0;
}

} // namespace throughline::analysis
