#pragma once

#include "models/base/error.h"

#include <QObject>
#include <QString>
#include <QTimer>

namespace throughline::app {

class MainWindow;

/// Saves a picture of the window once it is filled and ends the program: status 0, or that of what
/// went wrong.
class Picture : public QObject
{
    Q_OBJECT

public:
    Picture(MainWindow& window, const QString& file);

private:
    void wait();
    void take();
    void fail(const Error& error);

    MainWindow& m_window;
    QString m_file;
    QTimer m_quiet; ///< runs while nothing is being asked
    QTimer m_late;
};

} // namespace throughline::app
