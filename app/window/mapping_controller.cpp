#include "app/window/mapping_controller.h"

#include "models/qt/qt_text.h"
#include "models/qt/system_clock.h"
#include "models/workflow/import_preview.h"
#include "models/workflow/mapping_workflow.h"
#include "widgets/data/mapping_dialog.h"
#include "widgets/shared/format.h"

#include <QFileInfo>
#include <QWidget>

#include <algorithm>
#include <filesystem>

namespace throughline::app {

namespace {

using workflow::ImportPreview;

const QString& mappingSlot()
{
    static const QString slot = QStringLiteral("mapping");
    return slot;
}

/// Something was recognised, so that a question is worth asking.
bool isTelling(const domain::Mapping& mapping)
{
    return std::ranges::any_of(mapping.columns, [](const domain::ColumnMapping& column) {
        return column.meaning != domain::meaning::kKeep;
    });
}

QString summaryOf(const ImportPreview& preview)
{
    QString text =
        MappingController::tr("%1 of the first %2 rows can be used.")
            .arg(widgets::formatCount(preview.accepted), widgets::formatCount(preview.read));
    for (const auto& [reason, count] : preview.rejected) {
        text += QLatin1Char(' ')
            + MappingController::tr("%1 rejected: %2.")
                  .arg(widgets::formatCount(count), qt::toQString(reason));
    }
    std::uint64_t redacted = 0;
    for (const workflow::PreviewedRedaction& redaction : preview.redactions) {
        redacted += redaction.count;
    }
    if (redacted > 0) {
        text += QLatin1Char(' ')
            + widgets::formatCountOf(
                    redacted, MappingController::tr("1 piece of personal data is taken out."),
                    MappingController::tr("%1 pieces of personal data are taken out."));
    }
    return text;
}

/// The records as a table: one column per field that any of them has.
widgets::MappingPreview tableOf(const ImportPreview& preview)
{
    widgets::MappingPreview table;
    table.headers << MappingController::tr("Record") << MappingController::tr("Time");
    std::vector<std::string> names;
    for (const workflow::PreviewedRecord& record : preview.records) {
        for (const domain::Attribute& field : record.fields) {
            if (std::ranges::find(names, field.key) == names.end()) {
                names.push_back(field.key);
                table.headers << qt::toQString(field.key);
            }
        }
    }
    for (const workflow::PreviewedRecord& record : preview.records) {
        QStringList row {qt::toQString(domain::toText(record.signal)),
                         qt::toQString(formatRfc3339(record.time))};
        for (const std::string& name : names) {
            row << qt::toQString(domain::valueOf(record.fields, name)).simplified();
        }
        table.rows.push_back(std::move(row));
    }
    table.summary = summaryOf(preview);
    if (preview.read > 0 && preview.accepted == 0) {
        table.problem = MappingController::tr("Not one of the first rows can be used this way.");
    }
    return table;
}

Result<ImportPreview> previewOf(const std::filesystem::path& file, const domain::Mapping& mapping,
                                const std::stop_token& stop)
{
    TL_ASSIGN(const std::string document, workflow::mappingDocument(mapping));
    return workflow::previewImport({.file = file,
                                    .mappingText = document,
                                    .frames = 500,
                                    .records = 12,
                                    .now = qt::currentTime()},
                                   stop);
}

} // namespace

MappingController::MappingController(qt::JobRunner& jobs, QWidget* window, QObject* parent)
    : QObject(parent)
    , m_jobs(jobs)
    , m_window(window)
{
}

void MappingController::begin(const QString& file)
{
    m_jobs.run<domain::Mapping>(
        {.slot = mappingSlot(),
         .context = this,
         .job = [path = qt::toPath(file)](
                    const qt::JobControl&) { return workflow::proposeMapping(path); },
         .deliver =
             [this, file](const Result<domain::Mapping>& proposed) {
                 if (proposed.ok() && isTelling(*proposed)) {
                     open(file, *proposed);
                 }
             }});
}

void MappingController::open(const QString& file, const domain::Mapping& mapping)
{
    delete m_dialog.data();
    m_file = file;
    m_dialog = new widgets::MappingDialog(QFileInfo(file).fileName(), mapping, m_window->window());
    connect(m_dialog, &widgets::MappingDialog::mappingChanged, this, &MappingController::preview);
    connect(m_dialog, &widgets::MappingDialog::saveRequested, this, &MappingController::save);
    m_dialog->open();
    preview();
}

void MappingController::preview()
{
    m_jobs.run<ImportPreview>(
        {.slot = mappingSlot(),
         .context = m_dialog,
         .job =
             [path = qt::toPath(m_file), mapping = m_dialog->mapping()](
                 const qt::JobControl& control) { return previewOf(path, mapping, control.stop); },
         .deliver =
             [this](const Result<ImportPreview>& preview) {
                 if (preview.ok()) {
                     m_dialog->setPreview(tableOf(*preview));
                 } else if (preview.error().code != ErrorCode::Cancelled) {
                     m_dialog->setPreview({{}, {}, {}, qt::toQString(describe(preview.error()))});
                 }
             }});
}

void MappingController::save()
{
    m_jobs.run<std::filesystem::path>(
        {.slot = mappingSlot(),
         .context = m_dialog,
         .job = [mapping = m_dialog->mapping()](
                    const qt::JobControl&) { return workflow::saveMapping(mapping); },
         .deliver =
             [this](const Result<std::filesystem::path>& saved) {
                 if (!saved.ok()) {
                     m_dialog->setProblem(qt::toQString(describe(saved.error())));
                     return;
                 }
                 m_dialog->accept();
                 Q_EMIT mapped(m_file, qt::pathText(*saved));
             }});
}

} // namespace throughline::app
