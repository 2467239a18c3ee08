#include "models/ingest/redact/hardware_address.h"

#include "models/base/text.h"
#include "models/ingest/redact/detector.h"
#include "models/ingest/redact/number_context.h"

#include <algorithm>

namespace throughline::ingest {

namespace {

constexpr std::size_t kAddressLength = 17;
constexpr std::size_t kImeiDigits = 15;
constexpr std::size_t kLongestImei = 18; ///< with dashes or blanks between its parts

bool isHex(char c)
{
    return hexDigitValue(c) >= 0;
}

bool isSign(char c)
{
    return c == ':' || c == '-';
}

/// All zeros and all ones address nobody and everybody.
bool isNobody(std::string_view address)
{
    return std::ranges::all_of(address, [](char c) { return c == '0' || isSign(c); })
        || std::ranges::all_of(address, [](char c) { return c == 'f' || c == 'F' || isSign(c); });
}

/// Twelve decimal digits may be a time as well: a word has to say what they are.
bool needsWord(std::string_view address)
{
    return std::ranges::all_of(address, [](char c) { return isAsciiDigit(c) || isSign(c); });
}

bool hasWord(std::string_view context)
{
    return detail::hasAnyWord(context,
                              {"mac", "bssid", "hwaddr", "ether", "physical addr", "hardware addr",
                               "bluetooth", "wifi", "wlan"});
}

/// The digits of an IMEI at the front of the text, and where they end; 0 where there is none.
std::size_t imeiEnd(std::string_view text)
{
    std::string digits;
    std::size_t at = 0;
    for (; at < text.size() && at < kLongestImei && digits.size() < kImeiDigits; ++at) {
        if (isAsciiDigit(text[at])) {
            digits += text[at];
        } else if ((text[at] != '-' && text[at] != ' ') || !isAsciiDigit(text[at - 1])) {
            break;
        }
    }
    const bool closed = at == text.size() || !detail::isWordChar(text[at]);
    return closed && isImei(digits) ? at : 0;
}

} // namespace

std::size_t hardwareAddressLength(std::string_view text)
{
    if (text.size() < kAddressLength || !isSign(text[2])) {
        return 0;
    }
    for (std::size_t i = 0; i < kAddressLength; ++i) {
        if (i % 3 == 2 ? text[i] != text[2] : !isHex(text[i])) {
            return 0;
        }
    }
    const std::string_view rest = text.substr(kAddressLength);
    const bool longer = !rest.empty()
        && (detail::isWordChar(rest[0])
            || (rest[0] == text[2] && rest.size() > 1 && isHex(rest[1])));
    return longer ? 0 : kAddressLength;
}

bool isImei(std::string_view digits)
{
    if (digits.size() != kImeiDigits || !std::ranges::all_of(digits, isAsciiDigit)
        || digits.find_first_not_of(digits[0]) == std::string_view::npos) {
        return false;
    }
    int sum = 0;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        const int digit = digits[i] - '0';
        const int doubled = i % 2 == 1 ? digit * 2 : digit;
        sum += doubled > 9 ? doubled - 9 : doubled;
    }
    return sum % 10 == 0;
}

std::string canonicalHardware(std::string_view value)
{
    const bool address = hardwareAddressLength(value) == value.size();
    std::string digits(value);
    std::erase_if(digits, [](char c) { return isSign(c) || c == ' '; });
    return address ? toLowerAscii(digits) : isImei(digits) ? digits : std::string(value);
}

void detail::findHardwareAddresses(std::string_view text, std::vector<Finding>& findings)
{
    for (std::size_t at = 0; at + kAddressLength <= text.size(); ++at) {
        if (!isSign(text[at + 2]) || (at > 0 && isWordChar(text[at - 1]))) {
            continue;
        }
        const bool continued =
            at > 1 && text[at - 1] == text[at + 2] && isHex(text[at - 2]); // a longer chain
        const std::size_t length = continued ? 0 : hardwareAddressLength(text.substr(at));
        const std::string_view address = text.substr(at, length);
        if (length == 0 || isNobody(address)
            || (needsWord(address) && !hasWord(contextBefore(text, at)))) {
            continue;
        }
        findings.push_back({at, at + length, RedactionRule::Mac, "device", PersonKind::Device, {}});
        at += length - 1;
    }
}

void detail::findPhoneHardware(std::string_view text, std::vector<Finding>& findings)
{
    for (std::size_t at = 0; at + kImeiDigits <= text.size(); ++at) {
        if (!startsNumber(text, at)) {
            continue;
        }
        const std::size_t length = imeiEnd(text.substr(at));
        if (length > 0 && hasAnyWord(contextBefore(text, at), {"imei"})) {
            findings.push_back(
                {at, at + length, RedactionRule::Imei, "device", PersonKind::Device, {}});
            at += length - 1;
        }
    }
}

} // namespace throughline::ingest
