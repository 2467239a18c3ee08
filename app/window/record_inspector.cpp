#include "app/window/record_inspector.h"

#include "app/window/filter_controller.h"
#include "app/window/inspected.h"
#include "models/qt/pin_questions.h"
#include "models/qt/qt_text.h"
#include "models/workflow/record_id.h"
#include "widgets/session/inspector.h"

#include <algorithm>
#include <utility>

namespace throughline::app {

namespace {

using workflow::ErrorMark;

const ErrorMark* markOf(const std::vector<ErrorMark>& errors, domain::RecordRef record)
{
    const auto found = std::find_if(errors.begin(), errors.end(),
                                    [&](const ErrorMark& mark) { return mark.record == record; });
    return found == errors.end() ? nullptr : &*found;
}

} // namespace

RecordInspector::RecordInspector(widgets::Inspector& inspector, const WindowServices& services)
    : QObject(&inspector)
    , m_inspector(inspector)
    , m_services(services)
{
    qt::InvestigationContext* context = &services.context;
    connect(&inspector, &widgets::Inspector::filterRequested, context,
            [context](const QString& field, const QString& value, bool negated) {
                addValueFilter(*context, field, value, negated);
            });
    connect(&inspector, &widgets::Inspector::sourceRecordRequested, this, [this] {
        if (m_place) {
            Q_EMIT sourceRecordRequested(*m_place);
        }
    });
    connect(&inspector, &widgets::Inspector::linkActivated, this, &RecordInspector::openSameError);
}

void RecordInspector::clear()
{
    m_asked = {};
    m_place.reset();
    m_errors.clear();
    m_trace = {};
    m_inspector.clear();
}

void RecordInspector::setErrors(std::vector<ErrorMark> ofSession)
{
    m_errors = std::move(ofSession);
}

void RecordInspector::setTrace(const TraceAnswer& trace)
{
    m_trace = trace;
}

void RecordInspector::selectFirst()
{
    const qt::Selection& selection = m_services.context.selection();
    if (selection.record.block.value() != 0 || !selection.ticket.empty() || m_trace.trace == nullptr
        || m_trace.trace->rows.empty()) {
        return;
    }
    const auto& rows = m_trace.trace->rows;
    const auto failed = std::find_if(rows.begin(), rows.end(),
                                     [](const auto& row) { return row.span.status == "error"; });
    qt::Selection next = selection;
    next.record = failed == rows.end() ? rows.front().span.record : failed->span.record;
    m_services.context.adjustSelection(next);
}

void RecordInspector::refresh()
{
    const domain::RecordRef record = m_services.context.selection().record;
    if (record == m_asked) {
        return;
    }
    m_asked = record;
    m_place.reset();
    if (record.block.value() == 0) {
        m_services.session.jobs().drop(QStringLiteral("session.record"));
        m_inspector.clear();
        return;
    }
    m_services.session.ask<workflow::RecordView>(
        {.slot = QStringLiteral("session.record"),
         .context = this,
         .ask =
             [record](const qt::OpenStore& store, const std::stop_token&) {
                 return workflow::showRecord(store.workspace, record);
             },
         .deliver = [this](const workflow::RecordView& view) { show(view); }});
}

void RecordInspector::show(const workflow::RecordView& record)
{
    m_place = record.place;
    widgets::InspectorSubject subject = inspectedRecord(record, spanOf(m_asked), m_services.facts);
    if (errorOf(m_asked) != nullptr) {
        subject.link = tr("Same error");
    }
    m_inspector.setSubject(subject);
    Q_EMIT placeChanged();
}

void RecordInspector::showTicket(const widgets::TicketRow& row)
{
    m_asked = {};
    m_place.reset();
    m_inspector.setSubject(inspectedTicket(row));
    Q_EMIT placeChanged();
}

std::optional<notebook::Question> RecordInspector::pinned() const
{
    const qt::Selection& selection = m_services.context.selection();
    if (m_asked.block.value() == 0) {
        return qt::pinQuestion(notebook::QuestionKind::Ticket, selection, {});
    }
    notebook::Question question;
    question.kind = notebook::QuestionKind::Record;
    question.id = workflow::toText(m_asked);
    return question;
}

void RecordInspector::openSameError()
{
    if (const ErrorMark* error = errorOf(m_asked)) {
        const QString id = qt::toQString(domain::toText(error->group));
        m_services.context.activate(qt::ItemKind::ErrorGroup, id);
    }
}

const analysis::TraceRow* RecordInspector::spanOf(domain::RecordRef record) const
{
    if (m_trace.trace == nullptr || record.block.value() == 0) {
        return nullptr;
    }
    const auto& rows = m_trace.trace->rows;
    const auto found = std::find_if(rows.begin(), rows.end(),
                                    [&](const auto& row) { return row.span.record == record; });
    return found == rows.end() ? nullptr : &*found;
}

const ErrorMark* RecordInspector::errorOf(domain::RecordRef record) const
{
    const ErrorMark* ofSession = markOf(m_errors, record);
    return ofSession != nullptr ? ofSession : markOf(m_trace.errors, record);
}

} // namespace throughline::app
