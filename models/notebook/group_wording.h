#pragma once

#include "models/analysis/error/group_difference.h"
#include "models/analysis/error/regroup_change.h"
#include "models/domain/group_rule.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace throughline::notebook {

/// Sentences about error groups with named places; a window hands in its translation.
struct GroupTemplates
{
    std::string merged = "{others} merged into {group}";
    std::string split = "{group} split by {field}";
    std::string splitOff = "{values} split off {group} by {field}";
    std::string renamed = "{group} named {text}";
    std::string unnamed = "name of {group} removed";
    std::string assigned = "{group} assigned to {text}";
    std::string unassigned = "{group} assigned to nobody";
    std::string ignored = "{group} ignored";
    std::string resolvedIn = "{group} resolved in version {text}";
    std::string resolved = "{group} resolved as of {time}";
    std::string reopened = "{group} reopened";
    std::string regrouped = "all groups made anew by other rules";
    std::string regroupedPlainly = "all groups made anew by the rule set alone";
    std::string sourceMapped = "source maps of {text} applied";
    std::string noValue = "no value";
    std::string together = "{first} and {second} are one group, {group}.";
    std::string same = "{first} and {second} are the same by the rule set.";
    std::string apart =
        "{first} and {second} are apart because of the {component}: {a} against {b}.";
    std::string apartByFrame =
        "{first} and {second} are apart because of frame {place}, counted from the throw: {a} "
        "against {b}.";
    std::string apartBySplit = "{first} and {second} are apart because {split} was decided.";
    std::string nothingThere = "none";
    std::string unchanged = "All {occurrences} occurrences stay in their {groups} groups.";
    std::string changed =
        "{moved} of {occurrences} occurrences move; {before} groups become {after} "
        "({joined} joined, {divided} split).";
    std::string mapsFound = "Source maps found: {maps}, of these with a debug id: {builds}.";
    std::string mapsRefused = "Left out: {files}.";
};

/// What a decision says: "E2 and E3 merged into E1".
[[nodiscard]] std::string ruleText(const domain::GroupRule& rule,
                                   const GroupTemplates& templates = {});

/// Why two groups are apart, in one sentence. `together`: they are not.
[[nodiscard]] std::string apartText(domain::ErrorGroupId first, domain::ErrorGroupId second,
                                    const std::optional<domain::ErrorGroupId>& together,
                                    const std::optional<analysis::GroupDifference>& difference,
                                    const GroupTemplates& templates = {});

/// What a change of grouping does, in one sentence.
[[nodiscard]] std::string changeText(const analysis::RegroupChange& change,
                                     const GroupTemplates& templates = {});

/// Which source maps were found, `ofKnownBuild` of them with a debug id, and which files were left
/// out, with what is wrong with them. Empty where nothing was looked for.
[[nodiscard]] std::string mapsText(std::uint64_t found, std::uint64_t ofKnownBuild,
                                   const std::vector<std::string>& refused,
                                   const GroupTemplates& templates = {});

} // namespace throughline::notebook
