#include "app/main_window.h"

#include "app/window/about_dialog.h"
#include "app/window/filter_controller.h"
#include "app/window/help_controller.h"
#include "app/window/impact_page.h"
#include "app/window/import_controller.h"
#include "app/window/inspected.h"
#include "app/window/jump_controller.h"
#include "app/window/notebook_page.h"
#include "app/window/overview_controller.h"
#include "app/window/report_controller.h"
#include "app/window/session_page.h"
#include "app/window/shortcut_sheet.h"
#include "app/window/status_controller.h"
#include "app/window/window_commands.h"
#include "models/qt/qt_text.h"
#include "models/qt/system_clock.h"
#include "widgets/plot/overview_strip.h"
#include "widgets/shared/buttons.h"
#include "widgets/shared/context_bar.h"
#include "widgets/shared/empty_state.h"
#include "widgets/shared/filter_bar.h"
#include "widgets/shared/format.h"
#include "widgets/shared/import_progress.h"
#include "widgets/shared/message_bar.h"
#include "widgets/shared/panel.h"
#include "widgets/shell/perspective_rail.h"
#include "widgets/shell/status_line.h"

#include <QAction>
#include <QApplication>
#include <QCloseEvent>
#include <QDragEnterEvent>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QMenu>
#include <QMimeData>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <memory>
#include <utility>

namespace throughline::app {

namespace {

QStringList localFiles(const QMimeData& data)
{
    QStringList paths;
    for (const QUrl& url : data.urls()) {
        if (url.isLocalFile()) {
            paths.append(url.toLocalFile());
        }
    }
    return paths;
}

bool isStore(const QString& path)
{
    return path.endsWith(QLatin1String(".throughline"), Qt::CaseInsensitive);
}

} // namespace

MainWindow::MainWindow(qt::Settings& settings, QWidget* parent)
    : QMainWindow(parent)
    , m_settings(settings)
    , m_recents(settings)
    , m_funnel(m_session, m_context, settings)
    , m_facts(m_session)
    , m_notebooks(m_session, m_notebookWriter)
    , m_services {m_session, m_context, settings, m_funnel, m_facts, m_notebooks}
    , m_navigator(m_services)
    , m_perspectives(allPerspectives())
    , m_commands(new WindowCommands(this))
{
    setObjectName(QStringLiteral("mainWindow"));
    setWindowTitle(tr("Throughline"));
    setAcceptDrops(true);
    setMinimumSize(960, 600);
    makeBars();
    makePages();
    arrange();
    connectCommands();
    connectBars();
    connectNavigation();
    connectSession();
    connectImports();
    connectReports();
    connectNotebooks();
    if (const QByteArray geometry = settings.windowGeometry();
        geometry.isEmpty() || !restoreGeometry(geometry)) {
        resize(1440, 900);
    }
    setTheme(settings.theme());
    showStore();
}

MainWindow::~MainWindow()
{
    // The pages and bars use the members of this class, which would go before them.
    const std::unique_ptr<QWidget> central(takeCentralWidget());
}

void MainWindow::makeBars()
{
    m_contextBar = new widgets::ContextBar(this);
    QPushButton* menu = m_contextBar->addButton(widgets::withMenuMark(tr("Menu")),
                                                QStringLiteral("contextMenuButton"));
    menu->setAccessibleName(tr("Menu"));
    menu->setMenu(m_commands->menu());
    menu->setShortcut(QKeySequence(Qt::Key_F10));
    m_messages = new widgets::MessageBar(this);
    m_progress = new widgets::ImportProgress(this);
    m_filterBar = new widgets::FilterBar(this);
    m_strip = new widgets::OverviewStrip(this);
    m_rail = new widgets::PerspectiveRail(this);
    m_status = new widgets::StatusLine(this);
    m_filters = new FilterController(*m_filterBar, m_services);
    m_imports = new ImportController(*m_progress, m_session);
    m_jump = new JumpController(*m_contextBar, m_services);
    m_jump->setCommands(m_commands->all());
    new OverviewController(*m_strip, m_services);
    m_reports = new ReportController(this, m_services);
    m_help = new HelpController(this, m_settings);
    m_statusText = new StatusController(*m_status, m_services);
}

void MainWindow::makePages()
{
    m_empty = new widgets::EmptyState(this);
    m_pages = new QStackedWidget(this);
    std::vector<widgets::Perspective> perspectives;
    for (const PerspectiveEntry& entry : m_perspectives) {
        perspectives.push_back(entry.perspective);
        PerspectivePage* page = entry.make(m_services);
        page->restoreLayout();
        m_pages->addWidget(page);
        connect(page, &PerspectivePage::basisChanged, this, &MainWindow::showBasis);
        if (auto* impact = qobject_cast<ImpactPage*>(page)) {
            connect(impact, &ImpactPage::reportRequested, m_reports, &ReportController::chooseFile);
        }
        if (auto* notebooks = qobject_cast<NotebookPage*>(page)) {
            connect(notebooks, &NotebookPage::reportRequested, m_reports,
                    &ReportController::chooseFile);
        }
        if (auto* sessions = qobject_cast<SessionPage*>(page)) {
            connect(sessions, &SessionPage::sourceRecordRequested, this,
                    [this](const domain::SourcePlace& place) {
                        const QString file = qt::toQString(place.file);
                        m_messages->showNote(tr("This record stands in %1, byte %2 of %3.")
                                                 .arg(sourcePlaceText(place),
                                                      widgets::formatCount(place.offset), file));
                    });
        }
    }
    m_rail->setPerspectives(perspectives);
}

void MainWindow::arrange()
{
    auto* central = new QWidget(this);
    widgets::setLook(central, "window");
    central->setAttribute(Qt::WA_StyledBackground);
    m_workbench = new QWidget(central);
    auto* middle = new QHBoxLayout(m_workbench);
    middle->setContentsMargins(0, 0, 0, 0);
    middle->setSpacing(0);
    middle->addWidget(m_rail);
    middle->addWidget(m_pages, 1);
    m_body = new QStackedWidget(central);
    m_body->addWidget(m_empty);
    m_body->addWidget(m_workbench);
    auto* column = new QVBoxLayout(central);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_contextBar);
    column->addWidget(widgets::makeRule("edge", central));
    column->addWidget(m_messages);
    column->addWidget(m_progress);
    QWidget* filterRule = widgets::makeRule("edge", central);
    QWidget* stripRule = widgets::makeRule("edge", central);
    stripRule->setObjectName(QStringLiteral("stripRule"));
    column->addWidget(m_filterBar);
    column->addWidget(filterRule);
    column->addWidget(m_strip);
    column->addWidget(stripRule);
    column->addWidget(m_body, 1);
    column->addWidget(widgets::makeRule("edge", central));
    column->addWidget(m_status);
    m_storeOnly = {m_filterBar, filterRule};
    setCentralWidget(central);
}

void MainWindow::connectCommands()
{
    const WindowCommands& commands = *m_commands;
    connect(commands.importFiles, &QAction::triggered, m_imports, &ImportController::chooseFiles);
    connect(commands.importFolder, &QAction::triggered, m_imports, &ImportController::chooseFolder);
    connect(commands.importOptions, &QAction::triggered, m_imports,
            &ImportController::chooseWithOptions);
    connect(commands.openStore, &QAction::triggered, m_imports, &ImportController::chooseStore);
    connect(commands.openDemo, &QAction::triggered, this, &MainWindow::openDemo);
    connect(commands.refresh, &QAction::triggered, &m_session, &qt::WorkspaceSession::reload);
    connect(commands.resetLayout, &QAction::triggered, this, [this] {
        if (PerspectivePage* page = currentPage()) {
            page->resetLayout();
        }
    });
    connect(commands.themeSystem, &QAction::triggered, this,
            [this] { setTheme(qt::ThemeSetting::System); });
    connect(commands.themeLight, &QAction::triggered, this,
            [this] { setTheme(qt::ThemeSetting::Light); });
    connect(commands.themeDark, &QAction::triggered, this,
            [this] { setTheme(qt::ThemeSetting::Dark); });
    connect(commands.help, &QAction::triggered, this,
            [this] { m_help->showAbout(m_navigator.perspective()); });
    connect(commands.shortcuts, &QAction::triggered, this, &MainWindow::showShortcuts);
    connect(commands.about, &QAction::triggered, this, [this] { (new AboutDialog(this))->show(); });
    connect(commands.quit, &QAction::triggered, this, &QWidget::close);
    connect(commands.panelMenu(), &QMenu::aboutToShow, this, &MainWindow::fillPanelMenu);
    connect(commands.recentMenu(), &QMenu::aboutToShow, this, &MainWindow::fillRecentMenu);
}

void MainWindow::connectBars()
{
    connect(m_contextBar, &widgets::ContextBar::importRequested, m_imports,
            &ImportController::chooseFiles);
    connect(m_contextBar, &widgets::ContextBar::backRequested, &m_navigator, &Navigator::back);
    connect(m_contextBar, &widgets::ContextBar::forwardRequested, &m_navigator,
            &Navigator::forward);
    connect(m_contextBar, &widgets::ContextBar::crumbActivated, &m_navigator,
            &Navigator::goToCrumb);
    connect(m_rail, &widgets::PerspectiveRail::perspectiveChosen, &m_navigator,
            &Navigator::setPerspective);
    connect(m_jump, &JumpController::noted, this,
            [this](const QString& text) { m_messages->showNote(text); });
    connect(m_empty, &widgets::EmptyState::importRequested, m_imports,
            &ImportController::chooseFiles);
    connect(m_empty, &widgets::EmptyState::openStoreRequested, m_imports,
            &ImportController::chooseStore);
    connect(m_empty, &widgets::EmptyState::demoRequested, this, &MainWindow::openDemo);
    connect(m_empty, &widgets::EmptyState::storeChosen, this, &MainWindow::openStore);
    connect(m_empty, &widgets::EmptyState::filesDropped, this, &MainWindow::importPaths);
}

void MainWindow::connectNavigation()
{
    connect(&m_navigator, &Navigator::perspectiveChanged, this, &MainWindow::showPage);
    connect(&m_navigator, &Navigator::placeChanged, this, &MainWindow::showPlace);
    connect(&m_navigator, &Navigator::noted, this,
            [this](const QString& text) { m_messages->showNote(text); });
    connect(&m_navigator, &Navigator::commandChosen, this, [this](const QString& name) {
        if (QAction* command = m_commands->find(name)) {
            command->trigger();
        }
    });
}

void MainWindow::connectSession()
{
    connect(&m_session, &qt::WorkspaceSession::storeChanged, this, &MainWindow::showStore);
    connect(&m_session, &qt::WorkspaceSession::failed, this, &MainWindow::showError);
}

void MainWindow::connectImports()
{
    connect(m_imports, &ImportController::storeChosen, this, &MainWindow::openStore);
    connect(m_imports, &ImportController::demoReady, this, &MainWindow::openStore);
    connect(m_imports, &ImportController::failed, this, &MainWindow::showError);
    connect(m_imports, &ImportController::noted, this,
            [this](const QString& text, const QString& details) {
                m_messages->showNote(text, details);
            });
    connect(m_imports, &ImportController::runningChanged, this,
            [this](bool running) { m_contextBar->setImportEnabled(!running); });
}

void MainWindow::connectReports()
{
    connect(m_commands->exportReport, &QAction::triggered, m_reports,
            &ReportController::chooseFile);
    connect(m_reports, &ReportController::canExportChanged, m_commands->exportReport,
            &QAction::setEnabled);
    connect(m_reports, &ReportController::noted, this,
            [this](const QString& text) { m_messages->showNote(text); });
    connect(m_reports, &ReportController::failed, this, &MainWindow::showError);
}

void MainWindow::connectNotebooks()
{
    connect(m_commands->pin, &QAction::triggered, this,
            [this] { pinSelected(widgets::PinExtent::One); });
    connect(m_commands->pinList, &QAction::triggered, this,
            [this] { pinSelected(widgets::PinExtent::List); });
    connect(&m_notebooks, &qt::NotebookDesk::pinned, this, [this](const QString& name) {
        m_messages->showNote(tr("Pinned to the notebook %1.").arg(name));
        m_messages->setAction(tr("Open the notebook"));
    });
    connect(m_messages, &widgets::MessageBar::actionTriggered, this, [this] {
        m_messages->dismiss();
        m_navigator.setPerspective(QStringLiteral("notebook"));
    });
    connect(&m_notebooks, &qt::NotebookDesk::failed, this, [this](const Error& error) {
        if (m_navigator.perspective() != QLatin1String("notebook")) {
            showError(error);
        }
    });
}

void MainWindow::pinSelected(widgets::PinExtent extent)
{
    const PerspectivePage* page = currentPage();
    if (page == nullptr || !m_session.isOpen()) {
        return;
    }
    auto question = page->pinOf(focusWidget(), extent);
    if (!question) {
        question = page->pinOf(nullptr, extent);
    }
    if (question) {
        m_notebooks.pin(*question);
    } else if (extent == widgets::PinExtent::List) {
        m_messages->showNote(tr("No list here can be pinned: the lists of error groups and of "
                                "sessions can."));
    } else {
        m_messages->showNote(tr("Nothing here can be pinned: select an error, a session or a "
                                "trace first."));
    }
}

void MainWindow::openStore(const QString& path)
{
    m_messages->dismiss();
    m_session.open(QFileInfo(path).absoluteFilePath());
}

void MainWindow::openDemo()
{
    m_messages->dismiss();
    m_imports->openDemo(defaultDemoStore(qt::currentTime()));
}

void MainWindow::importPaths(const QStringList& paths)
{
    if (paths.size() == 1 && isStore(paths.front())) {
        openStore(paths.front());
    } else {
        m_imports->importPaths(paths);
    }
}

void MainWindow::showPerspective(const QString& id)
{
    const bool known =
        std::any_of(m_perspectives.begin(), m_perspectives.end(),
                    [&](const PerspectiveEntry& entry) { return entry.perspective.id == id; });
    if (known) {
        m_navigator.setPerspective(id);
    }
}

QString MainWindow::perspective() const
{
    return m_navigator.perspective();
}

bool MainWindow::isIdle() const
{
    return !m_session.jobs().busy() && !m_notebookWriter.busy() && m_notebooks.isSaved();
}

PerspectivePage* MainWindow::currentPage() const
{
    return qobject_cast<PerspectivePage*>(m_pages->currentWidget());
}

void MainWindow::showStore()
{
    const bool open = m_session.isOpen();
    m_body->setCurrentWidget(open ? m_workbench : static_cast<QWidget*>(m_empty));
    for (QWidget* widget : m_storeOnly) {
        widget->setVisible(open);
    }
    if (open) {
        m_recents.add(m_session.path());
        setWindowTitle(tr("%1 - Throughline").arg(m_session.name()));
    } else {
        setWindowTitle(tr("Throughline"));
        showRecents();
    }
    showPage(m_navigator.perspective());
    showPlace();
}

void MainWindow::showPage(const QString& id)
{
    for (std::size_t i = 0; i < m_perspectives.size(); ++i) {
        const PerspectiveEntry& entry = m_perspectives[i];
        if (entry.perspective.id == id) {
            m_pages->setCurrentIndex(static_cast<int>(i));
            const bool strip = entry.overview && m_session.isOpen();
            m_strip->setVisible(strip);
            findChild<QWidget*>(QStringLiteral("stripRule"))->setVisible(strip);
            m_filters->setShowsSessionSet(entry.listsSessions);
        }
    }
    m_rail->setCurrent(id);
    m_reports->setReportsNotebook(id == QLatin1String("notebook"));
    m_statusText->setPage(currentPage());
    showBasis();
}

void MainWindow::showBasis()
{
    const PerspectivePage* page = currentPage();
    m_filters->setPageBasis(page == nullptr ? QString() : page->basis());
}

void MainWindow::showPlace()
{
    m_contextBar->setCanGoBack(m_navigator.canGoBack());
    m_contextBar->setCanGoForward(m_navigator.canGoForward());
    m_contextBar->setTrail(m_session.isOpen() ? m_navigator.trail() : QStringList {tr("Welcome")});
}

void MainWindow::showRecents()
{
    using Stores = std::vector<widgets::RecentStore>;
    m_session.jobs().run<Stores>(
        {.slot = QStringLiteral("recent"),
         .context = this,
         .job = [paths = m_recents.paths()](const qt::JobControl&) -> Result<Stores> {
             return lookAtStores(paths);
         },
         .deliver =
             [this](const Result<Stores>& stores) {
                 if (stores.ok()) {
                     m_empty->setRecentStores(stores.value());
                 }
             }});
}

void MainWindow::fillPanelMenu()
{
    QMenu* menu = m_commands->panelMenu();
    menu->clear();
    const PerspectivePage* page = currentPage();
    if (page == nullptr) {
        return;
    }
    for (widgets::Panel* panel : page->panels()) {
        QAction* action = menu->addAction(panel->title());
        action->setCheckable(true);
        action->setChecked(!panel->isHidden());
        connect(action, &QAction::toggled, panel, &QWidget::setVisible);
    }
}

void MainWindow::fillRecentMenu()
{
    QMenu* menu = m_commands->recentMenu();
    menu->clear();
    for (const QString& path : m_recents.paths()) {
        QAction* action = menu->addAction(QFileInfo(path).fileName());
        action->setToolTip(path);
        connect(action, &QAction::triggered, this, [this, path] { openStore(path); });
    }
    menu->setToolTipsVisible(true);
}

void MainWindow::showError(const Error& error)
{
    m_messages->showError(error);
    Q_EMIT failed(error);
}

void MainWindow::showShortcuts()
{
    auto* sheet =
        new ShortcutSheet(shortcutLines(m_commands->all(), m_navigator.perspective()), this);
    sheet->show();
}

void MainWindow::setTheme(qt::ThemeSetting theme)
{
    m_commands->themeSystem->setChecked(theme == qt::ThemeSetting::System);
    m_commands->themeLight->setChecked(theme == qt::ThemeSetting::Light);
    m_commands->themeDark->setChecked(theme == qt::ThemeSetting::Dark);
    if (theme != m_settings.theme()) {
        m_settings.setTheme(theme);
        Q_EMIT themeChosen(theme);
    }
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    m_settings.setWindowGeometry(saveGeometry());
    for (int i = 0; i < m_pages->count(); ++i) {
        if (const auto* page = qobject_cast<PerspectivePage*>(m_pages->widget(i))) {
            page->saveLayout();
        }
    }
    QMainWindow::closeEvent(event);
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event)
{
    if (!localFiles(*event->mimeData()).isEmpty()) {
        event->acceptProposedAction();
    }
}

void MainWindow::dropEvent(QDropEvent* event)
{
    const QStringList paths = localFiles(*event->mimeData());
    if (!paths.isEmpty()) {
        event->acceptProposedAction();
        importPaths(paths);
    }
}

} // namespace throughline::app
