#pragma once

#include "models/domain/mapping.h"
#include "models/qt/job_runner.h"

#include <QObject>
#include <QPointer>
#include <QString>

namespace throughline::widgets {
class MappingDialog;
}

namespace throughline::app {

/// Asks what the columns of a file mean that no format knows: proposes, shows what comes of every
/// change, and saves the mapping as a format of the user's. All looking at files is done in jobs.
class MappingController : public QObject
{
    Q_OBJECT

public:
    MappingController(qt::JobRunner& jobs, QWidget* window, QObject* parent);

    /// Opens the dialog, unless nothing can be made of the file.
    void begin(const QString& file);

Q_SIGNALS:
    /// The file can be imported by this format document.
    void mapped(const QString& file, const QString& document);

private:
    void open(const QString& file, const domain::Mapping& mapping);
    void preview();
    void save();

    qt::JobRunner& m_jobs;
    QWidget* m_window;
    QString m_file;
    QPointer<widgets::MappingDialog> m_dialog;
};

} // namespace throughline::app
