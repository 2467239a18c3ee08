#include "models/analysis/error/generated_names.h"

#include "models/base/text.h"

#include <algorithm>
#include <vector>

namespace throughline::analysis {

namespace {

constexpr std::string_view kTokenOpen = "\xE2\x80\xB9"; ///< starts a redaction token

enum class Kind
{
    Lower,
    Upper,
    Digit,
    Other
};

Kind kindOf(char c)
{
    if (isAsciiDigit(c)) {
        return Kind::Digit;
    }
    if (!isAsciiLetter(c)) {
        return Kind::Other;
    }
    return c >= 'a' ? Kind::Lower : Kind::Upper;
}

bool isAlphanumeric(char c)
{
    return isAsciiLetter(c) || isAsciiDigit(c);
}

bool hasDigit(std::string_view text)
{
    return std::any_of(text.begin(), text.end(), isAsciiDigit);
}

bool allDigits(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), isAsciiDigit);
}

/// The end of "1.4.2", "v1.4", "1.4.2-rc.1+5" at the start of the text; 0 when there is none.
std::size_t versionLength(std::string_view text)
{
    std::size_t at = !text.empty() && (text[0] == 'v' || text[0] == 'V') ? 1 : 0;
    std::size_t numbers = 0;
    while (at < text.size() && isAsciiDigit(text[at])) {
        while (at < text.size() && isAsciiDigit(text[at])) {
            ++at;
        }
        ++numbers;
        if (at + 1 >= text.size() || text[at] != '.' || !isAsciiDigit(text[at + 1])) {
            break;
        }
        ++at;
    }
    return numbers >= 2 ? at : 0;
}

/// Whether the whole segment is a version.
bool isVersion(std::string_view segment)
{
    const std::size_t end = versionLength(segment);
    if (end == 0) {
        return false;
    }
    return end == segment.size()
        || ((segment[end] == '-' || segment[end] == '+')
            && segment.substr(end).find_first_not_of(
                   "-+.0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
                == std::string_view::npos);
}

/// Cuts "-1.4.2" and "@1.4.2" out of "jquery-1.4.2.min.js".
std::string withoutVersion(std::string_view segment)
{
    for (std::size_t at = 1; at + 2 < segment.size(); ++at) {
        if (segment[at] != '-' && segment[at] != '@' && segment[at] != '_') {
            continue;
        }
        const std::size_t length = versionLength(segment.substr(at + 1));
        const std::size_t end = at + 1 + length;
        if (length > 0 && (end == segment.size() || !isAlphanumeric(segment[end]))) {
            return std::string(segment.substr(0, at)).append(segment.substr(end));
        }
    }
    return std::string(segment);
}

bool hasUpper(std::string_view token)
{
    return std::any_of(token.begin(), token.end(), [](char c) { return kindOf(c) == Kind::Upper; });
}

/// A build's hash before a file's extension: six or more letters and digits with a digit among
/// them, or the eight characters of the URL-safe alphabet that bundlers append.
bool isBuildHash(std::string_view token)
{
    const bool plain = std::all_of(token.begin(), token.end(), isAlphanumeric);
    if (plain && token.size() >= 6 && hasDigit(token)) {
        return true;
    }
    return token.size() == 8 && hasUpper(token) && (hasDigit(token) || risingCase(token) >= 2);
}

/// Where the build's hash of one dotted piece of a base name starts: "main-8a7b6c5d" at 5.
std::size_t hashStart(std::string_view piece, bool first)
{
    if (!first && isBuildHash(piece)) {
        return 0;
    }
    if (piece.size() > 9 && (piece[piece.size() - 9] == '-' || piece[piece.size() - 9] == '_')
        && isBuildHash(piece.substr(piece.size() - 8))) {
        return piece.size() - 8;
    }
    const std::size_t separator = piece.find_last_of("-_");
    if (separator != std::string_view::npos && isBuildHash(piece.substr(separator + 1))) {
        return separator + 1;
    }
    return std::string_view::npos;
}

bool isGeneratedSegment(std::string_view segment)
{
    return allDigits(segment) || (segment.size() >= 8 && looksHexadecimal(segment))
        || isUuid(segment) || (segment.size() >= 20 && looksRandom(segment))
        || segment.find(kTokenOpen) != std::string_view::npos;
}

/// "1234-8a7b6c5d.chunk.js" as "*-*.chunk.js".
std::string cleanBaseName(std::string_view name)
{
    const std::string kept = withoutVersion(name);
    std::string cleaned;
    const std::vector<std::string_view> pieces = split(kept, '.');
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        std::string_view piece = pieces[i];
        cleaned += i == 0 ? "" : ".";
        const bool last = i + 1 == pieces.size();
        const bool generated = !piece.empty() && isGeneratedSegment(piece);
        const std::size_t start = last && i > 0 ? std::string_view::npos : hashStart(piece, i == 0);
        if (generated && !(last && i > 0)) {
            cleaned += '*';
        } else if (start == std::string_view::npos || last) {
            cleaned += piece;
        } else {
            const std::string_view stem = piece.substr(0, start);
            const bool number = start > 1 && allDigits(stem.substr(0, start - 1));
            cleaned += number ? "*-" : stem;
            cleaned += '*';
        }
    }
    return cleaned;
}

/// Cuts scheme and host, query and fragment, drive and a bundler's marks.
std::string_view barePath(std::string_view file)
{
    const std::size_t scheme = file.find("://");
    if (scheme != std::string_view::npos) {
        file.remove_prefix(scheme + 3);
        const std::size_t slash = file.find('/');
        file = slash == std::string_view::npos ? std::string_view() : file.substr(slash);
    }
    file = file.substr(0, file.find_first_of(scheme == std::string_view::npos ? "?" : "?#"));
    while (!file.empty() && file[0] == '/') {
        file.remove_prefix(1);
    }
    if (file.size() >= 2 && file[1] == ':' && isAsciiLetter(file[0])) {
        file.remove_prefix(2);
    }
    if (!file.empty() && file[0] == '(') { // "(rsc)/./src/page.js"
        const std::size_t close = file.find(")/");
        file.remove_prefix(close == std::string_view::npos ? 0 : close + 2);
    }
    return file;
}

bool isHomeFolder(std::string_view segment)
{
    return segment == "home" || segment == "Users" || segment == "users";
}

} // namespace

std::size_t risingCase(std::string_view token)
{
    std::size_t rises = 0;
    for (std::size_t i = 1; i < token.size(); ++i) {
        rises += kindOf(token[i - 1]) == Kind::Lower && kindOf(token[i]) == Kind::Upper ? 1 : 0;
    }
    return rises;
}

bool looksHexadecimal(std::string_view token)
{
    return hasDigit(token)
        && std::all_of(token.begin(), token.end(), [](char c) { return hexDigitValue(c) >= 0; });
}

bool looksRandom(std::string_view token)
{
    std::size_t changes = 0;
    bool digit = false;
    for (std::size_t i = 0; i < token.size(); ++i) {
        const Kind kind = kindOf(token[i]);
        if (kind == Kind::Other && token[i] != '-' && token[i] != '_') {
            return false;
        }
        digit = digit || kind == Kind::Digit;
        const Kind before = i == 0 ? kind : kindOf(token[i - 1]);
        const bool capital = before == Kind::Upper && kind == Kind::Lower;
        changes += before != kind && !capital ? 1 : 0;
    }
    return digit && changes * 4 >= token.size();
}

bool isUuid(std::string_view token)
{
    if (token.size() != 36) {
        return false;
    }
    for (std::size_t i = 0; i < token.size(); ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? token[i] != '-' : hexDigitValue(token[i]) < 0) {
            return false;
        }
    }
    return true;
}

std::string cleanPath(std::string_view file)
{
    const std::string path =
        replaceAll(std::string(barePath(replaceAll(std::string(file), "\\", "/"))), "//", "/");
    std::vector<std::string> kept;
    const std::vector<std::string_view> segments = split(path, '/');
    for (std::size_t i = 0; i < segments.size(); ++i) {
        const std::string_view segment = segments[i];
        if (segment.empty() || segment == "." || (i + 1 < segments.size() && isVersion(segment))) {
            continue;
        }
        if (i + 1 == segments.size()) {
            kept.push_back(cleanBaseName(segment));
        } else if (isGeneratedSegment(segment) || (i > 0 && isHomeFolder(segments[i - 1]))) {
            kept.emplace_back("*");
        } else {
            kept.push_back(withoutVersion(segment));
        }
    }
    return join(kept, "/");
}

std::string cleanRoute(std::string_view route)
{
    route = trim(route);
    route = route.substr(0, route.find_first_of("?#"));
    const std::size_t slash = route.find("://");
    std::string cleaned;
    if (slash != std::string_view::npos) {
        const std::size_t blank = route.rfind(' ', slash);
        const std::size_t path = route.find('/', slash + 3);
        cleaned = blank == std::string_view::npos ? "" : route.substr(0, blank + 1);
        route = path == std::string_view::npos ? std::string_view("/") : route.substr(path);
    }
    const std::vector<std::string_view> segments = split(route, '/');
    for (std::size_t i = 0; i < segments.size(); ++i) {
        cleaned += i == 0 ? "" : "/";
        const bool masked = i > 0 && isGeneratedSegment(segments[i]);
        cleaned += masked ? std::string_view("*") : segments[i];
    }
    return cleaned;
}

} // namespace throughline::analysis
