#include "models/ingest/normalize/identity_normalizer.h"
#include "models/ingest/normalize/word_normalizer.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <string>

namespace throughline {

using ingest::LevelScale;

class WordNormalizerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesDevices_data();
    void namesDevices();
    void readsSeverities_data();
    void readsSeverities();
    void readsNumericLevels_data();
    void readsNumericLevels();
    void readsCountries();
    void refusesPlaceholders_data();
    void refusesPlaceholders();
    void keepsIdentities_data();
    void keepsIdentities();
};

void WordNormalizerTest::namesDevices_data()
{
    QTest::addColumn<QByteArray>("raw");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char* raw, const char* expected) {
        QTest::newRow(*raw != '\0' ? raw : "empty") << QByteArray(raw) << QByteArray(expected);
    };
    for (const char* word :
         {"desktop", "mobile", "tablet", "tv", "watch", "console", "bot", "other"}) {
        row(word, word);
    }
    row("Desktop", "desktop");
    row("PC", "desktop");
    row("Mobile Phone", "mobile");
    row("smartphone", "mobile");
    row("iPhone", "mobile");
    row("SMART_TV", "tv");
    row("gaming-console", "console");
    row("Crawler", "bot");
    row("fridge", "other");
    row("", "");
    row("unknown", "");
}

void WordNormalizerTest::namesDevices()
{
    QFETCH(QByteArray, raw);
    QFETCH(QByteArray, expected);
    QCOMPARE(ingest::normalizeDeviceType(raw.toStdString()),
             std::string_view(expected.constData()));
}

void WordNormalizerTest::readsSeverities_data()
{
    QTest::addColumn<QByteArray>("raw");
    QTest::addColumn<int>("expected");
    const auto row = [](const char* raw, int expected) {
        QTest::newRow(*raw != '\0' ? raw : "empty") << QByteArray(raw) << expected;
    };
    row("TRACE", 1);
    row("verbose", 1);
    row("debug", 5);
    row("DBG", 5);
    row("Information", 9);
    row("info", 9);
    row("notice", 10);
    row("WARN", 13);
    row("warning", 13);
    row("W", 13);
    row("error", 17);
    row("ERR", 17);
    row("[ERROR]", 17);
    row("Error:", 17);
    row("SEVERE", 17);
    row("CRITICAL", 18);
    row("alert", 19);
    row("FATAL", 21);
    row("panic", 21);
    row("emerg", 21);
    row("\x1b[32minfo\x1b[39m", 9);
    row("\x1b[1m\x1b[31mERROR\x1b[0m", 17);
    row("\x1b[31m", 0);
    row("INFO2", 10);
    row("ERROR4", 20);
    row("FATAL4", 24);
    row("TRACE1", 1);
    row("ERROR5", 0);
    row("notset", 0);
    row("", 0);
    row("[]", 0);
    row("something", 0);
}

void WordNormalizerTest::readsSeverities()
{
    QFETCH(QByteArray, raw);
    QFETCH(int, expected);
    QCOMPARE(ingest::severityNumber(raw.toStdString()).value_or(0), expected);
}

void WordNormalizerTest::readsNumericLevels_data()
{
    QTest::addColumn<int>("scale");
    QTest::addColumn<int>("level");
    QTest::addColumn<int>("expected");
    const auto row = [](const char* name, LevelScale scale, int level, int expected) {
        QTest::newRow(name) << static_cast<int>(scale) << level << expected;
    };
    row("pino debug", LevelScale::Guess, 20, 5);
    row("pino info", LevelScale::Guess, 30, 9);
    row("pino error", LevelScale::Guess, 50, 17);
    row("pino fatal", LevelScale::Guess, 60, 21);
    row("pino trace", LevelScale::Guess, 10, 1);
    row("OpenTelemetry", LevelScale::Guess, 17, 17);
    row("no scale has it", LevelScale::Guess, 35, 0);
    row("negative", LevelScale::Guess, -10, 0);
    row("OpenTelemetry 10", LevelScale::OpenTelemetry, 10, 10);
    row("OpenTelemetry 25", LevelScale::OpenTelemetry, 25, 0);
    row("OpenTelemetry 0", LevelScale::OpenTelemetry, 0, 0);
    row("bunyan 70", LevelScale::Bunyan, 70, 0);
    row("python debug", LevelScale::Python, 10, 5);
    row("python warning", LevelScale::Python, 30, 13);
    row("python critical", LevelScale::Python, 50, 21);
    row("python 60", LevelScale::Python, 60, 0);
    row("syslog emergency", LevelScale::Syslog, 0, 21);
    row("syslog debug", LevelScale::Syslog, 7, 5);
    row("syslog 8", LevelScale::Syslog, 8, 0);
}

void WordNormalizerTest::readsNumericLevels()
{
    QFETCH(int, scale);
    QFETCH(int, level);
    QFETCH(int, expected);
    const auto severity =
        ingest::severityNumber(std::to_string(level), static_cast<LevelScale>(scale));
    QCOMPARE(severity.value_or(0), expected);
}

void WordNormalizerTest::readsCountries()
{
    QCOMPARE(ingest::normalizeCountry("de"), std::string("DE"));
    QCOMPARE(ingest::normalizeCountry(" us "), std::string("US"));
    QCOMPARE(ingest::normalizeCountry("uk"), std::string("GB"));
    QCOMPARE(ingest::normalizeCountry("Germany"), std::string("DE"));
    QCOMPARE(ingest::normalizeCountry("united states"), std::string("US"));
    QCOMPARE(ingest::normalizeCountry("C\xC3\xB4te d'Ivoire"), std::string("CI"));
    QCOMPARE(ingest::normalizeCountry("Zimbabwe"), std::string("ZW"));
    QCOMPARE(ingest::normalizeCountry("Atlantis"), std::string("Atlantis"));
    QCOMPARE(ingest::normalizeCountry("unknown"), std::string());
    QCOMPARE(ingest::normalizeCountry("u1"), std::string("u1"));
}

void WordNormalizerTest::refusesPlaceholders_data()
{
    QTest::addColumn<QByteArray>("raw");
    for (const char* raw : {"null", "NULL", "undefined", "None", "guest", "Anonymous", "unknown",
                            "n/a", "N/A", "-1", "0", "000", "(not set)", " guest ", "NaN",
                            "00000000-0000-0000-0000-000000000000", "[object Object]", "false"}) {
        QTest::newRow(raw) << QByteArray(raw);
    }
}

void WordNormalizerTest::refusesPlaceholders()
{
    QFETCH(QByteArray, raw);
    const auto reading = ingest::normalizeIdentity(raw.toStdString());
    QVERIFY(reading.placeholder);
    QVERIFY(reading.id.empty());
}

void WordNormalizerTest::keepsIdentities_data()
{
    QTest::addColumn<QByteArray>("raw");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char* raw, const char* expected) {
        QTest::newRow(*raw != '\0' ? raw : "empty") << QByteArray(raw) << QByteArray(expected);
    };
    row("U-1001", "U-1001");
    row("u-1001", "u-1001");
    row("  42\n", "42");
    row("10", "10");
    row("-", "");
    row("nullpointer", "nullpointer");
    row("guest7", "guest7");
    row("", "");
    row("   ", "");
}

void WordNormalizerTest::keepsIdentities()
{
    QFETCH(QByteArray, raw);
    QFETCH(QByteArray, expected);
    const std::string text = raw.toStdString();
    QCOMPARE(ingest::normalizeIdentity(text).id, std::string_view(expected.constData()));
}

THROUGHLINE_TEST(WordNormalizerTest)

} // namespace throughline

#include "tst_word_normalizer.moc"
