#include "models/ingest/normalize/url_normalizer.h"

#include "models/base/text.h"

#include <algorithm>

namespace throughline::ingest {

namespace {

/// Cuts `text` at the first `mark` and returns what stood behind it.
std::string_view cutBehind(std::string_view& text, char mark)
{
    const std::size_t at = text.find(mark);
    if (at == std::string_view::npos) {
        return {};
    }
    const std::string_view behind = text.substr(at + 1);
    text = text.substr(0, at);
    return behind;
}

bool isScheme(std::string_view text)
{
    return !text.empty() && isAsciiLetter(text.front()) && std::ranges::all_of(text, [](char c) {
        return isAsciiLetter(c) || isAsciiDigit(c) || c == '+' || c == '-' || c == '.';
    });
}

void splitAuthority(std::string_view authority, UrlParts& parts)
{
    const std::size_t at = authority.rfind('@');
    if (at != std::string_view::npos) {
        parts.userInfo = authority.substr(0, at);
        authority.remove_prefix(at + 1);
    }
    const std::size_t colon = authority.rfind(':');
    const std::size_t bracket = authority.rfind(']');
    const bool hasPort = colon != std::string_view::npos
        && (bracket == std::string_view::npos || colon > bracket)
        && std::ranges::all_of(authority.substr(colon + 1), isAsciiDigit);
    parts.port = hasPort ? authority.substr(colon + 1) : std::string_view();
    parts.host = hasPort ? authority.substr(0, colon) : authority;
}

bool isDefaultPort(std::string_view scheme, std::string_view port)
{
    return (scheme == "http" && port == "80") || (scheme == "https" && port == "443");
}

/// One part of a path without slashes.
bool looksLikeId(std::string_view part)
{
    const auto digits = std::ranges::count_if(part, isAsciiDigit);
    if (digits == 0) {
        return false;
    }
    if (std::ranges::all_of(part, [](char c) { return isAsciiDigit(c) || c == '-'; })) {
        return true;
    }
    const bool plain = std::ranges::all_of(
        part, [](char c) { return isAsciiDigit(c) || isAsciiLetter(c) || c == '-' || c == '_'; });
    if (!plain) {
        return false;
    }
    const bool hex =
        std::ranges::all_of(part, [](char c) { return hexDigitValue(c) >= 0 || c == '-'; });
    if ((hex && part.size() >= 8) || (part.size() >= 16 && digits >= 4)) {
        return true;
    }
    const std::size_t mark = part.find_last_of("-_");
    return mark != std::string_view::npos && part.size() - mark > 3
        && std::ranges::all_of(part.substr(mark + 1), isAsciiDigit);
}

} // namespace

UrlParts splitUrl(std::string_view text)
{
    UrlParts parts;
    text = trim(text);
    parts.fragment = cutBehind(text, '#');
    parts.query = cutBehind(text, '?');
    const std::size_t mark = text.find("://");
    if (mark != std::string_view::npos && isScheme(text.substr(0, mark))) {
        parts.scheme = text.substr(0, mark);
        text.remove_prefix(mark + 3);
        const std::size_t slash = std::min(text.find('/'), text.size());
        splitAuthority(text.substr(0, slash), parts);
        text.remove_prefix(slash);
    }
    parts.path = text;
    return parts;
}

std::string_view urlPath(std::string_view text)
{
    const UrlParts parts = splitUrl(text);
    return parts.path.empty() && !parts.scheme.empty() ? "/" : parts.path;
}

std::string normalizeUrl(std::string_view text)
{
    const UrlParts parts = splitUrl(text);
    std::string url;
    if (!parts.scheme.empty()) {
        const std::string scheme = toLowerAscii(parts.scheme);
        url = scheme + "://" + toLowerAscii(parts.host);
        if (!parts.port.empty() && !isDefaultPort(scheme, parts.port)) {
            url += ":" + std::string(parts.port);
        }
    }
    url += parts.path;
    if (!parts.query.empty()) {
        url += "?" + std::string(parts.query);
    }
    if (!parts.fragment.empty()) {
        url += "#" + std::string(parts.fragment);
    }
    return url;
}

std::string pathTemplate(std::string_view path)
{
    std::string result;
    result.reserve(path.size());
    bool first = true;
    for (const std::string_view part : split(path, '/')) {
        if (!first) {
            result += '/';
        }
        first = false;
        if (looksLikeId(part)) {
            result += "{id}";
        } else {
            result += part;
        }
    }
    return result;
}

} // namespace throughline::ingest
