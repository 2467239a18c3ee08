#include "models/base/text.h"
#include "models/ingest/redact/detector.h"
#include "models/ingest/redact/number_context.h"

#include <algorithm>
#include <array>

namespace throughline::ingest {

namespace {

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
    const bool whole =
        compact.size() == length && (at == text.size() || !detail::isWordChar(text[at]));
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
    const bool closed = end == text.size() || !detail::isWordChar(text[end]);
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
        if (fits && (end == text.size() || !detail::isWordChar(text[end]))) {
            return end;
        }
    }
    return 0;
}

bool hasPhoneWord(std::string_view text, std::size_t at)
{
    return detail::hasAnyWord(detail::contextBefore(text, at),
                              {"phone", "mobile", "call", "tel", "cell", "whatsapp", "sms", "fax"});
}

} // namespace

void detail::findIbans(std::string_view text, std::vector<Finding>& findings)
{
    for (std::size_t at = 0; at + 15 <= text.size(); ++at) {
        if (!isUpper(text[at]) || !isUpper(text[at + 1]) || !isAsciiDigit(text[at + 2])
            || !isAsciiDigit(text[at + 3]) || (at > 0 && detail::isWordChar(text[at - 1]))) {
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
        return at >= text.size() || (!detail::isWordChar(text[at]) && text[at] != '-');
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
            && (at == 0 || (!detail::isWordChar(text[at - 1]) && text[at - 1] != '+'))) {
            if (const std::size_t end = phoneEnd(text, at, 8); end > 0) {
                add(at, end);
                at = end;
            }
        } else if (text[at] == '(' || detail::startsNumber(text, at)) {
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
