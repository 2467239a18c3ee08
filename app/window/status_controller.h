#pragma once

#include "app/window/window_services.h"

#include <QObject>
#include <QPointer>
#include <QString>
#include <QTimer>

class QPushButton;

namespace throughline::widgets {
class StatusLine;
}

namespace throughline::app {

class PerspectivePage;

/// What the status line says: the store, what the page stands on, that something takes long, and a
/// way to stop it.
class StatusController : public QObject
{
    Q_OBJECT

public:
    StatusController(widgets::StatusLine& line, const WindowServices& services);

    /// The page that is shown; null: none.
    void setPage(PerspectivePage* page);
    void show();

private:
    void noteAnswer(const QString& slot, qint64 milliseconds);
    void showBusy();
    void stopQuestions();
    [[nodiscard]] QString text() const;
    [[nodiscard]] QString storeFacts() const;
    /// A question has been running for long enough to be told.
    [[nodiscard]] bool isSlow() const;

    widgets::StatusLine& m_line;
    WindowServices m_services;
    QPointer<PerspectivePage> m_page;
    QPushButton* m_stop;
    qint64 m_answerMilliseconds = -1;
    QTimer m_tell;
    QTimer m_offerStop;
};

} // namespace throughline::app
