#include "models/analysis/frustration/rage_click.h"

#include "models/base/text.h"

#include <algorithm>
#include <cmath>

namespace throughline::analysis {

namespace {

/// Whether the excluded word stands in the text with no letter at either side.
bool holdsWord(std::string_view lowerText, std::string_view word)
{
    for (std::size_t at = lowerText.find(word); at != std::string_view::npos;
         at = lowerText.find(word, at + 1)) {
        const std::size_t end = at + word.size();
        if ((at == 0 || !isAsciiLetter(lowerText[at - 1]))
            && (end == lowerText.size() || !isAsciiLetter(lowerText[end]))) {
            return true;
        }
    }
    return false;
}

bool isExcluded(const Click& click, const RageClickRule& rule)
{
    if (click.outcome == ClickOutcome::SelectedOrScrolled) {
        return true;
    }
    const std::string_view name = trim(click.name);
    if (std::find(rule.excludedNames.begin(), rule.excludedNames.end(), name)
        != rule.excludedNames.end()) {
        return true;
    }
    const std::string role = toLowerAscii(click.role);
    const std::string target = toLowerAscii(click.target);
    return std::any_of(
        rule.excludedWords.begin(), rule.excludedWords.end(), [&](const std::string& word) {
            return !word.empty() && (holdsWord(role, word) || holdsWord(target, word));
        });
}

/// A row of neighbouring clicks at one place; the target is the first one that is known.
struct Run
{
    std::size_t first = 0;
    std::size_t end = 0;
    std::string_view target;
};

bool continues(const Run& run, std::span<const Click> clicks, const Click& next,
               const RageClickRule& rule)
{
    const Click& previous = clicks[run.end - 1];
    if (next.time - previous.time > rule.longestGap) {
        return false;
    }
    if (!run.target.empty() && !next.target.empty()) {
        return run.target == next.target;
    }
    return previous.point && next.point
        && std::hypot(next.point->x - previous.point->x, next.point->y - previous.point->y)
        <= rule.farthest;
}

void addBursts(std::vector<Cluster>& bursts, std::span<const Click> clicks, const Run& run,
               const RageClickRule& rule)
{
    if (run.end - run.first < rule.minimum) {
        return;
    }
    std::vector<Timestamp> times;
    for (std::size_t i = run.first; i < run.end; ++i) {
        times.push_back(clicks[i].time);
    }
    const auto enough = [&rule](std::size_t first, std::size_t last) {
        return last - first + 1 >= rule.minimum;
    };
    for (Cluster burst : denseClusters(times, rule.longestTotal, enough)) {
        burst.first += run.first;
        burst.last += run.first;
        const auto begin = clicks.begin() + static_cast<std::ptrdiff_t>(burst.first);
        const bool allResponded = std::all_of(begin, begin + burst.count, [](const Click& click) {
            return click.outcome == ClickOutcome::Responded;
        });
        if (!allResponded) {
            bursts.push_back(burst);
        }
    }
}

/// Whether clicks follow one another fast enough anywhere, whatever they hit: seldom, and looked at
/// at once.
bool anyFastClicks(std::span<const Click> clicks, const RageClickRule& rule)
{
    const std::size_t more = std::max<std::uint32_t>(rule.minimum, 1) - 1;
    for (std::size_t last = more; last < clicks.size(); ++last) {
        if (clicks[last].time - clicks[last - more].time <= rule.longestTotal) {
            return true;
        }
    }
    return false;
}

} // namespace

std::vector<Cluster> rageClicks(std::span<const Click> clicks, const RageClickRule& rule)
{
    std::vector<Cluster> bursts;
    if (!anyFastClicks(clicks, rule)) {
        return bursts;
    }
    Run run;
    for (std::size_t i = 0; i < clicks.size(); ++i) {
        const bool excluded = isExcluded(clicks[i], rule);
        if (excluded || run.first == run.end || !continues(run, clicks, clicks[i], rule)) {
            addBursts(bursts, clicks, run, rule);
            run = {i, i, {}};
        }
        if (excluded) {
            continue;
        }
        run.end = i + 1;
        if (run.target.empty()) {
            run.target = clicks[i].target;
        }
    }
    addBursts(bursts, clicks, run, rule);
    return bursts;
}

} // namespace throughline::analysis
