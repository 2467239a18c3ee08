#include "models/analysis/error/error_grouping.h"

#include "models/analysis/error/message_template.h"
#include "models/base/text.h"

#include <utility>

namespace throughline::analysis {

namespace {

/// The memos start anew beyond these, which bounds the memory of messages and stacks that never
/// repeat.
constexpr std::size_t kMaxOccurrences = 1U << 18U;
constexpr std::size_t kMaxStacks = 1U << 14U;

/// Adds a part with its length, so that no two lists of parts give the same bytes.
void appendPart(std::string& buffer, std::string_view part)
{
    std::uint64_t length = part.size();
    for (int i = 0; i < 8; ++i) {
        buffer += static_cast<char>(length & 0xFFU);
        length >>= 8U;
    }
    buffer += part;
}

} // namespace

ErrorGrouper::ErrorGrouper(GroupingRules rules)
    : m_rules(std::move(rules))
    , m_ruleSet(m_rules.ruleSet())
{
}

Hash128 ErrorGrouper::hashOf(const RunningCode& code)
{
    m_buffer.clear();
    appendPart(m_buffer, code.version);
    for (const ScriptId& script : code.scripts) {
        appendPart(m_buffer, script.file);
        appendPart(m_buffer, script.debugId);
    }
    return hash128(m_buffer);
}

ErrorGrouper::KnownStack ErrorGrouper::digestOf(const ErrorInput& input)
{
    static const StackDigest kNone;
    const std::string_view text = stackTextOf(input);
    if (text.empty()) {
        return {{}, kNone};
    }
    Hash128 hash = hash128(text);
    hash.high += static_cast<std::uint64_t>(input.language);
    if (m_rules.frames != nullptr) {
        hash += hashOf(input.code); // the same place is other code in another build
    }
    if (const auto found = m_stacks.find(hash); found != m_stacks.end()) {
        return {hash, found->second};
    }
    if (m_stacks.size() >= kMaxStacks) {
        m_stacks.clear();
    }
    ParsedStack stack = parseStack(text, input.language);
    adapt(stack, m_rules, input.code);
    return {hash, m_stacks.emplace(hash, digestStack(std::move(stack))).first->second};
}

/// Of all that decides the key; `message` stands for the message.
Hash128 ErrorGrouper::hashOf(const ErrorInput& input, const KnownStack& stack,
                             std::string_view message)
{
    m_buffer.clear();
    m_buffer += static_cast<char>(input.signal);
    m_buffer += trim(input.message).empty() ? 'e' : 'm'; // without one the stack's counts
    for (const std::string_view part : {input.service, input.type, message, input.statusCode,
                                        input.operation, input.logTemplate}) {
        appendPart(m_buffer, part);
    }
    for (const std::string_view part : input.fingerprint) {
        appendPart(m_buffer, part);
    }
    Hash128 hash = hash128(m_buffer);
    hash += stack.hash;
    return hash;
}

std::uint32_t ErrorGrouper::placeByTemplate(const ErrorInput& input, const KnownStack& stack)
{
    const std::string_view family = errorFamily(input.type, input.message);
    const std::string masked =
        std::string("\x1F").append(family).append("\x1F").append(messageTemplate(input.message));
    const Hash128 hash = hashOf(input, stack, masked);
    if (const auto found = m_occurrences.find(hash); found != m_occurrences.end()) {
        return found->second;
    }
    const std::uint32_t place = placeOf(groupKey(input, stack.digest));
    remember(hash, place);
    return place;
}

void ErrorGrouper::remember(const Hash128& hash, std::uint32_t place)
{
    if (m_occurrences.size() >= kMaxOccurrences) {
        m_occurrences.clear();
    }
    m_occurrences.emplace(hash, place);
}

std::uint32_t ErrorGrouper::placeOf(GroupKey key)
{
    const auto [entry, added] =
        m_places.try_emplace(key.fingerprint, static_cast<std::uint32_t>(m_groups.size()));
    if (added) {
        key.ruleSet = m_ruleSet;
        m_groups.push_back(std::move(key));
    }
    return entry->second;
}

std::uint32_t ErrorGrouper::add(const ErrorInput& input)
{
    if (m_rules.masks.empty() && m_rules.fingerprints.empty()) {
        return addKnown(input);
    }
    ErrorInput changed = input;
    std::vector<std::string_view> given;
    if (const FingerprintRule* rule =
            fingerprintRuleFor(input.service, input.type, input.message, m_rules)) {
        given.assign(rule->fingerprint.begin(), rule->fingerprint.end());
        changed.fingerprint = given;
    }
    const std::string message = masked(input.message, m_rules);
    changed.message = message;
    return addKnown(changed);
}

std::uint32_t ErrorGrouper::addKnown(const ErrorInput& input)
{
    const KnownStack stack = digestOf(input);
    const bool message = messageMatters(input, stack.digest);
    const Hash128 hash = hashOf(input, stack, message ? input.message : std::string_view());
    if (const auto found = m_occurrences.find(hash); found != m_occurrences.end()) {
        return found->second;
    }
    const std::uint32_t place =
        message ? placeByTemplate(input, stack) : placeOf(groupKey(input, stack.digest));
    remember(hash, place);
    return place;
}

Hash128 contentHash(std::string_view type, std::string_view message, std::string_view stack)
{
    std::string bytes;
    for (const std::string_view part : {type, message, stack}) {
        appendPart(bytes, trim(part));
    }
    return hash128(bytes);
}

} // namespace throughline::analysis
