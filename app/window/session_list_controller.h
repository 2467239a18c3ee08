#pragma once

#include "app/window/session_questions.h"
#include "app/window/window_services.h"

#include <QObject>

#include <optional>
#include <string>

class QListView;

namespace throughline::app {

/// Fills the list of sessions: those of the open set in the chosen order, a page at a time.
class SessionListController : public QObject
{
    Q_OBJECT

public:
    SessionListController(widgets::SessionList& list, const WindowServices& services);

    /// Asks for what is not listed yet.
    void refresh();
    /// Another store: nothing is listed.
    void clear();

    [[nodiscard]] const SessionListAnswer& listed() const { return m_listed; }

    /// The list on show as a question; none while nothing is listed.
    [[nodiscard]] std::optional<notebook::Question> pinned() const;

    /// "did not convert": of a session in the list; empty where it is not known.
    [[nodiscard]] QString outcomeOf(const std::string& session) const;

Q_SIGNALS:
    void listedChanged();
    /// Something else is to be asked for.
    void refreshNeeded();

private:
    void show(const SessionListAnswer& answer);
    void showMore(int scrolled);

    widgets::SessionList& m_list;
    QListView* m_view;
    WindowServices m_services;
    workflow::SessionSort m_sort = workflow::SessionSort::FrustratedFirst;
    std::uint64_t m_limit;
    std::optional<SessionListQuestion> m_asked;
    SessionListAnswer m_listed;
};

} // namespace throughline::app
