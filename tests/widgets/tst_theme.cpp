#include "tests/support/test_registry.h"
#include "widgets/theme/fonts.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/theme.h"

#include <QPainter>
#include <QtTest>

#include <cmath>

namespace throughline::widgets {

namespace {

double linear(double channel)
{
    return channel <= 0.03928 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double luminance(const QColor& colour)
{
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF())
        + 0.0722 * linear(colour.blueF());
}

/// Contrast ratio as WCAG 2 defines it.
double contrast(const QColor& a, const QColor& b)
{
    const double high = std::max(luminance(a), luminance(b));
    const double low = std::min(luminance(a), luminance(b));
    return (high + 0.05) / (low + 0.05);
}

} // namespace

class ThemeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup();
    void textCanBeReadOnItsGround_data();
    void textCanBeReadOnItsGround();
    void armsHaveTheSameColoursInBothThemes();
    void styleSheetNamesOnlyKnownColours();
    void appliesLightAndDark();
    void iconsAreNeverBlank();
    void lettersDiffer();
    void figuresAreEquallyWide();
};

void ThemeTest::cleanup()
{
    applyTheme(*qApp, ThemeChoice::Light);
}

void ThemeTest::textCanBeReadOnItsGround_data()
{
    QTest::addColumn<int>("text");
    QTest::addColumn<int>("ground");
    const auto add = [](const char* name, Role text, Role ground) {
        QTest::newRow(name) << static_cast<int>(text) << static_cast<int>(ground);
    };
    add("text on panel", Role::Text, Role::Panel);
    add("text on selection", Role::Text, Role::Selection);
    add("muted on panel", Role::Muted, Role::Panel);
    add("muted on selection", Role::Muted, Role::Selection);
    add("muted on hover", Role::Muted, Role::Hover);
    add("muted on window", Role::Muted, Role::Window);
    add("link on panel", Role::Link, Role::Panel);
    add("primary button", Role::AccentText, Role::Accent);
    add("chip", Role::Text, Role::ChipFill);
    add("rail", Role::Link, Role::ChipFill);
    add("affected in words", Role::AffectedText, Role::Panel);
    add("unaffected in words", Role::UnaffectedText, Role::Panel);
    add("error", Role::ErrorText, Role::Panel);
    add("warning", Role::WarningText, Role::Panel);
    add("good", Role::GoodText, Role::Panel);
    add("ticket", Role::TicketText, Role::Panel);
    add("view", Role::ViewText, Role::View);
    add("bad badge", Role::BadgeBadText, Role::BadgeBad);
    add("good badge", Role::BadgeGoodText, Role::BadgeGood);
    add("neutral badge", Role::BadgeNeutralText, Role::BadgeNeutral);
}

void ThemeTest::textCanBeReadOnItsGround()
{
    QFETCH(int, text);
    QFETCH(int, ground);
    for (const Theme* theme : {&Theme::light(), &Theme::dark()}) {
        const double ratio = contrast(theme->colour(static_cast<Role>(text)),
                                      theme->colour(static_cast<Role>(ground)));
        QVERIFY2(ratio >= 4.5,
                 qPrintable(QStringLiteral("%1: %2").arg(theme->isDark()).arg(ratio)));
    }
    for (std::size_t i = 0; i < 8; ++i) {
        for (const Theme* theme : {&Theme::light(), &Theme::dark()}) {
            QVERIFY(contrast(theme->serviceText(i), theme->colour(Role::Panel)) >= 4.5);
        }
    }
}

void ThemeTest::armsHaveTheSameColoursInBothThemes()
{
    for (const Theme* theme : {&Theme::light(), &Theme::dark()}) {
        QCOMPARE(theme->colour(Role::Affected), QColor(0xD5, 0x5E, 0x00));
        QCOMPARE(theme->colour(Role::Unaffected), QColor(0x00, 0x72, 0xB2));
    }
}

void ThemeTest::styleSheetNamesOnlyKnownColours()
{
    for (const Theme* theme : {&Theme::light(), &Theme::dark()}) {
        QVERIFY(theme->styleSheet().size() > 1000);
        QVERIFY(!theme->styleSheet().contains(QLatin1Char('@')));
    }
}

void ThemeTest::appliesLightAndDark()
{
    applyTheme(*qApp, ThemeChoice::Dark);
    QVERIFY(Theme::current().isDark());
    QVERIFY(isDark(QGuiApplication::palette()));
    applyTheme(*qApp, ThemeChoice::Light);
    QVERIFY(!Theme::current().isDark());
    applyTheme(*qApp, ThemeChoice::System);
    QVERIFY(!qApp->styleSheet().isEmpty());
}

void ThemeTest::iconsAreNeverBlank()
{
    for (int name = 0; name <= static_cast<int>(Icon::Store); ++name) {
        const QImage image = iconPixmap(static_cast<Icon>(name), Qt::black, 24, 1).toImage();
        int painted = 0;
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x) {
                painted += qAlpha(image.pixel(x, y)) > 128 ? 1 : 0;
            }
        }
        QVERIFY2(painted > 10, qPrintable(QString::number(name)));
        QVERIFY(!icon(static_cast<Icon>(name)).pixmap(16, 16).isNull());
    }
}

void ThemeTest::lettersDiffer()
{
    const auto drawn = [](const QString& text) {
        QImage image(40, 40, QImage::Format_RGB32);
        image.fill(Qt::white);
        QPainter painter(&image);
        painter.drawText(image.rect(), Qt::AlignCenter, text);
        painter.end();
        return image;
    };
    QVERIFY(drawn(QStringLiteral("a")) != drawn(QStringLiteral("W")));
}

void ThemeTest::figuresAreEquallyWide()
{
    const QFont font = QGuiApplication::font();
    QCOMPARE(figuresWidth(font, QStringLiteral("111")), figuresWidth(font, QStringLiteral("888")));
    QFont proportional(font);
    proportional.setFamily(QStringLiteral("DejaVu Serif"));
    QCOMPARE(figuresWidth(proportional, QStringLiteral("1,1")),
             figuresWidth(proportional, QStringLiteral("8,8")));
}

} // namespace throughline::widgets

using throughline::widgets::ThemeTest;
THROUGHLINE_TEST(ThemeTest)
#include "tst_theme.moc"
