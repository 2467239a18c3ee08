#include "models/analysis/error/group_decisions.h"

#include <algorithm>
#include <iterator>

namespace throughline::analysis {

namespace {

using domain::ErrorGroupId;
using domain::GroupRule;
using domain::GroupRuleKind;
using Members = std::vector<std::uint32_t>;

class Decider
{
public:
    explicit Decider(const DecisionInput& input)
        : m_input(input)
    {
        for (std::uint32_t i = 0; i < input.keyOf.size(); ++i) {
            m_members[input.keyOf[i]].push_back(i);
        }
    }

    Result<void> apply(const GroupRule& rule)
    {
        if (rule.groups.empty()) {
            return {};
        }
        switch (rule.kind) {
        case GroupRuleKind::Merge:
            merge(rule);
            return {};
        case GroupRuleKind::Split:
            return split(rule);
        default:
            mark(rule);
            return {};
        }
    }

    DecidedGroups finish()
    {
        m_groups.groupOf.resize(m_input.keyOf.size());
        for (const auto& [group, members] : m_members) {
            for (const std::uint32_t occurrence : members) {
                m_groups.groupOf[occurrence] = group;
            }
        }
        return std::move(m_groups);
    }

private:
    void merge(const GroupRule& rule)
    {
        const ErrorGroupId into = rule.groups.front();
        for (std::size_t i = 1; i < rule.groups.size(); ++i) {
            const ErrorGroupId group = rule.groups[i];
            const auto found = m_members.find(group);
            if (group == into || found == m_members.end()) {
                continue;
            }
            const Members moved = std::move(found->second);
            m_members.erase(found);
            add(into, moved);
            for (auto& [other, merged] : m_groups.merged) {
                merged.into = merged.into == group ? into : merged.into;
            }
            m_groups.merged[group] = {into, rule.id};
            m_groups.splitFrom.erase(group);
        }
        m_groups.merged.erase(into);
    }

    Result<void> split(const GroupRule& rule)
    {
        const ErrorGroupId from = rule.groups.front();
        const auto found = m_members.find(from);
        if (found == m_members.end()) {
            return {};
        }
        const Members members = std::move(found->second);
        m_members.erase(found);
        TL_ASSIGN(const std::vector<std::string> values, m_input.valuesOf(rule.field, members));
        Members stay;
        std::map<std::string, Members> parts;
        for (std::size_t i = 0; i < members.size(); ++i) {
            (goes(rule, values[i]) ? parts[values[i]] : stay).push_back(members[i]);
        }
        if (!stay.empty()) {
            add(from, stay);
        }
        for (const auto& [value, part] : parts) {
            const SplitOrigin origin {from, rule.field, value};
            const ErrorGroupId group = m_input.numberOf(origin);
            add(group, part);
            m_groups.merged.erase(group);
            if (rule.field != kKeyField) {
                m_groups.splitFrom[group] = origin;
            }
        }
        return {};
    }

    static bool goes(const GroupRule& rule, const std::string& value)
    {
        if (rule.only.empty()) {
            return value != rule.keep;
        }
        return std::find(rule.only.begin(), rule.only.end(), value) != rule.only.end();
    }

    void mark(const GroupRule& rule)
    {
        GroupMarks& marks = m_groups.marks[rule.groups.front()];
        switch (rule.kind) {
        case GroupRuleKind::Rename:
            marks.name = rule.text;
            break;
        case GroupRuleKind::Assign:
            marks.assignee = rule.text;
            break;
        case GroupRuleKind::Ignore:
            marks.ignored = true;
            break;
        case GroupRuleKind::Resolve:
            marks.ignored = false;
            marks.resolved = true;
            marks.resolvedIn = rule.text;
            marks.resolvedAt = rule.at;
            break;
        default:
            marks = {marks.name, marks.assignee, false, false, {}, {}};
            break;
        }
    }

    void add(ErrorGroupId group, const Members& members)
    {
        Members& into = m_members[group];
        Members all;
        all.reserve(into.size() + members.size());
        std::merge(into.begin(), into.end(), members.begin(), members.end(),
                   std::back_inserter(all));
        into = std::move(all);
    }

    const DecisionInput& m_input;
    std::map<ErrorGroupId, Members> m_members; ///< ascending
    DecidedGroups m_groups;
};

} // namespace

Result<DecidedGroups> decideGroups(const DecisionInput& input)
{
    Decider decider(input);
    for (const GroupRule& rule : input.rules) {
        TL_TRY(decider.apply(rule));
    }
    return decider.finish();
}

} // namespace throughline::analysis
