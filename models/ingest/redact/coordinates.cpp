#include "models/ingest/redact/coordinates.h"

#include "models/base/text.h"
#include "models/ingest/redact/number_context.h"
#include "models/ingest/redact/redaction_rule.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace throughline::ingest {

namespace {

constexpr std::size_t kMostWhole = 3;
constexpr double kFarthest = 180;
constexpr std::string_view kDegree = "\xC2\xB0";

bool isCompass(char c)
{
    return std::string_view("NSEWnsew").find(c) != std::string_view::npos;
}

/// What may stand behind a number: nothing that makes it a part of something longer.
bool endsNumber(std::string_view text, std::size_t end)
{
    if (end >= text.size()) {
        return true;
    }
    const char next = text[end];
    const char afterNext = end + 1 < text.size() ? text[end + 1] : ' ';
    if (isCompass(next)) {
        return !detail::isWordChar(afterNext);
    }
    return !detail::isWordChar(next) && !(next == '.' && isAsciiDigit(afterNext));
}

/// One decimal, cut towards zero so that rounding again changes nothing: "-0.0" is "0.0".
std::string withOneDecimal(double value)
{
    const double tenths = std::trunc(value * 10);
    const auto whole = static_cast<long>(std::abs(tenths)) / 10;
    const auto tenth = static_cast<long>(std::abs(tenths)) % 10;
    return (tenths < 0 ? "-" : "") + std::to_string(whole) + '.' + std::to_string(tenth);
}

/// 52 degrees 31' 12": some seconds are some ten metres.
bool hasMinutes(std::string_view value)
{
    const std::size_t degree = value.find(kDegree);
    return degree != std::string_view::npos
        && std::ranges::any_of(value.substr(degree + kDegree.size()), isAsciiDigit);
}

} // namespace

std::optional<Decimal> decimalAt(std::string_view text, std::size_t point)
{
    std::size_t begin = point;
    while (begin > 0 && point - begin <= kMostWhole && isAsciiDigit(text[begin - 1])) {
        --begin;
    }
    std::size_t end = point + 1;
    while (end < text.size() && isAsciiDigit(text[end])) {
        ++end;
    }
    if (begin == point || point - begin > kMostWhole || end == point + 1
        || !endsNumber(text, end)) {
        return std::nullopt;
    }
    const auto value = parseDouble(text.substr(begin, end - begin));
    if (begin > 0 && (text[begin - 1] == '-' || text[begin - 1] == '+')) {
        --begin;
    }
    const char before = begin > 0 ? text[begin - 1] : ' ';
    // Behind a letter a point joins names: the key of a nested object.
    const bool joined = before == '.' && !(begin > 1 && isAsciiLetter(text[begin - 2]));
    if (!value || detail::isWordChar(before) || joined || before == '$') {
        return std::nullopt;
    }
    return Decimal {begin, end, end - point - 1, text[begin] == '-' ? -*value : *value};
}

std::optional<std::string> coarseCoordinates(std::string_view value)
{
    if (hasMinutes(value)) {
        return makeToken("geo");
    }
    std::string coarse;
    std::size_t at = 0;
    for (std::size_t point = value.find('.'); point != std::string_view::npos;
         point = value.find('.', point + 1)) {
        const auto number = decimalAt(value, point);
        if (!number || number->decimals < 2 || std::abs(number->value) > kFarthest) {
            continue;
        }
        coarse += value.substr(at, number->begin - at);
        coarse += withOneDecimal(number->value);
        at = number->end;
        point = number->end - 1;
    }
    if (at == 0) {
        return std::nullopt;
    }
    coarse += value.substr(at);
    return coarse;
}

} // namespace throughline::ingest
