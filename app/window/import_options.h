#pragma once

#include "models/base/result.h"
#include "models/qt/job_runner.h"
#include "models/workflow/import_workflow.h"
#include "models/workflow/reading_wishes.h"

#include <QObject>
#include <QPointer>
#include <QStringList>

class QWidget;

namespace throughline::widgets {
class ImportDialog;
}

namespace throughline::app {

/// The dialog in which files are chosen with what is to be said about reading them; it shows what
/// redaction changes in the selected one while it is read in the background.
class ImportOptions : public QObject
{
    Q_OBJECT

public:
    ImportOptions(qt::JobRunner& jobs, QWidget* window, QObject* parent = nullptr);

    void open();

Q_SIGNALS:
    /// Files and how to read them; the store is not named.
    void importChosen(const throughline::workflow::ImportRequest& request);

private:
    void chooseFiles(bool folder);
    void chooseKey(const QString& title, const QString& name,
                   void (widgets::ImportDialog::*chosen)(const QString&));
    void offerFormats();
    void preview();
    void finish();
    [[nodiscard]] Result<workflow::ReadingWishes> wishes() const;

    qt::JobRunner& m_jobs;
    QWidget* m_window;
    QPointer<widgets::ImportDialog> m_dialog;
};

} // namespace throughline::app
