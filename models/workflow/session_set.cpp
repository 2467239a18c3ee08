#include "models/workflow/session_set.h"

#include "models/base/text.h"

#include <array>
#include <utility>

namespace throughline::workflow {

namespace {

constexpr std::array<std::pair<FunnelPart, std::string_view>, 5> kParts {
    {{FunnelPart::Reached, "reached"},
     {FunnelPart::Dropped, "dropped"},
     {FunnelPart::Immature, "immature"},
     {FunnelPart::Touched, "touched"},
     {FunnelPart::Excluded, "excluded"}}};

/// Parts that belong to a step.
bool ofStep(FunnelPart part)
{
    return part == FunnelPart::Reached || part == FunnelPart::Dropped;
}

/// "reached:3", "immature".
std::string partText(FunnelPart part, std::uint32_t step)
{
    std::string text;
    for (const auto& [each, word] : kParts) {
        if (each == part) {
            text = word;
        }
    }
    return ofStep(part) ? text + ":" + std::to_string(step) : text;
}

Error noSet(const std::string& text)
{
    return usageError("'" + text + "' is no set of sessions",
                      "Sets are all, error, reached:N, dropped:N, immature, touched, excluded, "
                      "affected and control");
}

Result<void> readPart(const std::string& text, SessionSet& set)
{
    const std::size_t colon = text.find(':');
    set.kind = SessionSetKind::Funnel;
    for (const auto& [part, word] : kParts) {
        if (std::string_view(text).substr(0, colon) != word) {
            continue;
        }
        set.part = part;
        if (!ofStep(part)) {
            return colon == std::string::npos ? Result<void>() : Result<void>(noSet(text));
        }
        const auto step =
            colon == std::string::npos ? std::nullopt : parseUnsigned(text.substr(colon + 1));
        if (!step || *step == 0 || *step > UINT32_MAX) {
            return noSet(text);
        }
        set.step = static_cast<std::uint32_t>(*step);
        return {};
    }
    return noSet(text);
}

} // namespace

Result<IdSet> sessionsOf(const Workspace& workspace, const Snapshot& snapshot,
                         const EvaluatedFunnel* funnel, const SessionSet& set,
                         const domain::Scope& scope, const std::stop_token& stop)
{
    if (set.needsFunnel() && funnel == nullptr) {
        return usageError("This list belongs to a funnel, and none is chosen", "Choose a funnel");
    }
    switch (set.kind) {
    case SessionSetKind::Scope:
        return sessionsInScope(workspace, snapshot, scope, stop);
    case SessionSetKind::Error:
        return errorSessions(workspace, snapshot, set.group);
    case SessionSetKind::Funnel:
        return sessionsWithValue(
            snapshot,
            funnelSessions(snapshot, *funnel,
                           {set.part, set.step, set.arm, set.group, nullptr, {}}),
            set.segment);
    case SessionSetKind::Comparison:
        return comparisonSessions(snapshot, *funnel, {set.group, set.terms}, set.comparisonArm,
                                  {set.segment, set.secondSegment});
    }
    return IdSet();
}

notebook::Question questionOf(const SessionSet& set)
{
    notebook::Question question;
    question.kind = notebook::QuestionKind::Sessions;
    if (set.group.value() != 0) {
        question.errorGroup = domain::toText(set.group);
    }
    for (const SegmentValue& segment : {set.segment, set.secondSegment}) {
        if (!segment.field.empty()) {
            question.values.push_back({segment.field, segment.value});
        }
    }
    switch (set.kind) {
    case SessionSetKind::Scope:
        question.set = "all";
        break;
    case SessionSetKind::Error:
        question.set = "error";
        break;
    case SessionSetKind::Funnel:
        question.set = partText(set.part, set.step);
        question.arm = set.arm == FunnelArm::With ? "with"
            : set.arm == FunnelArm::Without       ? "without"
                                                  : "";
        if (question.arm.empty()) {
            question.errorGroup.clear();
        }
        break;
    case SessionSetKind::Comparison:
        question.set = set.comparisonArm == ComparisonArm::Affected ? "affected" : "control";
        question.fromStep = set.terms.fromStep;
        question.match = set.terms.match;
        break;
    }
    return question;
}

Result<SessionSet> sessionSetOf(const notebook::Question& question)
{
    SessionSet set;
    const std::string& text = question.set;
    if (text == "error") {
        set.kind = SessionSetKind::Error;
    } else if (text == "affected" || text == "control") {
        set.kind = SessionSetKind::Comparison;
        set.comparisonArm = text == "affected" ? ComparisonArm::Affected : ComparisonArm::Control;
        set.terms = {question.fromStep, question.match, question.valuePerConversion};
    } else if (!text.empty() && text != "all") {
        TL_TRY(readPart(text, set));
        if (!question.arm.empty() && question.arm != "with" && question.arm != "without") {
            return usageError("'" + question.arm + "' is no arm", "Arms are with and without");
        }
        set.arm = question.arm.empty()  ? FunnelArm::All
            : question.arm == "without" ? FunnelArm::Without
                                        : FunnelArm::With;
    }
    const bool byGroup = set.kind == SessionSetKind::Error || set.kind == SessionSetKind::Comparison
        || set.arm != FunnelArm::All;
    if (byGroup) {
        TL_ASSIGN(set.group, errorGroupNamed(question.errorGroup));
    }
    const std::size_t mostValues = set.kind == SessionSetKind::Comparison ? 2
        : set.kind == SessionSetKind::Funnel                              ? 1
                                                                          : 0;
    if (question.values.size() > mostValues) {
        return usageError("The set '" + text + "' cannot be narrowed to so many values",
                          "One value of a funnel's sessions, two of a comparison's");
    }
    if (!question.values.empty()) {
        set.segment = {question.values.front().field, question.values.front().value};
    }
    if (question.values.size() > 1) {
        set.secondSegment = {question.values.back().field, question.values.back().value};
    }
    return set;
}

} // namespace throughline::workflow
