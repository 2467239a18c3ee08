#include "models/filter/value_match.h"

#include "models/base/text.h"
#include "models/base/time_parse.h"

#include <algorithm>
#include <cstring>

namespace throughline::filter {

namespace {

/// Linear in both, whatever they hold: glibc searches by the two-way algorithm.
std::size_t findPiece(std::string_view text, std::string_view piece)
{
    if (piece.empty()) {
        return 0;
    }
    if (text.size() < piece.size()) {
        return std::string_view::npos;
    }
    const void* found = memmem(text.data(), text.size(), piece.data(), piece.size());
    return found == nullptr
        ? std::string_view::npos
        : static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
}

bool isWordCharacter(char c)
{
    return isAsciiLetter(c) || isAsciiDigit(c) || static_cast<unsigned char>(c) >= 0x80;
}

/// Takes the run of digits at `at`, without its leading zeros.
std::string_view takeNumber(std::string_view text, std::size_t& at)
{
    while (at < text.size() && text[at] == '0') {
        ++at;
    }
    const std::size_t first = at;
    while (at < text.size() && isAsciiDigit(text[at])) {
        ++at;
    }
    return text.substr(first, at - first);
}

std::strong_ordering compareDigits(std::string_view a, std::string_view b)
{
    return a.size() != b.size() ? a.size() <=> b.size() : a.compare(b) <=> 0;
}

} // namespace

ValueOrder valueOrder(std::string_view canonicalKey)
{
    const domain::FieldInfo* field = domain::findField(canonicalKey);
    if (field == nullptr) {
        return ValueOrder::Any;
    }
    switch (field->kind) {
    case domain::FieldKind::Word:
    case domain::FieldKind::Boolean:
        return ValueOrder::Word;
    case domain::FieldKind::Number:
        return ValueOrder::Number;
    case domain::FieldKind::Time:
        return ValueOrder::Time;
    default:
        return ValueOrder::Any;
    }
}

std::strong_ordering compareNatural(std::string_view a, std::string_view b)
{
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < a.size() && j < b.size()) {
        if (isAsciiDigit(a[i]) && isAsciiDigit(b[j])) {
            const auto order = compareDigits(takeNumber(a, i), takeNumber(b, j));
            if (std::is_neq(order)) {
                return order;
            }
        } else if (a[i] != b[j]) {
            return static_cast<unsigned char>(a[i]) <=> static_cast<unsigned char>(b[j]);
        } else {
            ++i;
            ++j;
        }
    }
    return (a.size() - i) <=> (b.size() - j);
}

bool matchesGlob(const std::vector<std::string>& pieces, std::string_view text)
{
    if (pieces.size() == 1) {
        return text == pieces.front();
    }
    const std::string& first = pieces.front();
    const std::string& last = pieces.back();
    if (text.size() < first.size() + last.size() || !text.starts_with(first)
        || !text.ends_with(last)) {
        return false;
    }
    text.remove_prefix(first.size());
    text.remove_suffix(last.size());
    for (std::size_t i = 1; i + 1 < pieces.size(); ++i) {
        const std::size_t found = findPiece(text, pieces[i]);
        if (found == std::string_view::npos) {
            return false;
        }
        text.remove_prefix(found + pieces[i].size());
    }
    return true;
}

bool containsWords(const Value& phrase, std::string_view text)
{
    const std::string wanted = toLowerAscii(trim(phrase.pieces.front()));
    if (wanted.empty()) {
        return false;
    }
    const bool open = !phrase.exact();
    const std::string folded = toLowerAscii(text);
    std::string_view rest = folded;
    for (std::size_t found = findPiece(rest, wanted); found != std::string_view::npos;
         found = findPiece(rest, wanted)) {
        const std::size_t begin = folded.size() - rest.size() + found;
        const std::size_t end = begin + wanted.size();
        const bool startsWord =
            begin == 0 || !isWordCharacter(folded[begin - 1]) || !isWordCharacter(wanted.front());
        const bool endsWord = open || end == folded.size() || !isWordCharacter(folded[end])
            || !isWordCharacter(wanted.back());
        if (startsWord && endsWord) {
            return true;
        }
        rest.remove_prefix(found + 1);
    }
    return false;
}

ValueMatcher::ValueMatcher(const Term& term)
    : m_kind(term.kind)
    , m_comparison(term.comparison)
    , m_order(valueOrder(term.key))
    , m_values(term.values)
{
    for (Value& value : m_values) {
        if (m_order == ValueOrder::Word && m_kind == TermKind::Match) {
            for (std::string& piece : value.pieces) {
                piece = toLowerAscii(piece);
            }
        }
        m_numbers.push_back(value.exact() ? Decimal::parse(value.pieces.front()) : std::nullopt);
    }
    if (m_order == ValueOrder::Time && !m_values.empty()) {
        if (const auto parsed = parseIsoTime(m_values.front().pieces.front())) {
            m_time = parsed->time;
        }
    }
}

bool ValueMatcher::matches(std::string_view value) const
{
    if (value.empty()) {
        return false;
    }
    switch (m_kind) {
    case TermKind::Has:
        return true;
    case TermKind::Text:
        return containsWords(m_values.front(), value);
    case TermKind::Match:
        break;
    }
    return m_comparison == Comparison::Equal ? equalsOne(value) : comparesTo(value);
}

bool ValueMatcher::equalsOne(std::string_view value) const
{
    const std::string folded = m_order == ValueOrder::Word ? toLowerAscii(value) : std::string();
    const std::string_view text = m_order == ValueOrder::Word ? folded : value;
    const std::optional<Decimal> number =
        m_order == ValueOrder::Number ? Decimal::parse(value) : std::nullopt;
    for (std::size_t i = 0; i < m_values.size(); ++i) {
        const bool same = number && m_numbers[i] ? *number == *m_numbers[i]
                                                 : matchesGlob(m_values[i].pieces, text);
        if (same) {
            return true;
        }
    }
    return false;
}

bool ValueMatcher::comparesTo(std::string_view value) const
{
    const std::optional<std::strong_ordering> compared = order(value);
    if (!compared) {
        return false;
    }
    switch (m_comparison) {
    case Comparison::Less:
        return std::is_lt(*compared);
    case Comparison::AtMost:
        return std::is_lteq(*compared);
    case Comparison::Greater:
        return std::is_gt(*compared);
    case Comparison::AtLeast:
        return std::is_gteq(*compared);
    case Comparison::Equal:
        break;
    }
    return std::is_eq(*compared);
}

std::optional<std::strong_ordering> ValueMatcher::order(std::string_view value) const
{
    const std::string& operand = m_values.front().pieces.front();
    if (m_order == ValueOrder::Word) {
        return compareNatural(toLowerAscii(value), operand);
    }
    if (m_order == ValueOrder::Time) {
        const auto parsed = parseIsoTime(value);
        return parsed && m_time ? std::optional(parsed->time <=> *m_time) : std::nullopt;
    }
    const std::optional<Decimal> number = Decimal::parse(value);
    const std::optional<Decimal>& wanted = m_numbers.front();
    if (number && wanted) {
        return *number <=> *wanted;
    }
    if (m_order == ValueOrder::Number || number || wanted) {
        return std::nullopt;
    }
    return compareNatural(value, operand);
}

} // namespace throughline::filter
