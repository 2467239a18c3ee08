#include "app/window/help_controller.h"

#include "models/qt/settings.h"
#include "widgets/help/help_dialog.h"

#include <QApplication>
#include <QWidget>

#include <array>

namespace throughline::app {

namespace {

/// A part of the window by its object name, or a perspective by its id, and the page about it.
struct Topic
{
    const char* part;
    const char* page;
};

constexpr std::array kTopics {
    Topic {"errorListPanel", "errors"},
    Topic {"errorDetail", "errors"},
    Topic {"regroupPanel", "errors"},
    Topic {"funnelPanel", "funnels"},
    Topic {"funnelEditor", "funnels"},
    Topic {"comparisonPanel", "comparison"},
    Topic {"engagementView", "segments"},
    Topic {"releaseView", "segments"},
    Topic {"differenceView", "segments"},
    Topic {"ticketPanel", "tickets"},
    Topic {"quarantineView", "import"},
    Topic {"mappingDialog", "import"},
    Topic {"impact", "impact"},
    Topic {"session", "sessions"},
    Topic {"data", "import"},
    Topic {"notebook", "notebook"},
};

QString pageOf(const QString& part)
{
    for (const Topic& topic : kTopics) {
        if (part == QLatin1String(topic.part)) {
            return QString::fromLatin1(topic.page);
        }
    }
    return {};
}

} // namespace

QString helpPageFor(const QWidget* at, const QString& perspective)
{
    for (const QWidget* part = at; part != nullptr; part = part->parentWidget()) {
        if (const QString page = pageOf(part->objectName()); !page.isEmpty()) {
            return page;
        }
    }
    const QString page = pageOf(perspective);
    return page.isEmpty() ? QStringLiteral("start") : page;
}

HelpController::HelpController(QWidget* window, qt::Settings& settings)
    : QObject(window)
    , m_window(window)
    , m_settings(settings)
{
}

void HelpController::showAbout(const QString& perspective)
{
    showPage(helpPageFor(QApplication::focusWidget(), perspective));
}

void HelpController::showPage(const QString& page)
{
    if (m_dialog == nullptr) {
        m_dialog = new widgets::HelpDialog(m_window);
        m_dialog->restoreGeometry(m_settings.helpGeometry());
        connect(m_dialog, &QDialog::finished, this, &HelpController::keepSize);
    }
    m_dialog->showPage(page);
    m_dialog->show();
    m_dialog->raise();
    m_dialog->activateWindow();
}

void HelpController::keepSize()
{
    m_settings.setHelpGeometry(m_dialog->saveGeometry());
}

} // namespace throughline::app
