#include "tests/app/window_driver.h"

#include "app/window/demo_store.h"
#include "models/qt/qt_text.h"
#include "models/qt/system_clock.h"
#include "widgets/shared/plain_label.h"
#include "widgets/theme/theme.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QFrame>
#include <QPushButton>
#include <QRegularExpression>
#include <QToolButton>
#include <QtTest>

namespace throughline::test {

namespace {

constexpr std::uint64_t kDemoSessions = 1500;
constexpr int kPatienceMs = 60'000;
/// One answer leads to the next question within a turn of the event loop; a few turns are enough.
constexpr int kTurns = 5;

QString makeDemo()
{
    static const QTemporaryDir folder;
    app::DemoStoreRequest request;
    request.store = qt::toPath(folder.filePath(QStringLiteral("demo.throughline")));
    request.cache = qt::toPath(folder.filePath(QStringLiteral("cache")));
    request.sessions = kDemoSessions;
    request.now = qt::currentTime();
    const auto made = app::makeDemoStore(request, {}, [](const Progress&) {});
    if (!made.ok()) {
        qWarning("%s", describe(made.error()).c_str());
        return {};
    }
    return qt::pathText(made.value());
}

} // namespace

const QString& demoStorePath()
{
    static const QString path = makeDemo();
    return path;
}

WindowDriver::WindowDriver()
    : m_settings(m_folder.filePath(QStringLiteral("settings.ini")))
{
    widgets::applyTheme(*qApp, widgets::ThemeChoice::Light);
    m_window = std::make_unique<app::MainWindow>(m_settings);
    m_window->resize(1440, 900);
    m_window->show();
    static_cast<void>(QTest::qWaitForWindowExposed(m_window.get()));
}

WindowDriver::~WindowDriver() = default;

bool WindowDriver::settle()
{
    QElapsedTimer patience;
    patience.start();
    int quiet = 0;
    while (quiet < kTurns && patience.elapsed() < kPatienceMs) {
        QCoreApplication::processEvents(QEventLoop::AllEvents, 5);
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        quiet = m_window->isIdle() ? quiet + 1 : 0;
    }
    return quiet == kTurns;
}

bool WindowDriver::open(const QString& path)
{
    m_window->openStore(path);
    return settle() && m_window->session().isOpen();
}

bool WindowDriver::go(const char* perspective)
{
    auto* button = find<QToolButton>((std::string("rail_") + perspective).c_str());
    if (button == nullptr) {
        return false;
    }
    QTest::mouseClick(button, Qt::LeftButton);
    return settle() && m_window->perspective() == QString::fromLatin1(perspective);
}

bool WindowDriver::back()
{
    QTest::mouseClick(find<QPushButton>("contextBack"), Qt::LeftButton);
    return settle();
}

qint64 WindowDriver::listedSessions() const
{
    static const QRegularExpression counts(QStringLiteral("^(?:[\\d,]+ of )?([\\d,]+)$"));
    const auto* panel = find<QFrame>("sessionListPanel");
    for (const auto* label : panel->findChildren<widgets::PlainLabel*>()) {
        const auto match = counts.match(label->text());
        if (match.hasMatch()) {
            return numberIn(match.captured(1));
        }
    }
    return -1;
}

QStringList WindowDriver::chips() const
{
    QStringList texts;
    for (int place = 0;; ++place) {
        const auto* chip =
            find<QFrame>(QStringLiteral("filterChip%1").arg(place).toLatin1().constData());
        if (chip == nullptr) {
            return texts;
        }
        QStringList parts;
        for (const QWidget* part : chip->findChildren<QWidget*>()) {
            if (const auto* label = qobject_cast<const widgets::PlainLabel*>(part)) {
                parts.append(label->text());
            } else if (part->objectName().startsWith(QLatin1String("filterFlip"))) {
                parts.append(qobject_cast<const QPushButton*>(part)->text());
            }
        }
        texts.append(parts.join(QLatin1Char(' ')));
    }
}

QStringList WindowDriver::trail() const
{
    QStringList texts;
    for (int place = 0;; ++place) {
        const auto* crumb =
            find<QPushButton>(QStringLiteral("crumb%1").arg(place).toLatin1().constData());
        if (crumb == nullptr) {
            return texts;
        }
        texts.append(crumb->text());
    }
}

qint64 numberIn(const QString& text)
{
    bool fine = false;
    const qint64 number = QString(text).remove(QLatin1Char(',')).toLongLong(&fine);
    return fine ? number : -1;
}

} // namespace throughline::test
