#include "models/qt/settings.h"
#include "tests/support/test_registry.h"

#include <QTemporaryDir>
#include <QtTest>

namespace throughline {

using qt::Settings;
using qt::ThemeSetting;

class SettingsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void startsWithTheDesktopsColours()
    {
        const QTemporaryDir folder;
        const Settings settings(folder.filePath(QStringLiteral("s.ini")));
        QCOMPARE(settings.theme(), ThemeSetting::System);
        QVERIFY(settings.recentStores().isEmpty());
        QVERIFY(settings.windowGeometry().isEmpty());
    }

    void remembersEachThingInANewStart()
    {
        const QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("s.ini"));
        {
            Settings settings(file);
            settings.setTheme(ThemeSetting::Dark);
            settings.setRecentStores({QStringLiteral("/a, b.throughline")});
            settings.setLayout(QStringLiteral("impact"), QStringLiteral("left"), "state");
            settings.setFunnel(QStringLiteral("/a/b"), QStringLiteral("checkout"));
        }
        const Settings again(file);
        QCOMPARE(again.theme(), ThemeSetting::Dark);
        QCOMPARE(again.recentStores(), QStringList {QStringLiteral("/a, b.throughline")});
        QCOMPARE(again.layout(QStringLiteral("impact"), QStringLiteral("left")),
                 QByteArray("state"));
        QCOMPARE(again.funnel(QStringLiteral("/a/b")), QStringLiteral("checkout"));
        QVERIFY(again.funnel(QStringLiteral("/a/c")).isEmpty());
    }

    void forgettingALayoutKeepsTheOthers()
    {
        const QTemporaryDir folder;
        Settings settings(folder.filePath(QStringLiteral("s.ini")));
        settings.setLayout(QStringLiteral("impact"), QStringLiteral("left"), "1");
        settings.setLayout(QStringLiteral("session"), QStringLiteral("left"), "2");
        settings.forgetLayout(QStringLiteral("impact"));
        QVERIFY(settings.layout(QStringLiteral("impact"), QStringLiteral("left")).isEmpty());
        QCOMPARE(settings.layout(QStringLiteral("session"), QStringLiteral("left")),
                 QByteArray("2"));
    }
};

THROUGHLINE_TEST(SettingsTest)

} // namespace throughline

#include "tst_settings.moc"
