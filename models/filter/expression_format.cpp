#include "models/filter/expression_format.h"

#include "models/base/text.h"
#include "models/filter/known_keys.h"

#include <algorithm>

namespace throughline::filter {

namespace {

bool plainInKey(char c)
{
    return isAsciiLetter(c) || isAsciiDigit(c) || c == '.' || c == '_' || c == '-' || c == '$'
        || c == '@' || c == '/';
}

bool plainInValue(char c)
{
    const auto byte = static_cast<unsigned char>(c);
    return byte > 0x20 && byte != 0x7F
        && std::string_view("\"\\:,[]*").find(c) == std::string_view::npos;
}

bool needsQuotes(const Value& value)
{
    const std::string& first = value.pieces.front();
    if (!first.empty() && std::string_view("<>!").find(first.front()) != std::string_view::npos) {
        return true;
    }
    return std::any_of(value.pieces.begin(), value.pieces.end(), [](const std::string& piece) {
        return !std::all_of(piece.begin(), piece.end(), plainInValue);
    });
}

std::string inQuotes(const Value& value)
{
    std::string text = "\"";
    for (std::size_t i = 0; i < value.pieces.size(); ++i) {
        text += i > 0 ? "*" : "";
        for (const char c : value.pieces[i]) {
            if (c == '"' || c == '\\' || c == '*') {
                text += '\\';
            }
            text += c;
        }
    }
    return text + '"';
}

std::string formatValue(const Value& value)
{
    return needsQuotes(value) ? inQuotes(value) : displayText(value);
}

std::string formatKey(std::string_view canonical)
{
    const std::string_view key = writtenKey(canonical);
    const bool plain = std::all_of(key.begin(), key.end(), plainInKey) && key != "has";
    return plain ? std::string(key) : inQuotes(exactValue(std::string(key)));
}

std::string_view operatorText(Comparison comparison)
{
    switch (comparison) {
    case Comparison::Equal:
        return "";
    case Comparison::Less:
        return "<";
    case Comparison::AtMost:
        return "<=";
    case Comparison::Greater:
        return ">";
    case Comparison::AtLeast:
        return ">=";
    }
    return "";
}

std::string formatList(const std::vector<Value>& values)
{
    std::string text = "[";
    for (std::size_t i = 0; i < values.size(); ++i) {
        text += i > 0 ? "," : "";
        text += formatValue(values[i]);
    }
    return text + ']';
}

} // namespace

std::string formatTerm(const Term& term)
{
    const std::string sign = term.negated ? "!" : "";
    switch (term.kind) {
    case TermKind::Has:
        return sign + "has:" + formatKey(term.key);
    case TermKind::Text:
        return sign + formatValue(term.values.front());
    case TermKind::Match:
        break;
    }
    std::string text = sign + formatKey(term.key) + ':';
    if (term.values.size() != 1) {
        return text + formatList(term.values);
    }
    text += operatorText(term.comparison);
    // Quotes keep the = of a value apart from the operator before it.
    const bool ambiguous = term.comparison != Comparison::Equal
        && !term.values.front().pieces.front().empty()
        && term.values.front().pieces.front().front() == '=';
    return text + (ambiguous ? inQuotes(term.values.front()) : formatValue(term.values.front()));
}

std::string formatExpression(const Expression& expression)
{
    std::vector<std::string> terms;
    terms.reserve(expression.terms.size());
    for (const Term& term : expression.terms) {
        terms.push_back(formatTerm(term));
    }
    return join(terms, " ");
}

} // namespace throughline::filter
