#pragma once

#include "app/window/window_services.h"
#include "models/qt/scope_history.h"

#include <QObject>
#include <QString>
#include <QStringList>

namespace throughline::app {

/// Where the user is: the perspective, what was activated, the way back, the trail.
class Navigator : public QObject
{
    Q_OBJECT

public:
    explicit Navigator(const WindowServices& services, QObject* parent = nullptr);

    [[nodiscard]] const QString& perspective() const { return m_perspective; }

    void setPerspective(const QString& id);

    void back();
    void forward();

    [[nodiscard]] bool canGoBack() const { return m_history.canGoBack(); }

    [[nodiscard]] bool canGoForward() const { return m_history.canGoForward(); }

    /// From the funnel down to where the user is.
    [[nodiscard]] QStringList trail() const;
    void goToCrumb(int place);

Q_SIGNALS:
    void perspectiveChanged(const QString& id);
    void placeChanged();
    void commandChosen(const QString& name);
    void noted(const QString& text);

private:
    [[nodiscard]] qt::Place place() const;
    void schedule();
    void record();
    void amend();
    void restore(const qt::Place& place);
    void go(qt::ItemKind kind, const QString& id);
    void goToSession(const std::string& id, domain::TraceId trace, const std::string& ticket);
    void goToTrace(const QString& id);
    void goToTicket(const QString& id);
    void goToPerson(const QString& field, const QString& id);

    WindowServices m_services;
    qt::ScopeHistory m_history;
    QString m_perspective;
    bool m_scheduled = false;
};

} // namespace throughline::app
