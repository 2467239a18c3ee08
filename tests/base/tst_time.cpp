#include "models/base/random.h"
#include "models/base/time_parse.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <array>

namespace throughline {

class TimeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsIsoTimes_data();
    void readsIsoTimes();
    void readsPlainTimesAsOthers();
    void readsTimesOfOneMinuteAsOthers();
    void refusesWhatIsNoTime_data();
    void refusesWhatIsNoTime();
    void readsEpochNumbers_data();
    void readsEpochNumbers();
    void civilRoundTrip();
    void formatsAsManyDecimalsAsNeeded();
    void durations_data();
    void durations();
};

void TimeTest::readsIsoTimes_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("ns");
    QTest::addColumn<bool>("zone");
    QTest::newRow("UTC") << "2026-10-01T12:00:00Z" << qint64 {1'790'856'000'000'000'000} << true;
    QTest::newRow("offset with colon")
        << "2026-10-01T14:00:00+02:00" << qint64 {1'790'856'000'000'000'000} << true;
    QTest::newRow("offset without colon")
        << "2026-10-01T21:00:00.000+0900" << qint64 {1'790'856'000'000'000'000} << true;
    QTest::newRow("negative offset")
        << "2026-10-01T05:00:00-07" << qint64 {1'790'856'000'000'000'000} << true;
    QTest::newRow("nine decimals")
        << "2026-10-01T12:00:00.123456789Z" << qint64 {1'790'856'000'123'456'789} << true;
    QTest::newRow("comma before decimals")
        << "2026-10-01 12:00:00,5" << qint64 {1'790'856'000'500'000'000} << false;
    QTest::newRow("more than nine decimals are cut")
        << "2026-10-01T12:00:00.1234567899Z" << qint64 {1'790'856'000'123'456'789} << true;
    QTest::newRow("date alone") << "2026-10-01" << qint64 {1'790'812'800'000'000'000} << false;
    QTest::newRow("leap second") << "2016-12-31T23:59:60Z" << qint64 {1'483'228'800'000'000'000}
                                 << true;
    QTest::newRow("leap day") << "2024-02-29T00:00:00Z" << qint64 {1'709'164'800'000'000'000}
                              << true;
    QTest::newRow("before 1970") << "1969-12-31T23:59:59Z" << qint64 {-1'000'000'000} << true;
    QTest::newRow("UTC in words") << "2026-10-01 12:00:00 UTC" << qint64 {1'790'856'000'000'000'000}
                                  << true;
}

void TimeTest::readsIsoTimes()
{
    QFETCH(QString, text);
    QFETCH(qint64, ns);
    QFETCH(bool, zone);
    const auto parsed = parseIsoTime(text.toStdString());
    QVERIFY(parsed.has_value());
    QCOMPARE(qint64 {parsed->time.ns}, ns);
    QCOMPARE(parsed->hasZone, zone);
}

/// What ends in Z is read at one glance; with an offset it goes the way of all others.
void TimeTest::readsPlainTimesAsOthers()
{
    Random random(11);
    constexpr std::string_view kLetters = "0123456789-:T. Zz+,/";
    int read = 0;
    for (int i = 0; i < 20'000; ++i) {
        const auto digits = [&random](std::uint32_t below) {
            const std::string text = std::to_string(random.below(below));
            return std::string(text.size() < 2 ? 1 : 0, '0') + text;
        };
        std::string text = std::to_string(1695 + random.below(575)) + '-' + digits(14) + '-'
            + digits(33) + 'T' + digits(25) + ':' + digits(61) + ':' + digits(62);
        for (std::uint32_t n = random.below(12); n > 0; --n) {
            text += text.size() == 19 ? '.' : kLetters[random.below(10)];
        }
        if (random.chance(.2)) {
            text[random.below(static_cast<std::uint32_t>(text.size()))] =
                kLetters[random.below(static_cast<std::uint32_t>(kLetters.size()))];
        }
        const auto plain = parseIsoTime(text + 'Z');
        const auto other = parseIsoTime(text + "+00:00");
        read += plain ? 1 : 0;
        // A letter for a zone in the midst of it is one only where nothing follows.
        if (text.find_first_of("Zz") == std::string::npos) {
            QVERIFY2(plain == other, text.c_str());
        }
    }
    QVERIFY(read > 5'000);
}

/// Times of a few minutes, some of them none: what is read at once is what is read at length.
void TimeTest::readsTimesOfOneMinuteAsOthers()
{
    static constexpr std::array<std::string_view, 5> kMinutes {
        "2026-10-01T12:00:", "2026-10-01T12:01:", "1969-12-31T23:59:", "2026-10-01 12:00:",
        "2026-02-30T12:00:"};
    static constexpr std::array<std::string_view, 6> kEnds {"Z", "Z", "Z", "z", "+01:00", ""};
    static constexpr std::string_view kLetters = "0123456789.:-+TZ x";
    Random random(12);
    IsoMinute minute;
    int read = 0;
    for (int i = 0; i < 50'000; ++i) {
        const std::uint32_t second = random.below(random.chance(.1) ? 100 : 60);
        std::string text(kMinutes[random.below(random.chance(.1) ? 5 : 2)]);
        text += second < 10 ? "0" + std::to_string(second) : std::to_string(second);
        const std::uint32_t decimals = random.chance(.7) ? 3 : random.below(11);
        for (std::uint32_t n = 0; n < decimals; ++n) {
            text += n == 0 ? "." : "";
            text += kLetters[random.below(10)];
        }
        text += kEnds[random.below(random.chance(.2) ? 6 : 1)];
        if (random.chance(.05)) {
            text[random.below(static_cast<std::uint32_t>(text.size()))] =
                kLetters[random.below(static_cast<std::uint32_t>(kLetters.size()))];
        }
        const auto whole = parseIsoTime(text);
        if (const auto known = minute.read(text)) {
            ++read;
            QVERIFY2(known == whole, text.c_str());
        } else if (whole) {
            minute.keep(text, *whole);
        }
    }
    QVERIFY(read > 10'000);
}

void TimeTest::refusesWhatIsNoTime_data()
{
    QTest::addColumn<QString>("text");
    for (const char* text :
         {"", "now", "2026", "2026-13-01", "2026-02-30", "2023-02-29", "2026-10-01T24:00:00Z",
          "2026-10-01T12:60:00Z", "2026-10-01T12:00:00.Z", "2026-10-01T12:00:00Zz",
          "2026-10-01T12:00:00+25:00", "9999-01-01", "2026-10-01X12:00:00"}) {
        QTest::newRow(text[0] == '\0' ? "empty" : text) << QString::fromLatin1(text);
    }
}

void TimeTest::refusesWhatIsNoTime()
{
    QFETCH(QString, text);
    QVERIFY(!parseIsoTime(text.toStdString()));
}

void TimeTest::readsEpochNumbers_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("ns");
    QTest::addColumn<qint64>("resolution");
    QTest::newRow("seconds") << "1745532517" << qint64 {1'745'532'517'000'000'000}
                             << qint64 {1'000'000'000};
    QTest::newRow("seconds with decimals")
        << "1745532517.537" << qint64 {1'745'532'517'537'000'000} << qint64 {1'000'000};
    QTest::newRow("milliseconds") << "1745532517537" << qint64 {1'745'532'517'537'000'000}
                                  << qint64 {1'000'000};
    QTest::newRow("microseconds") << "1745532517537001" << qint64 {1'745'532'517'537'001'000}
                                  << qint64 {1'000};
    QTest::newRow("nanoseconds to the last digit")
        << "1745532517537001019" << qint64 {1'745'532'517'537'001'019} << qint64 {1};
}

void TimeTest::readsEpochNumbers()
{
    QFETCH(QString, text);
    QFETCH(qint64, ns);
    QFETCH(qint64, resolution);
    const auto parsed = parseEpochTime(text.toStdString());
    QVERIFY(parsed.has_value());
    QCOMPARE(qint64 {parsed->time.ns}, ns);
    QCOMPARE(qint64 {parsed->resolution.ns}, resolution);
}

void TimeTest::civilRoundTrip()
{
    for (std::int64_t day = -80'000; day < 90'000; day += 37) {
        const Timestamp time {day * Duration::days(1).ns + 12'345'678'901'234};
        QCOMPARE(fromCivil(toCivil(time)), time);
        const auto parsed = parseIsoTime(formatRfc3339(time));
        QVERIFY(parsed && parsed->time == time);
    }
}

void TimeTest::formatsAsManyDecimalsAsNeeded()
{
    QCOMPARE(formatRfc3339({1'790'856'000'000'000'000}), std::string("2026-10-01T12:00:00Z"));
    QCOMPARE(formatRfc3339({1'790'856'000'120'000'000}), std::string("2026-10-01T12:00:00.120Z"));
    QCOMPARE(formatRfc3339({1'790'856'000'000'001'000}),
             std::string("2026-10-01T12:00:00.000001Z"));
    QCOMPARE(formatRfc3339({1'790'856'000'000'000'001}),
             std::string("2026-10-01T12:00:00.000000001Z"));
}

void TimeTest::durations_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("ns");
    QTest::newRow("half an hour") << "30m" << qint64 {1'800'000'000'000};
    QTest::newRow("milliseconds") << "500ms" << qint64 {500'000'000};
    QTest::newRow("two weeks") << "14d" << qint64 {1'209'600'000'000'000};
    QTest::newRow("decimals") << "1.5h" << qint64 {5'400'000'000'000};
    QTest::newRow("no unit") << "30" << qint64 {-1};
    QTest::newRow("negative") << "-30m" << qint64 {-1};
    QTest::newRow("words") << "soon" << qint64 {-1};
}

void TimeTest::durations()
{
    QFETCH(QString, text);
    QFETCH(qint64, ns);
    const auto parsed = parseDuration(text.toStdString());
    QCOMPARE(parsed ? qint64 {parsed->ns} : qint64 {-1}, ns);
    if (parsed) {
        QCOMPARE(parseDuration(formatDuration(*parsed)), parsed);
    }
}

THROUGHLINE_TEST(TimeTest)

} // namespace throughline

#include "tst_time.moc"
