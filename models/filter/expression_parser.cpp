#include "models/filter/expression_parser.h"

#include "models/base/text.h"
#include "models/base/time_parse.h"
#include "models/base/utf8.h"
#include "models/domain/error_group.h"
#include "models/domain/field.h"
#include "models/domain/ids.h"
#include "models/filter/decimal.h"
#include "models/filter/expression_format.h"

#include <algorithm>

namespace throughline::filter {

namespace {

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool isControl(char c)
{
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && !isBlank(c)) || byte == 0x7F;
}

std::size_t columnOf(std::string_view text, std::size_t offset)
{
    std::size_t column = 1;
    for (const char c : text.substr(0, offset)) {
        column += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1 : 0;
    }
    return column;
}

std::string quoted(std::string_view text)
{
    constexpr std::size_t kShown = 60;
    const std::string_view shown = cutUtf8(text, kShown);
    return '"' + std::string(shown) + (shown.size() < text.size() ? "..." : "") + '"';
}

/// A word, a quoted phrase or a list element.
struct Word
{
    Value value;
    std::size_t offset = 0;
    bool inQuotes = false;

    [[nodiscard]] bool empty() const { return value.exact() && value.pieces.front().empty(); }
};

class Parser
{
public:
    Parser(std::string_view text, const KnownKeys& keys)
        : m_text(text)
        , m_keys(keys)
    {
    }

    bool run();

    [[nodiscard]] SyntaxError takeError() { return std::move(m_error); }

    [[nodiscard]] Expression takeExpression() { return std::move(m_expression); }

private:
    bool checkText();
    bool checkWrittenForm();
    bool parseTerm();
    bool parseText(Term term, Word word);
    bool parseHas(Term term);
    bool parseMatch(Term term, const Word& key);
    bool parseComparison(Term& term);
    bool parseList(Term& term);
    bool parseValue(Term& term, std::string_view stops);
    bool resolve(Term& term, const Word& key);
    bool checkValue(const Term& term, const Word& word);
    bool checkKind(const Term& term, const Word& word);
    bool readWord(Word& word, std::string_view stops);
    bool readQuoted(Word& word, std::string_view stops);
    void readPlain(Word& word, std::string_view stops);
    bool addTerm(Term term);

    bool fail(std::size_t offset, std::string message, std::string hint = {})
    {
        m_error = {columnOf(m_text, offset), std::move(message), std::move(hint)};
        return false;
    }

    [[nodiscard]] bool atEnd() const { return m_at >= m_text.size(); }

    [[nodiscard]] char peek() const { return atEnd() ? '\0' : m_text[m_at]; }

    [[nodiscard]] bool atBreak() const { return atEnd() || isBlank(m_text[m_at]); }

    bool take(char c)
    {
        if (atEnd() || m_text[m_at] != c) {
            return false;
        }
        ++m_at;
        return true;
    }

    void skipBlanks()
    {
        while (!atEnd() && isBlank(m_text[m_at])) {
            ++m_at;
        }
    }

    std::string_view m_text;
    const KnownKeys& m_keys;
    std::size_t m_at = 0;
    std::size_t m_termStart = 0;
    Expression m_expression;
    SyntaxError m_error;
};

bool Parser::run()
{
    if (!checkText()) {
        return false;
    }
    for (skipBlanks(); !atEnd(); skipBlanks()) {
        if (!parseTerm()) {
            return false;
        }
    }
    return checkWrittenForm();
}

/// What is saved is the written form, and it must be readable again; quotes make it longer.
bool Parser::checkWrittenForm()
{
    constexpr std::size_t kMostGrowth = 4;
    if (m_text.size() * kMostGrowth > kMaxExpressionBytes
        && formatExpression(m_expression).size() > kMaxExpressionBytes) {
        return fail(0, "the expression is longer than 4096 bytes with its quotes written out");
    }
    return true;
}

bool Parser::checkText()
{
    if (m_text.size() > kMaxExpressionBytes) {
        return fail(0, "the expression is longer than 4096 bytes");
    }
    if (!isValidUtf8(m_text)) {
        return fail(0, "the expression is not valid UTF-8");
    }
    const auto control = std::find_if(m_text.begin(), m_text.end(), isControl);
    if (control != m_text.end()) {
        return fail(static_cast<std::size_t>(control - m_text.begin()),
                    "the expression holds a control character");
    }
    return true;
}

bool Parser::parseTerm()
{
    Term term;
    m_termStart = m_at;
    term.negated = take('!');
    if (term.negated && atBreak()) {
        return fail(m_termStart, "nothing follows the !", "write it directly before a term");
    }
    Word word;
    if (!readWord(word, ":")) {
        return false;
    }
    if (!take(':')) {
        return parseText(std::move(term), std::move(word));
    }
    if (word.empty()) {
        return fail(word.offset, "no key stands before the :");
    }
    if (!word.value.exact()) {
        return fail(word.offset, "a key cannot hold a *");
    }
    if (!word.inQuotes && word.value.pieces.front() == "has") {
        return parseHas(std::move(term));
    }
    return parseMatch(std::move(term), word);
}

bool Parser::parseText(Term term, Word word)
{
    term.kind = TermKind::Text;
    const std::vector<std::string>& pieces = word.value.pieces;
    if (std::all_of(pieces.begin(), pieces.end(),
                    [](const std::string& piece) { return trim(piece).empty(); })) {
        return fail(word.offset, "there is nothing to search for");
    }
    if (pieces.size() > 2 || (pieces.size() == 2 && !pieces.back().empty())) {
        return fail(word.offset, "in a search word * may stand only at the end",
                    "name a key before it to match a whole value, as in event:*_failed");
    }
    term.values.push_back(std::move(word.value));
    return addTerm(std::move(term));
}

bool Parser::parseHas(Term term)
{
    term.kind = TermKind::Has;
    if (atBreak()) {
        return fail(m_at, "no key follows has:", "for example has:ticket");
    }
    Word key;
    if (!readWord(key, ":")) {
        return false;
    }
    if (!atBreak()) {
        return fail(m_at, "has: takes a key and no value");
    }
    return resolve(term, key) && addTerm(std::move(term));
}

bool Parser::parseMatch(Term term, const Word& key)
{
    if (!resolve(term, key)) {
        return false;
    }
    if (atBreak()) {
        return fail(m_at, "no value follows " + quoted(key.value.pieces.front() + ":"),
                    "to ask whether there is a value, write has:" + key.value.pieces.front());
    }
    const char first = peek();
    const bool parsed = first == '['   ? parseList(term)
        : first == '<' || first == '>' ? parseComparison(term)
                                       : parseValue(term, {});
    if (!parsed) {
        return false;
    }
    if (!atBreak()) {
        return fail(m_at, "a blank is missing between two terms");
    }
    return addTerm(std::move(term));
}

bool Parser::parseComparison(Term& term)
{
    const std::size_t operatorOffset = m_at;
    const bool less = take('<');
    if (!less) {
        ++m_at;
    }
    const bool orEqual = take('=');
    term.comparison = less ? (orEqual ? Comparison::AtMost : Comparison::Less)
                           : (orEqual ? Comparison::AtLeast : Comparison::Greater);
    if (isAboutSession(term.key)) {
        return fail(operatorOffset, term.key + " has no order to compare by");
    }
    if (atBreak()) {
        return fail(m_at, "no value follows the comparison");
    }
    return parseValue(term, {});
}

bool Parser::parseList(Term& term)
{
    const std::size_t bracket = m_at;
    ++m_at;
    for (;;) {
        skipBlanks();
        if (atEnd()) {
            return fail(bracket, "the list is not closed", "write ] behind its last value");
        }
        if (term.values.size() >= kMaxValues) {
            return fail(m_at, "the list has more than 512 values");
        }
        if (!parseValue(term, ",]")) {
            return false;
        }
        skipBlanks();
        if (take(']')) {
            return true;
        }
        if (!take(',')) {
            return atEnd()
                ? fail(bracket, "the list is not closed", "write ] behind its last value")
                : fail(m_at, "a comma is missing between two values of the list");
        }
    }
}

bool Parser::parseValue(Term& term, std::string_view stops)
{
    Word word;
    if (!readWord(word, stops) || !checkValue(term, word)) {
        return false;
    }
    term.values.push_back(std::move(word.value));
    return true;
}

bool Parser::resolve(Term& term, const Word& key)
{
    const std::string& written = key.value.pieces.front();
    if (!key.value.exact()) {
        return fail(key.offset, "a key cannot hold a *");
    }
    std::optional<std::string> canonical = resolveKey(written, m_keys);
    if (!canonical) {
        const std::vector<std::string> nearest = nearestKeys(written, m_keys);
        return fail(key.offset, "unknown key " + quoted(written),
                    nearest.empty() ? "to search for text with a colon, put it in double quotes"
                                    : "did you mean " + listInWords(nearest, "or") + "?");
    }
    term.key = *std::move(canonical);
    return true;
}

bool Parser::checkValue(const Term& term, const Word& word)
{
    if (word.empty()) {
        return fail(word.offset, "the value is empty",
                    "to find what has no value, write !has:" + std::string(writtenKey(term.key)));
    }
    if (term.comparison != Comparison::Equal && !word.value.exact()) {
        return fail(word.offset, "a value to compare with cannot hold a *");
    }
    return !word.value.exact() || checkKind(term, word);
}

bool Parser::checkKind(const Term& term, const Word& word)
{
    const std::string& text = word.value.pieces.front();
    if (term.key == kErrorGroupKey && !domain::errorGroupIdFromText(text)) {
        return fail(word.offset, quoted(text) + " is not an error group",
                    "error groups are named E1, E2 and so on");
    }
    if (term.key == kErrorStatusKey && !domain::errorStatusFromText(text)) {
        return fail(word.offset, quoted(text) + " is not a state of an error group",
                    "states are new, ongoing, resolved, regressed and ignored");
    }
    const domain::FieldInfo* field = domain::findField(term.key);
    if (field == nullptr) {
        return true;
    }
    if (field->kind == domain::FieldKind::Number && !Decimal::parse(text)) {
        return fail(word.offset, term.key + " takes a number, not " + quoted(text));
    }
    if (field->kind == domain::FieldKind::Time && term.comparison != Comparison::Equal
        && !parseIsoTime(text)) {
        return fail(word.offset, term.key + " takes a time, not " + quoted(text),
                    "for example 2026-10-01 or 2026-10-01T12:00:00Z");
    }
    return true;
}

bool Parser::readWord(Word& word, std::string_view stops)
{
    word.offset = m_at;
    if (peek() == '"') {
        return readQuoted(word, stops);
    }
    readPlain(word, stops);
    return peek() != '"'
        || fail(m_at, "a double quote stands inside a word", "put the whole value in quotes");
}

void Parser::readPlain(Word& word, std::string_view stops)
{
    std::vector<std::string>& pieces = word.value.pieces;
    for (; !atBreak(); ++m_at) {
        const char c = peek();
        if (c == '"' || stops.find(c) != std::string_view::npos) {
            return;
        }
        if (c != '*') {
            pieces.back() += c;
        } else if (pieces.size() == 1 || !pieces.back().empty()) {
            pieces.emplace_back();
        }
    }
}

bool Parser::readQuoted(Word& word, std::string_view stops)
{
    word.inQuotes = true;
    std::vector<std::string>& pieces = word.value.pieces;
    ++m_at;
    for (; !atEnd() && peek() != '"'; ++m_at) {
        char c = peek();
        if (c == '*') {
            if (pieces.size() == 1 || !pieces.back().empty()) {
                pieces.emplace_back();
            }
            continue;
        }
        if (c == '\\') {
            ++m_at;
            c = peek();
            if (c != '"' && c != '\\' && c != '*') {
                return fail(m_at - 1, "unknown escape", R"(only \", \\ and \* are known)");
            }
        }
        pieces.back() += c;
    }
    if (!take('"')) {
        return fail(word.offset, "the quoted text is not closed");
    }
    return atBreak() || stops.find(peek()) != std::string_view::npos
        || fail(m_at, "a blank is missing behind the quoted text");
}

bool Parser::addTerm(Term term)
{
    if (m_expression.terms.size() >= kMaxTerms) {
        return fail(m_termStart, "the expression has more than 256 terms");
    }
    m_expression.terms.push_back(std::move(term));
    return true;
}

} // namespace

Result<Expression> parseExpression(std::string_view text, const KnownKeys& keys)
{
    Parser parser(text, keys);
    if (parser.run()) {
        return parser.takeExpression();
    }
    const SyntaxError error = parser.takeError();
    return usageError("column " + std::to_string(error.column) + ": " + error.message, error.hint);
}

std::optional<SyntaxError> findSyntaxError(std::string_view text, const KnownKeys& keys)
{
    Parser parser(text, keys);
    if (parser.run()) {
        return std::nullopt;
    }
    return parser.takeError();
}

} // namespace throughline::filter
