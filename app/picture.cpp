#include "app/picture.h"

#include "app/main_window.h"
#include "models/qt/qt_text.h"

#include <QCoreApplication>
#include <QPixmap>

#include <cstdio>

namespace throughline::app {

namespace {

constexpr QSize kSize(1440, 900);
/// One answer leads to the next question within a turn of the event loop; this is many turns.
constexpr int kQuietMs = 400;
constexpr int kLateMs = 10 * 60 * 1000;

} // namespace

Picture::Picture(MainWindow& window, const QString& file)
    : m_window(window)
    , m_file(file)
{
    window.resize(kSize);
    m_quiet.setSingleShot(true);
    m_quiet.setInterval(kQuietMs);
    m_late.setSingleShot(true);
    connect(&m_quiet, &QTimer::timeout, this, &Picture::take);
    connect(&m_late, &QTimer::timeout, this,
            [this] { fail(environmentError("The window was not filled within ten minutes")); });
    connect(&window.session().jobs(), &qt::JobRunner::busyChanged, this, &Picture::wait);
    connect(&window, &MainWindow::failed, this, &Picture::fail);
    m_late.start(kLateMs);
    m_quiet.start();
}

void Picture::wait()
{
    if (m_window.isIdle()) {
        m_quiet.start();
    } else {
        m_quiet.stop();
    }
}

void Picture::take()
{
    if (!m_window.isIdle()) {
        return; // wait() is called when it is
    }
    m_window.resize(kSize);
    if (QWidget* focused = m_window.focusWidget()) {
        focused->clearFocus();
    }
    if (m_window.grab().save(m_file)) {
        QCoreApplication::exit(0);
    } else {
        fail(environmentError("The picture " + qt::toStdString(m_file) + " cannot be written",
                              "Name a file ending in .png in a folder you may write to"));
    }
}

void Picture::fail(const Error& error)
{
    std::fprintf(stderr, "throughline: %s\n", describe(error).c_str());
    QCoreApplication::exit(exitStatus(error.code));
}

} // namespace throughline::app
