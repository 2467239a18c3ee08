#pragma once

#include "app/window/window_services.h"

#include <QList>
#include <QObject>
#include <QString>

class QAction;

namespace throughline::widgets {
class ContextBar;
}

namespace throughline::app {

/// Answers the jump field: what the store finds, funnels, and the window's commands.
class JumpController : public QObject
{
    Q_OBJECT

public:
    JumpController(widgets::ContextBar& bar, const WindowServices& services);

    /// Commands that can be found by their text; they stay their owner's.
    void setCommands(const QList<QAction*>& commands);

Q_SIGNALS:
    void noted(const QString& text);

private:
    void suggest(const QString& text);
    void submit(const QString& text);
    void go(const QString& suggestion);

    widgets::ContextBar& m_bar;
    WindowServices m_services;
    QList<QAction*> m_commands;
};

} // namespace throughline::app
