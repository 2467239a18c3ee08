#pragma once

#include "app/perspective_registry.h"
#include "app/recent_stores.h"
#include "app/window/current_funnel.h"
#include "app/window/navigator.h"
#include "app/window/store_facts.h"
#include "models/qt/investigation_context.h"
#include "models/qt/settings.h"
#include "models/qt/workspace_session.h"
#include "widgets/shared/pin_request.h"

#include <QMainWindow>

#include <vector>

class QStackedWidget;

namespace throughline::widgets {
class ContextBar;
class EmptyState;
class FilterBar;
class ImportProgress;
class MessageBar;
class OverviewStrip;
class PerspectiveRail;
class StatusLine;
} // namespace throughline::widgets

namespace throughline::app {

class FilterController;
class HelpController;
class ImportController;
class JumpController;
class ReportController;
class StatusController;
class WindowCommands;

/// The one window: bars above, the perspectives, the status line; without a store the ways to get
/// one. It composes and connects; what is shown is asked for by its parts.
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    explicit MainWindow(qt::Settings& settings, QWidget* parent = nullptr);
    ~MainWindow() override;

    void openStore(const QString& path);
    void openDemo();
    void importPaths(const QStringList& paths);
    void showPerspective(const QString& id);
    [[nodiscard]] QString perspective() const;

    [[nodiscard]] qt::WorkspaceSession& session() { return m_session; }

    [[nodiscard]] qt::InvestigationContext& context() { return m_context; }

    [[nodiscard]] ImportController& imports() { return *m_imports; }

    /// Nothing is being asked, opened or imported.
    [[nodiscard]] bool isIdle() const;

Q_SIGNALS:
    void themeChosen(throughline::qt::ThemeSetting theme);
    void failed(const throughline::Error& error);

protected:
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void makeBars();
    void makePages();
    void arrange();
    void connectCommands();
    void connectBars();
    void connectNavigation();
    void connectSession();
    void connectImports();
    void connectReports();
    void connectNotebooks();

    void showStore();
    void showPage(const QString& id);
    void showPlace();
    void showBasis();
    void showRecents();
    void fillPanelMenu();
    void fillRecentMenu();
    void showError(const Error& error);
    void pinSelected(widgets::PinExtent extent);
    void showShortcuts();
    void setTheme(qt::ThemeSetting theme);
    [[nodiscard]] PerspectivePage* currentPage() const;

    qt::Settings& m_settings;
    RecentStores m_recents;
    qt::NotebookWriter m_notebookWriter; ///< before the session: writes what is left after it
    qt::WorkspaceSession m_session;
    qt::InvestigationContext m_context;
    CurrentFunnel m_funnel;
    StoreFacts m_facts;
    qt::NotebookDesk m_notebooks;
    WindowServices m_services;
    Navigator m_navigator;
    std::vector<PerspectiveEntry> m_perspectives;

    WindowCommands* m_commands;
    widgets::ContextBar* m_contextBar;
    widgets::MessageBar* m_messages;
    widgets::ImportProgress* m_progress;
    widgets::FilterBar* m_filterBar;
    widgets::OverviewStrip* m_strip;
    widgets::PerspectiveRail* m_rail;
    widgets::StatusLine* m_status;
    widgets::EmptyState* m_empty;
    QStackedWidget* m_pages;
    QStackedWidget* m_body;
    QWidget* m_workbench;
    std::vector<QWidget*> m_storeOnly; ///< shown while a store is open
    FilterController* m_filters;
    ImportController* m_imports;
    JumpController* m_jump;
    ReportController* m_reports;
    HelpController* m_help;
    StatusController* m_statusText;
};

} // namespace throughline::app
