#include "models/analysis/session/sessionizer.h"
#include "models/base/random.h"
#include "models/base/time_parse.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <algorithm>
#include <set>

namespace throughline {

using analysis::ActorKind;
using analysis::SessionRule;

namespace {

Timestamp atMinute(int minutes)
{
    return Timestamp::fromSeconds(1'772'000'000) + Duration::minutes(minutes);
}

std::vector<Timestamp> atMinutes(const QString& text)
{
    std::vector<Timestamp> times;
    for (const QString& word : text.split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        times.push_back(atMinute(word.toInt()));
    }
    return times;
}

/// The definition, read off record by record with all records of the session at hand.
std::vector<std::size_t> slowCuts(const std::vector<Timestamp>& times, const SessionRule& rule)
{
    std::vector<std::size_t> cuts;
    std::vector<Timestamp> session;
    for (std::size_t i = 0; i < times.size(); ++i) {
        const bool quiet = std::none_of(session.begin(), session.end(), [&](Timestamp t) {
            return times[i] - t <= rule.inactivity;
        });
        const bool full = std::any_of(session.begin(), session.end(),
                                      [&](Timestamp t) { return times[i] - t > rule.cap; });
        if (quiet || full) {
            cuts.push_back(i);
            session.clear();
        }
        session.push_back(times[i]);
    }
    return cuts;
}

} // namespace

class SessionizerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cuts_data();
    void cuts();
    void agreesWithTheDefinition();
    void recordsInOneMomentStayTogether();
    void doesNotCutAtMidnight();
    void idNamesActorAndStart();
    void idsDiffer();
};

void SessionizerTest::cuts_data()
{
    QTest::addColumn<QString>("minutes");
    QTest::addColumn<QString>("expected");
    QTest::newRow("no records") << ""
                                << "";
    QTest::newRow("one record") << "0"
                                << "0";
    QTest::newRow("short pauses") << "0 10 35 60"
                                  << "0";
    QTest::newRow("a pause of exactly half an hour") << "0 30"
                                                     << "0";
    QTest::newRow("a longer pause") << "0 31"
                                    << "0 1";
    QTest::newRow("two pauses") << "0 5 50 55 200"
                                << "0 2 4";
}

void SessionizerTest::cuts()
{
    QFETCH(QString, minutes);
    QFETCH(QString, expected);
    QStringList found;
    for (const std::size_t cut : analysis::sessionCuts(atMinutes(minutes))) {
        found << QString::number(cut);
    }
    QCOMPARE(found.join(QLatin1Char(' ')), expected);
}

void SessionizerTest::agreesWithTheDefinition()
{
    Random random(7);
    for (int round = 0; round < 300; ++round) {
        const SessionRule rule {Duration::minutes(1 + random.below(5)),
                                Duration::minutes(random.below(20))};
        std::vector<Timestamp> times;
        for (std::uint32_t i = random.below(40); i > 0; --i) {
            times.push_back(atMinute(static_cast<int>(random.below(90))));
        }
        std::sort(times.begin(), times.end());
        QCOMPARE(analysis::sessionCuts(times, rule), slowCuts(times, rule));
    }
}

void SessionizerTest::recordsInOneMomentStayTogether()
{
    const std::vector<Timestamp> times(5, atMinute(0));
    const SessionRule nothing {Duration {}, Duration {}};
    QCOMPARE(analysis::sessionCuts(times, nothing), std::vector<std::size_t> {0});
}

void SessionizerTest::doesNotCutAtMidnight()
{
    std::vector<Timestamp> times;
    const Timestamp evening = parseIsoTime("2026-03-01T20:00:00Z")->time;
    for (int i = 0; i <= 24 * 6; ++i) {
        times.push_back(evening + Duration::minutes(10 * i));
    }
    QCOMPARE(analysis::sessionCuts(times), std::vector<std::size_t> {0});
    times.push_back(times.back() + Duration::minutes(10)); // 24 h 10 min after the start
    QCOMPARE(analysis::sessionCuts(times), (std::vector<std::size_t> {0, 24 * 6 + 1}));
}

void SessionizerTest::idNamesActorAndStart()
{
    const Timestamp start = parseIsoTime("2026-03-01T09:30:00.25Z")->time;
    QCOMPARE(analysis::derivedSessionId(ActorKind::User, "u-1001", start),
             std::string("derived:user:u-1001:2026-03-01T09:30:00.250Z"));
    QVERIFY(
        analysis::isDerivedSessionId(analysis::derivedSessionId(ActorKind::Device, "d", start)));
    QVERIFY(!analysis::isDerivedSessionId("s_1"));
    QVERIFY(!analysis::isDerivedSessionId(""));
}

void SessionizerTest::idsDiffer()
{
    std::set<std::string> ids;
    std::size_t made = 0;
    for (const ActorKind kind : {ActorKind::User, ActorKind::Device}) {
        for (const char* actor : {"a", "a:2026-03-01T09:30:00Z", "user:a", ""}) {
            for (std::int64_t ns : {0, 1, 1000, 1'000'000'000}) {
                ids.insert(analysis::derivedSessionId(kind, actor, Timestamp {ns}));
                ++made;
            }
        }
    }
    QCOMPARE(ids.size(), made);
}

THROUGHLINE_TEST(SessionizerTest)

} // namespace throughline

#include "tst_sessionizer.moc"
