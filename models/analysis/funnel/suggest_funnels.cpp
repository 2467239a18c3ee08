#include "models/analysis/funnel/suggest_funnels.h"

#include "models/base/text.h"
#include "models/domain/record.h"
#include "models/filter/expression_format.h"
#include "models/filter/value_match.h"

#include <algorithm>
#include <optional>

namespace throughline::analysis {

namespace {

constexpr std::size_t kMostViews = 4;

struct Candidate
{
    std::string folded;
    const NameCount* name = nullptr;
    bool used = false;
};

std::vector<std::string> globPieces(const std::string& glob)
{
    std::vector<std::string> pieces;
    for (const std::string_view piece : split(glob, '*')) {
        pieces.emplace_back(piece);
    }
    return pieces;
}

std::string stepText(std::string_view key, const std::string& value)
{
    return filter::formatTerm(filter::equalTerm(std::string(key), value));
}

/// The most frequent name that fits the earliest glob, of those not used yet.
Candidate* findCandidate(const PatternStep& step, std::vector<Candidate>& candidates)
{
    for (const std::string& glob : step.names) {
        const std::vector<std::string> pieces = globPieces(glob);
        for (Candidate& candidate : candidates) {
            if (!candidate.used && filter::matchesGlob(pieces, candidate.folded)) {
                return &candidate;
            }
        }
    }
    return nullptr;
}

std::optional<FunnelSuggestion> fromPattern(const FunnelPattern& pattern,
                                            std::vector<Candidate> candidates)
{
    FunnelSuggestion suggestion;
    suggestion.definition.name = pattern.name;
    suggestion.definition.window = pattern.window;
    for (const PatternStep& step : pattern.steps) {
        Candidate* candidate = findCandidate(step, candidates);
        if (candidate == nullptr && step.optional) {
            continue;
        }
        if (candidate == nullptr) {
            return std::nullopt;
        }
        candidate->used = true;
        suggestion.definition.steps.push_back(
            stepText(domain::key::kEventName, candidate->name->name));
        suggestion.counts.push_back(candidate->name->count);
    }
    return suggestion.counts.size() >= 2 ? std::optional(suggestion) : std::nullopt;
}

/// Without empty names and names never seen, most frequent first, then by name.
std::vector<const NameCount*> byFrequency(const std::vector<NameCount>& names)
{
    std::vector<const NameCount*> sorted;
    for (const NameCount& name : names) {
        if (name.count > 0 && !name.name.empty()) {
            sorted.push_back(&name);
        }
    }
    std::sort(sorted.begin(), sorted.end(), [](const NameCount* a, const NameCount* b) {
        return a->count != b->count ? a->count > b->count : a->name < b->name;
    });
    return sorted;
}

std::optional<FunnelSuggestion> fromViews(const std::vector<NameCount>& views)
{
    FunnelSuggestion suggestion;
    suggestion.definition.name = "views";
    for (const NameCount* view : byFrequency(views)) {
        if (suggestion.counts.size() < kMostViews) {
            suggestion.definition.steps.push_back(stepText(domain::key::kUrlPath, view->name));
            suggestion.counts.push_back(view->count);
        }
    }
    return suggestion.counts.size() >= 2 ? std::optional(suggestion) : std::nullopt;
}

} // namespace

std::string foldedName(const std::string& name)
{
    std::string folded;
    char previous = '_';
    for (const char c : name) {
        const bool upper = c >= 'A' && c <= 'Z';
        const bool partOfWord =
            isAsciiLetter(c) || isAsciiDigit(c) || static_cast<unsigned char>(c) >= 0x80;
        const bool afterLower = (previous >= 'a' && previous <= 'z') || isAsciiDigit(previous);
        if ((!partOfWord || (upper && afterLower)) && !folded.empty() && folded.back() != '_') {
            folded += '_';
        }
        if (partOfWord) {
            folded += c;
        }
        previous = c;
    }
    if (!folded.empty() && folded.back() == '_') {
        folded.pop_back();
    }
    return toLowerAscii(folded);
}

std::vector<FunnelSuggestion> suggestFunnels(const std::vector<FunnelPattern>& patterns,
                                             const std::vector<NameCount>& events,
                                             const std::vector<NameCount>& views)
{
    std::vector<Candidate> candidates;
    for (const NameCount* event : byFrequency(events)) {
        candidates.push_back({foldedName(event->name), event, false});
    }
    std::vector<FunnelSuggestion> suggestions;
    for (const FunnelPattern& pattern : patterns) {
        std::optional<FunnelSuggestion> suggestion = fromPattern(pattern, candidates);
        if (suggestion) {
            suggestions.push_back(*std::move(suggestion));
        }
    }
    std::stable_sort(suggestions.begin(), suggestions.end(),
                     [](const FunnelSuggestion& a, const FunnelSuggestion& b) {
                         return a.counts.front() != b.counts.front()
                             ? a.counts.front() > b.counts.front()
                             : a.counts.size() > b.counts.size();
                     });
    if (suggestions.empty()) {
        if (std::optional<FunnelSuggestion> suggestion = fromViews(views)) {
            suggestions.push_back(*std::move(suggestion));
        }
    }
    return suggestions;
}

} // namespace throughline::analysis
