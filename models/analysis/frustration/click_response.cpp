#include "models/analysis/frustration/click_response.h"

#include "models/base/text.h"

#include <algorithm>

namespace throughline::analysis {

namespace {

bool isWordCharacter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/// Whether one of the words stands in the text by itself: "input.card" holds "input", "inputs" not.
bool holdsWord(std::string_view text, const std::vector<std::string>& words)
{
    const std::string lower = toLowerAscii(text);
    return std::any_of(words.begin(), words.end(), [&lower](const std::string& word) {
        for (std::size_t at = lower.find(word); at != std::string::npos;
             at = lower.find(word, at + 1)) {
            const std::size_t end = at + word.size();
            if ((at == 0 || !isWordCharacter(lower[at - 1]))
                && (end == lower.size() || !isWordCharacter(lower[end]))) {
                return true;
            }
        }
        return false;
    });
}

/// Per click whether one of the moments lies in [click, click + within].
std::vector<bool> followed(std::span<const Click> clicks, std::span<const Timestamp> moments,
                           Duration within)
{
    std::vector<bool> is(clicks.size());
    std::size_t next = 0;
    for (std::size_t i = 0; i < clicks.size(); ++i) {
        while (next < moments.size() && moments[next] < clicks[i].time) {
            ++next;
        }
        is[i] = next < moments.size() && moments[next] - clicks[i].time <= within;
    }
    return is;
}

} // namespace

std::vector<std::size_t> deadClicks(std::span<const Click> clicks,
                                    std::span<const Timestamp> responses, const DeadClickRule& rule)
{
    const std::vector<bool> answered = followed(clicks, responses, rule.within);
    std::vector<std::size_t> dead;
    for (std::size_t i = 0; i < clicks.size(); ++i) {
        const Click& click = clicks[i];
        const bool silent =
            click.outcome == ClickOutcome::Unknown || click.outcome == ClickOutcome::NoResponse;
        if (!answered[i] && silent && !click.target.empty()
            && !holdsWord(click.target, rule.excludedWords)
            && !holdsWord(click.role, rule.excludedWords)) {
            dead.push_back(i);
        }
    }
    return dead;
}

std::vector<std::size_t> errorClicks(std::span<const Click> clicks,
                                     std::span<const Timestamp> errors, const ErrorClickRule& rule)
{
    const std::vector<bool> failed = followed(clicks, errors, rule.within);
    std::vector<std::size_t> met;
    for (std::size_t i = 0; i < clicks.size(); ++i) {
        if (failed[i]) {
            met.push_back(i);
        }
    }
    return met;
}

} // namespace throughline::analysis
