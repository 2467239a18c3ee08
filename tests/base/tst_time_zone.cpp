#include "models/base/time_parse.h"
#include "models/base/time_zone.h"
#include "tests/support/test_registry.h"

#include <QtTest>

namespace throughline {

class TimeZoneTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsLocalClocks_data();
    void readsLocalClocks();
    void keepsNanoseconds();
    void refusesWhatIsNoZone_data();
    void refusesWhatIsNoZone();
};

void TimeZoneTest::readsLocalClocks_data()
{
    QTest::addColumn<QByteArray>("zone");
    QTest::addColumn<QByteArray>("local");
    QTest::addColumn<QByteArray>("utc");
    QTest::addColumn<int>("reading");
    const auto row = [](const char* name, const char* zone, const char* local, const char* utc,
                        TimeZone::Reading reading) {
        QTest::newRow(name) << QByteArray(zone) << QByteArray(local) << QByteArray(utc)
                            << static_cast<int>(reading);
    };
    using enum TimeZone::Reading;
    row("winter", "Europe/Berlin", "2026-01-15T12:00:00", "2026-01-15T11:00:00Z", Plain);
    row("summer", "Europe/Berlin", "2026-07-15T12:00:00", "2026-07-15T10:00:00Z", Plain);
    row("before the gap", "Europe/Berlin", "2026-03-29T01:59:59", "2026-03-29T00:59:59Z", Plain);
    row("in the gap", "Europe/Berlin", "2026-03-29T02:30:00", "2026-03-29T01:30:00Z", Gap);
    row("behind the gap", "Europe/Berlin", "2026-03-29T03:00:00", "2026-03-29T01:00:00Z", Plain);
    row("before the fold", "Europe/Berlin", "2026-10-25T01:59:59", "2026-10-24T23:59:59Z", Plain);
    row("in the fold", "Europe/Berlin", "2026-10-25T02:30:00", "2026-10-25T00:30:00Z", Fold);
    row("behind the fold", "Europe/Berlin", "2026-10-25T03:00:00", "2026-10-25T02:00:00Z", Plain);
    row("half an hour", "Asia/Kolkata", "2026-01-15T12:00:00", "2026-01-15T06:30:00Z", Plain);
    row("half an hour of summer", "Australia/Lord_Howe", "2026-04-05T01:45:00",
        "2026-04-04T14:45:00Z", Fold);
    row("before 1970", "America/New_York", "1969-07-20T16:17:40", "1969-07-20T20:17:40Z", Plain);
    row("UTC", "UTC", "2026-03-29T02:30:00", "2026-03-29T02:30:00Z", Plain);
}

void TimeZoneTest::readsLocalClocks()
{
    QFETCH(const QByteArray, zone);
    QFETCH(const QByteArray, local);
    QFETCH(const QByteArray, utc);
    QFETCH(const int, reading);
    const auto named = TimeZone::named(zone.toStdString());
    QVERIFY(named.ok());
    const TimeZone::Moment moment = named->toUtc(parseIsoTime(local.toStdString())->time);
    QCOMPARE(formatRfc3339(moment.time), utc.toStdString());
    QCOMPARE(static_cast<int>(moment.reading), reading);
}

void TimeZoneTest::keepsNanoseconds()
{
    const auto zone = TimeZone::named("America/Sao_Paulo");
    QVERIFY(zone.ok());
    const Timestamp local {1'767'225'600'123'456'789};
    QCOMPARE(zone->toUtc(local).time.ns, local.ns + std::int64_t {3} * 3600 * 1'000'000'000);
    const Timestamp early {-1};
    QCOMPARE(zone->toUtc(early).time.ns, std::int64_t {3} * 3600 * 1'000'000'000 - 1);
}

void TimeZoneTest::refusesWhatIsNoZone_data()
{
    QTest::addColumn<QByteArray>("name");
    for (const char* name : {"", "Europe/Berln", "GMT+5", "Berlin", "europe", "\xFF"}) {
        QTest::newRow(name[0] == '\0' ? "empty" : name) << QByteArray(name);
    }
}

void TimeZoneTest::refusesWhatIsNoZone()
{
    QFETCH(const QByteArray, name);
    const auto zone = TimeZone::named(name.toStdString());
    QVERIFY(!zone.ok());
    QVERIFY(zone.error().code == ErrorCode::Usage);
    if (name == "Europe/Berln") {
        QVERIFY(zone.error().hint.find("Europe/Berlin") != std::string::npos);
    }
}

THROUGHLINE_TEST(TimeZoneTest)

} // namespace throughline

#include "tst_time_zone.moc"
