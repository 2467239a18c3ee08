#include "models/workflow/notebook_answers.h"

#include "models/domain/group_rule.h"
#include "models/notebook/answer_json.h"
#include "models/notebook/answer_wording.h"
#include "models/workflow/differ_workflow.h"
#include "models/workflow/record_id.h"
#include "models/workflow/regroup_workflow.h"
#include "models/workflow/release_workflow.h"
#include "models/workflow/session_set.h"
#include "models/workflow/session_workflow.h"
#include "models/workflow/store_workflow.h"

#include <algorithm>
#include <map>

namespace throughline::workflow {

namespace {

using notebook::Question;

/// Rows that a notebook keeps of these lists; how many there were in all stands beside them.
constexpr std::uint64_t kMostSessions = 25;
constexpr std::size_t kMostDifferences = 40;

bool converted(const EvaluatedFunnel& funnel, std::uint32_t session)
{
    return session < funnel.levels.level.size()
        && funnel.levels.level[session] >= funnel.levels.steps;
}

void writeListed(codec::JsonWriter& json, const domain::SessionSummary& session,
                 const EvaluatedFunnel* funnel)
{
    json.beginObject().member("id", session.id).textOrNull("user", session.user);
    json.textOrNull("account", session.account).member("start", formatRfc3339(session.start));
    json.member("end", formatRfc3339(session.end)).member("events", session.events);
    json.member("errors", session.errors).member("tickets", session.tickets);
    json.member("rage_clicks", session.rageClicks).member("reloads", session.reloads);
    json.key("converted");
    funnel == nullptr ? json.null() : json.value(converted(*funnel, session.number.value()));
    json.endObject();
}

Result<SessionSort> sortOf(const std::string& text)
{
    const auto sort = sessionSortFromText(text.empty() ? "frustrated" : text);
    return sort ? Result<SessionSort>(*sort)
                : usageError("'" + text + "' is no order of sessions",
                             "Orders are frustrated, newest, longest and errors");
}

/// The affected of a group and their controls, as the window compares them.
Result<analysis::SetDifferences> armDifferences(AskedQuestion& asked)
{
    TL_ASSIGN(const EvaluatedFunnelPointer funnel, asked.evaluated());
    TL_TRY(checkComparable(*funnel));
    TL_ASSIGN(const domain::ErrorGroupId group, asked.groupId());
    const notebook::Question& question = asked.question();
    const ComparisonRequest request(group, {question.fromStep, question.match, {}});
    const Snapshot& snapshot = *asked.snapshot();
    TL_ASSIGN(const IdSet affected,
              comparisonSessions(snapshot, *funnel, request, ComparisonArm::Affected));
    TL_ASSIGN(const IdSet control,
              comparisonSessions(snapshot, *funnel, request, ComparisonArm::Control));
    return differ(snapshot, affected, control);
}

std::string nameOf(const std::vector<domain::ErrorGroup>& groups, domain::ErrorGroupId id)
{
    const auto found =
        std::find_if(groups.begin(), groups.end(),
                     [id](const domain::ErrorGroup& group) { return group.id == id; });
    if (found == groups.end()) {
        return {};
    }
    return found->type.empty() ? found->title : found->type;
}

} // namespace

Result<void> answerSessions(AskedQuestion& asked, codec::JsonWriter& json)
{
    const Question& question = asked.question();
    TL_ASSIGN(const SessionSet set, sessionSetOf(question));
    TL_ASSIGN(const SessionSort sort, sortOf(question.sort));
    if (set.group.value() != 0) {
        TL_TRY(asked.groupId());
    }
    EvaluatedFunnelPointer funnel;
    if (asked.hasFunnel() || set.needsFunnel()) {
        TL_ASSIGN(funnel, asked.evaluated());
    }
    if (set.kind == SessionSetKind::Comparison) {
        TL_TRY(checkComparable(*funnel));
    }
    const bool ofStep = set.kind == SessionSetKind::Funnel
        && (set.part == FunnelPart::Reached || set.part == FunnelPart::Dropped);
    if (ofStep && set.step > funnel->definition.steps.size()) {
        return usageError("The funnel has no step " + std::to_string(set.step),
                          "Give a step from 1 to "
                              + std::to_string(funnel->definition.steps.size()));
    }
    TL_ASSIGN(const IdSet sessions,
              sessionsOf(asked.workspace(), *asked.snapshot(), funnel.get(), set, question.scope,
                         asked.stop()));
    TL_ASSIGN(const SessionPage page,
              listSessions(asked.workspace(), *asked.snapshot(), sessions, sort, 0, kMostSessions));
    const EvaluatedFunnel* outcomes =
        funnel != nullptr && funnel->countsSessions() ? funnel.get() : nullptr;
    json.beginObject().member("total", page.total).key("not_converted");
    if (outcomes == nullptr) {
        json.null();
    } else {
        std::uint64_t count = 0;
        sessions.forEach([&](std::uint32_t s) { count += converted(*outcomes, s) ? 0 : 1; });
        json.value(count);
    }
    json.member("sort", toText(sort)).key("sessions").beginArray();
    for (const domain::SessionSummary& session : page.sessions) {
        writeListed(json, session, outcomes);
    }
    json.endArray().endObject();
    return {};
}

Result<void> answerDifferences(AskedQuestion& asked, codec::JsonWriter& json)
{
    const Question& question = asked.question();
    analysis::SetDifferences found;
    if (question.first.empty()) {
        TL_ASSIGN(found, armDifferences(asked));
    } else {
        const DifferRequest request {question.scope, question.first, question.second};
        TL_ASSIGN(found, differ(asked.workspace(), *asked.snapshot(), request, asked.stop()));
    }
    const std::string sentence = notebook::differenceSentence(found);
    const std::size_t total = found.values.size();
    found.values.resize(std::min(total, kMostDifferences));
    notebook::writeDifferences(json, found, total, sentence);
    return {};
}

Result<void> answerRelease(AskedQuestion& asked, codec::JsonWriter& json)
{
    const Question& question = asked.question();
    if (question.errorGroup.empty() && !asked.hasFunnel()) {
        return usageError("Nothing is said that may have changed with the release",
                          "Add --error-group ID, --funnel NAME, or both");
    }
    ReleaseRequest request;
    request.version = question.version;
    request.scope = question.scope;
    request.match = question.match;
    if (!question.errorGroup.empty()) {
        TL_ASSIGN(request.group, asked.groupId());
    }
    EvaluatedFunnelPointer funnel;
    if (asked.hasFunnel()) {
        TL_ASSIGN(funnel, asked.evaluated());
        TL_TRY(checkComparable(*funnel));
        request.funnel = funnel.get();
    }
    TL_ASSIGN(const analysis::ReleaseEffect effect,
              releaseEffect(asked.workspace(), *asked.snapshot(), request, asked.stop()));
    notebook::writeRelease(json, effect, notebook::releaseSentence(effect));
    return {};
}

Result<void> answerPivot(AskedQuestion& asked, codec::JsonWriter& json)
{
    const Question& question = asked.question();
    TL_ASSIGN(const EvaluatedFunnelPointer funnel, asked.evaluated());
    TL_TRY(checkComparable(*funnel));
    domain::ErrorGroupId group;
    if (!question.errorGroup.empty()) {
        TL_ASSIGN(group, asked.groupId());
    }
    TL_ASSIGN(const analysis::FunnelPivot pivot,
              pivotFunnel(*asked.snapshot(), *funnel, question.byFields, group));
    notebook::writePivot(json, funnel->definition, pivot);
    return {};
}

Result<void> answerRecord(AskedQuestion& asked, codec::JsonWriter& json)
{
    const std::string& id = asked.question().id;
    const auto ref = recordRefFromText(id);
    if (!ref) {
        return usageError("'" + id + "' is no record", "Records are named as in 12:345");
    }
    TL_ASSIGN(const RecordView view, showRecord(asked.workspace(), *ref));
    TL_ASSIGN(const Lineage source, lineage(asked.workspace(), id));
    json.beginObject().member("id", id).member("signal", toText(view.signal));
    json.member("time", formatRfc3339(view.time)).key("attributes").beginArray();
    for (const domain::Attribute& attribute : view.attributes) {
        json.beginObject().member("name", attribute.key).member("value", attribute.value);
        json.endObject();
    }
    json.endArray().member("file", source.place.file).textOrNull("member", source.place.member);
    json.member("line", source.place.line).member("offset", source.place.offset);
    json.member("length", source.place.length).member("format", source.format);
    json.key("rules").beginArray();
    for (const Lineage::Rule& rule : source.rules) {
        json.beginObject().member("rule", rule.rule).member("field", rule.field);
        json.member("count", rule.count).endObject();
    }
    json.endArray().endObject();
    return {};
}

Result<void> answerRegroup(AskedQuestion& asked, codec::JsonWriter& json)
{
    const Question& question = asked.question();
    TL_ASSIGN(const RegroupPreview preview,
              question.maps.empty()
                  ? previewRegroup(asked.workspace(), question.path, asked.stop())
                  : previewSourceMaps(asked.workspace(), {question.maps, question.version},
                                      asked.stop()));
    json.beginObject().member("rule_set_before", preview.ruleSetBefore);
    json.member("rule_set_after", preview.ruleSetAfter);
    json.member("source_maps", preview.mapsUsed).member("refused", preview.mapsRefused);
    json.key("change");
    notebook::writeRegroupChange(json, preview.change);
    // Numbers alone tell a reader nothing.
    std::map<std::string, std::string> names;
    for (const analysis::GroupFlow& flow : preview.change.flows) {
        names[domain::toText(flow.from)] = nameOf(preview.before, flow.from);
        names[domain::toText(flow.to)] = nameOf(preview.after, flow.to);
    }
    json.key("names").beginObject();
    for (const auto& [group, name] : names) {
        json.member(group, name);
    }
    json.endObject().endObject();
    return {};
}

} // namespace throughline::workflow
