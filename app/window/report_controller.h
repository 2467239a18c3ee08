#pragma once

#include "app/window/window_services.h"

#include <QObject>
#include <QString>

class QWidget;

namespace throughline::app {

/// *Export report*: asks where to, has the report of the selected error written by a job and says
/// where it is.
class ReportController : public QObject
{
    Q_OBJECT

public:
    ReportController(QWidget* window, const WindowServices& services);

    /// There is an error selected and a funnel to compare it on, or a notebook open.
    [[nodiscard]] bool canExport() const;

    /// While the notebooks are looked at, the open one is exported.
    void setReportsNotebook(bool notebook);

    /// Opens the file dialog.
    void chooseFile();
    /// Writes the report of what is selected; its ending says the format.
    void exportTo(const QString& file, bool withData = false);

Q_SIGNALS:
    void canExportChanged(bool can);
    void noted(const QString& text);
    void failed(const throughline::Error& error);

private:
    [[nodiscard]] QString suggestedName() const;
    void tellCan();

    QWidget* m_window;
    WindowServices m_services;
    bool m_notebook = false;
    bool m_toldCan = false;
};

} // namespace throughline::app
