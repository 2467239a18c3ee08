#include "app/window/window_commands.h"

#include <QAction>
#include <QActionGroup>
#include <QKeySequence>
#include <QMenu>

namespace throughline::app {

WindowCommands::WindowCommands(QWidget* window)
    : QObject(window)
    , m_window(window)
    , m_menu(new QMenu(tr("Menu"), window))
    , m_recent(new QMenu(tr("&Recent stores"), m_menu))
    , m_panels(new QMenu(tr("&Panels"), m_menu))
{
    importFiles = make(tr("&Import files\u2026"), QStringLiteral("commandImport"));
    importFiles->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_I));
    importFolder = make(tr("Import a &folder\u2026"), QStringLiteral("commandImportFolder"));
    importFolder->setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_I));
    importOptions = make(tr("Import &with options\u2026"), QStringLiteral("commandImportOptions"));
    importOptions->setShortcut(QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_I));
    openStore = make(tr("&Open store\u2026"), QStringLiteral("commandOpen"));
    openStore->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_O));
    openDemo = make(tr("Try it with &demo data"), QStringLiteral("commandDemo"));
    refresh = make(tr("Read the store &again"), QStringLiteral("commandRefresh"));
    refresh->setShortcut(QKeySequence(Qt::Key_F5));
    exportReport = make(tr("&Export report\u2026"), QStringLiteral("commandExportReport"));
    exportReport->setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_E));
    exportReport->setEnabled(false);
    pin = make(tr("&Pin to notebook"), QStringLiteral("commandPin"));
    pin->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_P));
    pinList = make(tr("Pin &list to notebook"), QStringLiteral("commandPinList"));
    pinList->setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_P));
    resetLayout = make(tr("Reset &layout"), QStringLiteral("commandResetLayout"));
    themeSystem = make(tr("Colours as the &desktop"), QStringLiteral("commandThemeSystem"));
    themeLight = make(tr("&Light colours"), QStringLiteral("commandThemeLight"));
    themeDark = make(tr("&Dark colours"), QStringLiteral("commandThemeDark"));
    help = make(tr("&Help"), QStringLiteral("commandHelp"));
    help->setShortcut(QKeySequence(Qt::Key_F1));
    shortcuts = make(tr("&Keyboard shortcuts"), QStringLiteral("commandShortcuts"));
    shortcuts->setShortcut(QKeySequence(Qt::Key_Question));
    about = make(tr("A&bout Throughline"), QStringLiteral("commandAbout"));
    quit = make(tr("&Quit"), QStringLiteral("commandQuit"));
    quit->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_Q));
    auto* themes = new QActionGroup(this);
    for (QAction* theme : {themeSystem, themeLight, themeDark}) {
        theme->setCheckable(true);
        themes->addAction(theme);
    }
    fillMenu();
}

QAction* WindowCommands::make(const QString& text, const QString& name)
{
    auto* action = new QAction(text, m_window);
    action->setObjectName(name);
    m_window->addAction(action);
    m_all.append(action);
    return action;
}

void WindowCommands::fillMenu()
{
    m_menu->setObjectName(QStringLiteral("windowMenu"));
    m_recent->setObjectName(QStringLiteral("recentMenu"));
    m_panels->setObjectName(QStringLiteral("panelMenu"));
    m_menu->addActions({importFiles, importFolder, importOptions, openStore});
    m_menu->addMenu(m_recent);
    m_menu->addAction(openDemo);
    m_menu->addAction(refresh);
    m_menu->addSeparator();
    m_menu->addAction(exportReport);
    m_menu->addAction(pin);
    m_menu->addAction(pinList);
    m_menu->addSeparator();
    m_menu->addMenu(m_panels);
    m_menu->addAction(resetLayout);
    m_menu->addSeparator();
    m_menu->addActions({themeSystem, themeLight, themeDark});
    m_menu->addSeparator();
    m_menu->addActions({help, shortcuts, about});
    m_menu->addSeparator();
    m_menu->addAction(quit);
}

QAction* WindowCommands::find(const QString& name) const
{
    for (QAction* action : m_all) {
        if (action->objectName() == name) {
            return action;
        }
    }
    return nullptr;
}

} // namespace throughline::app
