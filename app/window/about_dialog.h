#pragma once

#include <QDialog>

namespace throughline::app {

/// What the program is, its version, its licence; non-modal.
class AboutDialog : public QDialog
{
    Q_OBJECT

public:
    explicit AboutDialog(QWidget* parent);
};

} // namespace throughline::app
