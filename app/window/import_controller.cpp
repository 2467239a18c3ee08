#include "app/window/import_controller.h"

#include "app/window/import_options.h"
#include "app/window/mapping_controller.h"
#include "models/base/user_folders.h"
#include "models/qt/qt_text.h"
#include "models/qt/system_clock.h"
#include "widgets/shared/format.h"
#include "widgets/shared/import_progress.h"

#include <QFileDialog>

#include <system_error>

namespace throughline::app {

namespace {

using workflow::ImportReport;
using workflow::ImportRequest;

const QString& importSlot()
{
    static const QString slot = QStringLiteral("import");
    return slot;
}

Result<ImportReport> runImport(const ImportRequest& request, const qt::JobControl& control)
{
    std::error_code failed;
    std::filesystem::create_directories(request.store.parent_path(), failed);
    return workflow::importFiles(request, control.stop, control.progress);
}

/// One line per file: what became of it.
QString sourceLines(const ImportReport& report)
{
    QStringList lines;
    for (const domain::SourceSummary& source : report.sources) {
        const QString file = qt::toQString(domain::displayName(source));
        const QString message = qt::toQString(source.message);
        lines.append(ImportController::tr("%1: %2, %3 records, %4 rejected")
                         .arg(file, qt::toQString(domain::toText(source.status)),
                              widgets::formatCount(source.accepted),
                              widgets::formatCount(source.rejected))
                     + (message.isEmpty() ? QString() : QStringLiteral(": ") + message));
    }
    return lines.join(QLatin1Char('\n'));
}

/// The first file that was asked for by name and that no format knows.
QString unknownFile(const ImportReport& report)
{
    for (const domain::SourceSummary& source : report.sources) {
        if (source.status == domain::SourceStatus::Failed && source.format.empty()
            && source.member.empty()) {
            return qt::toQString(source.path);
        }
    }
    return {};
}

QString summaryText(const ImportReport& report)
{
    const QString records = widgets::formatCount(report.accepted);
    const QString seconds = widgets::formatSeconds(report.elapsedSeconds);
    QString text = ImportController::tr("Imported %1 records in %2.").arg(records, seconds);
    if (report.rejected > 0) {
        text += QLatin1Char(' ')
            + ImportController::tr("%1 could not be used; they are in quarantine under Data.")
                  .arg(widgets::formatCount(report.rejected));
    }
    return text;
}

} // namespace

ImportController::ImportController(widgets::ImportProgress& progress, qt::WorkspaceSession& session)
    : QObject(&progress)
    , m_progress(progress)
    , m_session(session)
    , m_mapping(new MappingController(session.jobs(), &progress, this))
    , m_options(new ImportOptions(session.jobs(), &progress, this))
{
    connect(m_mapping, &MappingController::mapped, this,
            [this](const QString& file, const QString& document) {
                ImportRequest request;
                request.paths.push_back(qt::toPath(file));
                request.mapping = qt::toPath(document);
                request.reading = m_reading;
                importAs(std::move(request));
            });
    connect(m_options, &ImportOptions::importChosen, this, &ImportController::importAs);
    connect(&progress, &widgets::ImportProgress::cancelRequested, this, &ImportController::cancel);
}

QWidget* ImportController::window() const
{
    return m_progress.window();
}

bool ImportController::isRunning() const
{
    return m_session.jobs().busy(importSlot());
}

void ImportController::openDialog(const QString& name, const QString& title, int fileMode,
                                  const QString& filter,
                                  void (ImportController::*chosen)(const QStringList&))
{
    auto* dialog = new QFileDialog(window(), title, {}, filter);
    dialog->setObjectName(name);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(static_cast<QFileDialog::FileMode>(fileMode));
    connect(dialog, &QFileDialog::filesSelected, this, chosen);
    dialog->open();
}

void ImportController::chooseFiles()
{
    openDialog(QStringLiteral("importDialog"), tr("Import files"), QFileDialog::ExistingFiles,
               tr("All files (*)"), &ImportController::importPaths);
}

void ImportController::chooseFolder()
{
    openDialog(QStringLiteral("importFolderDialog"), tr("Import a folder"), QFileDialog::Directory,
               {}, &ImportController::importPaths);
}

void ImportController::chooseWithOptions()
{
    m_options->open();
}

void ImportController::chooseStore()
{
    openDialog(QStringLiteral("openStoreDialog"), tr("Open store"), QFileDialog::ExistingFile,
               tr("Throughline stores (*.throughline);;All files (*)"),
               &ImportController::openChosenStore);
}

void ImportController::openChosenStore(const QStringList& paths)
{
    if (!paths.isEmpty()) {
        Q_EMIT storeChosen(paths.front());
    }
}

void ImportController::importPaths(const QStringList& paths)
{
    ImportRequest request;
    for (const QString& path : paths) {
        request.paths.push_back(qt::toPath(path));
    }
    importAs(std::move(request));
}

void ImportController::importAs(workflow::ImportRequest request)
{
    if (request.paths.empty()) {
        return;
    }
    if (isRunning()) {
        Q_EMIT noted(tr("An import is running; import these files when it is done."), {});
        return;
    }
    request.store = m_session.isOpen() ? qt::toPath(m_session.path()) : defaultStorePath();
    m_reading = request.reading;
    request.now = qt::currentTime();
    m_progress.setProgress({});
    m_session.jobs().run<ImportReport>(
        {.slot = importSlot(),
         .context = this,
         .job = [request](const qt::JobControl& control) { return runImport(request, control); },
         .deliver = [this](const Result<ImportReport>& result) { finish(result); },
         .progressed = [this](const Progress& progress) { m_progress.setProgress(progress); }});
    Q_EMIT runningChanged(true);
}

void ImportController::finish(const Result<ImportReport>& result)
{
    m_progress.finish();
    Q_EMIT runningChanged(false);
    if (!result.ok()) {
        if (result.error().code == ErrorCode::Cancelled) {
            Q_EMIT noted(tr("The import was cancelled; the store is as it was."), {});
        } else {
            Q_EMIT failed(result.error());
        }
        return;
    }
    const ImportReport& report = result.value();
    if (const QString file = unknownFile(report); !file.isEmpty()) {
        m_mapping->begin(file);
    }
    if (report.nothingCameIn()) {
        Error error = badInputError("None of these files could be imported",
                                    "See what became of each under Details");
        error.context.push_back(qt::toStdString(sourceLines(report)));
        Q_EMIT failed(error);
        return;
    }
    Q_EMIT noted(summaryText(report), sourceLines(report));
    m_session.open(qt::pathText(report.store));
}

void ImportController::openDemo(const DemoStoreRequest& request)
{
    if (isRunning()) {
        return;
    }
    m_progress.setProgress({"demo data", 0, 0, 0, 0, -1});
    m_session.jobs().run<std::filesystem::path>(
        {.slot = importSlot(),
         .context = this,
         .job =
             [request](const qt::JobControl& control) {
                 return makeDemoStore(request, control.stop, control.progress);
             },
         .deliver =
             [this](const Result<std::filesystem::path>& result) {
                 m_progress.finish();
                 Q_EMIT runningChanged(false);
                 if (result.ok()) {
                     Q_EMIT demoReady(qt::pathText(result.value()));
                 } else if (result.error().code != ErrorCode::Cancelled) {
                     Q_EMIT failed(result.error());
                 }
             },
         .progressed = [this](const Progress& progress) { m_progress.setProgress(progress); }});
    Q_EMIT runningChanged(true);
}

void ImportController::cancel()
{
    m_progress.setCancelling();
    m_session.jobs().stop(importSlot());
}

} // namespace throughline::app
