#include "tests/app/window_driver.h"
#include "tests/support/test_registry.h"
#include "widgets/plot/plot_widget.h"
#include "widgets/theme/theme.h"

#include <QAbstractButton>
#include <QAbstractScrollArea>
#include <QAccessible>
#include <QApplication>
#include <QHeaderView>
#include <QLineEdit>
#include <QPixmap>
#include <QSet>
#include <QtTest>

namespace throughline::test {

namespace {

bool isInteractive(const QWidget& widget)
{
    if (widget.focusPolicy() == Qt::NoFocus
        || qobject_cast<const QHeaderView*>(&widget) != nullptr) {
        return false;
    }
    return qobject_cast<const QAbstractButton*>(&widget) != nullptr
        || qobject_cast<const QLineEdit*>(&widget) != nullptr
        || qobject_cast<const QAbstractScrollArea*>(&widget) != nullptr
        || qobject_cast<const widgets::PlotWidget*>(&widget) != nullptr;
}

/// What a screen reader has no name for, and what a test could not find.
QStringList unnamed(const QWidget& window)
{
    QStringList found;
    for (QWidget* widget : window.findChildren<QWidget*>()) {
        if (!widget->isVisible() || !isInteractive(*widget)) {
            continue;
        }
        QAccessibleInterface* spoken = QAccessible::queryAccessibleInterface(widget);
        const bool hasName = spoken != nullptr && !spoken->text(QAccessible::Name).isEmpty();
        if (!hasName || widget->objectName().isEmpty()) {
            found.append(QStringLiteral("%1 \"%2\" in %3")
                             .arg(QString::fromLatin1(widget->metaObject()->className()),
                                  widget->objectName(), widget->parentWidget()->objectName()));
        }
    }
    return found;
}

std::size_t coloursOf(const QImage& image)
{
    QSet<QRgb> colours;
    for (int y = 0; y < image.height(); y += 3) {
        for (int x = 0; x < image.width(); x += 3) {
            colours.insert(image.pixel(x, y));
        }
    }
    return static_cast<std::size_t>(colours.size());
}

/// Mean lightness, 0 black to 255 white.
int lightness(const QImage& image)
{
    qint64 sum = 0;
    qint64 count = 0;
    for (int y = 0; y < image.height(); y += 7) {
        for (int x = 0; x < image.width(); x += 7, ++count) {
            sum += qGray(image.pixel(x, y));
        }
    }
    return static_cast<int>(sum / std::max<qint64>(1, count));
}

} // namespace

/// What holds for the whole window: names, colours, keys.
class WindowMannersTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void initTestCase()
    {
        QAccessible::setActive(true);
        QVERIFY(!demoStorePath().isEmpty());
    }

    void cleanup() { widgets::applyTheme(*qApp, widgets::ThemeChoice::Light); }

    void everyControlHasAName_data()
    {
        QTest::addColumn<QString>("perspective");
        for (const char* perspective : {"", "impact", "session", "data", "notebook"}) {
            QTest::newRow(*perspective == '\0' ? "without a store" : perspective)
                << QString::fromLatin1(perspective);
        }
    }

    void everyControlHasAName()
    {
        QFETCH(QString, perspective);
        WindowDriver driver;
        if (!perspective.isEmpty()) {
            QVERIFY(driver.open(demoStorePath()));
            QVERIFY(driver.go(perspective.toLatin1().constData()));
        }
        const QStringList found = unnamed(driver.window());
        QVERIFY2(found.isEmpty(), qPrintable(found.join(QLatin1Char('\n'))));
    }

    void paintsEachPerspectiveInBothThemes_data()
    {
        QTest::addColumn<QString>("perspective");
        for (const char* perspective : {"impact", "session", "data", "notebook"}) {
            QTest::newRow(perspective) << QString::fromLatin1(perspective);
        }
    }

    void paintsEachPerspectiveInBothThemes()
    {
        QFETCH(QString, perspective);
        WindowDriver driver;
        QVERIFY(driver.open(demoStorePath()));
        QVERIFY(driver.go(perspective.toLatin1().constData()));
        const QImage light = driver.window().grab().toImage();
        widgets::applyTheme(*qApp, widgets::ThemeChoice::Dark);
        QVERIFY(driver.settle());
        const QImage dark = driver.window().grab().toImage();
        QVERIFY(coloursOf(light) > 8);
        QVERIFY(coloursOf(dark) > 8);
        QVERIFY(lightness(light) > 180);
        QVERIFY(lightness(dark) < 90);
    }

    void fitsASmallScreen()
    {
        WindowDriver driver;
        QVERIFY(driver.open(demoStorePath()));
        for (const char* perspective : {"impact", "session", "data", "notebook"}) {
            QVERIFY(driver.go(perspective));
            driver.window().resize(1280, 720);
            QVERIFY(driver.settle());
            QCOMPARE(driver.window().size(), QSize(1280, 720));
        }
    }

    void theShortcutSheetOpensOnItsKey()
    {
        WindowDriver driver;
        QVERIFY(driver.open(demoStorePath()));
        driver.window().activateWindow();
        QTest::keyClick(&driver.window(), Qt::Key_Question);
        QTRY_VERIFY(driver.find<QWidget>("shortcutSheet") != nullptr);
    }

    void ctrlAndANumberGoToAPerspective()
    {
        WindowDriver driver;
        QVERIFY(driver.open(demoStorePath()));
        driver.window().activateWindow();
        QTest::keyClick(&driver.window(), Qt::Key_3, Qt::ControlModifier);
        QVERIFY(driver.settle());
        QTRY_COMPARE(driver.window().perspective(), QStringLiteral("data"));
        QTest::keyClick(&driver.window(), Qt::Key_2, Qt::ControlModifier);
        QVERIFY(driver.settle());
        QTRY_COMPARE(driver.window().perspective(), QStringLiteral("session"));
    }

    void closingTheWindowDuringQuestionsIsQuick()
    {
        auto driver = std::make_unique<WindowDriver>();
        driver->window().openStore(demoStorePath());
        driver.reset();
    }
};

THROUGHLINE_TEST(WindowMannersTest)

} // namespace throughline::test

#include "tst_window_manners.moc"
