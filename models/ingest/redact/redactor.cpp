#include "models/ingest/redact/redactor.h"

#include "models/base/pattern.h"
#include "models/base/text.h"
#include "models/base/utf8.h"
#include "models/ingest/normalize/identity_normalizer.h"
#include "models/ingest/redact/json_walk.h"
#include "models/ingest/redact/text_signals.h"
#include "models/ingest/redact/unwrap.h"

#include <algorithm>

namespace throughline::ingest {

namespace {

using domain::ValueKind;

/// Records with more keys than this have keys made of data.
constexpr std::size_t kMostKeys = 20'000;

/// JSON inside strings inside JSON is followed this deep.
constexpr unsigned kMostLevels = 3;

RedactionRule ruleOf(PersonKind kind)
{
    if (kind == PersonKind::Email) {
        return RedactionRule::Email;
    }
    return kind == PersonKind::Phone ? RedactionRule::Phone : RedactionRule::Person;
}

std::string_view wordOf(FieldAction action)
{
    if (action == FieldAction::Cvv) {
        return "cvv";
    }
    return action == FieldAction::DropPerson ? "person" : "password";
}

RedactionRule ruleOf(FieldAction action)
{
    if (action == FieldAction::Cvv) {
        return RedactionRule::Cvv;
    }
    return action == FieldAction::DropPerson ? RedactionRule::Person : RedactionRule::Password;
}

bool drops(FieldAction action)
{
    return action == FieldAction::Secret || action == FieldAction::Cvv
        || action == FieldAction::DropPerson;
}

/// Nothing but tokens and what separates them in a list.
bool onlyTokens(std::string_view text)
{
    bool found = false;
    while (!text.empty()) {
        const std::size_t length = tokenLength(text);
        if (length == 0 && std::string_view(" ,;").find(text.front()) == std::string_view::npos) {
            return false;
        }
        found = found || length > 0;
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return found;
}

/// Loopback, private and link-local addresses say nothing about a person.
bool isPrivateAddress(std::string_view address)
{
    const std::string text = toLowerAscii(address);
    if (text.starts_with("10.") || text.starts_with("127.") || text.starts_with("192.168.")
        || text.starts_with("169.254.") || text == "::1" || text == "localhost"
        || text.starts_with("fe80:") || text.starts_with("fc") || text.starts_with("fd")) {
        return true;
    }
    // 172.16.0.0 to 172.31.255.255
    const std::vector<std::string_view> parts = split(text, '.');
    if (parts.size() != 4 || parts[0] != "172") {
        return false;
    }
    const auto second = parseInteger(parts[1]);
    return second.has_value() && second.value() >= 16 && second.value() <= 31;
}

bool mayBeJson(std::string_view text)
{
    return text.size() > 1 && (text.front() == '{' || text.front() == '[')
        && (text.back() == '}' || text.back() == ']');
}

} // namespace

/// What is known about one key of the records, or one path inside a JSON value.
struct Redactor::KeyEntry
{
    std::string key;
    std::string shownKey; ///< without personal data
    FieldPolicy policy;
    std::array<std::uint64_t, kRedactionRules> counts {};
    KeyEntry* follower = nullptr; ///< the key that came next in the last record

    void count(RedactionRule rule) { ++counts[static_cast<std::size_t>(rule)]; }
};

Redactor::Redactor(Pseudonymizer pseudonymizer, RedactionOptions options)
    : m_pseudonymizer(std::move(pseudonymizer))
    , m_options(options)
{
    m_overflow = std::make_unique<KeyEntry>();
}

Redactor::~Redactor() = default;

const std::string& Redactor::pathOf(const KeyEntry& entry)
{
    return entry.key;
}

FieldPolicy Redactor::policyOf(const KeyEntry& entry)
{
    return entry.policy;
}

void Redactor::describeKey(KeyEntry& entry, std::string_view key)
{
    KeyEntry uncounted;
    entry.key = key;
    entry.policy = policyForKey(key);
    entry.shownKey = replaceFindings(uncounted, key, {}).value_or(entry.key);
}

Redactor::KeyEntry& Redactor::entryFor(std::string_view key)
{
    if (const auto known = m_entries.find(key); known != m_entries.end()) {
        return *known->second;
    }
    if (m_entries.size() >= kMostKeys) {
        describeKey(*m_overflow, key);
        return *m_overflow;
    }
    auto entry = std::make_unique<KeyEntry>();
    describeKey(*entry, key);
    return *m_entries.emplace(std::string(key), std::move(entry)).first->second;
}

Redactor::KeyEntry& Redactor::entryInOrder(std::string_view key)
{
    KeyEntry* expected = m_previous != nullptr ? m_previous->follower : nullptr;
    if (expected == nullptr || expected->key != key) {
        KeyEntry& found = entryFor(key);
        if (&found == m_overflow.get()) {
            m_previous = nullptr;
            return found;
        }
        expected = &found;
        if (m_previous != nullptr) {
            m_previous->follower = expected;
        }
    }
    m_previous = expected;
    return *expected;
}

RedactedField Redactor::redactField(std::string_view key, std::string_view value, ValueKind kind)
{
    KeyEntry& entry = entryInOrder(key);
    Change change = apply(entry, entry.policy, value, kind, 0);
    if (change.change == RedactionChange::Unchanged) {
        return {RedactionChange::Unchanged, value, kind};
    }
    if (change.change == RedactionChange::Dropped) {
        return {RedactionChange::Dropped, {}, ValueKind::Null};
    }
    m_output = std::move(change.text);
    return {RedactionChange::Replaced, m_output, kind == ValueKind::Json ? kind : ValueKind::Text};
}

std::string_view Redactor::redactKey(std::string_view key)
{
    KeyEntry& entry = entryInOrder(key);
    if (entry.shownKey != entry.key) {
        for (const Finding& finding : findPersonalData(key)) {
            entry.count(finding.rule);
        }
    }
    return entry.shownKey;
}

Redactor::Change Redactor::apply(KeyEntry& entry, FieldPolicy policy, std::string_view value,
                                 ValueKind kind, unsigned level)
{
    if (kind == ValueKind::Null || kind == ValueKind::Boolean || value.empty()
        || policy.action == FieldAction::Keep) {
        return {};
    }
    if (drops(policy.action)) {
        return drop(entry, policy.action, value);
    }
    if (kind == ValueKind::Json) {
        return applyJson(entry, policy, value, level);
    }
    if (policy.action == FieldAction::Person) {
        return applyPerson(entry, policy.person, value);
    }
    if (policy.action == FieldAction::PersonId || policy.action == FieldAction::ScanId) {
        return applyId(entry, policy, value);
    }
    return kind == ValueKind::Number ? applyNumber(entry, policy.action, value)
                                     : applyText(entry, policy.action, value, level);
}

Redactor::Change Redactor::drop(KeyEntry& entry, FieldAction action, std::string_view value)
{
    if (isToken(value)) {
        return {};
    }
    entry.count(ruleOf(action));
    return {RedactionChange::Dropped, makeToken(wordOf(action))};
}

Redactor::Change Redactor::applyNumber(KeyEntry& entry, FieldAction action, std::string_view value)
{
    const bool card = (action == FieldAction::ScanCard && isCardNumber(value))
        || (action == FieldAction::CardNumber && value.size() >= 12);
    if (!card) {
        return {};
    }
    entry.count(RedactionRule::Card);
    return {RedactionChange::Replaced, makeToken("card")};
}

Redactor::Change Redactor::applyText(KeyEntry& entry, FieldAction action, std::string_view value,
                                     unsigned level)
{
    if (action == FieldAction::CardNumber && std::ranges::count_if(value, isAsciiDigit) >= 12) {
        entry.count(RedactionRule::Card);
        return {RedactionChange::Replaced, makeToken("card")};
    }
    if (level < kMostLevels && mayBeJson(value)) {
        JsonWalk walk(*this, value, level + 1);
        if (walk.valid()) {
            auto changed = walk.run(entry, {action, PersonKind::User});
            return changed ? Change {RedactionChange::Replaced, std::move(*changed)} : Change {};
        }
    }
    const TextPlace place {action == FieldAction::ScanUrl,
                           action == FieldAction::ScanCard || action == FieldAction::CardNumber};
    auto replaced = replaceFindings(entry, value, place);
    return replaced ? Change {RedactionChange::Replaced, std::move(*replaced)} : Change {};
}

Redactor::Change Redactor::applyJson(KeyEntry& entry, FieldPolicy policy, std::string_view value,
                                     unsigned level)
{
    JsonWalk walk(*this, value, level);
    if (!walk.valid()) {
        return applyText(entry, FieldAction::Scan, value, kMostLevels);
    }
    auto changed = walk.run(entry, policy);
    return changed ? Change {RedactionChange::Replaced, std::move(*changed)} : Change {};
}

Redactor::Change Redactor::applyId(KeyEntry& entry, FieldPolicy policy, std::string_view value)
{
    const std::uint8_t signals = textSignals(value);
    constexpr std::uint8_t kTelling =
        text_signal::kAt | text_signal::kEncoded | text_signal::kNonAscii | text_signal::kPlus;
    if ((signals & kTelling) != 0 && !onlyTokens(value)) {
        const auto unwrapped = unwrapEncodings(value);
        const std::string_view plain = unwrapped ? std::string_view(unwrapped->text) : value;
        const bool email = isEmail(plain);
        if (email || isPhone(plain)) {
            const PersonKind kind = email ? PersonKind::Email : PersonKind::Phone;
            entry.count(ruleOf(kind));
            return {RedactionChange::Replaced, m_pseudonymizer.token(kind, plain)};
        }
        if (auto replaced = replaceFindings(entry, value, {})) {
            return {RedactionChange::Replaced, std::move(*replaced)};
        }
    }
    if (!m_options.pseudonymiseIds || policy.action != FieldAction::PersonId || onlyTokens(value)) {
        return {};
    }
    std::string id = m_pseudonymizer.id(policy.person, value);
    if (id == value) {
        return {};
    }
    entry.count(RedactionRule::Person);
    return {RedactionChange::Replaced, std::move(id)};
}

Redactor::Change Redactor::applyPerson(KeyEntry& entry, PersonKind kind, std::string_view value)
{
    const std::string_view text = trim(value);
    const bool nobody = text.empty() || normalizeIdentity(text).placeholder;
    if (nobody || onlyTokens(text) || (kind == PersonKind::Ip && isPrivateAddress(text))) {
        return {};
    }
    std::string tokens;
    for (const Finding& finding : findPersonalData(text)) {
        if (finding.rule == RedactionRule::Email) {
            tokens += (tokens.empty() ? "" : ", ") + replacementOf(finding);
            entry.count(RedactionRule::Email);
        }
    }
    if (!tokens.empty()) {
        return {RedactionChange::Replaced, std::move(tokens)};
    }
    entry.count(ruleOf(kind));
    return {RedactionChange::Replaced, m_pseudonymizer.token(kind, text)};
}

std::string Redactor::replacementOf(const Finding& finding)
{
    if (finding.person) {
        return m_pseudonymizer.token(*finding.person, finding.value);
    }
    return finding.word.empty() ? std::string() : makeToken(finding.word);
}

std::optional<std::string> Redactor::replaceFindings(KeyEntry& entry, std::string_view text,
                                                     TextPlace place)
{
    std::vector<Finding> findings = findPersonalData(text, place);
    if (findings.empty()) {
        return std::nullopt;
    }
    // What leaned against a finding may be found only now; nothing may be left for a second time.
    constexpr int kMostRounds = 8;
    std::string current(text);
    for (int round = 0; round < kMostRounds && !findings.empty(); ++round) {
        std::string replaced;
        replaced.reserve(current.size() + 32 * findings.size());
        std::size_t at = 0;
        for (const Finding& finding : findings) {
            replaced.append(current, at, finding.begin - at);
            replaced += replacementOf(finding);
            at = finding.end;
            entry.count(finding.rule);
        }
        replaced.append(current, at);
        current = std::move(replaced);
        findings = findPersonalData(current, place);
    }
    return current;
}

std::string Redactor::redactId(PersonKind kind, std::string_view id)
{
    KeyEntry& entry = entryFor(toText(kind));
    const Change change = applyId(entry, {FieldAction::PersonId, kind}, id);
    return change.change == RedactionChange::Replaced ? change.text : std::string(id);
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
        const FieldPolicy policy = policyForKey(unescapeJson(match->group[1]));
        const Change change =
            apply(entry, policy, value, quoted ? ValueKind::Text : ValueKind::Number, 0);
        if (change.change != RedactionChange::Unchanged) {
            const auto begin = static_cast<std::size_t>(raw.data() - text.data());
            result += text.substr(at, begin - at);
            result += quoteJson(change.text);
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
    for (auto& [key, entry] : m_entries) {
        add(*entry, entry->shownKey);
    }
    add(*m_overflow, "(other)");
    return report;
}

} // namespace throughline::ingest
