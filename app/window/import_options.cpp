#include "app/window/import_options.h"

#include "models/domain/sampling.h"
#include "models/qt/qt_text.h"
#include "models/qt/system_clock.h"
#include "models/workflow/formats_workflow.h"
#include "models/workflow/import_preview.h"
#include "widgets/data/import_dialog.h"
#include "widgets/shared/format.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QWidget>

namespace throughline::app {

namespace {

using workflow::ImportPreview;

const QString& previewSlot()
{
    static const QString slot = QStringLiteral("import.preview");
    return slot;
}

widgets::RedactionPreview shownPreview(const ImportPreview& preview)
{
    widgets::RedactionPreview shown;
    for (const workflow::PreviewedRedaction& redaction : preview.redactions) {
        shown.rows.push_back({qt::toQString(redaction.rule), qt::toQString(redaction.field),
                              widgets::formatCount(redaction.count),
                              redaction.example.empty() ? QString(QChar(0x2013))
                                                        : qt::toQString(redaction.example)});
    }
    shown.summary = ImportOptions::tr("Read as %1: %2 of the first %3 records can be used.")
                        .arg(qt::toQString(preview.format), widgets::formatCount(preview.accepted),
                             widgets::formatCount(preview.read));
    for (const auto* counts : {&preview.rejected, &preview.warnings}) {
        for (const auto& [name, count] : *counts) {
            shown.summary += QStringLiteral(" %1 \u00D7 %2.")
                                 .arg(widgets::formatCount(count), qt::toQString(name));
        }
    }
    if (shown.rows.empty()) {
        shown.summary += QLatin1Char(' ') + ImportOptions::tr("Redaction changes nothing in them.");
    }
    return shown;
}

} // namespace

ImportOptions::ImportOptions(qt::JobRunner& jobs, QWidget* window, QObject* parent)
    : QObject(parent)
    , m_jobs(jobs)
    , m_window(window)
{
}

void ImportOptions::open()
{
    if (m_dialog != nullptr) {
        m_dialog->raise();
        return;
    }
    m_dialog = new widgets::ImportDialog(m_window->window());
    connect(m_dialog, &widgets::ImportDialog::filesWanted, this, [this] { chooseFiles(false); });
    connect(m_dialog, &widgets::ImportDialog::folderWanted, this, [this] { chooseFiles(true); });
    connect(m_dialog, &widgets::ImportDialog::sourceIdKeyWanted, this, [this] {
        chooseKey(tr("Key of your hashed ids"), QStringLiteral("importKeyDialog"),
                  &widgets::ImportDialog::setSourceIdKey);
    });
    connect(m_dialog, &widgets::ImportDialog::keyFileWanted, this, [this] {
        chooseKey(tr("Key of the pseudonyms"), QStringLiteral("importKeyFileDialog"),
                  &widgets::ImportDialog::setKeyFile);
    });
    connect(m_dialog, &widgets::ImportDialog::previewWanted, this, &ImportOptions::preview);
    connect(m_dialog, &widgets::ImportDialog::importRequested, this, &ImportOptions::finish);
    m_dialog->open();
    offerFormats();
    preview();
}

void ImportOptions::offerFormats()
{
    using Formats = std::vector<workflow::FormatInfo>;
    m_jobs.run<Formats>(
        {.slot = QStringLiteral("import.formats"),
         .context = m_dialog,
         .job = [](const qt::JobControl& /*control*/) { return workflow::knownFormats(); },
         .deliver =
             [this](const Result<Formats>& formats) {
                 std::vector<widgets::OfferedFormat> offered;
                 for (const workflow::FormatInfo& format : formats.ok() ? *formats : Formats()) {
                     offered.push_back(
                         {qt::toQString(format.name), qt::toQString(format.recognisedBy)});
                 }
                 m_dialog->setFormats(offered);
             }});
}

void ImportOptions::chooseFiles(bool folder)
{
    auto* files = new QFileDialog(m_dialog, folder ? tr("Add a folder") : tr("Add files"));
    files->setObjectName(QStringLiteral("importAddDialog"));
    files->setAttribute(Qt::WA_DeleteOnClose);
    files->setFileMode(folder ? QFileDialog::Directory : QFileDialog::ExistingFiles);
    connect(files, &QFileDialog::filesSelected, m_dialog, &widgets::ImportDialog::addPaths);
    files->open();
}

void ImportOptions::chooseKey(const QString& title, const QString& name,
                              void (widgets::ImportDialog::*chosen)(const QString&))
{
    auto* files = new QFileDialog(m_dialog, title);
    files->setObjectName(name);
    files->setAttribute(Qt::WA_DeleteOnClose);
    files->setFileMode(QFileDialog::ExistingFile);
    connect(files, &QFileDialog::fileSelected, m_dialog, chosen);
    files->open();
}

Result<workflow::ReadingWishes> ImportOptions::wishes() const
{
    const widgets::ImportChoice choice = m_dialog->choice();
    workflow::ReadingWishes wishes;
    wishes.zone = qt::toStdString(choice.zone);
    wishes.pseudonymiseAll = choice.pseudonymiseAll;
    wishes.salvage = choice.salvage;
    wishes.sourceIdKey = qt::toPath(choice.sourceIdKey);
    if (!choice.sampleRate.isEmpty()) {
        wishes.samplingRate = domain::samplingRateFromText(qt::toStdString(choice.sampleRate));
        if (!wishes.samplingRate) {
            return usageError("A sampling rate is a share above 0 and up to 1",
                              "As 0.1 or 10% where one session of ten was kept");
        }
    }
    return wishes;
}

void ImportOptions::preview()
{
    const QString path = m_dialog->selectedPath();
    const auto wishes = this->wishes();
    if (!wishes) {
        m_jobs.drop(previewSlot());
        m_dialog->setPreview({{}, {}, qt::toQString(describe(wishes.error()))});
        return;
    }
    if (path.isEmpty() || QFileInfo(path).isDir()) {
        m_jobs.drop(previewSlot());
        m_dialog->setPreview({{},
                              path.isEmpty()
                                  ? tr("Add files, and see here what is taken out of them.")
                                  : tr("Add a single file to see what is taken out of it."),
                              {}});
        return;
    }
    m_jobs.run<ImportPreview>(
        {.slot = previewSlot(),
         .context = m_dialog,
         .job =
             [path = qt::toPath(path), format = qt::toStdString(m_dialog->choice().format),
              wishes = *wishes](const qt::JobControl& control) {
                 return workflow::previewImport(
                     {.file = path, .format = format, .reading = wishes, .now = qt::currentTime()},
                     control.stop);
             },
         .deliver =
             [this](const Result<ImportPreview>& preview) {
                 if (preview.ok()) {
                     m_dialog->setPreview(shownPreview(*preview));
                 } else if (preview.error().code != ErrorCode::Cancelled) {
                     m_dialog->setPreview({{}, {}, qt::toQString(describe(preview.error()))});
                 }
             }});
}

void ImportOptions::finish()
{
    const auto wishes = this->wishes();
    if (!wishes) {
        m_dialog->setPreview({{}, {}, qt::toQString(describe(wishes.error()))});
        return;
    }
    const widgets::ImportChoice choice = m_dialog->choice();
    workflow::ImportRequest request;
    for (const QString& path : choice.paths) {
        request.paths.push_back(qt::toPath(path));
    }
    request.format = qt::toStdString(choice.format);
    request.strict = choice.strict;
    request.keyFile = qt::toPath(choice.keyFile);
    request.reading = *wishes;
    m_dialog->accept();
    Q_EMIT importChosen(request);
}

} // namespace throughline::app
