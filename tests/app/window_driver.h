#pragma once

#include "app/main_window.h"
#include "models/qt/settings.h"

#include <QString>
#include <QStringList>
#include <QTemporaryDir>

#include <memory>
#include <vector>

namespace throughline::test {

/// The demo store of 1,500 sessions with its checkout funnel, made once per program by the ordinary
/// import. The path is empty when it could not be made.
[[nodiscard]] const QString& demoStorePath();

/// The true window with settings of its own, driven as a user does: by names, keys and clicks.
class WindowDriver
{
public:
    WindowDriver();
    ~WindowDriver();

    [[nodiscard]] app::MainWindow& window() { return *m_window; }

    [[nodiscard]] qt::Settings& settings() { return m_settings; }

    /// Until nothing is being asked and no view is about to ask; false when that takes a minute.
    bool settle();
    /// Opens a store and settles; false when it does not open.
    bool open(const QString& path);
    /// Goes to a perspective by its button on the rail.
    bool go(const char* perspective);
    bool back();

    template<typename Widget>
    [[nodiscard]] Widget* find(const char* name) const
    {
        return m_window->findChild<Widget*>(QString::fromLatin1(name));
    }

    /// How many sessions the list says there are; -1 when it says nothing.
    [[nodiscard]] qint64 listedSessions() const;
    /// The conditions above the views: "field relation value".
    [[nodiscard]] QStringList chips() const;
    [[nodiscard]] QStringList trail() const;

private:
    QTemporaryDir m_folder;
    qt::Settings m_settings;
    std::unique_ptr<app::MainWindow> m_window;
};

/// "1,234" as a number; -1 when it is not one.
[[nodiscard]] qint64 numberIn(const QString& text);

} // namespace throughline::test
