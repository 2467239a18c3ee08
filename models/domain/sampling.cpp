#include "models/domain/sampling.h"

#include "models/base/text.h"

#include <array>
#include <charconv>

namespace throughline::domain {

namespace {

constexpr std::size_t kThresholdDigits = 14; ///< 56 bits

std::optional<double> rateOfThreshold(std::string_view digits)
{
    if (digits.empty() || digits.size() > kThresholdDigits) {
        return std::nullopt;
    }
    double threshold = 0;
    double place = 1;
    for (const char c : digits) {
        const int digit = hexDigitValue(c);
        if (digit < 0) {
            return std::nullopt;
        }
        place /= 16;
        threshold += digit * place;
    }
    return 1 - threshold;
}

} // namespace

std::optional<double> samplingRateFromText(std::string_view text)
{
    text = trim(text);
    const bool percent = text.ends_with('%');
    if (percent) {
        text = trim(text.substr(0, text.size() - 1));
    }
    const auto number = parseDouble(text);
    const double rate = number ? (percent ? *number / 100 : *number) : 0;
    return rate > 0 && rate <= 1 ? std::optional(rate) : std::nullopt;
}

std::optional<double> samplingRateOfTraceState(std::string_view traceState)
{
    for (std::string_view member : split(traceState, ',')) {
        member = trim(member);
        if (!member.starts_with("ot=")) {
            continue;
        }
        for (const std::string_view part : split(member.substr(3), ';')) {
            if (part.starts_with("th:")) {
                return rateOfThreshold(part.substr(3));
            }
        }
    }
    return std::nullopt;
}

std::string samplingRateText(double rate)
{
    std::array<char, 32> text {};
    const auto [end, failed] = std::to_chars(text.data(), text.data() + text.size(), rate);
    return failed == std::errc() ? std::string(text.data(), end) : std::string("1");
}

} // namespace throughline::domain
