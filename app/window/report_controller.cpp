#include "app/window/report_controller.h"

#include "app/window/current_funnel.h"
#include "models/qt/qt_text.h"
#include "models/qt/report_export.h"
#include "models/qt/system_clock.h"

#include <QFileDialog>
#include <QFileInfo>

namespace throughline::app {

namespace {

QString withDataKind()
{
    return ReportController::tr("Jupyter notebook with its data beside it (*.ipynb)");
}

} // namespace

ReportController::ReportController(QWidget* window, const WindowServices& services)
    : QObject(window)
    , m_window(window)
    , m_services(services)
{
    connect(&services.context, &qt::InvestigationContext::selectionChanged, this,
            &ReportController::tellCan);
    connect(&services.funnel, &CurrentFunnel::evaluatedChanged, this, &ReportController::tellCan);
    connect(&services.notebooks, &qt::NotebookDesk::notebookChanged, this,
            &ReportController::tellCan);
    connect(&services.session, &qt::WorkspaceSession::storeChanged, this,
            &ReportController::tellCan);
}

bool ReportController::canExport() const
{
    if (m_notebook) {
        return m_services.notebooks.notebook() != nullptr;
    }
    return m_services.session.isOpen() && m_services.funnel.evaluated() != nullptr
        && m_services.context.selection().errorGroup.value() != 0;
}

void ReportController::tellCan()
{
    if (const bool can = canExport(); can != m_toldCan) {
        m_toldCan = can;
        Q_EMIT canExportChanged(can);
    }
}

void ReportController::setReportsNotebook(bool notebook)
{
    m_notebook = notebook;
    tellCan();
}

QString ReportController::suggestedName() const
{
    if (m_notebook) {
        QString name = qt::toQString(m_services.notebooks.notebook()->name);
        name.replace(QLatin1Char('/'), QLatin1Char('-'));
        return name + QStringLiteral(".html");
    }
    const QString group = qt::toQString(domain::toText(m_services.context.selection().errorGroup));
    return QFileInfo(m_services.session.path()).completeBaseName() + QLatin1Char('-') + group
        + QStringLiteral(".html");
}

void ReportController::chooseFile()
{
    if (!canExport()) {
        Q_EMIT noted(m_notebook
                         ? tr("Open a notebook: it is exported as a report.")
                         : tr("Select an error on a store with a funnel: its report is exported."));
        return;
    }
    auto* dialog = new QFileDialog(m_window, tr("Export report"));
    dialog->setObjectName(QStringLiteral("exportReportDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters({tr("Web page, one file (*.html)"), tr("PDF (*.pdf)"),
                            tr("Markdown with pictures (*.md)"), tr("Jupyter notebook (*.ipynb)"),
                            withDataKind(), tr("JSON (*.json)")});
    dialog->setDefaultSuffix(QStringLiteral("html"));
    // What is chosen in the list of kinds is the ending of a name that has none.
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog](const QString& filter) {
        const qsizetype point = filter.lastIndexOf(QLatin1Char('.'));
        dialog->setDefaultSuffix(filter.mid(point + 1).chopped(1));
    });
    dialog->selectFile(suggestedName());
    connect(dialog, &QFileDialog::fileSelected, this, [this, dialog](const QString& file) {
        exportTo(file, dialog->selectedNameFilter() == withDataKind());
    });
    dialog->open();
}

void ReportController::exportTo(const QString& file, bool withData)
{
    using Files = std::vector<std::filesystem::path>;
    if (!canExport()) {
        return;
    }
    const auto notebook = m_notebook ? m_services.notebooks.notebook() : nullptr;
    const qt::ReportExport wanted {m_services.context.selection().errorGroup,
                                   m_services.funnel.evaluated(),
                                   qt::toPath(file),
                                   qt::currentTime(),
                                   withData,
                                   notebook,
                                   m_services.funnel.terms()};
    m_services.session.ask<Files>(
        {.slot = QStringLiteral("report"),
         .context = this,
         .ask =
             [wanted](const qt::OpenStore& store, const std::stop_token& stop) {
                 return qt::exportReport(store, wanted, stop);
             },
         .deliver =
             [this](const Files& files) {
                 const QString report = qt::pathText(files.front());
                 const auto others = static_cast<int>(files.size()) - 1;
                 Q_EMIT noted(others == 0 ? tr("The report is in %1.").arg(report)
                                          : tr("The report is in %1, with %2 files beside it.")
                                                .arg(report)
                                                .arg(others));
             },
         .refuse = [this](const Error& error) { Q_EMIT failed(error); }});
}

} // namespace throughline::app
