#pragma once

#include "models/analysis/error/fingerprint.h"
#include "models/analysis/error/grouping_rules.h"
#include "models/base/hash.h"

#include <cstdint>
#include <unordered_map>
#include <vector>

namespace throughline::analysis {

/// Sorts many occurrences into groups, by rule set TL-1 and what a store adds to it, and remembers
/// what it has seen: each stack; each occurrence by service, type, stack and, where it takes part
/// in the key, message; the same by the message's template. Without additions the answers are those
/// of groupKey. Not thread-safe; use one per thread and join by fingerprint.
class ErrorGrouper
{
public:
    explicit ErrorGrouper(GroupingRules rules = {});

    /// The place of the occurrence's group in groups(). Constant for what was seen before.
    std::uint32_t add(const ErrorInput& input);

    /// In order of first appearance. Type, title and culprit are those of the first occurrence.
    [[nodiscard]] const std::vector<GroupKey>& groups() const { return m_groups; }

private:
    struct HashOf
    {
        std::size_t operator()(const Hash128& hash) const { return hash.low; }
    };

    struct KnownStack
    {
        Hash128 hash;
        const StackDigest& digest;
    };

    std::uint32_t addKnown(const ErrorInput& input);
    Hash128 hashOf(const RunningCode& code);
    KnownStack digestOf(const ErrorInput& input);
    Hash128 hashOf(const ErrorInput& input, const KnownStack& stack, std::string_view message);
    std::uint32_t placeByTemplate(const ErrorInput& input, const KnownStack& stack);
    void remember(const Hash128& hash, std::uint32_t place);
    std::uint32_t placeOf(GroupKey key);

    GroupingRules m_rules;
    std::string m_ruleSet;
    std::vector<GroupKey> m_groups;
    std::unordered_map<std::string, std::uint32_t> m_places; ///< by fingerprint
    std::unordered_map<Hash128, std::uint32_t, HashOf> m_occurrences;
    std::unordered_map<Hash128, StackDigest, HashOf> m_stacks;
    std::string m_buffer;
};

/// What two records of one exception have in common: type, message and stack, without white space
/// at their ends.
[[nodiscard]] Hash128 contentHash(std::string_view type, std::string_view message,
                                  std::string_view stack);

} // namespace throughline::analysis
