#include "models/base/text.h"
#include "models/ingest/redact/detector.h"

#include <algorithm>
#include <array>

namespace throughline::ingest {

namespace {

bool isWordChar(char c)
{
    return isAsciiLetter(c) || isAsciiDigit(c) || c == '_';
}

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

bool hasAny(std::string_view context, std::initializer_list<std::string_view> words)
{
    return std::ranges::any_of(words, [context](std::string_view word) {
        return context.find(word) != std::string_view::npos;
    });
}

/// The word stands alone: "pan" in "pan: 4", not in "span 4"; "cc" not in a hexadecimal id.
bool hasWholeWord(std::string_view context, std::string_view word)
{
    for (std::size_t at = context.find(word); at != std::string_view::npos;
         at = context.find(word, at + 1)) {
        const std::size_t end = at + word.size();
        // At 0 the word may be the tail of a longer one.
        if (at > 0 && !isWordChar(context[at - 1])
            && (end == context.size() || !isWordChar(context[end]))) {
            return true;
        }
    }
    return false;
}

bool hasCardWord(std::string_view text, std::size_t at)
{
    const std::string context = detail::contextBefore(text, at);
    return hasAny(context,
                  {"card", "karte", "visa", "mastercard", "amex", "american express", "maestro",
                   "diners", "jcb", "carte ", "tarjeta", "cartao", "cart\xC3\xA3o", "unionpay",
                   "discover ", "\xE5\x8D\xA1", "ccnum", "cc_num"})
        || hasWholeWord(context, "pan") || hasWholeWord(context, "cc");
}

bool hasPhoneWord(std::string_view text, std::size_t at)
{
    return hasAny(detail::contextBefore(text, at),
                  {"phone", "mobile", "call", "tel", "cell", "whatsapp", "sms", "fax"});
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

/// Where digits begin that are not the tail of a word or number.
bool startsNumber(std::string_view text, std::size_t at)
{
    return isAsciiDigit(text[at]) && (at == 0 || !isWordChar(text[at - 1]));
}

struct IbanCountry
{
    std::string_view code;
    std::size_t length;
};

constexpr std::array kIbanCountries {
    IbanCountry {"AD", 24}, IbanCountry {"AE", 23}, IbanCountry {"AL", 28}, IbanCountry {"AT", 20},
    IbanCountry {"AZ", 28}, IbanCountry {"BA", 20}, IbanCountry {"BE", 16}, IbanCountry {"BG", 22},
    IbanCountry {"BH", 22}, IbanCountry {"BR", 29}, IbanCountry {"BY", 28}, IbanCountry {"CH", 21},
    IbanCountry {"CR", 22}, IbanCountry {"CY", 28}, IbanCountry {"CZ", 24}, IbanCountry {"DE", 22},
    IbanCountry {"DK", 18}, IbanCountry {"DO", 28}, IbanCountry {"EE", 20}, IbanCountry {"EG", 29},
    IbanCountry {"ES", 24}, IbanCountry {"FI", 18}, IbanCountry {"FO", 18}, IbanCountry {"FR", 27},
    IbanCountry {"GB", 22}, IbanCountry {"GE", 22}, IbanCountry {"GI", 23}, IbanCountry {"GL", 18},
    IbanCountry {"GR", 27}, IbanCountry {"GT", 28}, IbanCountry {"HR", 21}, IbanCountry {"HU", 28},
    IbanCountry {"IE", 22}, IbanCountry {"IL", 23}, IbanCountry {"IQ", 23}, IbanCountry {"IS", 26},
    IbanCountry {"IT", 27}, IbanCountry {"JO", 30}, IbanCountry {"KW", 30}, IbanCountry {"KZ", 20},
    IbanCountry {"LB", 28}, IbanCountry {"LI", 21}, IbanCountry {"LT", 20}, IbanCountry {"LU", 20},
    IbanCountry {"LV", 21}, IbanCountry {"MC", 27}, IbanCountry {"MD", 24}, IbanCountry {"ME", 22},
    IbanCountry {"MK", 19}, IbanCountry {"MR", 27}, IbanCountry {"MT", 31}, IbanCountry {"MU", 30},
    IbanCountry {"NL", 18}, IbanCountry {"NO", 15}, IbanCountry {"PK", 24}, IbanCountry {"PL", 28},
    IbanCountry {"PT", 25}, IbanCountry {"QA", 29}, IbanCountry {"RO", 24}, IbanCountry {"RS", 22},
    IbanCountry {"SA", 24}, IbanCountry {"SE", 24}, IbanCountry {"SI", 19}, IbanCountry {"SK", 24},
    IbanCountry {"SM", 27}, IbanCountry {"TN", 24}, IbanCountry {"TR", 26}, IbanCountry {"UA", 29},
    IbanCountry {"XK", 20}};

bool isUpper(char c)
{
    return c >= 'A' && c <= 'Z';
}

/// ISO 13616: the first four characters moved behind, letters as numbers, modulo 97 is one.
bool hasIbanCheck(std::string_view iban)
{
    int remainder = 0;
    for (std::size_t i = 0; i < iban.size(); ++i) {
        const char c = iban[(i + 4) % iban.size()];
        remainder = isAsciiDigit(c) ? (remainder * 10 + (c - '0')) % 97
                                    : (remainder * 100 + (c - 'A' + 10)) % 97;
    }
    return remainder == 1;
}

/// The end of an IBAN that begins at `begin`, blanks between groups allowed; 0 where none does.
std::size_t ibanEnd(std::string_view text, std::size_t begin, std::size_t length)
{
    std::string compact;
    std::size_t at = begin;
    for (; at < text.size() && compact.size() < length; ++at) {
        const char c = text[at];
        if (isUpper(c) || isAsciiDigit(c)) {
            compact += c;
        } else if (c != ' ' || text[at - 1] == ' ') {
            return 0;
        }
    }
    const bool whole = compact.size() == length && (at == text.size() || !isWordChar(text[at]));
    return whole && hasIbanCheck(compact) ? at : 0;
}

/// The end of a phone number whose first character stands at `begin`: 8 to 15 digits, single
/// blanks, dots, dashes and brackets between them; 0 where it is none.
std::size_t phoneEnd(std::string_view text, std::size_t begin, std::size_t fewest)
{
    std::size_t digits = 0;
    std::size_t end = begin;
    for (std::size_t at = begin; at < text.size() && at < begin + 28; ++at) {
        const char c = text[at];
        if (isAsciiDigit(c)) {
            ++digits;
            end = at + 1;
        } else if (!(c == '+' && at == begin)
                   && std::string_view(" -.()").find(c) == std::string_view::npos) {
            break;
        } else if (at + 1 < text.size() && c == ' ' && text[at + 1] == ' ') {
            break;
        }
    }
    const bool closed = end == text.size() || !isWordChar(text[end]);
    return closed && digits >= fewest && digits <= 15 ? end : 0;
}

/// (212) 555-1234, 212-555-1234, 212.555.1234: the end, or 0.
std::size_t northAmericanEnd(std::string_view text, std::size_t begin)
{
    static constexpr std::array<std::string_view, 4> kShapes {"(ddd) ddd-dddd", "(ddd)ddd-dddd",
                                                              "ddd-ddd-dddd", "ddd.ddd.dddd"};
    for (const std::string_view shape : kShapes) {
        const std::string_view part = text.substr(begin, shape.size());
        const bool fits =
            part.size() == shape.size() && std::ranges::equal(part, shape, [](char c, char s) {
                return s == 'd' ? isAsciiDigit(c) : c == s;
            });
        const std::size_t end = begin + shape.size();
        if (fits && (end == text.size() || !isWordChar(text[end]))) {
            return end;
        }
    }
    return 0;
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
        if (!startsNumber(text, at)) {
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
            if (last > 0 && (end == text.size() || !isWordChar(text[end]))) {
                findings.push_back({begin, end, RedactionRule::Card, "card", {}, {}});
                first = last - 1;
            }
        }
        at = groups.size() == kMostGroups ? groups[kMostGroups - 6].begin : groups.back().end;
    }
}

void detail::findIbans(std::string_view text, std::vector<Finding>& findings)
{
    for (std::size_t at = 0; at + 15 <= text.size(); ++at) {
        if (!isUpper(text[at]) || !isUpper(text[at + 1]) || !isAsciiDigit(text[at + 2])
            || !isAsciiDigit(text[at + 3]) || (at > 0 && isWordChar(text[at - 1]))) {
            continue;
        }
        const auto* country =
            std::ranges::find(kIbanCountries, text.substr(at, 2), &IbanCountry::code);
        const std::size_t end =
            country != kIbanCountries.end() ? ibanEnd(text, at, country->length) : 0;
        if (end > 0) {
            findings.push_back({at, end, RedactionRule::Iban, "iban", {}, {}});
            at = end;
        }
    }
}

void detail::findSocialSecurityNumbers(std::string_view text, std::vector<Finding>& findings)
{
    constexpr std::size_t kLength = 11;
    const auto edge = [text](std::size_t at) {
        return at >= text.size() || (!isWordChar(text[at]) && text[at] != '-');
    };
    for (std::size_t dash = text.find('-'); dash != std::string_view::npos;
         dash = text.find('-', dash + 1)) {
        if (dash < 3 || dash + 8 > text.size() || text[dash + 3] != '-') {
            continue;
        }
        const std::size_t begin = dash - 3;
        const std::string_view part = text.substr(begin, kLength);
        const std::string_view area = part.substr(0, 3);
        const bool digits = part.size() == kLength && std::ranges::all_of(area, isAsciiDigit)
            && std::ranges::all_of(part.substr(4, 2), isAsciiDigit)
            && std::ranges::all_of(part.substr(7), isAsciiDigit);
        const bool issued = digits && area != "000" && area != "666" && area[0] != '9'
            && part.substr(4, 2) != "00" && part.substr(7) != "0000";
        if (issued && edge(begin + kLength) && (begin == 0 || edge(begin - 1))) {
            findings.push_back({begin, begin + kLength, RedactionRule::Ssn, "ssn", {}, {}});
        }
    }
}

void detail::findPhones(std::string_view text, std::vector<Finding>& findings)
{
    const auto add = [&findings](std::size_t begin, std::size_t end) {
        findings.push_back({begin, end, RedactionRule::Phone, "phone", PersonKind::Phone, {}});
    };
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '+' && at + 1 < text.size() && text[at + 1] >= '1' && text[at + 1] <= '9'
            && (at == 0 || (!isWordChar(text[at - 1]) && text[at - 1] != '+'))) {
            if (const std::size_t end = phoneEnd(text, at, 8); end > 0) {
                add(at, end);
                at = end;
            }
        } else if (text[at] == '(' || startsNumber(text, at)) {
            const std::size_t end = northAmericanEnd(text, at);
            if (end > 0 && hasPhoneWord(text, at)) {
                add(at, end);
                at = end;
            }
        }
    }
}

bool isPhone(std::string_view text)
{
    const std::string_view trimmed = trim(text);
    return trimmed.size() > 8 && trimmed[0] == '+' && trimmed[1] != '0'
        && phoneEnd(trimmed, 0, 8) == trimmed.size();
}

} // namespace throughline::ingest
