#include "models/base/text.h"
#include "models/ingest/normalize/identity_normalizer.h"
#include "models/ingest/redact/coordinates.h"
#include "models/ingest/redact/json_walk.h"
#include "models/ingest/redact/network_address.h"
#include "models/ingest/redact/redactor.h"
#include "models/ingest/redact/text_signals.h"
#include "models/ingest/redact/unwrap.h"

#include <algorithm>
#include <iterator>

namespace throughline::ingest {

namespace {

using domain::ValueKind;

/// JSON inside strings inside JSON is followed this deep.
constexpr unsigned kMostLevels = 3;

RedactionRule ruleOf(PersonKind kind)
{
    if (kind == PersonKind::Email) {
        return RedactionRule::Email;
    }
    if (kind == PersonKind::Ip) {
        return RedactionRule::Ip;
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

/// Some part of a finding is a token already; tokens are never looked into.
bool meetsToken(std::string_view text, const Finding& finding)
{
    constexpr std::string_view kOpen = "\xE2\x80\xB9";
    std::size_t at = text.find(kOpen);
    while (at != std::string_view::npos && at < finding.end) {
        const std::size_t length = tokenLength(text.substr(at));
        if (length > 0 && at + length > finding.begin) {
            return true;
        }
        at = text.find(kOpen, at + std::max<std::size_t>(length, 1));
    }
    return false;
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

/// Such addresses say nothing about a person.
bool isPrivateAddress(std::string_view text)
{
    const auto address = parseNetworkAddress(text);
    return address ? !isPublic(*address) : equalsIgnoringAsciiCase(text, "localhost");
}

bool mayBeJson(std::string_view text)
{
    return text.size() > 1 && (text.front() == '{' || text.front() == '[')
        && (text.back() == '}' || text.back() == ']');
}

} // namespace

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
    if (policy.action == FieldAction::Coordinates) {
        if (Change change = applyCoordinates(entry, value, kind);
            change.change != RedactionChange::Unchanged) {
            return change;
        }
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

Redactor::Change Redactor::applyCoordinates(KeyEntry& entry, std::string_view value, ValueKind kind)
{
    auto coarse = coarseCoordinates(value);
    if (!coarse) {
        return {};
    }
    entry.count(RedactionRule::Geo);
    const bool isNumber = kind == ValueKind::Number && parseDouble(*coarse).has_value();
    return {RedactionChange::Replaced, std::move(*coarse), isNumber};
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
                           action == FieldAction::ScanCard || action == FieldAction::CardNumber,
                           action == FieldAction::ScanMachine};
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

std::optional<std::string> Redactor::sourceHash(FieldPolicy policy, std::string_view value) const
{
    constexpr std::size_t kHashDigits = 64;
    const bool raw = policy.action == FieldAction::PersonId
        && (policy.person == PersonKind::User || policy.person == PersonKind::Account);
    const std::string_view id = trim(value);
    // What the telemetry carries has been hashed already.
    const bool hashed = id.size() == kHashDigits
        && std::ranges::all_of(id, [](char c) { return hexDigitValue(c) >= 0; });
    if (m_options.sourceIdHash == nullptr || !raw || hashed || id.empty() || isToken(id)) {
        return std::nullopt;
    }
    return m_options.sourceIdHash->hex(id);
}

/// An id that may be an address or a number of a telephone.
bool Redactor::tellsOfPerson(std::string_view id)
{
    constexpr std::uint8_t kTelling = text_signal::kAt | text_signal::kEncoded | text_signal::kPlus;
    return hasPersonSign(id) && (textSignals(id) & kTelling) != 0;
}

Redactor::Change Redactor::applyId(KeyEntry& entry, FieldPolicy policy, std::string_view value)
{
    if (auto hash = sourceHash(policy, value)) {
        entry.count(RedactionRule::SourceId);
        return {RedactionChange::Replaced,
                m_options.pseudonymiseIds ? m_pseudonymizer.id(policy.person, *hash)
                                          : std::move(*hash)};
    }
    if (tellsOfPerson(value) && !onlyTokens(value)) {
        const auto unwrapped = unwrapEncodings(value);
        const std::string_view plain = unwrapped ? std::string_view(unwrapped->text) : value;
        const bool email = isEmail(plain);
        if (email || isPhone(plain)) {
            const PersonKind kind = email ? PersonKind::Email : PersonKind::Phone;
            entry.count(ruleOf(kind));
            return {RedactionChange::Replaced, m_pseudonymizer.token(kind, plain)};
        }
        // Four numbers with dots in an id are part of the id.
        if (auto replaced = replaceFindings(entry, value, {.machine = true})) {
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
    if (m_options.custom != nullptr && m_options.custom->allows(text)) {
        entry.count(RedactionRule::Allowed);
        return {};
    }
    if (nobody || onlyTokens(text) || (kind == PersonKind::Ip && isPrivateAddress(text))) {
        return {};
    }
    if (kind == PersonKind::Ip && text.find(',') != std::string_view::npos) {
        if (auto change = applyAddresses(entry, text)) {
            return std::move(*change);
        }
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

std::optional<Redactor::Change> Redactor::applyAddresses(KeyEntry& entry, std::string_view list)
{
    std::string left;
    bool changed = false;
    for (const std::string_view each : split(list, ',')) {
        const std::string_view address = trim(each);
        const bool stays = isToken(address) || isPrivateAddress(address);
        if (!stays && !parseNetworkAddress(address)) {
            return std::nullopt;
        }
        left += left.empty() ? "" : ", ";
        left += stays ? address : m_pseudonymizer.token(PersonKind::Ip, address);
        if (!stays) {
            changed = true;
            entry.count(RedactionRule::Ip);
        }
    }
    return changed ? Change {RedactionChange::Replaced, std::move(left)} : Change {};
}

std::string Redactor::replacementOf(const Finding& finding)
{
    if (finding.person) {
        return m_pseudonymizer.token(*finding.person, finding.value);
    }
    return finding.word.empty() ? std::string() : makeToken(finding.word);
}

std::vector<Finding> Redactor::findAll(KeyEntry& entry, std::string_view text, TextPlace place,
                                       bool first)
{
    std::vector<Finding> findings = findPersonalData(text, place);
    if (m_options.custom == nullptr || m_options.custom->empty()) {
        return findings;
    }
    std::erase_if(findings, [&](const Finding& finding) {
        const bool allowed =
            m_options.custom->allows(text.substr(finding.begin, finding.end - finding.begin));
        if (allowed && first) {
            entry.count(RedactionRule::Allowed);
        }
        return allowed;
    });
    if (m_options.custom->finds()) {
        std::vector<Finding> own;
        m_options.custom->find(text, own);
        std::erase_if(own, [text](const Finding& finding) { return meetsToken(text, finding); });
        std::ranges::move(own, std::back_inserter(findings));
        detail::mergeOverlaps(findings);
    }
    return findings;
}

std::optional<std::string> Redactor::replaceFindings(KeyEntry& entry, std::string_view text,
                                                     TextPlace place)
{
    std::vector<Finding> findings = findAll(entry, text, place, true);
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
        findings = findAll(entry, current, place, false);
    }
    return current;
}

std::string Redactor::redactId(PersonKind kind, std::string_view id)
{
    KeyEntry& entry = entryFor(toText(kind));
    const Change change = applyId(entry, {FieldAction::PersonId, kind}, id);
    return change.change == RedactionChange::Replaced ? change.text : std::string(id);
}

} // namespace throughline::ingest
