#pragma once

#include "app/window/demo_store.h"
#include "models/qt/workspace_session.h"
#include "models/workflow/import_workflow.h"

#include <QObject>
#include <QString>
#include <QStringList>

namespace throughline::widgets {
class ImportProgress;
}

class QWidget;

namespace throughline::app {

class ImportOptions;
class MappingController;

/// Brings files in and opens stores: asks which, runs the import as a job with progress and Cancel,
/// and has the store read anew. The views stay usable meanwhile.
class ImportController : public QObject
{
    Q_OBJECT

public:
    ImportController(widgets::ImportProgress& progress, qt::WorkspaceSession& session);

    [[nodiscard]] bool isRunning() const;

    void chooseFiles();
    void chooseFolder();
    /// The dialog with everything that can be said about reading files.
    void chooseWithOptions();
    void chooseStore();
    /// Into the open store, or into the default one where none is open.
    void importPaths(const QStringList& paths);
    /// Makes the demo store where it is missing and opens it.
    void openDemo(const DemoStoreRequest& request);

Q_SIGNALS:
    void runningChanged(bool running);
    void storeChosen(const QString& path);
    void demoReady(const QString& path);
    void noted(const QString& text, const QString& details);
    void failed(const throughline::Error& error);

private:
    /// Into the store at hand, or the usual one.
    void importAs(workflow::ImportRequest request);
    void openDialog(const QString& name, const QString& title, int fileMode, const QString& filter,
                    void (ImportController::*chosen)(const QStringList&));
    void openChosenStore(const QStringList& paths);
    void finish(const Result<workflow::ImportReport>& result);
    void cancel();
    [[nodiscard]] QWidget* window() const;

    widgets::ImportProgress& m_progress;
    qt::WorkspaceSession& m_session;
    MappingController* m_mapping;
    ImportOptions* m_options;
    workflow::ReadingWishes m_reading; ///< of the import that ran last
};

} // namespace throughline::app
