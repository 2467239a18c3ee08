#include "models/workflow/notebook_answer.h"

#include "models/codec/json_writer.h"
#include "models/notebook/result_json.h"
#include "models/notebook/source_account.h"
#include "models/notebook/wording.h"
#include "models/store/queries/source_queries.h"
#include "models/store/store_file.h"
#include "models/workflow/comparison_workflow.h"
#include "models/workflow/notebook_answers.h"
#include "models/workflow/session_workflow.h"
#include "models/workflow/sql_workflow.h"
#include "models/workflow/store_workflow.h"
#include "models/workflow/ticket_workflow.h"
#include "models/workflow/trace_workflow.h"

#include <algorithm>

namespace throughline::workflow {

namespace {

using notebook::Question;
using notebook::QuestionKind;

/// Rows that a notebook keeps of lists; how many there were in all stands beside them.
constexpr std::size_t kMostRows = 100;
constexpr std::uint64_t kMostGroups = 20;

/// One question on its way to an answer.
class Answer
{
public:
    Answer(const Workspace& workspace, const SnapshotPointer& snapshot, Question& question,
           const std::stop_token& stop)
        : m_workspace(workspace)
        , m_snapshot(snapshot)
        , m_question(question)
        , m_stop(stop)
        , m_asked(workspace, snapshot, question, stop)
    {
    }

    Result<void> find()
    {
        switch (m_question.kind) {
        case QuestionKind::Funnel:
            return funnel();
        case QuestionKind::Comparison:
            return comparison();
        case QuestionKind::ErrorGroup:
            return errorGroup();
        case QuestionKind::Errors:
            return errors();
        case QuestionKind::Session:
            return session();
        case QuestionKind::Trace:
            return trace();
        case QuestionKind::Ticket:
            return ticket();
        case QuestionKind::Sql:
            return sql();
        case QuestionKind::Sessions:
            return answerSessions(m_asked, m_json);
        case QuestionKind::Differences:
            return answerDifferences(m_asked, m_json);
        case QuestionKind::Release:
            return answerRelease(m_asked, m_json);
        case QuestionKind::Pivot:
            return answerPivot(m_asked, m_json);
        case QuestionKind::Record:
            return answerRecord(m_asked, m_json);
        case QuestionKind::Regroup:
            return answerRegroup(m_asked, m_json);
        }
        return {};
    }

    [[nodiscard]] const std::string& result() const { return m_json.text(); }

    [[nodiscard]] const std::string& ruleSet() const { return m_asked.ruleSet(); }

private:
    Result<void> funnel()
    {
        TL_ASSIGN(const auto evaluated, m_asked.evaluated());
        std::optional<analysis::FunnelSplit> split;
        if (!m_question.by.empty()) {
            FunnelBreakdown breakdown;
            breakdown.field = m_question.by;
            TL_TRY(setAttribution(breakdown, m_question.attribution));
            TL_ASSIGN(split, splitFunnel(m_workspace, *m_snapshot, *evaluated, breakdown, m_stop));
        }
        m_json.beginObject();
        notebook::writeFunnelCounts(m_json, funnelResult(*evaluated, split ? &*split : nullptr));
        m_json.endObject();
        return {};
    }

    Result<void> comparison()
    {
        TL_ASSIGN(const domain::ErrorGroupId group, m_asked.groupId());
        ComparisonRequest request(
            group, {m_question.fromStep, m_question.match, m_question.valuePerConversion});
        TL_ASSIGN(const auto evaluated, m_asked.evaluated());
        TL_TRY(checkComparable(*evaluated));
        request.by = m_question.byFields;
        TL_ASSIGN(const analysis::Comparison comparison,
                  compareMeasured(m_workspace, *m_snapshot, *evaluated, request, m_stop));
        notebook::writeComparison(m_json, comparison,
                                  notebook::plainText(notebook::comparisonSentence(comparison)),
                                  affectedSample(*m_snapshot, *evaluated, request.group));
        return {};
    }

    Result<void> errorGroup()
    {
        TL_ASSIGN(const ErrorDetail detail, m_asked.group());
        m_json.beginObject();
        notebook::writeGroupMembers(m_json, detail.group);
        m_json.textOrNull("message", detail.message).textOrNull("stack", detail.stack);
        m_json.key("per_hour").beginArray();
        for (const ErrorDetail::Hour& hour : detail.perHour) {
            m_json.beginObject().member("t", formatRfc3339(hour.start));
            m_json.member("count", hour.count).endObject();
        }
        m_json.endArray().member("tickets_linked", detail.tickets).endObject();
        return {};
    }

    Result<void> errors()
    {
        std::optional<ImpactQuestion> impact;
        if (!m_question.funnel.steps.empty()) {
            TL_ASSIGN(const auto evaluated, m_asked.evaluated());
            impact = impactQuestion(m_snapshot, evaluated);
        }
        ErrorListRequest request;
        request.limit = kMostGroups;
        TL_ASSIGN(const ErrorList list, listErrors(m_workspace, impact, request, m_stop));
        m_json.beginObject().member("total", list.total).key("error_groups").beginArray();
        for (const ErrorRow& row : list.rows) {
            m_json.beginObject();
            notebook::writeGroupMembers(m_json, row.group);
            notebook::writeImpact(m_json, row.impact);
            m_json.endObject();
        }
        m_json.endArray().endObject();
        return {};
    }

    Result<void> session()
    {
        TL_ASSIGN(const SessionView view, showSession(m_workspace, m_question.id));
        const domain::SessionSummary& session = view.session;
        m_json.beginObject().key("session").beginObject().member("id", session.id);
        m_json.textOrNull("user", session.user).textOrNull("account", session.account);
        m_json.member("start", formatRfc3339(session.start));
        m_json.member("end", formatRfc3339(session.end)).endObject();
        m_json.member("timeline_total", static_cast<std::uint64_t>(view.timeline.size()));
        m_json.key("timeline").beginArray();
        for (std::size_t i = 0; i < std::min(view.timeline.size(), kMostRows); ++i) {
            const domain::TimelineItem& item = view.timeline[i];
            m_json.beginObject().member("t", formatRfc3339(item.time));
            m_json.member("kind", domain::toText(item.kind)).member("title", item.title);
            m_json.member("id", item.id).endObject();
        }
        m_json.endArray().endObject();
        return {};
    }

    Result<void> trace()
    {
        TL_ASSIGN(const TraceDetail detail, showTrace(m_workspace, m_question.id));
        const std::vector<analysis::TraceRow>& spans = detail.view.rows;
        m_json.beginObject().member("trace_id", m_question.id);
        m_json.textOrNull("session_id", detail.sessionId);
        m_json.member("spans_total", static_cast<std::uint64_t>(spans.size()));
        m_json.key("spans").beginArray();
        for (std::size_t i = 0; i < std::min(spans.size(), kMostRows); ++i) {
            const analysis::TraceRow& row = spans[i];
            m_json.beginObject().member("span_id", domain::toHex(row.span.id));
            m_json.member("service", row.span.service).member("name", row.span.name);
            m_json.member("start", formatRfc3339(row.span.start));
            m_json.member("duration_ms", row.span.duration.toMilliseconds());
            m_json.member("status", row.span.status).member("depth", row.depth);
            m_json.member("on_critical_path", row.onCriticalPath).endObject();
        }
        m_json.endArray().endObject();
        return {};
    }

    Result<void> ticket()
    {
        TL_ASSIGN(const TicketView view, showTicket(m_workspace, m_question.id));
        m_json.beginObject().member("id", view.ticket.id);
        m_json.textOrNull("topic", view.ticket.topic).textOrNull("message", view.ticket.message);
        m_json.textOrNull("severity", view.ticket.severity);
        m_json.member("created", formatRfc3339(view.ticket.created)).key("sessions").beginArray();
        for (std::size_t i = 0; i < std::min(view.sessions.size(), kMostRows); ++i) {
            const domain::TicketLink& link = view.sessions[i];
            m_json.beginObject().member("session_id", link.sessionId);
            m_json.member("confidence", link.confidence).member("reason", link.reason);
            m_json.member("linked", link.linked).endObject();
        }
        m_json.endArray().endObject();
        return {};
    }

    Result<void> sql()
    {
        TL_ASSIGN(const domain::SqlAnswer answer, askSql(m_workspace, m_question.sql, {}, m_stop));
        m_json.beginObject().member("columns", answer.columns);
        m_json.member("total", static_cast<std::uint64_t>(answer.rows.size()));
        m_json.textOrNull("cut", toText(answer.cut)).key("rows").beginArray();
        for (std::size_t i = 0; i < std::min(answer.rows.size(), kMostRows); ++i) {
            m_json.beginArray();
            for (const domain::SqlValue& value : answer.rows[i]) {
                write(value);
            }
            m_json.endArray();
        }
        m_json.endArray().endObject();
        return {};
    }

    void write(const domain::SqlValue& value)
    {
        if (const auto* whole = std::get_if<std::int64_t>(&value)) {
            m_json.value(*whole);
        } else if (const auto* real = std::get_if<double>(&value)) {
            m_json.value(*real);
        } else if (const auto* text = std::get_if<std::string>(&value)) {
            m_json.value(*text);
        } else {
            m_json.null();
        }
    }

    const Workspace& m_workspace;
    const SnapshotPointer& m_snapshot;
    Question& m_question;
    const std::stop_token& m_stop;
    AskedQuestion m_asked;
    codec::JsonWriter m_json;
};

} // namespace

Result<notebook::PinnedResult> pinnedAnswer(const Workspace& workspace,
                                            const SnapshotPointer& snapshot,
                                            notebook::Question question, Timestamp now,
                                            const std::stop_token& stop)
{
    notebook::PinnedResult pinned;
    pinned.question = std::move(question);
    Answer answer(workspace, snapshot, pinned.question, stop);
    TL_TRY(answer.find());
    pinned.result = answer.result();
    pinned.taken = now;
    pinned.versions["bots"] = snapshot->sessions.botRule;
    if (!answer.ruleSet().empty()) {
        pinned.versions["grouping"] = answer.ruleSet();
    }
    TL_ASSIGN(const StoreDigest digest, storeDigest(workspace));
    pinned.digests = digest.digest;
    TL_ASSIGN(const store::Connection connection, workspace.file().openReader());
    TL_ASSIGN(const auto sources, store::visibleSources(connection));
    pinned.redacted = notebook::redactedText(sources);
    pinned.rejected = notebook::rejectedText(sources);
    return pinned;
}

} // namespace throughline::workflow
