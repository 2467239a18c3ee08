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
    void connectList();
    void connectViews();
    void connectInspector();
    void forget();

    void askList();
    void showList(const SessionListAnswer& answer);
    void moreRows(int scrolled);
    void askView();
    void showView(const SessionAnswer& answer);
    void askTickets();
    void askTraceOf();
    void askRecord();
    void showRecord(const workflow::RecordView& record);
    void showBasis();

    void selectItem(std::size_t place);
    void selectSpan(domain::SpanId span);
    void selectRecord(domain::RecordRef record);
    void openTicket(const QString& id);
    void openSameError();
    [[nodiscard]] domain::TraceId wantedTrace() const;
    [[nodiscard]] const analysis::TraceRow* spanOf(domain::RecordRef record) const;
    [[nodiscard]] const workflow::ErrorMark* errorOf(domain::RecordRef record) const;
    [[nodiscard]] QString outcomeOf(const std::string& session) const;
    void markSelected();

    widgets::SessionList* m_list;
    widgets::TimelinePanel* m_timeline;
    widgets::TracePanel* m_trace;
    widgets::Inspector* m_inspector;
    widgets::TicketPanel* m_tickets;

    qt::OpenStorePointer m_store;
    std::optional<SessionListQuestion> m_asked;
    workflow::SessionSort m_sort = workflow::SessionSort::FrustratedFirst;
    std::uint64_t m_limit = 0;
    SessionListAnswer m_listed;
    std::string m_viewAsked;
    std::optional<SessionAnswer> m_view;
    domain::TraceId m_traceAsked;
    TraceAnswer m_traceShown;
    domain::RecordRef m_recordAsked;
    std::optional<domain::SourcePlace> m_place;
    domain::ErrorGroupId m_ticketsAsked;
    widgets::TicketPanel::Rows m_ticketRows;
};

} // namespace throughline::app
