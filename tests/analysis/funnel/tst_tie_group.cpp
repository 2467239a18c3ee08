#include "models/analysis/funnel/tie_group.h"
#include "models/base/random.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <algorithm>
#include <set>
#include <vector>

namespace throughline {

using analysis::TieGroup;

class TieGroupTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reachesWhatTryingEverythingReaches();
    void givesEachStepItsOwnEvent();
    void keepsFewOfManyEvents();
};

namespace {

/// Tries every way to give distinct events to the steps behind `level`.
std::uint32_t furthestByTrying(const std::vector<std::uint32_t>& events, std::uint32_t used,
                               std::uint32_t level, std::uint32_t steps)
{
    std::uint32_t best = level;
    for (std::uint32_t e = 0; level < steps && e < events.size(); ++e) {
        if (((used >> e) & 1U) == 0 && ((events[e] >> level) & 1U) != 0) {
            best = std::max(best, furthestByTrying(events, used | 1U << e, level + 1, steps));
        }
    }
    return best;
}

} // namespace

void TieGroupTest::reachesWhatTryingEverythingReaches()
{
    Random random(8);
    for (int round = 0; round < 20'000; ++round) {
        const std::uint32_t steps = 1 + random.below(5);
        std::vector<std::uint32_t> events(random.below(7));
        TieGroup group(steps);
        for (std::uint32_t e = 0; e < events.size(); ++e) {
            events[e] = 1 + random.below((1U << steps) - 1);
            group.add(events[e], e);
        }
        for (std::uint32_t level = 0; level <= steps; ++level) {
            QCOMPARE(group.furthest(level), furthestByTrying(events, 0, level, steps));
        }
    }
}

void TieGroupTest::givesEachStepItsOwnEvent()
{
    Random random(9);
    for (int round = 0; round < 5'000; ++round) {
        const std::uint32_t steps = 1 + random.below(6);
        std::vector<std::uint32_t> events(1 + random.below(8));
        TieGroup group(steps);
        for (std::uint32_t e = 0; e < events.size(); ++e) {
            events[e] = 1 + random.below((1U << steps) - 1);
            group.add(events[e], e);
        }
        const std::uint32_t level = random.below(steps);
        const std::uint32_t furthest = group.furthest(level);
        std::set<std::uint32_t> used;
        for (std::uint32_t step = level; step < furthest; ++step) {
            QVERIFY(((events[group.eventOf(step)] >> step) & 1U) != 0);
            used.insert(group.eventOf(step));
        }
        QCOMPARE(used.size(), std::size_t {furthest - level});
    }
}

void TieGroupTest::keepsFewOfManyEvents()
{
    TieGroup group(32);
    Random random(1);
    for (std::uint32_t e = 0; e < 200'000; ++e) {
        group.add(static_cast<std::uint32_t>(random.next()) | 1U, e);
    }
    QVERIFY(group.memberCount() <= 32 * 32);
    QCOMPARE(group.furthest(0), 32U);
    group.clear();
    QCOMPARE(group.furthest(0), 0U);
    QCOMPARE(group.memberCount(), 0U);
}

THROUGHLINE_TEST(TieGroupTest)

} // namespace throughline

#include "tst_tie_group.moc"
