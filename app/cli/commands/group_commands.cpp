#include "app/cli/commands/commands.h"
#include "app/cli/commands/group_json.h"
#include "app/cli/table.h"
#include "models/codec/text_escape.h"
#include "models/notebook/group_wording.h"
#include "models/workflow/error_workflow.h"
#include "models/workflow/group_workflow.h"

#include <CLI/CLI.hpp>
#include <ostream>

namespace throughline::cli {

namespace {

using domain::ErrorGroupId;
using domain::GroupRuleKind;

Result<std::vector<ErrorGroupId>> groupsFromText(const std::vector<std::string>& texts)
{
    std::vector<ErrorGroupId> groups;
    for (const std::string& text : texts) {
        TL_ASSIGN(const ErrorGroupId group, workflow::errorGroupNamed(text));
        groups.push_back(group);
    }
    return groups;
}

class GroupCommand : public Command
{
public:
    std::string name() const override { return "group"; }

    std::string summary() const override
    {
        return "decide about error groups: merge, split, rename, assign, ignore, resolve, undo";
    }

    std::string example() const override { return "throughline group merge E1 E2"; }

    void addOptions(CLI::App& app) override
    {
        app.require_subcommand(1);
        m_merge = add(app, "merge", "make several groups one; the first keeps its number");
        m_merge->add_option("groups", m_groups, "two groups or more")->required();
        m_split = add(app, "split", "divide a group by what its occurrences differ in");
        m_split->add_option("group", m_groups, "the group")->required()->expected(1);
        m_split->add_option("--by", m_by,
                            "a field or component; without it: what there is to choose from");
        m_split->add_option("--only", m_only, "a value to split off; the rest stays (repeatable)")
            ->allow_extra_args(false);
        m_rename = add(app, "rename", "give a group a name; without one: take it away");
        m_assign = add(app, "assign", "say who looks after a group; without a name: nobody");
        for (CLI::App* sub : {m_rename, m_assign}) {
            sub->add_option("group", m_group, "the group")->required();
            sub->add_option("name", m_text, "the name");
        }
        m_ignore = add(app, "ignore", "leave groups out of what needs attention");
        m_resolve = add(app, "resolve", "say that groups are fixed, in a version or as of now");
        m_resolve->add_option("--in-version", m_version,
                              "seen in this version or a later one, it has regressed");
        m_reopen = add(app, "reopen", "neither ignored nor resolved");
        for (CLI::App* sub : {m_ignore, m_resolve, m_reopen}) {
            sub->add_option("group", m_groups, "the group")->required()->expected(1);
        }
        m_undo = add(app, "undo", "take the last decision back");
        m_redo = add(app, "redo", "make the decision again that was taken back last");
        m_rules = add(app, "rules", "all decisions, in order");
        m_why = add(app, "why", "why two groups are two");
        m_why->add_option("groups", m_groups, "the two groups")->required()->expected(2);
    }

    Result<int> run(const CommonOptions& common, Surroundings& world) override
    {
        TL_ASSIGN(const workflow::Workspace workspace, workflow::Workspace::open(common.store));
        if (m_undo->parsed()) {
            TL_ASSIGN(const auto outcome, workflow::undoGroupRule(workspace, world.stop));
            printOutcome(outcome, "Taken back", common.json, common.quiet, world.out);
            return 0;
        }
        if (m_redo->parsed()) {
            TL_ASSIGN(const auto outcome, workflow::redoGroupRule(workspace, world.stop));
            printOutcome(outcome, "Decided again", common.json, common.quiet, world.out);
            return 0;
        }
        if (m_rules->parsed()) {
            return listRules(workspace, common, world);
        }
        if (!m_group.empty()) {
            m_groups = {m_group};
        }
        TL_ASSIGN(const std::vector<ErrorGroupId> groups, groupsFromText(m_groups));
        if (m_why->parsed()) {
            return why(workspace, groups, common, world);
        }
        if (m_split->parsed() && m_by.empty()) {
            return listChoices(workspace, groups.front(), common, world);
        }
        TL_ASSIGN(const auto outcome,
                  workflow::decideGroup(workspace, rule(groups, world.now), world.stop));
        printOutcome(outcome, "Decided", common.json, common.quiet, world.out);
        return 0;
    }

private:
    static CLI::App* add(CLI::App& app, const std::string& name, const std::string& what)
    {
        CLI::App* sub = app.add_subcommand(name, what);
        sub->fallthrough();
        return sub;
    }

    [[nodiscard]] domain::GroupRule rule(const std::vector<ErrorGroupId>& groups,
                                         Timestamp now) const
    {
        domain::GroupRule rule;
        rule.groups = groups;
        rule.created = now;
        rule.field = m_by;
        rule.only = m_only;
        rule.text = m_resolve->parsed() ? m_version : m_text;
        rule.kind = m_merge->parsed() ? GroupRuleKind::Merge
            : m_split->parsed()       ? GroupRuleKind::Split
            : m_rename->parsed()      ? GroupRuleKind::Rename
            : m_assign->parsed()      ? GroupRuleKind::Assign
            : m_ignore->parsed()      ? GroupRuleKind::Ignore
            : m_resolve->parsed()     ? GroupRuleKind::Resolve
                                      : GroupRuleKind::Reopen;
        return rule;
    }

    static Result<int> listRules(const workflow::Workspace& workspace, const CommonOptions& common,
                                 Surroundings& world)
    {
        TL_ASSIGN(const auto rules, workflow::listGroupRules(workspace));
        if (common.json) {
            codec::JsonWriter json(2);
            json.beginObject().member("total", rules.size()).key("rules").beginArray();
            for (const domain::GroupRule& rule : rules) {
                writeGroupRule(json, rule);
            }
            json.endArray().endObject();
            world.out << json.text() << '\n';
            return 0;
        }
        Table table({{"no.", true}, {"when"}, {"decision"}, {"state"}});
        for (const domain::GroupRule& rule : rules) {
            table.add({std::to_string(rule.id), formatRfc3339(rule.created),
                       notebook::ruleText(rule), rule.undone ? "taken back" : "in force"});
        }
        table.print(world.out);
        return 0;
    }

    static Result<int> listChoices(const workflow::Workspace& workspace, ErrorGroupId group,
                                   const CommonOptions& common, Surroundings& world)
    {
        TL_ASSIGN(const auto choices, workflow::splitChoices(workspace, group, world.stop));
        if (common.json) {
            codec::JsonWriter json(2);
            json.beginObject().member("group", domain::toText(group));
            json.key("choices").beginArray();
            for (const workflow::SplitChoice& choice : choices) {
                json.beginObject().member("field", choice.field).key("values").beginArray();
                for (const auto& value : choice.values) {
                    json.beginObject().textOrNull("value", value.text);
                    json.member("occurrences", value.occurrences).endObject();
                }
                json.endArray().endObject();
            }
            json.endArray().endObject();
            world.out << json.text() << '\n';
            return 0;
        }
        if (choices.empty()) {
            world.out << "The occurrences of " << domain::toText(group)
                      << " differ in nothing it could be split by.\n";
            return 0;
        }
        Table table({{"by"}, {"value"}, {"occurrences", true}});
        for (const workflow::SplitChoice& choice : choices) {
            for (const auto& value : choice.values) {
                table.add({choice.field, value.text.empty() ? "(none)" : value.text,
                           count(value.occurrences)});
            }
        }
        table.print(world.out);
        return 0;
    }

    static Result<int> why(const workflow::Workspace& workspace,
                           const std::vector<ErrorGroupId>& groups, const CommonOptions& common,
                           Surroundings& world)
    {
        TL_ASSIGN(const auto apart, workflow::whyApart(workspace, groups[0], groups[1]));
        const std::string sentence =
            notebook::apartText(apart.first, apart.second, apart.together, apart.difference);
        if (!common.json) {
            world.out << codec::escapeTerminal(sentence) << '\n';
            return 0;
        }
        codec::JsonWriter json(2);
        json.beginObject().member("first", domain::toText(apart.first));
        json.member("second", domain::toText(apart.second));
        json.textOrNull("together", apart.together ? domain::toText(*apart.together) : "");
        json.key("difference");
        if (apart.difference) {
            json.beginObject().member("component", apart.difference->component);
            json.member("place", apart.difference->place);
            json.member("first", apart.difference->first);
            json.member("second", apart.difference->second).endObject();
        } else {
            json.null();
        }
        json.member("first_components", apart.firstComponents);
        json.member("second_components", apart.secondComponents);
        json.member("sentence", sentence).endObject();
        world.out << json.text() << '\n';
        return 0;
    }

    std::vector<std::string> m_groups;
    std::string m_group;
    std::string m_by;
    std::vector<std::string> m_only;
    std::string m_text;
    std::string m_version;
    CLI::App* m_merge = nullptr;
    CLI::App* m_split = nullptr;
    CLI::App* m_rename = nullptr;
    CLI::App* m_assign = nullptr;
    CLI::App* m_ignore = nullptr;
    CLI::App* m_resolve = nullptr;
    CLI::App* m_reopen = nullptr;
    CLI::App* m_undo = nullptr;
    CLI::App* m_redo = nullptr;
    CLI::App* m_rules = nullptr;
    CLI::App* m_why = nullptr;
};

} // namespace

Commands groupCommands()
{
    Commands commands;
    commands.push_back(std::make_unique<GroupCommand>());
    return commands;
}

} // namespace throughline::cli
