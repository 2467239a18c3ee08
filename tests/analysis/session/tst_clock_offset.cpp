#include "models/analysis/session/clock_offset.h"
#include "models/base/random.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <algorithm>

namespace throughline {

using analysis::clockOffset;
using analysis::RequestPair;
using domain::ClockOffset;

namespace {

constexpr std::int64_t kMs = 1'000'000;

Timestamp ms(std::int64_t value)
{
    return Timestamp::fromMilliseconds(1'772'000'000'000 + value);
}

RequestPair whole(std::int64_t c0, std::int64_t c1, std::int64_t s0, std::int64_t s1)
{
    return {ms(c0), ms(c1), ms(s0), ms(s1)};
}

RequestPair startOnly(std::int64_t c0, std::int64_t s0)
{
    return {ms(c0), std::nullopt, ms(s0), std::nullopt};
}

ClockOffset found(std::int64_t offsetMs, std::int64_t uncertaintyMs, std::uint32_t pairs)
{
    return {Duration::milliseconds(offsetMs), Duration::milliseconds(uncertaintyMs), pairs, false,
            false};
}

} // namespace

class ClockOffsetTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void withoutPairsNothingIsCorrected();
    void onePairGivesItsMiddle();
    void clockMinutesOff();
    void pairsNarrowTheInterval();
    void onlyStartsAreOneSided();
    void serverStartStandsForAMissingServerEnd();
    void serverEndWithoutClientEndIsNoLowerBound();
    void contradictionIsSaidAndCovered();
    void oneWrongPairDoesNotCarryTheOffsetAway();
    void brokenPairsAreLeftOut();
    void coarseClocksDoNotContradictThemselves();
    void roundsTheUncertaintyUp();
    void holdsTheTrueOffset();
    void orderDoesNotMatter();
};

void ClockOffsetTest::withoutPairsNothingIsCorrected()
{
    QCOMPARE(clockOffset({}), ClockOffset {});
}

void ClockOffsetTest::onePairGivesItsMiddle()
{
    // Client 0..100, server 1030..1070: offset in 970..1030.
    const std::vector<RequestPair> pairs {whole(0, 100, 1030, 1070)};
    QCOMPARE(clockOffset(pairs), found(1000, 30, 1));
}

void ClockOffsetTest::clockMinutesOff()
{
    const std::int64_t late = -7 * 60'000; // the client runs seven minutes fast
    const std::vector<RequestPair> pairs {whole(0, 200, late + 50, late + 150),
                                          whole(60'000, 60'080, late + 60'030, late + 60'070)};
    const ClockOffset offset = clockOffset(pairs);
    QCOMPARE(offset, found(late + 10, 20, 2));
    QVERIFY(offset.offset < Duration::minutes(-6));
}

void ClockOffsetTest::pairsNarrowTheInterval()
{
    const std::vector<RequestPair> pairs {whole(0, 100, 10, 90), whole(1000, 1100, 1002, 1050),
                                          startOnly(2000, 2001)};
    // -10..10, -50..2, ..1
    const ClockOffset offset = clockOffset(pairs);
    QCOMPARE(offset.pairs, 3U);
    QVERIFY(!offset.oneSided && !offset.contradictory);
    QCOMPARE(offset.offset, Duration::microseconds(-4500));
    QCOMPARE(offset.uncertainty, Duration::microseconds(5500));
}

void ClockOffsetTest::onlyStartsAreOneSided()
{
    const std::vector<RequestPair> pairs {startOnly(0, 140), startOnly(1000, 1105),
                                          startOnly(2000, 2400)};
    ClockOffset expected = found(105, 0, 3);
    expected.oneSided = true;
    QCOMPARE(clockOffset(pairs), expected);
    QCOMPARE(clockOffset(pairs, {Duration::milliseconds(1), Duration::milliseconds(1)}), expected);
}

void ClockOffsetTest::serverStartStandsForAMissingServerEnd()
{
    const std::vector<RequestPair> pairs {{ms(0), ms(100), ms(1040), std::nullopt}};
    QCOMPARE(clockOffset(pairs), found(990, 50, 1)); // 940..1040
}

void ClockOffsetTest::serverEndWithoutClientEndIsNoLowerBound()
{
    const std::vector<RequestPair> pairs {{ms(0), std::nullopt, ms(40), ms(90)}};
    QVERIFY(clockOffset(pairs).oneSided);
    QCOMPARE(clockOffset(pairs).offset, Duration::milliseconds(40));
}

void ClockOffsetTest::contradictionIsSaidAndCovered()
{
    const std::vector<RequestPair> pairs {whole(0, 20, 10, 20), whole(1000, 1020, 1110, 1120)};
    const ClockOffset offset = clockOffset(pairs); // 0..10 and 100..110
    QVERIFY(offset.contradictory);
    QCOMPARE(offset.offset, Duration::milliseconds(55));
    QCOMPARE(offset.uncertainty, Duration::milliseconds(45));
    QCOMPARE(offset.pairs, 2U);
}

void ClockOffsetTest::oneWrongPairDoesNotCarryTheOffsetAway()
{
    std::vector<RequestPair> pairs;
    for (int i = 0; i < 8; ++i) {
        pairs.push_back(whole(i * 1000, i * 1000 + 20, i * 1000 + 10, i * 1000 + 20));
    }
    pairs.push_back(whole(9000, 9020, 3'609'010, 3'609'020));
    const ClockOffset offset = clockOffset(pairs);
    QVERIFY(offset.contradictory);
    QCOMPARE(offset.offset, Duration::milliseconds(5));
    QCOMPARE(offset.uncertainty, Duration::milliseconds(3'600'000 - 5));
}

void ClockOffsetTest::brokenPairsAreLeftOut()
{
    const std::vector<RequestPair> pairs {whole(0, -1, 5, 6), whole(0, 100, 50, 49),
                                          whole(0, 100, 1030, 1070)};
    QCOMPARE(clockOffset(pairs), found(1000, 30, 1));
}

void ClockOffsetTest::coarseClocksDoNotContradictThemselves()
{
    // A request of 0.9 ms seen with whole milliseconds by the client: 5.05..5.95, server 5.3..5.7.
    const RequestPair pair {ms(5), ms(5), Timestamp {ms(5).ns + 300'000},
                            Timestamp {ms(5).ns + 700'000}};
    const std::vector<RequestPair> pairs {pair};
    QVERIFY(clockOffset(pairs).contradictory);
    const ClockOffset offset = clockOffset(pairs, {Duration::milliseconds(1), Duration {}});
    QVERIFY(!offset.contradictory);
    QCOMPARE(offset.offset.ns, kMs * 0);
    QVERIFY(offset.uncertainty < Duration::milliseconds(1));
}

void ClockOffsetTest::roundsTheUncertaintyUp()
{
    const RequestPair pair {Timestamp {0}, Timestamp {5}, Timestamp {3}, Timestamp {5}};
    const ClockOffset offset = clockOffset(std::vector<RequestPair> {pair}); // 0..3
    QCOMPARE(offset.offset.ns, 1);
    QCOMPARE(offset.uncertainty.ns, 2);
}

void ClockOffsetTest::holdsTheTrueOffset()
{
    Random random(11);
    for (int round = 0; round < 500; ++round) {
        const std::int64_t truth = static_cast<std::int64_t>(random.below(2'000'000)) - 1'000'000;
        std::vector<RequestPair> pairs;
        for (std::uint32_t i = 1 + random.below(12); i > 0; --i) {
            const std::int64_t start = random.below(1'000'000);
            const std::int64_t there = random.below(300);
            const std::int64_t work = random.below(2000);
            const std::int64_t back = random.below(300);
            pairs.push_back(whole(start, start + there + work + back, start + there + truth,
                                  start + there + work + truth));
            if (random.chance(0.3)) {
                pairs.back().serverEnd.reset();
            }
            if (random.chance(0.3)) {
                pairs.back().clientEnd.reset();
            }
        }
        const ClockOffset offset = clockOffset(pairs);
        QVERIFY(!offset.contradictory);
        const Duration miss = Duration::milliseconds(truth) - offset.offset;
        QVERIFY(miss <= offset.uncertainty);
        QVERIFY(offset.oneSided || -miss <= offset.uncertainty);
    }
}

void ClockOffsetTest::orderDoesNotMatter()
{
    Random random(12);
    std::vector<RequestPair> pairs;
    for (int i = 0; i < 9; ++i) {
        const std::int64_t start = random.below(1000);
        pairs.push_back(
            whole(start, start + random.below(50), start + random.below(90), start + 100));
    }
    const ClockOffset first = clockOffset(pairs);
    for (int round = 0; round < 50; ++round) {
        std::swap(pairs[random.below(9)], pairs[random.below(9)]);
        QCOMPARE(clockOffset(pairs), first);
    }
}

THROUGHLINE_TEST(ClockOffsetTest)

} // namespace throughline

#include "tst_clock_offset.moc"
