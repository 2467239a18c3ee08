#pragma once

#include "app/window/perspective_page.h"
#include "app/window/session_questions.h"

#include <optional>
#include <string>

namespace throughline::widgets {
class Inspector;
class TimelinePanel;
class TracePanel;
} // namespace throughline::widgets

namespace throughline::app {

class RecordInspector;
class SessionListController;

/// The sessions behind a number, and one of them in full: timeline, trace, inspector, tickets.
class SessionPage : public PerspectivePage
{
    Q_OBJECT

public:
    explicit SessionPage(const WindowServices& services);

Q_SIGNALS:
    /// The place of a record was asked for.
    void sourceRecordRequested(const throughline::domain::SourcePlace& place);

protected:
    void refresh() override;

private:
    void arrange();
    void connectViews();
    void clear();

    void askView();
    void showView(const SessionAnswer& answer);
    void askTickets();
    void askTrace();
    void showTrace(const TraceAnswer& answer);
    void showListed();
    void showBasis();
    void markSelected();

    void selectItem(std::size_t place);
    void selectSpan(domain::SpanId span);
    void selectRecord(domain::RecordRef record);
    void openTicket(const QString& id);
    [[nodiscard]] domain::TraceId wantedTrace() const;

    widgets::SessionList* m_list;
    widgets::TimelinePanel* m_timeline;
    widgets::TracePanel* m_trace;
    widgets::Inspector* m_inspectorPanel;
    widgets::TicketPanel* m_tickets;
    SessionListController* m_sessions;
    RecordInspector* m_inspector;

    qt::OpenStorePointer m_store;
    std::string m_viewAsked;
    std::optional<SessionAnswer> m_view;
    domain::TraceId m_traceAsked;
    widgets::WaterfallPlot::Trace m_traceShown;
    domain::ErrorGroupId m_ticketsAsked;
    widgets::TicketPanel::Rows m_ticketRows;
};

} // namespace throughline::app
