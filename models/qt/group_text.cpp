#include "models/qt/group_text.h"

#include "models/notebook/group_wording.h"
#include "models/qt/qt_text.h"

#include <QCoreApplication>

#include <string>

namespace throughline::qt {

namespace {

/// The shared templates in the user's language.
notebook::GroupTemplates translatedTemplates()
{
    notebook::GroupTemplates templates;
    for (std::string* text :
         {&templates.merged,           &templates.split,        &templates.splitOff,
          &templates.renamed,          &templates.unnamed,      &templates.assigned,
          &templates.unassigned,       &templates.ignored,      &templates.resolvedIn,
          &templates.resolved,         &templates.reopened,     &templates.regrouped,
          &templates.regroupedPlainly, &templates.sourceMapped, &templates.noValue,
          &templates.together,         &templates.same,         &templates.apart,
          &templates.apartByFrame,     &templates.apartBySplit, &templates.nothingThere,
          &templates.unchanged,        &templates.changed,      &templates.mapsFound,
          &templates.mapsRefused}) {
        *text =
            toStdString(QCoreApplication::translate("throughline::GroupTemplates", text->c_str()));
    }
    return templates;
}

} // namespace

QString groupRuleText(const domain::GroupRule& rule)
{
    return toQString(notebook::ruleText(rule, translatedTemplates()));
}

QString groupChangeText(const analysis::RegroupChange& change)
{
    return toQString(notebook::changeText(change, translatedTemplates()));
}

QString sourceMapsText(std::uint64_t found, std::uint64_t ofKnownBuild,
                       const std::vector<std::string>& refused)
{
    return toQString(notebook::mapsText(found, ofKnownBuild, refused, translatedTemplates()));
}

QString groupsApartText(domain::ErrorGroupId first, domain::ErrorGroupId second,
                        const std::optional<domain::ErrorGroupId>& together,
                        const std::optional<analysis::GroupDifference>& difference)
{
    return toQString(
        notebook::apartText(first, second, together, difference, translatedTemplates()));
}

} // namespace throughline::qt
