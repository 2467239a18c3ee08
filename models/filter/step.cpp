#include "models/filter/step.h"

#include "models/base/text.h"
#include "models/domain/record.h"
#include "models/filter/expression_format.h"
#include "models/filter/expression_parser.h"

#include <algorithm>

namespace throughline::filter {

namespace {

bool namesTheEvent(const Term& term)
{
    return term.kind == TermKind::Match && !term.negated && term.comparison == Comparison::Equal
        && (term.key == domain::key::kEventName || term.key == domain::key::kUrlPath);
}

std::string valuesInWords(const Term& term)
{
    std::vector<std::string> texts;
    texts.reserve(term.values.size());
    for (const Value& value : term.values) {
        texts.push_back(displayText(value));
    }
    return listInWords(texts, "or");
}

/// The texts between bars that stand alone, outside quotes.
std::vector<std::string_view> alternativesOf(std::string_view text)
{
    std::vector<std::string_view> parts;
    bool inQuotes = false;
    std::size_t begin = 0;
    const auto isBlankAt = [&](std::size_t at) {
        return at >= text.size() || text[at] == ' ' || text[at] == '\t';
    };
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '\\' && inQuotes) {
            ++at;
        } else if (text[at] == '"') {
            inQuotes = !inQuotes;
        } else if (text[at] == '|' && !inQuotes && isBlankAt(at + 1)
                   && (at == 0 || isBlankAt(at - 1))) {
            parts.push_back(text.substr(begin, at - begin));
            begin = at + 1;
        }
    }
    parts.push_back(text.substr(begin));
    return parts;
}

Result<Expression> parseAlternative(std::string_view text, const KnownKeys& keys)
{
    TL_ASSIGN(Expression expression, parseExpression(text, keys));
    if (expression.terms.empty()) {
        return usageError("a step needs a condition", "for example event:add_to_cart");
    }
    const auto aboutSession =
        std::find_if(expression.terms.begin(), expression.terms.end(),
                     [](const Term& term) { return isAboutSession(term.key); });
    if (aboutSession != expression.terms.end()) {
        return usageError("a step asks about one event, " + aboutSession->key + " about a session",
                          "use it as a filter on the sessions instead");
    }
    return expression;
}

} // namespace

Result<Step> parseStep(std::string_view text, const KnownKeys& keys)
{
    Step step;
    for (const std::string_view part : alternativesOf(text)) {
        TL_ASSIGN(Expression expression, parseAlternative(part, keys));
        step.text += (step.text.empty() ? "" : " | ") + formatExpression(expression);
        step.name += (step.name.empty() ? "" : " or ") + stepName(expression);
        step.alternatives.push_back(std::move(expression));
    }
    return step;
}

std::string stepName(const Expression& expression)
{
    const auto main = std::find_if(expression.terms.begin(), expression.terms.end(), namesTheEvent);
    if (main == expression.terms.end()) {
        return formatExpression(expression);
    }
    std::string name = valuesInWords(*main);
    for (auto term = expression.terms.begin(); term != expression.terms.end(); ++term) {
        if (term != main) {
            name += ' ' + formatTerm(*term);
        }
    }
    return name;
}

} // namespace throughline::filter
