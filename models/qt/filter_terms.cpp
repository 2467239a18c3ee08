#include "models/qt/filter_terms.h"

#include "models/filter/expression_format.h"
#include "models/filter/expression_parser.h"
#include "models/qt/qt_text.h"

#include <QCoreApplication>

#include <algorithm>

namespace throughline::qt {

namespace {

using filter::Comparison;
using filter::Expression;
using filter::Term;
using filter::TermKind;

class Words
{
    Q_DECLARE_TR_FUNCTIONS(throughline::qt::FilterTerm)
};

QString relationOf(const Term& term)
{
    if (term.kind == TermKind::Has) {
        return term.negated ? Words::tr("is missing") : Words::tr("is present");
    }
    if (term.kind == TermKind::Text) {
        return term.negated ? Words::tr("does not contain") : Words::tr("contains");
    }
    switch (term.comparison) {
    case Comparison::Less:
        return term.negated ? Words::tr("is not below") : Words::tr("is below");
    case Comparison::AtMost:
        return term.negated ? Words::tr("is not at most") : Words::tr("is at most");
    case Comparison::Greater:
        return term.negated ? Words::tr("is not above") : Words::tr("is above");
    case Comparison::AtLeast:
        return term.negated ? Words::tr("is not at least") : Words::tr("is at least");
    case Comparison::Equal:
        break;
    }
    if (term.values.size() > 1) {
        return term.negated ? Words::tr("is none of") : Words::tr("is any of");
    }
    return term.negated ? Words::tr("is not") : Words::tr("is");
}

FilterTerm wordsOf(const Term& term)
{
    QStringList values;
    for (const filter::Value& value : term.values) {
        values.append(toQString(filter::displayText(value)));
    }
    const QString field = term.kind == TermKind::Text ? Words::tr("any text")
                                                      : toQString(filter::writtenKey(term.key));
    return {field, relationOf(term), values.join(QStringLiteral(", "))};
}

} // namespace

Result<std::vector<FilterTerm>> filterTerms(const std::string& expression)
{
    TL_ASSIGN(const Expression parsed, filter::parseExpression(expression));
    std::vector<FilterTerm> terms;
    std::transform(parsed.terms.begin(), parsed.terms.end(), std::back_inserter(terms), wordsOf);
    return terms;
}

Result<std::string> canonicalFilter(const std::string& expression)
{
    TL_ASSIGN(const Expression parsed, filter::parseExpression(expression));
    return filter::formatExpression(parsed);
}

Result<std::vector<std::string>> splitFilter(const std::string& expression)
{
    TL_ASSIGN(const Expression parsed, filter::parseExpression(expression));
    std::vector<std::string> terms;
    std::transform(parsed.terms.begin(), parsed.terms.end(), std::back_inserter(terms),
                   filter::formatTerm);
    return terms;
}

Result<std::string> withFilter(const std::string& expression, const std::string& added)
{
    TL_ASSIGN(Expression parsed, filter::parseExpression(expression));
    TL_ASSIGN(const Expression more, filter::parseExpression(added));
    for (const Term& term : more.terms) {
        if (std::find(parsed.terms.begin(), parsed.terms.end(), term) == parsed.terms.end()) {
            parsed.terms.push_back(term);
        }
    }
    return filter::formatExpression(parsed);
}

Result<std::string> withoutTerm(const std::string& expression, std::size_t place)
{
    TL_ASSIGN(Expression parsed, filter::parseExpression(expression));
    if (place < parsed.terms.size()) {
        parsed.terms.erase(parsed.terms.begin() + static_cast<std::ptrdiff_t>(place));
    }
    return filter::formatExpression(parsed);
}

Result<std::string> withFlippedTerm(const std::string& expression, std::size_t place)
{
    TL_ASSIGN(Expression parsed, filter::parseExpression(expression));
    if (place < parsed.terms.size()) {
        parsed.terms[place].negated = !parsed.terms[place].negated;
    }
    return filter::formatExpression(parsed);
}

std::string valueFilter(const std::string& field, const std::string& value, bool negated)
{
    Term term = filter::equalTerm(field, value);
    term.negated = term.negated != negated;
    return filter::formatTerm(term);
}

} // namespace throughline::qt
