#pragma once

#include "models/base/time.h"
#include "models/domain/ids.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace throughline::domain {

/// What people can decide about error groups.
enum class GroupRuleKind : std::uint8_t
{
    Merge, ///< several become one
    Split, ///< one becomes several, by a value its occurrences differ in
    Rename,
    Assign,
    Ignore,
    Resolve, ///< from a version on, or from a moment on
    Reopen, ///< neither ignored nor resolved
    Regroup, ///< the whole store by another document of rules
    SourceMaps ///< the whole store with the original places of minified code
};

/// "merge", "split", "rename", "assign", "ignore", "resolve", "reopen", "regroup", "source-maps".
[[nodiscard]] std::string_view toText(GroupRuleKind kind);
[[nodiscard]] std::optional<GroupRuleKind> groupRuleKindFromText(std::string_view text);

/// Whether the rule changes what errors are before anybody decides about their groups.
[[nodiscard]] bool changesKeys(GroupRuleKind kind);

/// One decision. Which members mean something depends on its kind.
struct GroupRule
{
    std::int64_t id = 0; ///< its place in the order of decisions, given by the store
    GroupRuleKind kind = GroupRuleKind::Merge;
    std::vector<ErrorGroupId> groups; ///< Merge: the first stays; all else: the one it is about
    std::string field; ///< Split: by what
    /// Split: the value whose occurrences stay, where all others go.
    std::string keep;
    /// Split: the values whose occurrences go, all others stay; empty: see `keep`.
    std::vector<std::string> only;
    /// Rename: the name; Assign: to whom; Resolve: the version; Regroup: the document; SourceMaps:
    /// the folder. Empty: none.
    std::string text;
    Timestamp at; ///< Resolve without a version: the end of the data when it was decided
    Timestamp created;
    bool undone = false; ///< taken back

    bool operator==(const GroupRule&) const = default;
};

} // namespace throughline::domain
