#include "models/ingest/mapping/column_values.h"

#include "models/base/text.h"
#include "models/base/time_parse.h"
#include "models/ingest/mapping/time_forms.h"
#include "models/ingest/normalize/word_normalizer.h"
#include "models/ingest/redact/detector.h"

#include <algorithm>
#include <array>
#include <set>

namespace throughline::ingest {

namespace {

bool isTime(std::string_view text)
{
    return parseIsoTime(text).has_value() || parseEpochTime(text).has_value();
}

bool isIsoTime(std::string_view text)
{
    return parseIsoTime(text).has_value();
}

bool isNumber(std::string_view text)
{
    return parseDouble(text).has_value();
}

bool isWhole(std::string_view text)
{
    return parseInteger(text).has_value();
}

bool isHex(std::string_view text, std::size_t digits)
{
    return text.size() == digits
        && std::ranges::all_of(text, [](char c) { return hexDigitValue(c) >= 0; });
}

bool isTraceId(std::string_view text)
{
    const bool decimal =
        text.size() >= 17 && text.size() <= 39 && std::ranges::all_of(text, isAsciiDigit);
    return isHex(text, 32) || isHex(text, 16) || decimal;
}

bool isSpanId(std::string_view text)
{
    return isHex(text, 16) || (text.size() >= 15 && text.size() <= 20 && isWhole(text));
}

bool isLevel(std::string_view text)
{
    return severityNumber(text).has_value();
}

bool isLevelWord(std::string_view text)
{
    return !isNumber(text) && text.size() > 1 && isLevel(text);
}

bool isDevice(std::string_view text)
{
    const std::string_view device = normalizeDeviceType(text);
    return !device.empty() && device != "other";
}

bool isAddress(std::string_view text)
{
    return text.starts_with("http://") || text.starts_with("https://");
}

bool isPath(std::string_view text)
{
    return text.starts_with('/') && text.find(' ') == std::string_view::npos;
}

bool isUserAgent(std::string_view text)
{
    return text.starts_with("Mozilla/") || text.find("AppleWebKit") != std::string_view::npos;
}

bool isMethod(std::string_view text)
{
    static constexpr std::array<std::string_view, 7> kMethods {"GET",    "POST", "PUT",    "PATCH",
                                                               "DELETE", "HEAD", "OPTIONS"};
    return std::ranges::find(kMethods, text) != kMethods.end();
}

bool isStatus(std::string_view text)
{
    const auto status = parseInteger(text);
    return status && *status >= 100 && *status < 600;
}

bool isCountry(std::string_view text)
{
    const std::string country = normalizeCountry(text); // by name, too
    return country.size() == 2 && std::ranges::all_of(country, isAsciiLetter);
}

bool isCurrency(std::string_view text)
{
    return text.size() == 3
        && std::ranges::all_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
}

bool isNetworkAddress(std::string_view text)
{
    if (text.find(':') != std::string_view::npos) {
        return text.size() > 2 && text.find_first_not_of("0123456789abcdefABCDEF:.%") == text.npos;
    }
    const std::vector<std::string_view> parts = split(text, '.');
    return parts.size() == 4 && std::ranges::all_of(parts, [](std::string_view part) {
               const auto number = parseInteger(part);
               return number && *number >= 0 && *number < 256;
           });
}

bool isStack(std::string_view text)
{
    return text.find("\n    at ") != std::string_view::npos
        || text.find("\n\tat ") != std::string_view::npos
        || text.find("Traceback (most recent") != std::string_view::npos
        || text.find("\n  File \"") != std::string_view::npos;
}

bool isProse(std::string_view text)
{
    return std::ranges::count(text, ' ') >= 3;
}

bool isShortWord(std::string_view text)
{
    return text.size() <= 64 && text.find('\n') == std::string_view::npos && !isTime(text);
}

bool isIdLike(std::string_view text)
{
    return text.size() <= 200 && std::ranges::count(text, ' ') == 0;
}

struct Form
{
    std::string_view meaning;
    bool (*fits)(std::string_view);
    double evidence; ///< 0: the form is too common to tell anything
};

/// The first of a meaning that fits most counts; stronger forms stand first.
constexpr std::array kForms {
    Form {"time", isIsoTime, 0.8},
    Form {"time", isWrittenTime, 0.75},
    Form {"time", isTime, 0.55},
    Form {"end", isTime, 0},
    Form {"end", isWrittenTime, 0},
    Form {"user.email", isEmail, 0.95},
    Form {"trace_id", isTraceId, 0.3},
    Form {"span_id", isSpanId, 0.2},
    Form {"parent_span_id", isSpanId, 0},
    Form {"severity_text", isLevelWord, 0.8},
    Form {"severity_text", isLevel, 0},
    Form {"severity", isWhole, 0},
    Form {"device.type", isDevice, 0.75},
    Form {"url.full", isAddress, 0.85},
    Form {"url.path", isPath, 0.8},
    Form {"user_agent.original", isUserAgent, 0.9},
    Form {"http.request.method", isMethod, 0.85},
    Form {"http.response.status_code", isStatus, 0.2},
    Form {"geo.country.iso_code", isCountry, 0.3},
    Form {"currency", isCurrency, 0.35},
    Form {"client.address", isNetworkAddress, 0.75},
    Form {"exception.stacktrace", isStack, 0.9},
    Form {"body", isProse, 0.5},
    Form {"event.name", isShortWord, 0},
    Form {"revenue", isNumber, 0},
    Form {"duration_ns", isNumber, 0},
    Form {"metric.value", isNumber, 0},
    Form {"session.id", isIdLike, 0},
    Form {"user.id", isIdLike, 0},
    Form {"account.id", isIdLike, 0},
    Form {"ticket.id", isIdLike, 0},
};

} // namespace

ValueVerdict judgeValues(std::string_view meaning, const std::vector<std::string>& values)
{
    ValueVerdict best {1, 0};
    bool known = false;
    for (const Form& form : kForms) {
        if (form.meaning != meaning) {
            continue;
        }
        const auto fitting = std::ranges::count_if(
            values, [&form](const std::string& value) { return form.fits(trim(value)); });
        const double share =
            values.empty() ? 0 : static_cast<double>(fitting) / static_cast<double>(values.size());
        if (!known || share > best.share) {
            best = {share, form.evidence * share};
        }
        known = true;
    }
    return best;
}

const std::vector<std::string_view>& tellingMeanings()
{
    static const std::vector<std::string_view> meanings = [] {
        std::vector<std::string_view> list;
        for (const Form& form : kForms) {
            if (form.evidence > 0 && std::ranges::find(list, form.meaning) == list.end()) {
                list.push_back(form.meaning);
            }
        }
        return list;
    }();
    return meanings;
}

} // namespace throughline::ingest
