#include "models/index/expression_index.h"

#include "models/filter/expression_format.h"
#include "models/filter/value_match.h"
#include "models/index/event_terms.h"

#include <algorithm>
#include <optional>
#include <vector>

namespace throughline::index {

namespace {

IdSet byContext(const SessionIndex& index, const filter::Term& term, std::size_t field)
{
    const filter::ValueMatcher matcher(term);
    std::vector<std::uint8_t> valueMatches;
    valueMatches.reserve(index.values.size());
    for (const std::string& value : index.values) {
        valueMatches.push_back(matcher.matches(value) ? 1 : 0);
    }
    std::vector<std::uint8_t> contextMatches;
    contextMatches.reserve(index.contextCount);
    for (std::uint32_t context = 0; context < index.contextCount; ++context) {
        contextMatches.push_back(valueMatches[index.context(context)[field]]);
    }
    std::vector<std::uint32_t> sessions;
    for (std::uint32_t session = 0; session < index.sessionCount(); ++session) {
        const auto first = index.contextOf.begin() + index.firstContext[session];
        const auto last = index.contextOf.begin() + index.firstContext[session + 1];
        if (std::any_of(first, last,
                        [&](std::uint32_t context) { return contextMatches[context] != 0; })) {
            sessions.push_back(session);
        }
    }
    return IdSet(sessions);
}

IdSet byName(const SessionIndex& index, const filter::Term& term)
{
    const std::vector<std::uint8_t> matching = matchingNames(index, term);
    std::vector<std::uint32_t> sessions;
    for (std::uint32_t session = 0; session < index.sessionCount(); ++session) {
        const auto first = index.nameAndOrder.begin() + index.firstEvent[session];
        const auto last = index.nameAndOrder.begin() + index.firstEvent[session + 1];
        if (std::any_of(first, last, [&](std::uint16_t event) {
                return matching[event & SessionIndex::kNameMask] != 0;
            })) {
            sessions.push_back(session);
        }
    }
    return IdSet(sessions);
}

IdSet byRevenue(const SessionIndex& index, const filter::Term& term)
{
    IdSet sessions;
    for (const std::uint32_t event : matchingRevenue(index, term)) {
        const auto after =
            std::upper_bound(index.firstEvent.begin(), index.firstEvent.end(), event);
        sessions.add(static_cast<std::uint32_t>(after - index.firstEvent.begin()) - 1);
    }
    return sessions;
}

std::optional<std::size_t> contextField(const SessionIndex& index, const filter::Term& term)
{
    const auto known = std::find(index.contextFields.begin(), index.contextFields.end(), term.key);
    if (term.kind == filter::TermKind::Text || known == index.contextFields.end()) {
        return std::nullopt;
    }
    return static_cast<std::size_t>(known - index.contextFields.begin());
}

Result<IdSet> positive(const SessionIndex& index, const filter::Term& term,
                       const TermResolver& resolver)
{
    if (const auto field = contextField(index, term)) {
        return byContext(index, term, *field);
    }
    switch (eventField(index, term)) {
    case EventField::Name:
        return byName(index, term);
    case EventField::Revenue:
        return byRevenue(index, term);
    case EventField::Other:
        break;
    }
    if (!resolver) {
        return usageError("sessions cannot be filtered by " + filter::formatTerm(term));
    }
    return resolver(term);
}

} // namespace

Result<IdSet> matchingSessions(const SessionIndex& index, const filter::Expression& expression,
                               const TermResolver& resolver)
{
    IdSet sessions = IdSet::firstIds(index.sessionCount());
    for (const filter::Term& term : expression.terms) {
        TL_ASSIGN(const IdSet found, positive(index, term, resolver));
        if (term.negated) {
            sessions -= found;
        } else {
            sessions &= found;
        }
    }
    return sessions;
}

} // namespace throughline::index
