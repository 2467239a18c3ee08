#include "models/base/pattern.h"
#include "models/base/time_format.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <array>

namespace throughline {

class TimeFormatTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsTimes_data();
    void readsTimes();
    void refusesTimes_data();
    void refusesTimes();
    void refusesForms_data();
    void refusesForms();
    void tellsZoneAndResolution();
    void readsPatternsOfUsers();
};

void TimeFormatTest::readsTimes_data()
{
    QTest::addColumn<QString>("form");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("moment");
    const auto row = [](const char* name, const char* form, const char* text, const char* moment) {
        QTest::newRow(name) << QString::fromLatin1(form) << QString::fromLatin1(text)
                            << QString::fromLatin1(moment);
    };
    const char* access = "%d/%b/%Y:%H:%M:%S %z";
    row("access log", access, "10/Oct/2000:13:55:36 -0700", "2000-10-10T20:55:36Z");
    row("east of Greenwich", access, "01/Jan/2026:00:30:00 +0530", "2025-12-31T19:00:00Z");
    row("one digit", "%d/%m/%Y", "3/2/2026", "2026-02-03T00:00:00Z");
    row("afternoon", "%d/%b/%y %I:%M %p", "20/Nov/26 2:15 PM", "2026-11-20T14:15:00Z");
    row("midnight", "%d/%b/%y %I:%M %p", "20/Nov/26 12:05 AM", "2026-11-20T00:05:00Z");
    row("noon", "%d/%b/%y %I:%M %p", "20/Nov/26 12:05 pm", "2026-11-20T12:05:00Z");
    row("last century", "%d.%m.%y", "1.1.99", "1999-01-01T00:00:00Z");
    row("decimals", "%Y-%m-%d %H:%M:%S,%f", "2026-01-02 03:04:05,067", "2026-01-02T03:04:05.067Z");
    row("many decimals", "%Y%m%d %H%M%S.%f", "20260102 030405.1234567891",
        "2026-01-02T03:04:05.123456789Z");
    row("a rest", "%a %b %d %Y %H:%M:%S %z%*", "Mon Nov 20 2023 10:00:00 GMT+0000 (UTC)",
        "2023-11-20T10:00:00Z");
    row("long month", "%b %d, %Y", "September 30, 2025", "2025-09-30T00:00:00Z");
    row("several blanks", "%b %d %Y", "Feb   3  2026", "2026-02-03T00:00:00Z");
    row("a leap second", "%Y-%m-%d %H:%M:%S", "2016-12-31 23:59:60", "2017-01-01T00:00:00Z");
    row("a leap day", "%Y-%m-%d", "2024-02-29", "2024-02-29T00:00:00Z");
    row("a percent sign", "%Y%%%m%%%d", "2026%01%02", "2026-01-02T00:00:00Z");
}

void TimeFormatTest::readsTimes()
{
    QFETCH(const QString, form);
    QFETCH(const QString, text);
    QFETCH(const QString, moment);
    const auto format = TimeFormat::parse(form.toStdString());
    QVERIFY(format.ok());
    const auto read = format->read(text.toStdString());
    QVERIFY(read.has_value());
    QCOMPARE(QString::fromStdString(formatRfc3339(read->time)), moment);
}

void TimeFormatTest::refusesTimes_data()
{
    QTest::addColumn<QString>("text");
    for (const char* text :
         {"", "10/Oct/2000:13:55:36", "10/Okt/2000:13:55:36 +0000", "31/Apr/2000:13:55:36 +0000",
          "29/Feb/2023:13:55:36 +0000", "10/Oct/2000:24:55:36 +0000", "10/Oct/2000:13:60:36 +0000",
          "10/Oct/2000:13:55:36 +0000 x", "10/Oct/0000:13:55:36 +0000", "10/Oct/2000:13:55:36 0000",
          "10/Oct/2300:13:55:36 +0000"}) {
        QTest::newRow(text) << QString::fromLatin1(text);
    }
}

void TimeFormatTest::refusesTimes()
{
    QFETCH(const QString, text);
    QVERIFY(!TimeFormat::parse("%d/%b/%Y:%H:%M:%S %z")->read(text.toStdString()));
}

void TimeFormatTest::refusesForms_data()
{
    QTest::addColumn<QString>("form");
    QTest::newRow("an unknown directive") << QString::fromLatin1("%Y-%m-%d %Q");
    QTest::newRow("a percent sign at the end") << QString::fromLatin1("%Y-%m-%d %");
    QTest::newRow("no year") << QString::fromLatin1("%m-%d");
    QTest::newRow("no day") << QString::fromLatin1("%Y-%m");
    QTest::newRow("half a day without its half") << QString::fromLatin1("%Y-%m-%d %I:%M");
    QTest::newRow("nothing") << QString();
}

void TimeFormatTest::refusesForms()
{
    QFETCH(const QString, form);
    const auto format = TimeFormat::parse(form.toStdString());
    QVERIFY(!format.ok());
    QCOMPARE(format.error().code, ErrorCode::Usage);
}

void TimeFormatTest::tellsZoneAndResolution()
{
    const auto local = TimeFormat::parse("%Y-%m-%d %H:%M:%S.%f");
    QVERIFY(!local->read("2026-01-02 03:04:05.1")->hasZone);
    QCOMPARE(local->read("2026-01-02 03:04:05.1")->resolution.ns, 1'000'000);
    QCOMPARE(local->read("2026-01-02 03:04:05.1234")->resolution.ns, 1'000);
    QCOMPARE(local->read("2026-01-02 03:04:05.1234567")->resolution.ns, 1);
    QVERIFY(!local->read("2026-01-02 03:04:05."));
    const auto zoned = TimeFormat::parse("%Y-%m-%d %H:%M:%S %z");
    for (const char* zone : {"Z", "UTC", "GMT", "+00:00", "-0000"}) {
        const auto read = zoned->read(std::string("2026-01-02 03:04:05 ") + zone);
        QVERIFY2(read && read->hasZone, zone);
        QCOMPARE(read->resolution.ns, 1'000'000'000);
    }
}

void TimeFormatTest::readsPatternsOfUsers()
{
    const auto wrong = Pattern::parse("(a");
    QVERIFY(!wrong.ok());
    QCOMPARE(wrong.error().code, ErrorCode::Usage);
    const auto pattern = Pattern::parse("(?P<one>a+)(b)?(?P<two>c*)");
    QVERIFY(pattern.ok());
    QVERIFY((pattern->groupNames() == std::vector<std::string> {"", "one", "", "two"}));
    std::array<std::string_view, 5> groups;
    QVERIFY(pattern->matchBegin("aac...", groups));
    QCOMPARE(groups[0], std::string_view("aac"));
    QCOMPARE(groups[1], std::string_view("aa"));
    QVERIFY(groups[2].data() == nullptr);
    QCOMPARE(groups[3], std::string_view("c"));
    QVERIFY(groups[4].data() == nullptr);
    QVERIFY(pattern->matchBegin("aa", groups));
    QVERIFY(groups[3].data() != nullptr && groups[3].empty());
    QVERIFY(!pattern->matchBegin("xaa", groups));
    QVERIFY(pattern->matchBegin("abc", {}));
}

THROUGHLINE_TEST(TimeFormatTest)

} // namespace throughline

#include "tst_time_format.moc"
