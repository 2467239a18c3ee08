#include "models/domain/group_rule.h"

#include <array>

namespace throughline::domain {

namespace {

struct Name
{
    GroupRuleKind kind;
    std::string_view text;
};

constexpr std::array kNames {
    Name {GroupRuleKind::Merge, "merge"},           Name {GroupRuleKind::Split, "split"},
    Name {GroupRuleKind::Rename, "rename"},         Name {GroupRuleKind::Assign, "assign"},
    Name {GroupRuleKind::Ignore, "ignore"},         Name {GroupRuleKind::Resolve, "resolve"},
    Name {GroupRuleKind::Reopen, "reopen"},         Name {GroupRuleKind::Regroup, "regroup"},
    Name {GroupRuleKind::SourceMaps, "source-maps"}};

} // namespace

std::string_view toText(GroupRuleKind kind)
{
    return kNames[static_cast<std::size_t>(kind)].text;
}

std::optional<GroupRuleKind> groupRuleKindFromText(std::string_view text)
{
    for (const Name& name : kNames) {
        if (name.text == text) {
            return name.kind;
        }
    }
    return std::nullopt;
}

bool changesKeys(GroupRuleKind kind)
{
    return kind == GroupRuleKind::Regroup || kind == GroupRuleKind::SourceMaps;
}

} // namespace throughline::domain
