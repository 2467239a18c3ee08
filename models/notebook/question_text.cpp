#include "models/base/text.h"
#include "models/base/utf8.h"
#include "models/notebook/notebook.h"
#include "models/notebook/number_text.h"

namespace throughline::notebook {

namespace {

/// A question in SQL may be long; a list shows its beginning.
std::string beginning(std::string_view text)
{
    constexpr std::size_t kLongest = 60;
    const std::string_view trimmed = trim(text);
    const std::string line(trim(trimmed.substr(0, trimmed.find('\n'))));
    return line.size() <= kLongest ? line : std::string(cutUtf8(line, kLongest)) + "...";
}

std::string funnelName(const Question& question)
{
    return question.funnel.name.empty() ? join(question.funnel.steps, " > ") : question.funnel.name;
}

std::string scopeText(const domain::Scope& scope)
{
    std::string text;
    if (!scope.where.empty()) {
        text += ", sessions of " + scope.where;
    }
    if (!scope.range.empty()) {
        text += ", " + timeRangeText(scope.range);
    }
    return text + (scope.includeBots ? ", bots included" : "");
}

std::string valuesText(const std::vector<FieldValue>& values)
{
    std::string text;
    for (const FieldValue& each : values) {
        text += ", " + each.field + " " + (each.value.empty() ? "(none)" : each.value);
    }
    return text;
}

/// The sessions a set holds, without its funnel: "Sessions that reached step 3".
std::string setText(const Question& question)
{
    const std::string_view set = question.set;
    const std::size_t colon = set.find(':');
    const std::string step = colon == std::string_view::npos ? "" : question.set.substr(colon + 1);
    const std::string_view part = set.substr(0, colon);
    if (part == "error") {
        return "Sessions that met " + question.errorGroup;
    }
    if (part == "affected") {
        return "Sessions affected by " + question.errorGroup;
    }
    if (part == "control") {
        return "Controls of " + question.errorGroup;
    }
    if (part == "reached") {
        return "Sessions that reached step " + step;
    }
    if (part == "dropped") {
        return "Sessions that came to step " + step + " and no further";
    }
    if (part == "immature") {
        return "Sessions that may still go on";
    }
    if (part == "touched") {
        return "Sessions an exclusion cut";
    }
    return part == "excluded" ? "Sessions an exclusion took out" : "Sessions";
}

std::string sessionsText(const Question& question)
{
    std::string text = setText(question);
    const bool ofFunnel = question.set != "error" && question.set != "all" && !question.set.empty();
    if (ofFunnel) {
        text += " of funnel " + funnelName(question);
    }
    if (!question.arm.empty()) {
        text += ", " + question.arm + " " + question.errorGroup;
    }
    // The sessions of a group are those of the whole store.
    return text + valuesText(question.values)
        + (question.set == "error" ? "" : scopeText(question.scope));
}

std::string differencesText(const Question& question)
{
    if (question.first.empty()) {
        return "What tells the affected of " + question.errorGroup
            + " from their controls, on funnel " + funnelName(question);
    }
    return "What tells sessions of " + question.first + " from "
        + (question.second.empty() ? "all others" : "those of " + question.second);
}

std::string releaseText(const Question& question)
{
    std::string text = "Before and after release " + question.version;
    text += question.errorGroup.empty() ? "" : ", for " + question.errorGroup;
    return text + (question.funnel.steps.empty() ? "" : ", on funnel " + funnelName(question));
}

std::string regroupText(const Question& question)
{
    if (!question.maps.empty()) {
        return "Grouping anew with the source maps of " + question.maps
            + (question.version.empty() ? "" : ", version " + question.version);
    }
    return "Grouping anew by " + (question.path.empty() ? "the rules in force" : question.path);
}

} // namespace

std::string questionText(const Question& question)
{
    const std::string scope = scopeText(question.scope);
    switch (question.kind) {
    case QuestionKind::Funnel:
        return "Funnel " + funnelName(question) + (question.by.empty() ? "" : " by " + question.by)
            + scope;
    case QuestionKind::Comparison:
        return question.errorGroup + " on funnel " + funnelName(question)
            + ": affected against control" + scope;
    case QuestionKind::ErrorGroup:
        return "Error group " + question.errorGroup;
    case QuestionKind::Errors:
        return question.funnel.steps.empty()
            ? "Error groups" + scope
            : "Error groups by what they cost funnel " + funnelName(question) + scope;
    case QuestionKind::Session:
        return "Session " + question.id;
    case QuestionKind::Trace:
        return "Trace " + question.id;
    case QuestionKind::Ticket:
        return "Ticket " + question.id;
    case QuestionKind::Sql:
        return "SQL: " + beginning(question.sql);
    case QuestionKind::Sessions:
        return sessionsText(question);
    case QuestionKind::Differences:
        return differencesText(question) + scope;
    case QuestionKind::Release:
        return releaseText(question) + scope;
    case QuestionKind::Pivot:
        return "Funnel " + funnelName(question) + " by " + listInWords(question.byFields)
            + (question.errorGroup.empty() ? "" : ", and by who met " + question.errorGroup)
            + scope;
    case QuestionKind::Record:
        return "Record " + question.id;
    case QuestionKind::Regroup:
        return regroupText(question);
    }
    return {};
}

} // namespace throughline::notebook
