#include "models/filter/decimal.h"

#include "models/base/text.h"

namespace throughline::filter {

namespace {

/// Takes the digits at the front of the text.
std::string_view takeDigits(std::string_view& text)
{
    std::size_t count = 0;
    while (count < text.size() && isAsciiDigit(text[count])) {
        ++count;
    }
    const std::string_view digits = text.substr(0, count);
    text.remove_prefix(count);
    return digits;
}

/// The exponent that is all of the text; 0 where there is none.
std::optional<std::int64_t> parseExponent(std::string_view text)
{
    if (text.empty()) {
        return 0;
    }
    if (text.front() != 'e' && text.front() != 'E') {
        return std::nullopt;
    }
    text.remove_prefix(1);
    constexpr std::size_t kMostDigits = 9;
    const bool sign = !text.empty() && (text.front() == '-' || text.front() == '+');
    return text.size() <= kMostDigits + (sign ? 1 : 0) ? parseInteger(text) : std::nullopt;
}

} // namespace

std::optional<Decimal> Decimal::parse(std::string_view text)
{
    Decimal number;
    number.m_sign = 1;
    if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
        number.m_sign = text.front() == '-' ? -1 : 1;
        text.remove_prefix(1);
    }
    const std::string_view whole = takeDigits(text);
    std::string_view fraction;
    if (!text.empty() && text.front() == '.') {
        text.remove_prefix(1);
        fraction = takeDigits(text);
    }
    const std::optional<std::int64_t> exponent = parseExponent(text);
    if ((whole.empty() && fraction.empty()) || !exponent) {
        return std::nullopt;
    }
    number.m_digits = std::string(whole) + std::string(fraction);
    number.m_point = static_cast<std::int64_t>(whole.size()) + *exponent;

    const std::size_t first = number.m_digits.find_first_not_of('0');
    if (first == std::string::npos) {
        return Decimal();
    }
    number.m_point -= static_cast<std::int64_t>(first);
    number.m_digits.erase(number.m_digits.find_last_not_of('0') + 1);
    number.m_digits.erase(0, first);
    return number;
}

std::strong_ordering Decimal::operator<=>(const Decimal& other) const
{
    if (m_sign != other.m_sign || m_sign == 0) {
        return m_sign <=> other.m_sign;
    }
    const Decimal& low = m_sign > 0 ? *this : other;
    const Decimal& high = m_sign > 0 ? other : *this;
    if (low.m_point != high.m_point) {
        return low.m_point <=> high.m_point;
    }
    return low.m_digits.compare(high.m_digits) <=> 0;
}

} // namespace throughline::filter
