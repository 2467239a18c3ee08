#include "models/demo/demo.h"
#include "tests/support/test_registry.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include <clocale>
#include <ctime>

namespace throughline {

using demo::DemoOptions;
using demo::DemoSummary;
using demo::writeDemo;

class DemoTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sameSeedSameBytes();
    void dependsOnNeitherLocaleNorZone();
    void otherSeedOtherBytes();
    void replacesAnEarlierRun();
    void smallRunsWork_data();
    void smallRunsWork();
    void refusesOptions_data();
    void refusesOptions();
    void aStopLeavesNothing();
    void aFailureNamesTheFolder();
    void progressCountsSessions();
    void commandsCanBePasted();
};

namespace {

constexpr std::uint64_t kSmall = 400;

/// One line per file: its name and hash.
QString fingerprint(const DemoSummary& summary)
{
    QString text;
    std::vector<std::filesystem::path> files = summary.exports;
    files.push_back(summary.truthFile);
    for (const std::filesystem::path& path : files) {
        QFile file(QString::fromStdString(path.string()));
        if (!file.open(QIODevice::ReadOnly)) {
            return QStringLiteral("no ") + file.fileName();
        }
        QCryptographicHash hash(QCryptographicHash::Sha256);
        hash.addData(&file);
        text += file.fileName().section(QLatin1Char('/'), -1) + QLatin1Char(' ')
            + QString::fromLatin1(hash.result().toHex()) + QLatin1Char('\n');
    }
    return text;
}

QString fingerprintOfRun(std::uint64_t seed)
{
    const QTemporaryDir folder;
    const auto made =
        writeDemo({.folder = folder.path().toStdString(), .sessions = kSmall, .seed = seed});
    return made.ok() ? fingerprint(*made) : QString();
}

} // namespace

void DemoTest::sameSeedSameBytes()
{
    const QString first = fingerprintOfRun(42);
    QCOMPARE(first.count(QLatin1Char('\n')), 6);
    QCOMPARE(fingerprintOfRun(42), first);
}

void DemoTest::dependsOnNeitherLocaleNorZone()
{
    const QString first = fingerprintOfRun(42);
    const QByteArray zone = qgetenv("TZ");
    qputenv("TZ", "Asia/Kathmandu");
    tzset();
    // NOLINTNEXTLINE(concurrency-mt-unsafe): no other thread runs here.
    const bool comma = std::setlocale(LC_ALL, "de_DE.UTF-8") != nullptr;
    const QString second = fingerprintOfRun(42);
    // NOLINTNEXTLINE(concurrency-mt-unsafe): no other thread runs here.
    std::setlocale(LC_ALL, "C.UTF-8");
    qputenv("TZ", zone);
    tzset();
    QCOMPARE(second, first);
    if (!comma) {
        qInfo("de_DE.UTF-8 is not installed: only the zone was tried");
    }
}

void DemoTest::otherSeedOtherBytes()
{
    const QStringList first = fingerprintOfRun(1).split(QLatin1Char('\n'));
    const QStringList second = fingerprintOfRun(2).split(QLatin1Char('\n'));
    for (qsizetype i = 0; i < 6; ++i) {
        QVERIFY(first[i] != second[i]);
    }
}

void DemoTest::replacesAnEarlierRun()
{
    const QTemporaryDir folder;
    const std::filesystem::path path = folder.path().toStdString();
    QVERIFY(writeDemo({.folder = path, .sessions = kSmall * 2, .seed = 1}).ok());
    const auto made = writeDemo({.folder = path, .sessions = kSmall, .seed = 42});
    QVERIFY(made.ok());
    QCOMPARE(fingerprint(*made), fingerprintOfRun(42));
}

void DemoTest::smallRunsWork_data()
{
    QTest::addColumn<int>("sessions");
    QTest::addColumn<int>("days");
    QTest::newRow("one session") << 1 << 1;
    QTest::newRow("two sessions in a year") << 2 << 365;
    QTest::newRow("a busy day") << 3000 << 1;
}

void DemoTest::smallRunsWork()
{
    QFETCH(const int, sessions);
    QFETCH(const int, days);
    const QTemporaryDir folder;
    const auto made = writeDemo({.folder = folder.path().toStdString(),
                                 .sessions = static_cast<std::uint64_t>(sessions),
                                 .days = static_cast<std::uint32_t>(days)});
    QVERIFY(made.ok());
    QCOMPARE(made->sessions, static_cast<std::uint64_t>(sessions));
    QVERIFY(made->humanSessions < made->sessions);
    QVERIFY(made->events >= made->sessions);
    std::uint64_t bytes = 0;
    for (const std::filesystem::path& path : made->exports) {
        bytes += std::filesystem::file_size(path);
    }
    QCOMPARE(made->fileBytes, bytes);
}

void DemoTest::refusesOptions_data()
{
    QTest::addColumn<int>("sessions");
    QTest::addColumn<int>("days");
    QTest::addColumn<QString>("folder");
    QTest::newRow("no session") << 0 << 14 << "x";
    QTest::newRow("too many sessions") << 20'000'001 << 14 << "x";
    QTest::newRow("no day") << 10 << 0 << "x";
    QTest::newRow("more than a year") << 10 << 366 << "x";
    QTest::newRow("no folder") << 10 << 14 << "";
}

void DemoTest::refusesOptions()
{
    QFETCH(const int, sessions);
    QFETCH(const int, days);
    QFETCH(const QString, folder);
    const QTemporaryDir parent;
    const QString path = folder.isEmpty() ? QString() : parent.filePath(folder);
    const auto made = writeDemo({.folder = path.toStdString(),
                                 .sessions = static_cast<std::uint64_t>(sessions),
                                 .days = static_cast<std::uint32_t>(days)});
    QVERIFY(!made.ok());
    QCOMPARE(made.error().code, ErrorCode::Usage);
    QVERIFY(!made.error().hint.empty());
    QVERIFY(QDir(parent.path()).isEmpty());
}

void DemoTest::aStopLeavesNothing()
{
    const QTemporaryDir folder;
    std::stop_source stop;
    const auto made = writeDemo({.folder = folder.path().toStdString(), .sessions = kSmall},
                                stop.get_token(), [&](const Progress& progress) {
                                    if (progress.records > kSmall / 2) {
                                        stop.request_stop();
                                    }
                                });
    QVERIFY(!made.ok());
    QCOMPARE(made.error().code, ErrorCode::Cancelled);
    QVERIFY(QDir(folder.filePath(QStringLiteral("exports"))).isEmpty());
    QVERIFY(!QFile::exists(folder.filePath(QStringLiteral("truth.json"))));
}

void DemoTest::aFailureNamesTheFolder()
{
    const QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("taken")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    const auto made = writeDemo({.folder = file.fileName().toStdString(), .sessions = 10});
    QVERIFY(!made.ok());
    QCOMPARE(made.error().code, ErrorCode::Environment);
    QVERIFY(made.error().message.find("taken") != std::string::npos);
}

void DemoTest::progressCountsSessions()
{
    const QTemporaryDir folder;
    std::vector<std::uint64_t> seen;
    QVERIFY(writeDemo({.folder = folder.path().toStdString(), .sessions = kSmall}, {},
                      [&](const Progress& progress) { seen.push_back(progress.records); })
                .ok());
    QVERIFY(std::is_sorted(seen.begin(), seen.end()));
    QCOMPARE(seen.back(), kSmall);
    QVERIFY(seen.size() <= 101);
}

void DemoTest::commandsCanBePasted()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("it's here"));
    const auto made = writeDemo({.folder = path.toStdString(), .sessions = 20});
    QVERIFY(made.ok());
    QCOMPARE(made->commands.size(), std::size_t {3});
    const QString quoted = folder.path() + QStringLiteral("/it'\\''s here/exports'");
    QVERIFY(QString::fromStdString(made->commands[0]).endsWith(quoted));
    QVERIFY(made->commands[1].find("funnel define checkout") != std::string::npos);
    for (const std::string& step : made->funnel.steps) {
        QVERIFY(made->commands[1].find(" --step " + step) != std::string::npos);
    }
    QVERIFY(made->commands[1].find("--window 30m") != std::string::npos);
}

THROUGHLINE_TEST(DemoTest)

} // namespace throughline

#include "tst_demo.moc"
