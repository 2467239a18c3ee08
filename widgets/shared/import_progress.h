#pragma once

#include "models/base/progress.h"

#include <QFrame>

class QProgressBar;
class QPushButton;

namespace throughline::widgets {

class PlainLabel;

/// One line about a running import: what, how far, how fast, how long still, and Cancel. It never
/// blocks the window.
class ImportProgress : public QFrame
{
    Q_OBJECT

public:
    explicit ImportProgress(QWidget* parent = nullptr);

    /// Shows the line. Unknown totals show a moving bar and no time left.
    void setProgress(const Progress& progress);
    /// Cancel was asked for and the job has not stopped yet.
    void setCancelling();
    /// Hides the line.
    void finish();

Q_SIGNALS:
    void cancelRequested();

private:
    PlainLabel* m_what;
    QProgressBar* m_bar;
    PlainLabel* m_numbers;
    QPushButton* m_cancel;
};

/// "312 MB of 1.2 GB \u00B7 84,000 records/s \u00B7 12 s left"
[[nodiscard]] QString progressText(const Progress& progress);

} // namespace throughline::widgets
