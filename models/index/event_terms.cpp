#include "models/index/event_terms.h"

#include "models/domain/record.h"
#include "models/filter/value_match.h"

#include <algorithm>
#include <string>

namespace throughline::index {

namespace {

bool namesComplete(const SessionIndex& index)
{
    return index.names.size() < SessionIndex::kOtherName;
}

/// 12500000 as 12.500000.
std::string microsText(std::int64_t micros)
{
    const std::string sign = micros < 0 ? "-" : "";
    const std::uint64_t size =
        micros < 0 ? 0 - static_cast<std::uint64_t>(micros) : static_cast<std::uint64_t>(micros);
    const std::string decimals = std::to_string(size % 1'000'000);
    return sign + std::to_string(size / 1'000'000) + '.' + std::string(6 - decimals.size(), '0')
        + decimals;
}

} // namespace

EventField eventField(const SessionIndex& index, const filter::Term& term)
{
    if (term.key == domain::key::kEventName && namesComplete(index)) {
        return EventField::Name;
    }
    const bool exact = std::all_of(term.values.begin(), term.values.end(),
                                   [](const filter::Value& value) { return value.exact(); });
    return term.key == domain::key::kRevenue && exact ? EventField::Revenue : EventField::Other;
}

std::vector<std::uint8_t> matchingNames(const SessionIndex& index, const filter::Term& term)
{
    const filter::ValueMatcher matcher(term);
    std::vector<std::uint8_t> matching;
    matching.reserve(index.names.size());
    for (const std::string& name : index.names) {
        matching.push_back(matcher.matches(name) ? 1 : 0);
    }
    return matching;
}

std::vector<std::uint32_t> matchingRevenue(const SessionIndex& index, const filter::Term& term)
{
    const filter::ValueMatcher matcher(term);
    std::vector<std::uint32_t> events;
    for (std::size_t i = 0; i < index.revenueEvent.size(); ++i) {
        if (matcher.matches(microsText(index.revenueMicros[i]))) {
            events.push_back(index.revenueEvent[i]);
        }
    }
    return events;
}

} // namespace throughline::index
