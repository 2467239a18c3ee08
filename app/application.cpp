#include "app/application.h"

#include "app/main_window.h"
#include "app/picture.h"
#include "app/window/import_controller.h"
#include "models/qt/qt_text.h"
#include "models/qt/settings.h"
#include "widgets/theme/theme.h"

#include <QApplication>
#include <QByteArray>

#include <cstdio>
#include <functional>
#include <optional>

namespace throughline::app {

namespace {

widgets::ThemeChoice choiceOf(qt::ThemeSetting setting)
{
    switch (setting) {
    case qt::ThemeSetting::Light:
        return widgets::ThemeChoice::Light;
    case qt::ThemeSetting::Dark:
        return widgets::ThemeChoice::Dark;
    case qt::ThemeSetting::System:
        break;
    }
    return widgets::ThemeChoice::System;
}

widgets::ThemeChoice themeOf(const WindowOptions& options, const qt::Settings& settings)
{
    if (options.theme) {
        return *options.theme == ThemeOption::Dark ? widgets::ThemeChoice::Dark
                                                   : widgets::ThemeChoice::Light;
    }
    return choiceOf(settings.theme());
}

bool isSet(const char* variable)
{
    return !qgetenv(variable).isEmpty();
}

void openFirst(MainWindow& window, const WindowOptions& options)
{
    if (options.demo) {
        QObject::connect(&window.imports(), &ImportController::demoReady, &window,
                         [](const QString& path) {
                             std::printf("Demo store: %s\n", qPrintable(path));
                             std::fflush(stdout);
                         });
        window.openDemo();
    } else if (!options.store.empty()) {
        window.openStore(qt::toQString(options.store));
    }
}

} // namespace

Result<void> prepareDisplay(const WindowOptions& options)
{
    if (isSet("QT_QPA_PLATFORM") || isSet("DISPLAY") || isSet("WAYLAND_DISPLAY")) {
        return {};
    }
    if (!options.shot.empty()) {
        qputenv("QT_QPA_PLATFORM", "offscreen");
        return {};
    }
    const std::string instead = options.demo
        ? "throughline demo --out DIR writes the demo data, throughline import and throughline "
          "errors do the rest on the command line"
        : "throughline import, throughline errors and throughline compare do the same on the "
          "command line";
    return environmentError("There is no display to open a window on", instead);
}

int runWindow(int& argc, char** argv, const WindowOptions& options, std::stop_token stop)
{
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("throughline"));
    QApplication::setApplicationDisplayName(QStringLiteral("Throughline"));
    QApplication::setApplicationVersion(QStringLiteral(THROUGHLINE_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("throughline"));
    // A picture shows the window as designed, whatever was moved or chosen before.
    qt::Settings settings = options.shot.empty() ? qt::Settings() : qt::Settings(QString());
    widgets::applyTheme(application, themeOf(options, settings));
    MainWindow window(settings);
    QObject::connect(&window, &MainWindow::themeChosen, &application,
                     [&application](qt::ThemeSetting theme) {
                         widgets::applyTheme(application, choiceOf(theme));
                     });
    const std::stop_callback closing(stop, [&window] {
        QMetaObject::invokeMethod(&window, &QWidget::close, Qt::QueuedConnection);
    });
    std::optional<Picture> picture;
    if (!options.shot.empty()) {
        picture.emplace(window, qt::toQString(options.shot));
    }
    if (!options.perspective.empty()) {
        window.showPerspective(qt::toQString(options.perspective));
    }
    window.show();
    openFirst(window, options);
    const int status = QApplication::exec();
    return stop.stop_requested() && picture ? exitStatus(ErrorCode::Cancelled) : status;
}

} // namespace throughline::app
