#include "models/analysis/funnel/compiled_steps.h"

#include "models/base/assert.h"
#include "models/index/event_terms.h"

#include <algorithm>
#include <array>

namespace throughline::analysis {

namespace {

using index::EventBits;
using index::EventField;
using index::SessionIndex;

bool decidedByIndex(const SessionIndex& index, const filter::Expression& expression)
{
    const std::vector<filter::Term>& terms = expression.terms;
    return std::all_of(terms.begin(), terms.end(), [&](const filter::Term& term) {
        return index::eventField(index, term) != EventField::Other;
    });
}

bool decidedByName(const SessionIndex& index, const filter::Expression& expression)
{
    const std::vector<filter::Term>& terms = expression.terms;
    return std::all_of(terms.begin(), terms.end(), [&](const filter::Term& term) {
        return index::eventField(index, term) == EventField::Name;
    });
}

/// Per name whether all terms on the name hold.
std::vector<std::uint8_t> namesMatching(const SessionIndex& index,
                                        const filter::Expression& expression)
{
    std::vector<std::uint8_t> names(index.names.size(), 1);
    for (const filter::Term& term : expression.terms) {
        if (index::eventField(index, term) != EventField::Name) {
            continue;
        }
        const std::vector<std::uint8_t> matching = index::matchingNames(index, term);
        for (std::size_t name = 0; name < names.size(); ++name) {
            names[name] &= static_cast<std::uint8_t>((matching[name] != 0) != term.negated);
        }
    }
    return names;
}

/// Drops the events of a sorted list (negated) or all others from the bits.
void keepMatching(EventBits& bits, const std::vector<std::uint32_t>& events, bool negated)
{
    EventBits listed;
    listed.words.resize(bits.words.size());
    for (const std::uint32_t event : events) {
        listed.set(event);
    }
    for (std::size_t word = 0; word < bits.words.size(); ++word) {
        bits.words[word] &= negated ? ~listed.words[word] : listed.words[word];
    }
}

EventBits bitsMatching(const SessionIndex& index, const filter::Expression& expression)
{
    const std::vector<std::uint8_t> names = namesMatching(index, expression);
    EventBits bits(index.eventCount());
    for (std::uint32_t event = 0; event < index.eventCount(); ++event) {
        const std::size_t name = index.nameAndOrder[event] & SessionIndex::kNameMask;
        if (name >= names.size() || names[name] != 0) {
            bits.set(event);
        }
    }
    for (const filter::Term& term : expression.terms) {
        if (index::eventField(index, term) == EventField::Revenue) {
            keepMatching(bits, index::matchingRevenue(index, term), term.negated);
        }
    }
    return bits;
}

/// A condition the index cannot decide, and the step it is an alternative of.
struct OpenCondition
{
    std::uint32_t step = 0;
    const filter::Expression* expression = nullptr;
};

void addBits(CompiledSteps& compiled, std::uint32_t step, EventBits bits)
{
    for (CompiledSteps::EventStep& known : compiled.eventSteps) {
        if (known.step == step) {
            for (std::size_t word = 0; word < bits.words.size(); ++word) {
                known.events.words[word] |= bits.words[word];
            }
            return;
        }
    }
    compiled.eventSteps.push_back({step, std::move(bits)});
}

void compileStep(const SessionIndex& index, const filter::Step& step, std::uint32_t bit,
                 CompiledSteps& compiled, std::vector<OpenCondition>& open)
{
    for (const filter::Expression& expression : step.alternatives) {
        if (!decidedByIndex(index, expression)) {
            open.push_back({bit, &expression});
        } else if (decidedByName(index, expression)) {
            const std::vector<std::uint8_t> names = namesMatching(index, expression);
            for (std::size_t name = 0; name < names.size(); ++name) {
                compiled.stepsOfName[name] |= static_cast<std::uint32_t>(names[name]) << bit;
            }
        } else {
            addBits(compiled, bit, bitsMatching(index, expression));
        }
    }
}

Result<void> resolveOthers(const SessionIndex& index, std::span<const filter::Step> steps,
                           const std::vector<OpenCondition>& open, const EventResolver& resolver,
                           CompiledSteps& compiled)
{
    if (open.empty()) {
        return {};
    }
    if (!resolver) {
        return usageError("the step " + steps[open.front().step].text
                          + " needs more than event names");
    }
    std::vector<filter::Expression> asked;
    asked.reserve(open.size());
    for (const OpenCondition& condition : open) {
        asked.push_back(*condition.expression);
    }
    TL_ASSIGN(std::vector<EventBits> answers, resolver(asked));
    TL_ASSERT(answers.size() == open.size());
    for (std::size_t i = 0; i < open.size(); ++i) {
        TL_ASSERT(answers[i].covers(index.eventCount()));
        addBits(compiled, open[i].step, std::move(answers[i]));
    }
    return {};
}

} // namespace

Result<CompiledSteps> compileSteps(const SessionIndex& index, std::span<const filter::Step> steps,
                                   const EventResolver& resolver)
{
    TL_ASSERT(steps.size() <= kMaxSteps);
    CompiledSteps compiled;
    compiled.count = static_cast<std::uint32_t>(steps.size());
    compiled.stepsOfName.assign(SessionIndex::kNameMask + 1U, 0);
    std::vector<OpenCondition> open;
    for (std::uint32_t step = 0; step < compiled.count; ++step) {
        compileStep(index, steps[step], step, compiled, open);
    }
    TL_TRY(resolveOthers(index, steps, open, resolver, compiled));
    return compiled;
}

Result<CompiledSteps> compileFunnel(const SessionIndex& index, const FunnelParts& parts,
                                    const EventResolver& resolver)
{
    std::vector<filter::Step> all = parts.required;
    for (const FunnelParts::Optional& optional : parts.optional) {
        all.push_back(optional.step);
    }
    for (const FunnelParts::Exclusion& exclusion : parts.exclusions) {
        all.push_back(exclusion.step);
    }
    if (parts.universe) {
        all.push_back(*parts.universe);
    }
    TL_ASSIGN(CompiledSteps compiled, compileSteps(index, all, resolver));
    compiled.count = static_cast<std::uint32_t>(parts.required.size());
    std::uint32_t bit = compiled.count;
    for (const FunnelParts::Optional& optional : parts.optional) {
        compiled.optional.push_back({bit++, optional.after});
    }
    for (const FunnelParts::Exclusion& exclusion : parts.exclusions) {
        compiled.exclusions.push_back({bit++, exclusion.from, exclusion.to, exclusion.drops});
    }
    if (!parts.strict) {
        return compiled;
    }
    compiled.universe = bit;
    if (!parts.universe) {
        for (std::size_t name = 0; name < compiled.stepsOfName.size(); ++name) {
            const bool background =
                name < index.names.size() && isBackgroundName(index.names[name]);
            compiled.stepsOfName[name] |= (background ? 0U : 1U) << bit;
        }
    }
    return compiled;
}

bool isBackgroundName(std::string_view eventName)
{
    // As the exports of browser agents call what a page does by itself.
    static constexpr std::array<std::string_view, 18> kNames {
        "error",           "exception",   "fetch",         "heartbeat",
        "http.request",    "log",         "long_task",     "longtask",
        "network_request", "performance", "request",       "resource",
        "resource_timing", "session_end", "session_start", "web_vital",
        "web_vitals",      "xhr"};
    return std::find(kNames.begin(), kNames.end(), eventName) != kNames.end();
}

} // namespace throughline::analysis
