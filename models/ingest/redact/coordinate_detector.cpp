#include "models/base/text.h"
#include "models/ingest/redact/coordinates.h"
#include "models/ingest/redact/detector.h"
#include "models/ingest/redact/number_context.h"

#include <algorithm>
#include <cmath>

namespace throughline::ingest {

namespace {

/// Some ten metres; fewer decimals are no address, and many numbers have them.
constexpr std::size_t kFewestDecimals = 4;
/// So many that two numbers side by side are hardly anything else.
constexpr std::size_t kTellingDecimals = 5;
constexpr double kPole = 90;
constexpr double kDateLine = 180;
constexpr std::string_view kDegree = "\xC2\xB0";

bool isCompass(char c)
{
    return std::string_view("NSEW").find(c) != std::string_view::npos;
}

/// Behind the sign of degrees and the letter of a direction.
std::size_t endOfCoordinate(std::string_view text, std::size_t end)
{
    if (text.substr(end).starts_with(kDegree)) {
        end += kDegree.size();
    }
    const std::size_t letter = end < text.size() && text[end] == ' ' ? end + 1 : end;
    const bool named = letter < text.size() && isCompass(text[letter])
        && (letter + 1 == text.size() || !detail::isWordChar(text[letter + 1]));
    return named ? letter + 1 : end;
}

/// "lat": 52.5200, longitude=13.4050
bool isNamed(std::string_view text, std::size_t begin)
{
    while (begin > 0
           && std::string_view(" :=\"'\\").find(text[begin - 1]) != std::string_view::npos) {
        --begin;
    }
    std::size_t from = begin;
    while (from > 0 && isAsciiLetter(text[from - 1])) {
        --from;
    }
    const std::string word = toLowerAscii(text.substr(from, begin - from));
    return word == "lat" || word == "latitude" || word == "lng" || word == "lon"
        || word == "longitude";
}

bool speaksOfPlace(std::string_view text, std::size_t begin)
{
    if (begin > 0 && text[begin - 1] == '@') {
        return true; // as maps write it in addresses
    }
    const std::string context = detail::contextBefore(text, begin);
    return detail::hasAnyWord(context,
                              {"coord", "latitude", "longitude", "location", "position", "latlng",
                               "geo:", "point(", "map"})
        || std::ranges::any_of(
               std::initializer_list<std::string_view> {"lat", "lng", "lon", "ll", "gps", "geo",
                                                        "near", "place"},
               [&context](std::string_view word) { return detail::hasWholeWord(context, word); });
}

/// The second number of a pair that begins with this one, and nothing but a sign between them.
std::optional<Decimal> partnerOf(std::string_view text, std::size_t end)
{
    std::size_t at = end;
    while (at < text.size() && std::string_view(" ,;/").find(text[at]) != std::string_view::npos) {
        ++at;
    }
    if (at == end || at - end > 3) {
        return std::nullopt;
    }
    constexpr std::size_t kLongestWhole = 5; // sign, three digits, point
    const std::size_t point = text.substr(at, kLongestWhole).find('.');
    if (point == std::string_view::npos) {
        return std::nullopt;
    }
    const auto partner = decimalAt(text, at + point);
    return partner && partner->begin == at ? partner : std::nullopt;
}

/// The number that ends at `end` is the value of a name: n=1
bool isAssigned(std::string_view text, std::size_t end)
{
    while (end > 0 && (isAsciiDigit(text[end - 1]) || text[end - 1] == '.')) {
        --end;
    }
    return end > 1 && text[end - 1] == '=' && detail::isWordChar(text[end - 2]);
}

/// A third number makes it a list of whatever there is.
bool isInList(std::string_view text, std::size_t begin, std::size_t end)
{
    const auto skip = [](char c) { return c == ' ' || c == ',' || c == ';'; };
    while (begin > 0 && skip(text[begin - 1])) {
        --begin;
    }
    while (end < text.size() && skip(text[end])) {
        ++end;
    }
    const bool before = begin > 0 && isAsciiDigit(text[begin - 1]) && !isAssigned(text, begin);
    const bool sign = end + 1 < text.size() && text[end] == '-' && isAsciiDigit(text[end + 1]);
    return before || (end < text.size() && (isAsciiDigit(text[end]) || sign));
}

bool isPlace(std::string_view text, const Decimal& first, const Decimal& second, std::size_t end)
{
    const double a = std::abs(first.value);
    const double b = std::abs(second.value);
    if (std::max(a, b) > kDateLine || std::min(a, b) > kPole || second.decimals < kFewestDecimals) {
        return false;
    }
    const bool directed = isCompass(text[end - 1]);
    const bool telling = first.decimals >= kTellingDecimals && second.decimals >= kTellingDecimals
        && std::max(a, b) >= 1 && !isInList(text, first.begin, end);
    return directed || telling || speaksOfPlace(text, first.begin);
}

} // namespace

void detail::findCoordinates(std::string_view text, std::vector<Finding>& findings)
{
    for (std::size_t point = text.find('.'); point != std::string_view::npos;
         point = text.find('.', point + 1)) {
        const auto first = decimalAt(text, point);
        if (!first || first->decimals < kFewestDecimals) {
            continue;
        }
        std::size_t end = endOfCoordinate(text, first->end);
        const auto second = partnerOf(text, end);
        const std::size_t pairEnd = second ? endOfCoordinate(text, second->end) : end;
        if (second && isPlace(text, *first, *second, pairEnd)) {
            end = pairEnd;
        } else if (!isNamed(text, first->begin) || std::abs(first->value) > kDateLine) {
            continue;
        }
        findings.push_back({first->begin, end, RedactionRule::Geo, "geo", {}, {}});
        point = end - 1;
    }
}

} // namespace throughline::ingest
