#include "models/filter/expression.h"

namespace throughline::filter {

Value exactValue(std::string text)
{
    Value value;
    value.pieces.front() = std::move(text);
    return value;
}

std::string displayText(const Value& value)
{
    std::string text = value.pieces.front();
    for (std::size_t i = 1; i < value.pieces.size(); ++i) {
        text += '*';
        text += value.pieces[i];
    }
    return text;
}

Term equalTerm(std::string key, std::string value)
{
    Term term;
    term.key = std::move(key);
    if (value.empty()) {
        term.kind = TermKind::Has;
        term.negated = true;
    } else {
        term.values.push_back(exactValue(std::move(value)));
    }
    return term;
}

} // namespace throughline::filter
