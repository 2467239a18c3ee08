#include "models/filter/expression_eval.h"

#include <algorithm>

namespace throughline::filter {

RecordMatcher::RecordMatcher(const Expression& expression)
{
    m_conditions.reserve(expression.terms.size());
    for (const Term& term : expression.terms) {
        m_conditions.push_back({term, ValueMatcher(term)});
    }
}

bool RecordMatcher::matches(const domain::Record& record) const
{
    return std::all_of(m_conditions.begin(), m_conditions.end(),
                       [&](const Condition& condition) { return holds(condition, record); });
}

bool RecordMatcher::holds(const Condition& condition, const domain::Record& record)
{
    bool found = false;
    if (condition.term.kind == TermKind::Text) {
        found = std::any_of(
            record.fields.begin(), record.fields.end(),
            [&](const domain::Field& field) { return condition.matcher.matches(field.value); });
    } else if (const domain::Field* field = record.find(condition.term.key)) {
        found = field->kind != domain::ValueKind::Null && condition.matcher.matches(field->value);
    }
    return found != condition.term.negated;
}

bool matches(const Expression& expression, const domain::Record& record)
{
    return RecordMatcher(expression).matches(record);
}

} // namespace throughline::filter
