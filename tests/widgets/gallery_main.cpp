#include "tests/widgets/gallery_impact.h"
#include "tests/widgets/gallery_session.h"
#include "widgets/theme/theme.h"

#include <QApplication>
#include <QPixmap>
#include <QWidget>

#include <cstdio>
#include <functional>
#include <memory>
#include <vector>

namespace {

struct Picture
{
    const char* name;
    std::function<QWidget*()> make;
};

/// Shows one arrangement at the given size and saves it; false when the file cannot be written.
bool save(const Picture& picture, const QString& folder, const QString& look, QSize size)
{
    const std::unique_ptr<QWidget> window(picture.make());
    window->resize(size);
    window->show();
    for (int i = 0; i < 5; ++i) {
        QCoreApplication::processEvents();
        if (QWidget* focused = QApplication::focusWidget()) {
            focused->clearFocus();
        }
    }
    const QString path =
        QStringLiteral("%1/%2-%3.png").arg(folder, QString::fromLatin1(picture.name), look);
    return window->grab().save(path);
}

} // namespace

/// Saves pictures of all panels for people to look at: widget_gallery <folder> [<width> <height>].
int main(int argc, char** argv)
{
    using namespace throughline;
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM")) {
        qputenv("QT_QPA_PLATFORM", "offscreen");
    }
    QApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    const QString folder = arguments.value(1, QStringLiteral("."));
    const QSize size(arguments.value(2, QStringLiteral("1440")).toInt(),
                     arguments.value(3, QStringLiteral("900")).toInt());
    const std::vector<Picture> pictures {{"impact", test::makeImpactGallery},
                                         {"quiet", test::makeQuietImpactGallery},
                                         {"session", test::makeSessionGallery},
                                         {"data", test::makeDataGallery},
                                         {"empty", test::makeEmptyGallery}};
    bool fine = true;
    for (const widgets::ThemeChoice choice :
         {widgets::ThemeChoice::Light, widgets::ThemeChoice::Dark}) {
        widgets::applyTheme(application, choice);
        const bool light = choice == widgets::ThemeChoice::Light;
        for (const Picture& picture : pictures) {
            fine = save(picture, folder, light ? QStringLiteral("light") : QStringLiteral("dark"),
                        size)
                && fine;
        }
    }
    if (!fine) {
        std::fprintf(stderr, "cannot write pictures into %s\n", qPrintable(folder));
    }
    return fine ? 0 : 1;
}
