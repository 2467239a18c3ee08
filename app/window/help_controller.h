#pragma once

#include <QObject>
#include <QString>

class QWidget;

namespace throughline::qt {
class Settings;
}

namespace throughline::widgets {
class HelpDialog;
}

namespace throughline::app {

/// The page of the help about a part of the window: the one of the nearest part that has one, else
/// the perspective's, else the first. `at` may be null.
[[nodiscard]] QString helpPageFor(const QWidget* at, const QString& perspective);

/// Opens the help, one dialog at a time, as large as it was left.
class HelpController : public QObject
{
    Q_OBJECT

public:
    HelpController(QWidget* window, qt::Settings& settings);

    /// About where the focus is.
    void showAbout(const QString& perspective);
    void showPage(const QString& page);

private:
    void keepSize();

    QWidget* m_window;
    qt::Settings& m_settings;
    widgets::HelpDialog* m_dialog = nullptr; ///< made when first asked for; of the window
};

} // namespace throughline::app
