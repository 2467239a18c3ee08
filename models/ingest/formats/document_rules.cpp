#include "models/ingest/formats/document_rules.h"

#include "models/base/text.h"
#include "models/domain/field.h"
#include "models/ingest/formats/frame_stack.h"

#include <algorithm>
#include <utility>

namespace throughline::ingest {

using codec::JsonKind;
using Member = DocumentMember;

namespace {

/// What a word of 'list' takes; Member: it is the name of one.
ListPart listPartOf(std::string_view word)
{
    return word == "all"  ? ListPart::All
        : word == "first" ? ListPart::First
        : word == "bytes" ? ListPart::Bytes
                          : ListPart::Member;
}

bool isListWord(std::string_view word)
{
    return listPartOf(word) != ListPart::Member;
}

} // namespace

PlaceId DocumentRules::placeOf(std::vector<std::string> names)
{
    const ValuePlaces wanted {std::move(names)};
    const auto found = std::ranges::find(m_places, wanted);
    if (found != m_places.end()) {
        return static_cast<PlaceId>(found - m_places.begin());
    }
    m_places.push_back(wanted);
    return m_places.size() - 1;
}

Result<std::vector<Condition>> DocumentRules::when(const Member& member)
{
    std::vector<Condition> conditions;
    if (member.node == 0) {
        return conditions;
    }
    if (m_reader.node(member).kind != JsonKind::Object) {
        return m_reader.wrong(member, "must be an object of names and values");
    }
    for (const Member& each : m_reader.children(member)) {
        Condition condition;
        condition.place = placeOf({foldName(m_reader.node(each).key)});
        TL_ASSIGN(condition.values, m_reader.texts(each));
        conditions.push_back(std::move(condition));
    }
    return conditions;
}

Result<void> DocumentRules::readTarget(const Member& to, FieldRule& rule)
{
    TL_ASSIGN(rule.to, m_reader.text(to));
    const domain::FieldInfo* known = domain::findField(rule.to);
    if (known != nullptr && known->name != rule.to) {
        return m_reader.wrong(to, "must be the canonical name " + std::string(known->name));
    }
    if (rule.to.empty()) {
        return m_reader.wrong(to, "must not be empty");
    }
    rule.number = known != nullptr && known->kind == domain::FieldKind::Number;
    // Of trace and span ids a number tells the radix.
    rule.text = known != nullptr
        && (known->kind == domain::FieldKind::PersonId
            || (known->kind == domain::FieldKind::Id && rule.to.ends_with(".id")));
    return {};
}

Result<void> DocumentRules::readField(const Member& field, FieldRule& rule)
{
    TL_TRY(m_reader.object(field,
                           {"to", "from", "join", "with", "constant", "missing", "words",
                            "otherwise", "default", "when", "matches", "list", "first", "repeats",
                            "texts", "stack", "number"}));
    TL_TRY(readTarget(m_reader.child(field, "to"), rule));
    TL_TRY(readParts(field, rule));
    TL_ASSIGN(rule.missing, m_reader.texts(m_reader.child(field, "missing")));
    TL_ASSIGN(rule.when, when(m_reader.child(field, "when")));
    TL_TRY(readWords(field, rule));
    TL_TRY(readMatches(m_reader.child(field, "matches"), rule));
    TL_ASSIGN(const bool number, m_reader.flag(m_reader.child(field, "number")));
    rule.number = rule.number || number;
    TL_ASSIGN(rule.fallback, m_reader.textOr(m_reader.child(field, "default"), ""));
    return readPart(field, rule);
}

/// One of 'list', 'repeats', 'texts' and 'stack', or none of them.
Result<void> DocumentRules::readPart(const Member& field, FieldRule& rule) const
{
    const Member list = m_reader.child(field, "list");
    const Member stack = m_reader.child(field, "stack");
    TL_ASSIGN(const std::string word, m_reader.textOr(list, ""));
    TL_ASSIGN(const std::string language, m_reader.textOr(stack, ""));
    TL_ASSIGN(const bool first, m_reader.flag(m_reader.child(field, "first")));
    TL_ASSIGN(const bool repeats, m_reader.flag(m_reader.child(field, "repeats")));
    TL_ASSIGN(rule.texts, m_reader.texts(m_reader.child(field, "texts")));
    const int given =
        int {list.node != 0} + int {repeats} + int {!rule.texts.empty()} + int {stack.node != 0};
    if (given > 1) {
        return m_reader.wrong(field, "must have one of 'list', 'repeats', 'texts' and 'stack'");
    }
    if (stack.node != 0 && language != kAnyLanguage && !isStackLanguage(language)) {
        return m_reader.wrong(stack, "must be 'any' or a language: python, javascript, java ...");
    }
    if (first && (word.empty() || isListWord(word))) {
        return m_reader.wrong(field, "must name a member in 'list' beside 'first'");
    }
    if (repeats && rule.parts.size() != 1) {
        return m_reader.wrong(field, "must have 'from' beside 'repeats'");
    }
    if (repeats) {
        rule.part = ListPart::Repeats;
    } else if (!rule.texts.empty()) {
        rule.part = ListPart::Texts;
    } else if (stack.node != 0) {
        rule.part = ListPart::Stack;
    } else if (list.node != 0) {
        rule.part = first ? ListPart::First : listPartOf(word);
    }
    const bool named = list.node != 0 && !isListWord(word);
    rule.member = stack.node != 0 ? language : named ? word : "";
    return {};
}

Result<void> DocumentRules::readParts(const Member& field, FieldRule& rule)
{
    const Member from = m_reader.child(field, "from");
    const Member parts = m_reader.child(field, "join");
    const Member constant = m_reader.child(field, "constant");
    const int given = int {from.node != 0} + int {parts.node != 0} + int {constant.node != 0};
    if (given != 1) {
        return m_reader.wrong(field, "must have one of 'from', 'join' and 'constant'");
    }
    if (constant.node != 0) {
        TL_ASSIGN(rule.constant, m_reader.text(constant));
        return {};
    }
    if (from.node != 0) {
        TL_ASSIGN(std::vector<std::string> names, m_reader.names(from));
        if (names.empty()) {
            return m_reader.wrong(from, "must not be empty");
        }
        rule.parts.push_back(placeOf(std::move(names)));
        return {};
    }
    if (m_reader.node(parts).kind != JsonKind::Array) {
        return m_reader.wrong(parts, "must be a list");
    }
    for (const Member& each : m_reader.children(parts)) {
        TL_ASSIGN(std::vector<std::string> names, m_reader.names(each));
        rule.parts.push_back(placeOf(std::move(names)));
    }
    TL_ASSIGN(rule.between, m_reader.textOr(m_reader.child(field, "with"), ""));
    return {};
}

Result<void> DocumentRules::readWords(const Member& field, FieldRule& rule)
{
    const Member words = m_reader.child(field, "words");
    const Member otherwise = m_reader.child(field, "otherwise");
    if (otherwise.node != 0) {
        TL_ASSIGN(rule.otherwise, m_reader.text(otherwise));
    }
    if (words.node == 0) {
        return {};
    }
    if (m_reader.node(words).kind != JsonKind::Object) {
        return m_reader.wrong(words, "must be an object of words and their meanings");
    }
    for (const Member& each : m_reader.children(words)) {
        TL_ASSIGN(std::string meaning, m_reader.text(each));
        rule.words.emplace_back(toLowerAscii(m_reader.node(each).key), std::move(meaning));
    }
    return {};
}

Result<void> DocumentRules::readMatches(const Member& matches, FieldRule& rule) const
{
    if (matches.node == 0) {
        return {};
    }
    TL_ASSIGN(const std::string text, m_reader.text(matches));
    auto pattern = Pattern::parse(text);
    if (!pattern) {
        return m_reader.wrong(matches, "is wrong: " + pattern.error().message);
    }
    rule.matches = *std::move(pattern);
    return {};
}

Result<FieldRule> DocumentRules::field(const Member& member)
{
    FieldRule rule;
    TL_TRY(readField(member, rule));
    return rule;
}

} // namespace throughline::ingest
