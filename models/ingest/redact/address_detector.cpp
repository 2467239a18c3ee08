#include "models/base/text.h"
#include "models/ingest/redact/detector.h"
#include "models/ingest/redact/network_address.h"
#include "models/ingest/redact/number_context.h"
#include "models/ingest/redact/redaction_document.h"

#include <algorithm>
#include <array>

namespace throughline::ingest {

namespace {

bool endsWithAnyWord(std::string_view context, std::initializer_list<std::string_view> words)
{
    while (!context.empty()
           && std::string_view(" :=\"'([#").find(context.back()) != std::string_view::npos) {
        context.remove_suffix(1);
    }
    return std::ranges::any_of(words, [context](std::string_view word) {
        return context.ends_with(word)
            && (context.size() == word.size()
                || !isAsciiLetter(context[context.size() - word.size() - 1]));
    });
}

/// Chrome/120.0.0.0: a product and its version, not a path.
bool followsProduct(std::string_view text, std::size_t begin)
{
    if (begin < 2 || text[begin - 1] != '/') {
        return false;
    }
    std::size_t name = begin - 1;
    while (name > 0 && (detail::isWordChar(text[name - 1]) || text[name - 1] == '-')) {
        --name;
    }
    return name < begin - 1 && (name == 0 || text[name - 1] != '/');
}

bool stands(std::string_view text, std::size_t begin, std::size_t end)
{
    const auto at = [text](std::size_t i) { return i < text.size() ? text[i] : ' '; };
    const char before = begin > 0 ? text[begin - 1] : ' ';
    const char after = at(end);
    const char next = at(end + 1);
    const bool joined = after == '.' || after == '-' || after == '+';
    const bool number = before == '.' && begin > 1 && isAsciiDigit(text[begin - 2]);
    const bool package = before == '-' && begin > 1 && detail::isWordChar(text[begin - 2]);
    return !detail::isWordChar(before) && !number && !package && !detail::isWordChar(after)
        && !(joined && (isAsciiLetter(next) || (after == '.' && isAsciiDigit(next))));
}

/// Small parts only, as versions have them; one in five hundred addresses looks like that, too.
bool looksLikeVersion(const std::array<std::uint8_t, 4>& octets)
{
    constexpr std::uint8_t kLargestFirst = 191;
    constexpr std::uint8_t kLargestPart = 31;
    return octets[0] <= kLargestFirst
        && std::all_of(octets.begin() + 1, octets.end(),
                       [](std::uint8_t part) { return part <= kLargestPart; });
}

/// nginx 98.76.54.32 is a machine that was met, not a version: none has four large parts.
bool mayBeVersion(const std::array<std::uint8_t, 4>& octets)
{
    constexpr std::uint8_t kLargestFirst = 191;
    constexpr std::uint8_t kLargePart = 31;
    return octets[0] <= kLargestFirst
        && std::any_of(octets.begin(), octets.end(),
                       [](std::uint8_t part) { return part <= kLargePart; });
}

/// The last word of a context.
std::string_view wordBefore(std::string_view context)
{
    while (context.ends_with(' ')) {
        context.remove_suffix(1);
    }
    std::size_t begin = context.size();
    while (begin > 0 && (detail::isWordChar(context[begin - 1]) || context[begin - 1] == '-')) {
        --begin;
    }
    return context.substr(begin);
}

/// "nginx 1.25.3.1", as "nginx/1.25.3.1" would be.
bool isVersionOfProduct(const AddressQuad& quad, std::string_view context)
{
    const std::vector<std::string_view>& products = builtInRedaction().words.products;
    return context.ends_with(' ') && mayBeVersion(quad.octets)
        && std::ranges::find(products, wordBefore(context)) != products.end();
}

bool speaksOfAddress(std::string_view context)
{
    return detail::hasAnyWord(context, {"addr", "client", "remote", "visitor", "peer", "forward"})
        || endsWithAnyWord(context, {"ip", "ipv4", "ips", "host"});
}

/// "From IP 192.168.0.1": whoever writes that in a sentence means their own.
bool isToldInProse(const AddressQuad& quad, std::string_view context)
{
    const std::uint8_t first = quad.octets[0];
    return (first == 10 || first == 172 || first == 192) && context.ends_with(" ip ");
}

bool isPersonal(std::string_view text, std::size_t begin, const AddressQuad& quad)
{
    NetworkAddress address {true, {}};
    std::ranges::copy(quad.octets, address.bytes.begin());
    if (followsProduct(text, begin)) {
        return false;
    }
    const std::string context = detail::contextBefore(text, begin);
    if (!isPublic(address)) {
        return isToldInProse(quad, context);
    }
    if (endsWithAnyWord(context,
                        {"version", "versions", "ver", "v", "release", "build", "firmware", "sdk",
                         "revision", "oid"})) {
        return false;
    }
    if (isVersionOfProduct(quad, context)) {
        return false;
    }
    return !looksLikeVersion(quad.octets) || speaksOfAddress(context);
}

void add(std::vector<Finding>& findings, std::size_t begin, std::size_t end)
{
    findings.push_back({begin, end, RedactionRule::Ip, "ip", PersonKind::Ip, {}});
}

void findQuads(std::string_view text, std::vector<Finding>& findings)
{
    constexpr std::size_t kLongestOctet = 3;
    for (std::size_t dot = text.find('.'); dot != std::string_view::npos;
         dot = text.find('.', dot + 1)) {
        std::size_t begin = dot;
        while (begin > 0 && dot - begin <= kLongestOctet && isAsciiDigit(text[begin - 1])) {
            --begin;
        }
        const AddressQuad quad = begin < dot ? addressQuad(text.substr(begin)) : AddressQuad {};
        const std::size_t end = begin + quad.length;
        if (quad.length == 0) {
            continue;
        }
        if (stands(text, begin, end) && isPersonal(text, begin, quad)) {
            add(findings, begin, end);
        }
        dot = end - 1;
    }
}

bool isAddressChar(char c)
{
    return hexDigitValue(c) >= 0 || c == ':' || c == '.';
}

/// The end of an address of version 6 whose first group ends at the colon; 0 where none does. It
/// begins with four digits out of the public range, which neither names (a::b), times nor
/// hardware addresses do.
std::size_t longAddressEnd(std::string_view text, std::size_t begin)
{
    constexpr std::size_t kLongest = 45;
    std::size_t end = begin;
    while (end < text.size() && end - begin <= kLongest && isAddressChar(text[end])) {
        ++end;
    }
    if (end < text.size() && detail::isWordChar(text[end])) {
        return 0;
    }
    // A full stop or a colon behind it belongs to the sentence.
    while (text[end - 1] == '.' || (text[end - 1] == ':' && text[end - 2] != ':')) {
        --end;
    }
    const auto address = parseNetworkAddress(text.substr(begin, end - begin));
    return address && isPublic(*address) ? end : 0;
}

void findLongAddresses(std::string_view text, std::vector<Finding>& findings)
{
    constexpr std::size_t kGroup = 4;
    for (std::size_t colon = text.find(':'); colon != std::string_view::npos;
         colon = text.find(':', colon + 1)) {
        if (colon < kGroup || (text[colon - kGroup] != '2' && text[colon - kGroup] != '3')) {
            continue;
        }
        const std::size_t begin = colon - kGroup;
        const bool group = std::ranges::all_of(text.substr(begin, kGroup),
                                               [](char c) { return hexDigitValue(c) >= 0; });
        const bool first =
            begin == 0 || (!detail::isWordChar(text[begin - 1]) && text[begin - 1] != ':');
        const std::size_t end = group && first ? longAddressEnd(text, begin) : 0;
        if (end > 0) {
            add(findings, begin, end);
            colon = end - 1;
        }
    }
}

} // namespace

void detail::findNetworkAddresses(std::string_view text, std::vector<Finding>& findings)
{
    findQuads(text, findings);
    findLongAddresses(text, findings);
}

} // namespace throughline::ingest
