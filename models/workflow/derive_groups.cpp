#include "models/workflow/derive_groups.h"

#include "models/base/hash.h"
#include "models/store/group_writer.h"
#include "models/store/store_file.h"
#include "models/workflow/group_summary.h"
#include "models/workflow/stored_errors.h"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace throughline::workflow {

namespace {

using domain::ErrorGroupId;

/// The fingerprint of what is split from a group, the same wherever the same is decided.
std::string splitFingerprint(const analysis::SplitOrigin& origin, const GroupIdentities& identities)
{
    return toHex(hash128("split\x1F" + identities.fingerprintOf(origin.from) + '\x1F' + origin.field
                         + '\x1F' + origin.value));
}

domain::ErrorKey toErrorKey(const analysis::GroupKey& key, ErrorGroupId number)
{
    return {number,   key.fingerprint, key.ruleSet, key.components,
            key.type, key.title,       key.culprit, key.handled.value_or(true)};
}

Result<void> write(store::Connection& connection, store::GroupWriter writer,
                   const GroupedErrors& grouped, const GroupIdentities& identities,
                   std::int64_t rule)
{
    TL_TRY(identities.write(writer, rule));
    for (const domain::ErrorKey& key : grouped.keys) {
        TL_TRY(writer.key(key));
    }
    for (const domain::ErrorGroup& group : grouped.groups) {
        TL_TRY(writer.group(group));
    }
    return store::raiseGeneration(connection);
}

} // namespace

std::vector<ErrorGroupId> numberKeys(const DerivedErrors& errors, GroupIdentities& identities)
{
    std::vector<std::uint32_t> first(errors.keys.size(), index::kNone);
    for (std::uint32_t i = 0; i < errors.occurrences.size(); ++i) {
        std::uint32_t& earliest = first[errors.occurrences[i].group];
        if (earliest == index::kNone
            || errors.occurrences[i].time < errors.occurrences[earliest].time) {
            earliest = i;
        }
    }
    std::vector<std::uint32_t> order(errors.keys.size());
    std::iota(order.begin(), order.end(), 0U);
    std::erase_if(order, [&](std::uint32_t k) { return first[k] == index::kNone; });
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
        return std::tie(errors.occurrences[first[a]].time, errors.keys[a].fingerprint)
            < std::tie(errors.occurrences[first[b]].time, errors.keys[b].fingerprint);
    });
    std::vector<ErrorGroupId> numbers(errors.keys.size());
    for (const std::uint32_t k : order) {
        numbers[k] = identities.numberOf(errors.keys[k].fingerprint);
    }
    return numbers;
}

Result<GroupedErrors> groupErrors(const store::Connection& connection, const DerivedErrors& errors,
                                  const std::vector<ErrorGroupId>& keyNumbers,
                                  const GroupingFacts& facts, GroupIdentities& identities,
                                  const std::stop_token& stop)
{
    GroupedErrors grouped;
    for (const DerivedOccurrence& occurrence : errors.occurrences) {
        grouped.keyOf.push_back(keyNumbers[occurrence.group]);
    }
    for (std::size_t k = 0; k < errors.keys.size(); ++k) {
        if (keyNumbers[k].value() != 0) {
            grouped.keys.push_back(toErrorKey(errors.keys[k], keyNumbers[k]));
        }
    }
    std::sort(grouped.keys.begin(), grouped.keys.end(),
              [](const domain::ErrorKey& a, const domain::ErrorKey& b) { return a.id < b.id; });
    analysis::DecisionInput input;
    input.keyOf = grouped.keyOf;
    input.rules = facts.rules;
    input.valuesOf = [&](std::string_view field, std::span<const std::uint32_t> occurrences) {
        return valuesOf(connection, errors, field, occurrences, stop);
    };
    input.numberOf = [&](const analysis::SplitOrigin& origin) {
        return identities.numberOf(origin.field == analysis::kKeyField
                                       ? origin.value
                                       : splitFingerprint(origin, identities));
    };
    TL_ASSIGN(grouped.decided, analysis::decideGroups(input));
    grouped.groups = summarizeGroups(errors, grouped, facts, identities);
    return grouped;
}

Result<void> writeGroups(store::Connection& connection, const GroupedErrors& grouped,
                         const GroupIdentities& identities, std::int64_t rule)
{
    TL_ASSIGN(store::GroupWriter writer, store::GroupWriter::begin(connection));
    return write(connection, std::move(writer), grouped, identities, rule);
}

Result<void> writeGroups(store::Connection& connection, const GroupedErrors& grouped,
                         const GroupIdentities& identities,
                         const std::vector<ErrorGroupId>& numbers)
{
    TL_ASSIGN(store::GroupWriter writer, store::GroupWriter::begin(connection, numbers));
    return write(connection, std::move(writer), grouped, identities, 0);
}

} // namespace throughline::workflow
