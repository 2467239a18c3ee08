#include "models/base/text.h"
#include "models/ingest/redact/detector.h"
#include "models/ingest/redact/number_context.h"

#include <algorithm>
#include <array>

namespace throughline::ingest {

namespace {

bool luhn(std::string_view digits)
{
    int sum = 0;
    bool twice = false;
    for (std::size_t i = digits.size(); i-- > 0;) {
        const int digit = digits[i] - '0';
        const int doubled = digit * 2;
        sum += twice ? (doubled > 9 ? doubled - 9 : doubled) : digit;
        twice = !twice;
    }
    return sum % 10 == 0;
}

/// First digits of an issuer and the lengths its numbers have.
struct CardRange
{
    int digits; ///< how many first digits are compared
    int from;
    int to;
    std::size_t shortest;
    std::size_t longest;
};

constexpr std::array kCardRanges {
    CardRange {1, 4, 4, 13, 19}, // Visa
    CardRange {2, 51, 55, 16, 16}, // Mastercard
    CardRange {4, 2221, 2720, 16, 16}, // Mastercard, second series
    CardRange {2, 34, 34, 15, 15}, // American Express
    CardRange {2, 37, 37, 15, 15}, // American Express
    CardRange {4, 6011, 6011, 16, 19}, // Discover
    CardRange {3, 644, 659, 16, 19}, // Discover
    CardRange {3, 300, 305, 14, 19}, // Diners Club
    CardRange {4, 3095, 3095, 14, 19}, // Diners Club
    CardRange {2, 36, 36, 14, 19}, // Diners Club
    CardRange {2, 38, 39, 14, 19}, // Diners Club
    CardRange {4, 3528, 3589, 16, 19}, // JCB
    CardRange {2, 62, 62, 16, 19}, // UnionPay
    CardRange {4, 2200, 2204, 16, 19}, // Mir
    CardRange {2, 50, 50, 13, 19}, // Maestro
    CardRange {2, 56, 58, 13, 19}, // Maestro
    CardRange {3, 600, 643, 13, 19}, // Maestro
    CardRange {2, 66, 69, 13, 19}, // Maestro
    CardRange {2, 60, 60, 16, 16}, // RuPay
    CardRange {2, 81, 82, 16, 16}, // RuPay
};

/// More groups than this are a table of numbers, looked at piece by piece.
constexpr std::size_t kMostGroups = 24;

/// A run of digits between other characters.
struct Group
{
    std::size_t begin = 0;
    std::size_t end = 0;

    [[nodiscard]] std::size_t size() const { return end - begin; }
};

bool isSeparator(char c)
{
    return c == ' ' || c == '-' || c == '.' || c == '+' || c == '/';
}

struct NumberRun
{
    std::size_t digits = 0;
    std::size_t end = 0;
};

/// The digits from `at` on with single separators of any kind between them, as far as the
/// shortest card.
NumberRun numberRunAt(std::string_view text, std::size_t at)
{
    NumberRun run {0, at};
    while (at < text.size() && run.digits < 13) {
        if (isAsciiDigit(text[at])) {
            ++run.digits;
            run.end = at + 1;
        } else if (at != run.end || !isSeparator(text[at])) {
            break;
        }
        ++at;
    }
    return run;
}

/// The groups from `at` on that are joined by the same single separator; at least one.
std::vector<Group> groupsAt(std::string_view text, std::size_t at)
{
    std::vector<Group> groups;
    char separator = '\0';
    while (groups.size() < kMostGroups && at < text.size() && isAsciiDigit(text[at])) {
        Group group {at, at};
        while (group.end < text.size() && isAsciiDigit(text[group.end])) {
            ++group.end;
        }
        groups.push_back(group);
        const std::size_t next = group.end + 1;
        if (next >= text.size() || !isSeparator(text[group.end]) || !isAsciiDigit(text[next])
            || (separator != '\0' && text[group.end] != separator)) {
            break;
        }
        separator = text[group.end];
        at = next;
    }
    return groups;
}

/// The digits of the groups from `first` to before `last`.
std::string digitsOf(std::string_view text, const std::vector<Group>& groups, std::size_t first,
                     std::size_t last)
{
    std::string digits;
    for (std::size_t i = first; i < last; ++i) {
        digits += text.substr(groups[i].begin, groups[i].size());
    }
    return digits;
}

/// 4-4-4-4, with up to three digits more, 4-6-5 and 4-6-4: how cards are embossed.
bool isEmbossed(const std::vector<Group>& groups, std::size_t first, std::size_t last)
{
    const std::size_t count = last - first;
    const auto size = [&groups, first](std::size_t i) { return groups[first + i].size(); };
    if (count == 3) {
        return size(0) == 4 && size(1) == 6 && (size(2) == 5 || size(2) == 4);
    }
    const bool fours =
        (count == 4 || count == 5) && size(0) == 4 && size(1) == 4 && size(2) == 4 && size(3) == 4;
    return fours && (count == 4 || size(4) <= 3);
}

bool hasCardWord(std::string_view text, std::size_t at)
{
    const std::string context = detail::contextBefore(text, at);
    return detail::hasAnyWord(context,
                              {"card", "karte", "visa", "mastercard", "amex", "american express",
                               "maestro", "diners", "jcb", "carte ", "tarjeta", "cartao",
                               "cart\xC3\xA3o", "unionpay", "discover ", "\xE5\x8D\xA1", "ccnum",
                               "cc_num"})
        || detail::hasWholeWord(context, "pan") || detail::hasWholeWord(context, "cc");
}

/// The largest front of the groups, from `first` on, that is a card; 0 where none is.
std::size_t cardEnd(std::string_view text, const std::vector<Group>& groups, std::size_t first,
                    bool evident)
{
    std::size_t digits = 0;
    std::size_t found = 0;
    for (std::size_t last = first + 1; last <= groups.size(); ++last) {
        digits += groups[last - 1].size();
        if (digits > 19) {
            break;
        }
        const bool enough = digits >= 13 && (evident || isEmbossed(groups, first, last));
        if (enough && isCardNumber(digitsOf(text, groups, first, last))) {
            found = last;
        }
    }
    return found;
}

} // namespace

bool isCardNumber(std::string_view digits)
{
    if (digits.size() < 13 || digits.size() > 19 || !std::ranges::all_of(digits, isAsciiDigit)) {
        return false;
    }
    const bool issued = std::ranges::any_of(kCardRanges, [digits](const CardRange& range) {
        const auto first = parseInteger(digits.substr(0, static_cast<std::size_t>(range.digits)));
        return first && *first >= range.from && *first <= range.to
            && digits.size() >= range.shortest && digits.size() <= range.longest;
    });
    return issued && luhn(digits);
}

void detail::findCards(std::string_view text, TextPlace place, std::vector<Finding>& findings)
{
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (!detail::startsNumber(text, at)) {
            continue;
        }
        const NumberRun run = numberRunAt(text, at);
        if (run.digits < 13) {
            at = run.end;
            continue;
        }
        const std::vector<Group> groups = groupsAt(text, at);
        for (std::size_t first = 0; first < groups.size(); ++first) {
            const std::size_t begin = groups[first].begin;
            const bool evident = place.cardKey || hasCardWord(text, begin);
            const std::size_t last = cardEnd(text, groups, first, evident);
            const std::size_t end = last > 0 ? groups[last - 1].end : begin;
            if (last > 0 && (end == text.size() || !detail::isWordChar(text[end]))) {
                findings.push_back({begin, end, RedactionRule::Card, "card", {}, {}});
                first = last - 1;
            }
        }
        at = groups.size() == kMostGroups ? groups[kMostGroups - 6].begin : groups.back().end;
    }
}

} // namespace throughline::ingest
