#include "models/analysis/funnel/compiled_steps.h"

#include "models/base/assert.h"
#include "models/index/event_terms.h"

#include <algorithm>

namespace throughline::analysis {

namespace {

using index::EventBits;
using index::EventField;
using index::SessionIndex;

bool decidedByIndex(const SessionIndex& index, const filter::Step& step)
{
    const std::vector<filter::Term>& terms = step.expression.terms;
    return std::all_of(terms.begin(), terms.end(), [&](const filter::Term& term) {
        return index::eventField(index, term) != EventField::Other;
    });
}

bool decidedByName(const SessionIndex& index, const filter::Step& step)
{
    const std::vector<filter::Term>& terms = step.expression.terms;
    return std::all_of(terms.begin(), terms.end(), [&](const filter::Term& term) {
        return index::eventField(index, term) == EventField::Name;
    });
}

/// Per name whether all terms on the name hold.
std::vector<std::uint8_t> namesOfStep(const SessionIndex& index, const filter::Step& step)
{
    std::vector<std::uint8_t> names(index.names.size(), 1);
    for (const filter::Term& term : step.expression.terms) {
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

EventBits bitsOfStep(const SessionIndex& index, const filter::Step& step)
{
    const std::vector<std::uint8_t> names = namesOfStep(index, step);
    EventBits bits(index.eventCount());
    for (std::uint32_t event = 0; event < index.eventCount(); ++event) {
        const std::size_t name = index.nameAndOrder[event] & SessionIndex::kNameMask;
        if (name >= names.size() || names[name] != 0) {
            bits.set(event);
        }
    }
    for (const filter::Term& term : step.expression.terms) {
        if (index::eventField(index, term) == EventField::Revenue) {
            keepMatching(bits, index::matchingRevenue(index, term), term.negated);
        }
    }
    return bits;
}

Result<void> resolveOthers(const SessionIndex& index, std::span<const filter::Step> steps,
                           const std::vector<std::uint32_t>& open, const EventResolver& resolver,
                           CompiledSteps& compiled)
{
    if (open.empty()) {
        return {};
    }
    std::vector<filter::Step> asked;
    asked.reserve(open.size());
    for (const std::uint32_t step : open) {
        asked.push_back(steps[step]);
    }
    if (!resolver) {
        return usageError("the step " + asked.front().text + " needs more than event names");
    }
    TL_ASSIGN(std::vector<EventBits> answers, resolver(asked));
    TL_ASSERT(answers.size() == open.size());
    for (std::size_t i = 0; i < open.size(); ++i) {
        TL_ASSERT(answers[i].covers(index.eventCount()));
        compiled.eventSteps.push_back({open[i], std::move(answers[i])});
    }
    return {};
}

} // namespace

Result<std::vector<filter::Step>> readSteps(const domain::FunnelDefinition& funnel,
                                            const filter::KnownKeys& keys)
{
    if (funnel.steps.empty()) {
        return usageError("a funnel needs at least one step");
    }
    if (funnel.steps.size() > kMaxSteps) {
        return usageError("a funnel has at most 32 steps, not "
                          + std::to_string(funnel.steps.size()));
    }
    if (funnel.window <= Duration()) {
        return usageError("the window of a funnel must be longer than nothing");
    }
    if (funnel.unit != domain::Unit::Session || funnel.order != domain::FunnelOrder::Ordered) {
        return usageError("only ordered funnels by session are computed",
                          "leave out --unit and --order");
    }
    std::vector<filter::Step> steps;
    steps.reserve(funnel.steps.size());
    for (const std::string& text : funnel.steps) {
        Result<filter::Step> step = filter::parseStep(text, keys);
        if (!step.ok()) {
            return inContext(std::move(step).error(), "step " + std::to_string(steps.size() + 1));
        }
        steps.push_back(*std::move(step));
    }
    return steps;
}

Result<CompiledSteps> compileSteps(const SessionIndex& index, std::span<const filter::Step> steps,
                                   const EventResolver& resolver)
{
    TL_ASSERT(steps.size() <= kMaxSteps);
    CompiledSteps compiled;
    compiled.count = static_cast<std::uint32_t>(steps.size());
    compiled.stepsOfName.assign(SessionIndex::kNameMask + 1U, 0);
    std::vector<std::uint32_t> open;
    for (std::uint32_t step = 0; step < compiled.count; ++step) {
        if (!decidedByIndex(index, steps[step])) {
            open.push_back(step);
        } else if (decidedByName(index, steps[step])) {
            const std::vector<std::uint8_t> names = namesOfStep(index, steps[step]);
            for (std::size_t name = 0; name < names.size(); ++name) {
                compiled.stepsOfName[name] |= static_cast<std::uint32_t>(names[name]) << step;
            }
        } else {
            compiled.eventSteps.push_back({step, bitsOfStep(index, steps[step])});
        }
    }
    TL_TRY(resolveOthers(index, steps, open, resolver, compiled));
    return compiled;
}

} // namespace throughline::analysis
