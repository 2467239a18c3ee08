#include "models/notebook/group_wording.h"

#include "models/base/text.h"
#include "models/base/time_format.h"
#include "models/notebook/template_text.h"

#include <utility>
#include <vector>

namespace throughline::notebook {

namespace {

using domain::GroupRule;
using domain::GroupRuleKind;

std::string countText(std::uint64_t count)
{
    return groupDigits(static_cast<std::int64_t>(count));
}

std::string namesOf(const std::vector<domain::ErrorGroupId>& groups, std::size_t from)
{
    std::vector<std::string> names;
    for (std::size_t i = from; i < groups.size(); ++i) {
        names.push_back(domain::toText(groups[i]));
    }
    return listInWords(names);
}

std::string valuesOf(const std::vector<std::string>& values, const GroupTemplates& templates)
{
    std::vector<std::string> texts;
    for (const std::string& value : values) {
        texts.push_back(value.empty() ? templates.noValue : value);
    }
    return listInWords(texts);
}

const std::string& templateOf(const GroupRule& rule, const GroupTemplates& templates)
{
    switch (rule.kind) {
    case GroupRuleKind::Merge:
        return templates.merged;
    case GroupRuleKind::Split:
        return rule.only.empty() ? templates.split : templates.splitOff;
    case GroupRuleKind::Rename:
        return rule.text.empty() ? templates.unnamed : templates.renamed;
    case GroupRuleKind::Assign:
        return rule.text.empty() ? templates.unassigned : templates.assigned;
    case GroupRuleKind::Ignore:
        return templates.ignored;
    case GroupRuleKind::Resolve:
        return rule.text.empty() ? templates.resolved : templates.resolvedIn;
    case GroupRuleKind::Reopen:
        return templates.reopened;
    case GroupRuleKind::Regroup:
        return rule.text.empty() ? templates.regroupedPlainly : templates.regrouped;
    case GroupRuleKind::SourceMaps:
        break;
    }
    return templates.sourceMapped;
}

} // namespace

std::string ruleText(const GroupRule& rule, const GroupTemplates& templates)
{
    return fillTemplate(
        templateOf(rule, templates),
        {{"group", rule.groups.empty() ? std::string() : domain::toText(rule.groups.front())},
         {"others", namesOf(rule.groups, 1)},
         {"field", rule.field},
         {"values", valuesOf(rule.only, templates)},
         {"text", rule.text},
         {"time", formatRfc3339(rule.at)}});
}

std::string apartText(domain::ErrorGroupId first, domain::ErrorGroupId second,
                      const std::optional<domain::ErrorGroupId>& together,
                      const std::optional<analysis::GroupDifference>& difference,
                      const GroupTemplates& templates)
{
    Places places {{"first", domain::toText(first)}, {"second", domain::toText(second)}};
    if (together) {
        places.emplace_back("group", domain::toText(*together));
        return fillTemplate(templates.together, places);
    }
    if (!difference) {
        return fillTemplate(templates.same, places);
    }
    if (difference->component == "split") {
        const auto& split = difference->second ? difference->second : difference->first;
        places.emplace_back("split", "'" + *split + "'");
        return fillTemplate(templates.apartBySplit, places);
    }
    const auto quoted = [&](const std::optional<std::string>& value) {
        return value ? "'" + *value + "'" : templates.nothingThere;
    };
    places.emplace_back("component", difference->component);
    places.emplace_back("place", std::to_string(difference->place));
    places.emplace_back("a", quoted(difference->first));
    places.emplace_back("b", quoted(difference->second));
    return fillTemplate(difference->component == "frame" ? templates.apartByFrame : templates.apart,
                        places);
}

std::string changeText(const analysis::RegroupChange& change, const GroupTemplates& templates)
{
    return fillTemplate(change.empty() ? templates.unchanged : templates.changed,
                        {{"occurrences", countText(change.occurrences)},
                         {"moved", countText(change.moved)},
                         {"groups", countText(change.groupsAfter)},
                         {"before", countText(change.groupsBefore)},
                         {"after", countText(change.groupsAfter)},
                         {"joined", countText(change.merged.size())},
                         {"divided", countText(change.split.size())}});
}

std::string mapsText(std::uint64_t found, std::uint64_t ofKnownBuild,
                     const std::vector<std::string>& refused, const GroupTemplates& templates)
{
    std::string text;
    if (found > 0) {
        text = fillTemplate(templates.mapsFound,
                            {{"maps", countText(found)}, {"builds", countText(ofKnownBuild)}});
    }
    if (!refused.empty()) {
        text += (text.empty() ? "" : " ")
            + fillTemplate(templates.mapsRefused, {{"files", join(refused, "; ")}});
    }
    return text;
}

} // namespace throughline::notebook
