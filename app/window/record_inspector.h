#pragma once

#include "app/window/session_questions.h"
#include "app/window/window_services.h"

#include <QObject>

#include <optional>
#include <vector>

namespace throughline::widgets {
class Inspector;
}

namespace throughline::app {

/// Shows the selected record in the inspector: its fields, its place in its file, the error it
/// carries.
class RecordInspector : public QObject
{
    Q_OBJECT

public:
    RecordInspector(widgets::Inspector& inspector, const WindowServices& services);

    /// Asks for the selected record where it is not shown yet.
    void refresh();
    void clear();
    /// What the selected record may belong to.
    void setErrors(std::vector<workflow::ErrorMark> ofSession);
    void setTrace(const TraceAnswer& trace);
    /// Where no record is selected, the first failed span of the trace is, else its root.
    void selectFirst();
    /// A ticket in place of a record.
    void showTicket(const widgets::TicketRow& row);

    /// Where the shown record stands; none while there is none.
    [[nodiscard]] const std::optional<domain::SourcePlace>& place() const { return m_place; }

    /// The span of the trace that is this record, or null.
    [[nodiscard]] const analysis::TraceRow* spanOf(domain::RecordRef record) const;

    /// The record or ticket on show; none while nothing is.
    [[nodiscard]] std::optional<notebook::Question> pinned() const;

Q_SIGNALS:
    void placeChanged();
    void sourceRecordRequested(const throughline::domain::SourcePlace& place);

private:
    void show(const workflow::RecordView& record);
    void openSameError();
    [[nodiscard]] const workflow::ErrorMark* errorOf(domain::RecordRef record) const;

    widgets::Inspector& m_inspector;
    WindowServices m_services;
    domain::RecordRef m_asked;
    std::optional<domain::SourcePlace> m_place;
    std::vector<workflow::ErrorMark> m_errors;
    TraceAnswer m_trace;
};

} // namespace throughline::app
