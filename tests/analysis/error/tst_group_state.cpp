#include "models/analysis/error/group_state.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <string>
#include <vector>

Q_DECLARE_METATYPE(std::vector<double>)

namespace throughline {

using namespace analysis;

namespace {

/// Moments given in hours.
std::vector<Timestamp> atHours(const std::vector<double>& hours)
{
    std::vector<Timestamp> times;
    for (const double hour : hours) {
        times.push_back(Timestamp::fromSeconds(static_cast<std::int64_t>(hour * 3600)));
    }
    return times;
}

TimeRange dataOfHours(double hours)
{
    return {{}, Timestamp::fromSeconds(static_cast<std::int64_t>(hours * 3600))};
}

std::vector<double> every(double step, double from, double to)
{
    std::vector<double> hours;
    for (double hour = from; hour < to; hour += step) {
        hours.push_back(hour);
    }
    return hours;
}

std::vector<double> joined(std::vector<double> first, const std::vector<double>& second)
{
    first.insert(first.end(), second.begin(), second.end());
    return first;
}

} // namespace

class GroupStateTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void windowIsATenthWithinBounds_data();
    void windowIsATenthWithinBounds();
    void decides_data();
    void decides();
    void peopleDecideFirst();
    void survivesDegenerateData();
};

void GroupStateTest::windowIsATenthWithinBounds_data()
{
    QTest::addColumn<double>("dataHours");
    QTest::addColumn<double>("windowHours");
    QTest::newRow("a year") << 8760.0 << 168.0;
    QTest::newRow("thirty days") << 720.0 << 72.0;
    QTest::newRow("five days") << 120.0 << 24.0;
    QTest::newRow("one day") << 24.0 << 12.0;
    QTest::newRow("an hour") << 1.0 << 0.5;
    QTest::newRow("a moment") << 0.0 << 0.0;
}

void GroupStateTest::windowIsATenthWithinBounds()
{
    QFETCH(double, dataHours);
    QFETCH(double, windowHours);
    QCOMPARE(recentWindow(dataOfHours(dataHours)).toSeconds(), windowHours * 3600);
}

void GroupStateTest::decides_data()
{
    QTest::addColumn<double>("dataHours");
    QTest::addColumn<std::vector<double>>("hours");
    QTest::addColumn<QString>("status");
    const auto row = [](const char* name, double data, const std::vector<double>& hours,
                        const char* status) {
        QTest::newRow(name) << data << hours << QString::fromUtf8(status);
    };
    // Thirty days: the recent window is three days, hours 648 to 720.
    row("all along", 720, every(5, 1, 720), "ongoing");
    row("since yesterday", 720, every(1, 700, 720), "new");
    row("once, an hour ago", 720, {719}, "new");
    row("from the border of the window", 720, {648}, "new");
    row("just before the window", 720, every(1, 640, 720), "ongoing");
    row("silent for a week", 720, every(1, 1, 550), "resolved");
    row("silent for a day", 720, every(1, 1, 696), "ongoing");
    row("rare and not due yet", 720, every(100, 1, 520), "ongoing");
    row("once, long ago", 720, {20}, "resolved");
    row("once, not so long ago", 720, {500}, "ongoing");
    row("came back", 720, joined(every(1, 1, 100), every(1, 700, 720)), "regressed");
    row("came back once", 720, joined(every(1, 1, 100), {719}), "regressed");
    row("came back earlier and stayed", 720, joined(every(1, 1, 100), every(1, 300, 720)),
        "ongoing");
    row("came back and went", 720, joined(every(1, 1, 100), every(1, 300, 400)), "resolved");
    // One day: the window is half of it.
    row("short data, from the start", 24, every(1, 0.5, 24), "ongoing");
    row("short data, late", 24, every(1, 13, 24), "new");
}

void GroupStateTest::decides()
{
    QFETCH(double, dataHours);
    QFETCH(std::vector<double>, hours);
    QFETCH(QString, status);
    const domain::ErrorStatus decided = groupStatus(atHours(hours), dataOfHours(dataHours));
    QCOMPARE(QString::fromStdString(std::string(domain::toText(decided))), status);
}

void GroupStateTest::peopleDecideFirst()
{
    const TimeRange data = dataOfHours(720);
    const std::vector<Timestamp> times = atHours({10, 500});
    const Timestamp before = Timestamp::fromSeconds(400 * 3600);
    const Timestamp after = Timestamp::fromSeconds(600 * 3600);
    QVERIFY(groupStatus(times, data, {.ignored = true, .resolvedAt = before})
            == domain::ErrorStatus::Ignored);
    QVERIFY(groupStatus(times, data, {.resolvedAt = before}) == domain::ErrorStatus::Regressed);
    QVERIFY(groupStatus(times, data, {.resolvedAt = after}) == domain::ErrorStatus::Resolved);
}

void GroupStateTest::survivesDegenerateData()
{
    const std::vector<Timestamp> one = atHours({0});
    QVERIFY(groupStatus(one, {}) == domain::ErrorStatus::Ongoing);
    QVERIFY(groupStatus({}, {}) == domain::ErrorStatus::Resolved);
    const std::vector<Timestamp> equal(100, Timestamp {});
    QVERIFY(groupStatus(equal, dataOfHours(720)) == domain::ErrorStatus::Resolved);
}

} // namespace throughline

using throughline::GroupStateTest;
THROUGHLINE_TEST(GroupStateTest)
#include "tst_group_state.moc"
