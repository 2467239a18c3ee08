#include "tests/support/test_registry.h"
#include "tests/widgets/gallery_impact.h"
#include "tests/widgets/gallery_session.h"
#include "widgets/shared/panel.h"
#include "widgets/theme/theme.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAccessible>
#include <QHeaderView>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSet>
#include <QtTest>

#include <functional>
#include <memory>

Q_DECLARE_METATYPE(std::function<QWidget*()>)

namespace throughline::widgets {

/// Whole perspectives with made-up values: named, readable, not blank.
class GalleryTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void looks_data();
    void looks();
    void everyControlHasANameAndAnObjectName_data();
    void everyControlHasANameAndAnObjectName();
    void followsAThemeThatChangesWhileShown();
};

namespace {

int coloursIn(const QImage& image)
{
    QSet<QRgb> seen;
    for (int y = 0; y < image.height(); y += 3) {
        for (int x = 0; x < image.width(); x += 3) {
            seen.insert(image.pixel(x, y));
        }
    }
    return static_cast<int>(seen.size());
}

void addPerspectives()
{
    QTest::addColumn<std::function<QWidget*()>>("make");
    QTest::newRow("impact") << std::function<QWidget*()>(test::makeImpactGallery);
    QTest::newRow("impact, nothing found")
        << std::function<QWidget*()>(test::makeQuietImpactGallery);
    QTest::newRow("session") << std::function<QWidget*()>(test::makeSessionGallery);
    QTest::newRow("data") << std::function<QWidget*()>(test::makeDataGallery);
    QTest::newRow("first start") << std::function<QWidget*()>(test::makeEmptyGallery);
}

bool isInteractive(const QWidget& widget)
{
    return qobject_cast<const QAbstractButton*>(&widget) != nullptr
        || qobject_cast<const QLineEdit*>(&widget) != nullptr
        || qobject_cast<const QPlainTextEdit*>(&widget) != nullptr
        || (qobject_cast<const QAbstractItemView*>(&widget) != nullptr
            && qobject_cast<const QHeaderView*>(&widget) == nullptr)
        || (widget.focusPolicy() & Qt::TabFocus);
}

QString nameOf(QWidget& widget)
{
    QAccessibleInterface* spoken = QAccessible::queryAccessibleInterface(&widget);
    return spoken == nullptr ? QString() : spoken->text(QAccessible::Name);
}

} // namespace

void GalleryTest::initTestCase()
{
    QAccessible::setActive(true);
}

void GalleryTest::cleanupTestCase()
{
    applyTheme(*qApp, ThemeChoice::Light);
}

void GalleryTest::looks_data()
{
    addPerspectives();
}

void GalleryTest::looks()
{
    QFETCH(std::function<QWidget*()>, make);
    for (const ThemeChoice choice : {ThemeChoice::Light, ThemeChoice::Dark}) {
        applyTheme(*qApp, choice);
        for (const QSize size : {QSize(1440, 900), QSize(1280, 720)}) {
            const std::unique_ptr<QWidget> window(make());
            window->resize(size);
            window->show();
            QVERIFY(QTest::qWaitForWindowExposed(window.get()));
            QCOMPARE(window->size(), size); // nothing needs more room than this
            const QImage picture = window->grab().toImage();
            QVERIFY(coloursIn(picture) > 20);
            const QColor corner = picture.pixelColor(picture.width() - 3, picture.height() / 2);
            QCOMPARE(corner.lightness() < 128, choice == ThemeChoice::Dark);
        }
    }
}

void GalleryTest::everyControlHasANameAndAnObjectName_data()
{
    addPerspectives();
}

void GalleryTest::everyControlHasANameAndAnObjectName()
{
    QFETCH(std::function<QWidget*()>, make);
    const std::unique_ptr<QWidget> window(make());
    window->resize(1440, 900);
    window->show();
    QVERIFY(QTest::qWaitForWindowExposed(window.get()));
    int seen = 0;
    for (QWidget* widget : window->findChildren<QWidget*>()) {
        if (!widget->isVisible() || !isInteractive(*widget)) {
            continue;
        }
        ++seen;
        const QString where = QStringLiteral("%1 '%2' in '%3'")
                                  .arg(QString::fromLatin1(widget->metaObject()->className()),
                                       widget->objectName(), widget->parentWidget()->objectName());
        QVERIFY2(!nameOf(*widget).isEmpty(), qPrintable(where));
        QVERIFY2(!widget->objectName().isEmpty(), qPrintable(where));
    }
    QVERIFY(seen > 4);
}

void GalleryTest::followsAThemeThatChangesWhileShown()
{
    applyTheme(*qApp, ThemeChoice::Light);
    const std::unique_ptr<QWidget> window(test::makeImpactGallery());
    window->resize(1440, 900);
    window->show();
    QVERIFY(QTest::qWaitForWindowExposed(window.get()));
    applyTheme(*qApp, ThemeChoice::Dark);
    QCoreApplication::processEvents();
    const QImage picture = window->grab().toImage();
    int bright = 0;
    for (int y = 0; y < picture.height(); y += 2) {
        for (int x = 0; x < picture.width(); x += 2) {
            bright += picture.pixelColor(x, y).lightness() > 200 ? 1 : 0;
        }
    }
    QVERIFY2(bright * 20 < picture.width() * picture.height() / 4,
             qPrintable(QString::number(bright)));
}

} // namespace throughline::widgets

using throughline::widgets::GalleryTest;
THROUGHLINE_TEST(GalleryTest)
#include "tst_gallery.moc"
