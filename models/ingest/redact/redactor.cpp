#include "models/ingest/redact/redactor.h"

#include "models/base/pattern.h"
#include "models/base/utf8.h"
#include "models/ingest/redact/json_walk.h"
#include "models/ingest/redact/text_signals.h"

namespace throughline::ingest {

namespace {

using domain::ValueKind;

/// Where an address begins whose end was cut off with the text: "...", "to":"alice@exam
std::size_t cutAddress(std::string_view text)
{
    const std::size_t before = text.find_last_of(" \t\r\n\"'<>(),;:=[]{}");
    const std::size_t from = before == std::string_view::npos ? 0 : before + 1;
    return text.find('@', from) == std::string_view::npos ? std::string_view::npos : from;
}

/// Records with more keys than this have keys made of data.
constexpr std::size_t kMostKeys = 20'000;

} // namespace

Redactor::Redactor(Pseudonymizer pseudonymizer, RedactionOptions options)
    : m_pseudonymizer(std::move(pseudonymizer))
    , m_options(options)
{
    m_overflow = std::make_unique<KeyEntry>();
}

Redactor::~Redactor() = default;

void Redactor::describeKey(KeyEntry& entry, std::string_view key)
{
    KeyEntry uncounted;
    entry.key = key;
    entry.policy = policyFor(key);
    entry.shownKey = replaceFindings(uncounted, key, {}).value_or(entry.key);
    entry.keyStays = entry.shownKey == entry.key;
}

FieldPolicy Redactor::policyFor(std::string_view key) const
{
    if (m_options.custom != nullptr) {
        if (const auto policy = m_options.custom->policyForKey(key)) {
            return *policy;
        }
    }
    return policyForKey(key);
}

Redactor::KeyEntry& Redactor::entryFor(std::string_view key, std::uint32_t keyNumber)
{
    if (KeyEntry* const known = m_entries.find(key, keyNumber)) {
        return *known;
    }
    if (m_entries.size() >= kMostKeys) {
        describeKey(*m_overflow, key); // another key's next time
        return *m_overflow;
    }
    KeyEntry& entry = m_entries.add(key, keyNumber);
    describeKey(entry, key);
    return entry;
}

bool Redactor::looksAtPattern(const KeyEntry& entry) const
{
    const FieldAction action = entry.policy.action;
    const bool scanned = action == FieldAction::Scan || action == FieldAction::ScanUrl
        || action == FieldAction::ScanMachine;
    return scanned && (m_options.custom == nullptr || !m_options.custom->finds());
}

bool Redactor::isInconspicuous(const KeyEntry& entry, std::string_view text) const
{
    return looksAtPattern(entry) && text.front() != '{' && text.front() != '['
        && textSignals(text) == 0;
}

bool Redactor::leavesAll(const KeyEntry& entry, ValueKind kind) const
{
    return kind == ValueKind::Boolean || entry.policy.action == FieldAction::Keep
        || (kind == ValueKind::Number
            && (entry.policy.action == FieldAction::Scan
                || entry.policy.action == FieldAction::ScanUrl
                || entry.policy.action == FieldAction::ScanMachine));
}

const Redactor::KeyEntry* Redactor::entryOf(std::string_view key, std::uint32_t keyNumber)
{
    const KeyEntry& entry = entryFor(key, keyNumber);
    return &entry != m_overflow.get() && entry.keyStays ? &entry : nullptr;
}

bool Redactor::leaves(const KeyEntry& entry, const domain::Field& field) const
{
    constexpr std::size_t kShortestCard = 12;
    if (field.value.empty() || leavesAll(entry, field.kind)) {
        return true;
    }
    switch (entry.policy.action) {
    case FieldAction::Keep:
        return true;
    case FieldAction::Scan:
    case FieldAction::ScanUrl:
    case FieldAction::ScanMachine:
        return field.kind == ValueKind::Text
            && (isInconspicuous(entry, field.value) || entry.wasLeftAlone(field.value));
    case FieldAction::ScanCard:
        return field.kind == ValueKind::Number && field.value.size() < kShortestCard;
    case FieldAction::PersonId:
        if (m_options.pseudonymiseIds || m_options.sourceIdHash != nullptr) {
            return false;
        }
        [[fallthrough]];
    case FieldAction::ScanId:
        return field.kind != ValueKind::Json && !tellsOfPerson(field.value);
    case FieldAction::CardNumber:
    case FieldAction::Coordinates:
    case FieldAction::Person:
    case FieldAction::DropPerson:
    case FieldAction::Secret:
    case FieldAction::Cvv:
        return false;
    }
    return false;
}

RedactedField Redactor::redactField(const domain::Field& field)
{
    const std::string_view key = field.key;
    const std::string_view value = field.value;
    const ValueKind kind = field.kind;
    KeyEntry& entry = entryFor(field.key, field.keyNumber);
    if (!entry.keyStays) {
        for (const Finding& finding : findPersonalData(key)) {
            entry.count(finding.rule);
        }
    }
    const std::string_view shownKey = entry.keyStays ? key : std::string_view(entry.shownKey);
    if (kind == ValueKind::Text && !value.empty() && isInconspicuous(entry, value)) {
        return {RedactionChange::Unchanged, value, kind, shownKey};
    }
    Change change = apply(entry, entry.policy, value, kind, 0);
    if (change.change == RedactionChange::Unchanged) {
        // What a user's own rules allow is counted each time.
        const bool ownRules = m_options.custom != nullptr && !m_options.custom->empty();
        if (kind == ValueKind::Text && !ownRules && &entry != m_overflow.get()) {
            entry.leaveAlone(value);
        }
        return {RedactionChange::Unchanged, value, kind, shownKey};
    }
    if (change.change == RedactionChange::Dropped) {
        return {RedactionChange::Dropped, {}, ValueKind::Null, shownKey};
    }
    m_output = std::move(change.text);
    return {RedactionChange::Replaced, m_output,
            kind == ValueKind::Json || change.isNumber ? kind : ValueKind::Text, shownKey};
}

std::string Redactor::redactPairs(KeyEntry& entry, std::string_view text)
{
    static const Pattern pairs(
        R"re("((?:[^"\\]|\\.){1,64})"\s*:\s*("(?:[^"\\]|\\.)*"?|-?[0-9][0-9.eE+-]*))re");
    std::string result;
    std::size_t at = 0;
    std::size_t from = 0;
    while (const auto match = pairs.find(text, from)) {
        from = match->offset + match->length;
        const std::string_view raw = match->group[2];
        const bool quoted = raw.front() == '"';
        const bool closed = quoted && raw.size() > 1 && raw.back() == '"';
        const std::string value =
            quoted ? unescapeJson(raw.substr(1, raw.size() - (closed ? 2 : 1))) : std::string(raw);
        const FieldPolicy policy = policyFor(unescapeJson(match->group[1]));
        const Change change =
            apply(entry, policy, value, quoted ? ValueKind::Text : ValueKind::Number, 0);
        if (change.change != RedactionChange::Unchanged) {
            const auto begin = static_cast<std::size_t>(raw.data() - text.data());
            result += text.substr(at, begin - at);
            result += change.isNumber ? change.text : quoteJson(change.text);
            at = begin + raw.size();
        }
    }
    result += text.substr(at);
    return result;
}

std::string Redactor::redactExcerpt(std::string_view raw, std::size_t limit)
{
    // What lies far behind the limit cannot be seen, but a value across it must be whole.
    const std::string text = repairUtf8(cutUtf8(raw, 4 * limit));
    KeyEntry& entry = entryFor("excerpt");
    JsonWalk walk(*this, text, 0);
    std::string redacted;
    if (walk.valid()) {
        redacted = walk.run(entry, {}).value_or(text);
    } else {
        redacted = redactPairs(entry, text);
        redacted = replaceFindings(entry, redacted, {}).value_or(redacted);
        if (const std::size_t from = cutAddress(redacted); from != std::string::npos) {
            entry.count(RedactionRule::Email);
            redacted.replace(from, std::string::npos, makeToken("email"));
        }
    }
    return std::string(cutUtf8(redacted, limit));
}

RedactionReport Redactor::takeReport()
{
    RedactionReport report;
    const auto add = [&report](KeyEntry& entry, const std::string& field) {
        for (std::size_t i = 0; i < entry.counts.size(); ++i) {
            if (entry.counts[i] > 0) {
                const std::string rule(toText(static_cast<RedactionRule>(i)));
                report.byRule[rule] += entry.counts[i];
                report.byRuleAndField[{rule, field}] += entry.counts[i];
            }
        }
        entry.counts = {};
    };
    m_entries.forEach([&add](KeyEntry& entry) { add(entry, entry.shownKey); });
    add(*m_overflow, "(other)");
    return report;
}

} // namespace throughline::ingest
