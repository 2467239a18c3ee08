#include "models/analysis/session/bot_filter.h"

#include "models/base/text.h"

#include <algorithm>
#include <initializer_list>

namespace throughline::analysis {

namespace {

/// The bytes from `from` up to `to` of a user agent.
struct Stretch
{
    std::size_t from = 0;
    std::size_t to = 0;
};

bool isOneOf(std::string_view text, std::initializer_list<std::string_view> words)
{
    return std::any_of(words.begin(), words.end(), [word = trim(text)](std::string_view candidate) {
        return equalsIgnoringAsciiCase(word, candidate);
    });
}

std::vector<Stretch> occurrences(std::string_view lowerText, std::string_view part)
{
    std::vector<Stretch> found;
    const std::string wanted = toLowerAscii(part);
    if (wanted.empty()) {
        return found;
    }
    for (std::size_t at = lowerText.find(wanted); at != std::string_view::npos;
         at = lowerText.find(wanted, at + 1)) {
        found.push_back({at, at + wanted.size()});
    }
    return found;
}

bool matchesUserAgent(const BotRule& rule, std::string_view userAgent)
{
    const std::string lower = toLowerAscii(userAgent);
    std::vector<Stretch> harmless;
    for (const std::string& exception : rule.exceptions) {
        const auto found = occurrences(lower, exception);
        harmless.insert(harmless.end(), found.begin(), found.end());
    }
    const auto counts = [&harmless](const Stretch& hit) {
        return std::none_of(harmless.begin(), harmless.end(), [&hit](const Stretch& other) {
            return hit.from < other.to && other.from < hit.to;
        });
    };
    return std::any_of(rule.patterns.begin(), rule.patterns.end(), [&](const std::string& pattern) {
        const auto found = occurrences(lower, pattern);
        return std::any_of(found.begin(), found.end(), counts);
    });
}

} // namespace

bool isBot(const BotRule& rule, const SessionMarks& marks)
{
    return isOneOf(marks.syntheticType, {"bot", "test"}) || isOneOf(marks.deviceType, {"bot"})
        || isOneOf(marks.sessionType, {"synthetics", "ci_test"})
        || (!marks.userAgent.empty() && matchesUserAgent(rule, marks.userAgent));
}

} // namespace throughline::analysis
