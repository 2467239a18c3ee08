#pragma once

#include <QList>
#include <QObject>
#include <QString>

class QAction;
class QMenu;
class QWidget;

namespace throughline::app {

/// The window's commands: one QAction each, with its text, keys and name, in the window's menu.
/// What they do is connected by the window.
class WindowCommands : public QObject
{
    Q_OBJECT

public:
    explicit WindowCommands(QWidget* window);

    QAction* importFiles;
    QAction* importFolder;
    QAction* importOptions;
    QAction* openStore;
    QAction* openDemo;
    QAction* refresh;
    QAction* exportReport;
    QAction* pin;
    QAction* pinList;
    QAction* resetLayout;
    QAction* themeSystem;
    QAction* themeLight;
    QAction* themeDark;
    QAction* help;
    QAction* shortcuts;
    QAction* about;
    QAction* quit;

    [[nodiscard]] const QList<QAction*>& all() const { return m_all; }

    [[nodiscard]] QAction* find(const QString& name) const;

    /// The whole menu; panels and recent stores are filled in by the window when it opens.
    [[nodiscard]] QMenu* menu() const { return m_menu; }

    [[nodiscard]] QMenu* recentMenu() const { return m_recent; }

    [[nodiscard]] QMenu* panelMenu() const { return m_panels; }

private:
    QAction* make(const QString& text, const QString& name);
    void fillMenu();

    QWidget* m_window;
    QList<QAction*> m_all;
    QMenu* m_menu;
    QMenu* m_recent;
    QMenu* m_panels;
};

} // namespace throughline::app
