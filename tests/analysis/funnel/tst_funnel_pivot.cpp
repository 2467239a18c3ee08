#include "models/analysis/funnel/funnel_pivot.h"
#include "models/base/random.h"
#include "models/index/segment_columns.h"
#include "tests/index/index_fixture.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <map>

namespace throughline {

using namespace analysis;
using index::SessionIndex;
using test::EventRow;

/// A funnel split by several fields at once, against one column at a time.
class FunnelPivotTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void agreesWithColumnsOfTheIndex();
    void withoutAnything();
};

namespace {

const std::vector<std::string> kFields {"device.type", "plan.tier", "service.version", "nowhere"};

/// Sessions with up to three contexts, in which values are missing and spelt in two ways.
SessionIndex randomIndex(Random& random, std::uint32_t sessions)
{
    const std::vector<std::string> values {"", "a", "A", "b", "B", "c"};
    std::vector<EventRow> rows;
    for (std::uint32_t s = 0; s < sessions; ++s) {
        const std::uint32_t events = 1 + random.below(3);
        for (std::uint32_t e = 0; e < events; ++e) {
            EventRow row;
            row.session = "s" + std::to_string(s);
            row.timeNs = std::int64_t {e} * 1'000'000'000;
            row.name = "look";
            for (std::size_t f = 0; f + 1 < kFields.size(); ++f) {
                const std::string& value = values[random.below(6)];
                if (!value.empty()) {
                    row.context[kFields[f]] = value;
                }
            }
            rows.push_back(std::move(row));
        }
    }
    return test::buildIndex(rows).index;
}

/// The same by one column: per value and arm the sessions of each level.
std::map<std::string, PivotRow> plainRows(const index::SegmentColumn& column,
                                          const FunnelLevels& levels, const Population& population,
                                          const std::vector<std::uint8_t>& met)
{
    std::map<std::string, PivotRow> rows;
    for (std::uint32_t s = 0; s < levels.level.size(); ++s) {
        if (population.counts(s)) {
            PivotRow& row = rows[column.label(s)];
            row.value = column.label(s);
            row.with.resize(levels.steps + 1);
            row.without.resize(levels.steps + 1);
            ++(met[s] != 0 ? row.with : row.without)[levels.level[s]];
        }
    }
    return rows;
}

} // namespace

void FunnelPivotTest::agreesWithColumnsOfTheIndex()
{
    Random random(20'26);
    for (int round = 0; round < 200; ++round) {
        const SessionIndex index = randomIndex(random, 1 + random.below(40));
        FunnelLevels levels;
        levels.steps = 3;
        Population population;
        std::vector<std::uint8_t> met;
        for (std::uint32_t s = 0; s < index.sessionCount(); ++s) {
            levels.level.push_back(static_cast<std::uint8_t>(random.below(4)));
            population.standing.push_back(random.chance(.8) ? Standing::Counted : Standing::Bot);
            met.push_back(random.chance(.3) ? 1 : 0);
        }
        const FunnelPivot pivot = pivotFunnel(index, levels, population, kFields, met);
        QCOMPARE(pivot.fields.size(), kFields.size());
        for (std::size_t f = 0; f < kFields.size(); ++f) {
            const auto wanted =
                plainRows(index::segmentColumn(index, kFields[f]), levels, population, met);
            QCOMPARE(pivot.fields[f].field, kFields[f]);
            QCOMPARE(pivot.fields[f].rows.size(), wanted.size());
            for (const PivotRow& row : pivot.fields[f].rows) {
                const auto same = wanted.find(row.value);
                QVERIFY(same != wanted.end());
                QVERIFY(row == same->second);
            }
        }
    }
}

void FunnelPivotTest::withoutAnything()
{
    FunnelLevels levels;
    levels.steps = 1;
    const FunnelPivot none = pivotFunnel({}, levels, {}, kFields, {});
    QCOMPARE(none.fields.size(), kFields.size());
    QVERIFY(none.fields.front().rows.empty());
    QVERIFY(pivotFunnel({}, levels, {}, {}, {}).fields.empty());
}

THROUGHLINE_TEST(FunnelPivotTest)

} // namespace throughline

#include "tst_funnel_pivot.moc"
