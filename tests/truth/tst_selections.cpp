#include "models/store/connection.h"
#include "models/store/store_file.h"
#include "models/workflow/comparison_workflow.h"
#include "models/workflow/error_workflow.h"
#include "models/workflow/overview_workflow.h"
#include "models/workflow/session_table_bytes.h"
#include "models/workflow/session_workflow.h"
#include "tests/support/test_registry.h"
#include "tests/truth/truth_store.h"

#include <QtTest>

namespace throughline::test {

/// Every number opens exactly the sessions it counts.
class SelectionsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void funnelBarsAndGaps();
    void funnelArmsAddUp();
    void funnelGroups_data();
    void funnelGroups();
    void pivotNumbers();
    void errorRows();
    void comparisonArmsAndSegments();
    void listsHaveTheTotalTheyPromise();
    void filtersAgreeWithCounts_data();
    void filtersAgreeWithCounts();
    void overviewAddsUp();
    void keptIndexIsTheBuiltOne();
    void damagedIndexIsRefused();

private:
    static std::uint64_t opened(const workflow::FunnelSelection& selection);
};

std::uint64_t SelectionsTest::opened(const workflow::FunnelSelection& selection)
{
    TruthStore& store = truthStore();
    return workflow::funnelSessions(*store.snapshot, *store.funnel, selection).size();
}

void SelectionsTest::funnelBarsAndGaps()
{
    TruthStore& store = truthStore();
    const analysis::FunnelResult result = workflow::funnelResult(*store.funnel);
    for (const analysis::FunnelStepResult& step : result.steps) {
        workflow::FunnelSelection selection;
        selection.step = step.step;
        QCOMPARE(opened(selection), step.count);
        selection.part = workflow::FunnelPart::Dropped;
        QCOMPARE(opened(selection), step.dropped);
    }
    workflow::FunnelSelection immature;
    immature.part = workflow::FunnelPart::Immature;
    QCOMPARE(opened(immature), result.immature);
}

void SelectionsTest::funnelArmsAddUp()
{
    TruthStore& store = truthStore();
    const analysis::FunnelResult whole = workflow::funnelResult(*store.funnel);
    for (const index::ExposureSet& set : store.snapshot->exposures) {
        const workflow::FunnelArms arms =
            workflow::funnelArms(*store.snapshot, *store.funnel, set.group);
        for (std::size_t i = 0; i < whole.steps.size(); ++i) {
            QCOMPARE(arms.with.steps[i].count + arms.without.steps[i].count, whole.steps[i].count);
            workflow::FunnelSelection selection;
            selection.step = static_cast<std::uint32_t>(i + 1);
            selection.group = set.group;
            selection.arm = workflow::FunnelArm::With;
            QCOMPARE(opened(selection), arms.with.steps[i].count);
            selection.arm = workflow::FunnelArm::Without;
            QCOMPARE(opened(selection), arms.without.steps[i].count);
        }
    }
}

void SelectionsTest::funnelGroups_data()
{
    QTest::addColumn<QString>("field");
    for (const char* field :
         {"plan.tier", "device.type", "country", "service.version", "browser.name"}) {
        QTest::newRow(field) << QString::fromLatin1(field);
    }
}

void SelectionsTest::funnelGroups()
{
    QFETCH(QString, field);
    TruthStore& store = truthStore();
    const auto split = workflow::splitFunnel(*store.workspace, *store.snapshot, *store.funnel,
                                             {.field = field.toStdString()}, {});
    QVERIFY(split.ok());
    const analysis::FunnelResult result = workflow::funnelResult(*store.funnel, &*split);
    std::uint64_t entered = 0;
    for (const analysis::FunnelGroup& group : result.groups) {
        entered += group.entered;
        for (const analysis::FunnelStepResult& step : group.steps) {
            workflow::FunnelSelection selection;
            selection.step = step.step;
            selection.split = &*split;
            selection.byValue = group.value;
            QCOMPARE(opened(selection), step.count);
        }
    }
    QCOMPARE(entered, result.entered);
}

/// A number of the pivot is that of the split, and opens so many sessions.
void SelectionsTest::pivotNumbers()
{
    TruthStore& store = truthStore();
    const std::vector<std::string> fields {"plan.tier", "device.type", "service.version"};
    const domain::ErrorGroupId group = store.snapshot->exposures.front().group;
    const auto pivot = workflow::pivotFunnel(*store.snapshot, *store.funnel, fields, group);
    QVERIFY(pivot.ok());
    QCOMPARE(pivot->fields.size(), fields.size());
    for (const analysis::PivotField& field : pivot->fields) {
        std::uint64_t sum = 0;
        for (const analysis::PivotRow& row : field.rows) {
            for (const bool met : {false, true}) {
                const std::vector<std::uint64_t>& levels = met ? row.with : row.without;
                std::uint64_t reached = 0;
                for (std::uint32_t step = pivot->steps; step > 0; --step) {
                    reached += levels[step];
                    workflow::FunnelSelection selection;
                    selection.step = step;
                    selection.arm = met ? workflow::FunnelArm::With : workflow::FunnelArm::Without;
                    selection.group = group;
                    const auto opens = workflow::sessionsWithValue(
                        *store.snapshot,
                        workflow::funnelSessions(*store.snapshot, *store.funnel, selection),
                        {field.field, row.value});
                    QVERIFY(opens.ok());
                    QCOMPARE(opens->size(), reached);
                }
                sum += reached;
            }
        }
        QCOMPARE(sum, workflow::funnelResult(*store.funnel).entered);
    }
    QVERIFY(!workflow::pivotFunnel(*store.snapshot, *store.funnel, {"no.field"}, group).ok());
}

void SelectionsTest::errorRows()
{
    TruthStore& store = truthStore();
    const auto list = workflow::listErrors(*store.workspace, std::nullopt, {}, {});
    QVERIFY(list.ok());
    for (const workflow::ErrorRow& row : list->rows) {
        const auto sessions =
            workflow::errorSessions(*store.workspace, *store.snapshot, row.group.id);
        QVERIFY(sessions.ok());
        QCOMPARE(sessions->size(), row.group.sessions);
        std::uint64_t trend = 0;
        for (const std::uint32_t count : row.trend) {
            trend += count;
        }
        QCOMPARE(trend, row.group.count);
    }
}

void SelectionsTest::comparisonArmsAndSegments()
{
    TruthStore& store = truthStore();
    for (const index::ExposureSet& set : store.snapshot->exposures) {
        workflow::ComparisonRequest request;
        request.group = set.group;
        request.by = workflow::defaultMatchFields();
        const auto comparison = workflow::compare(*store.snapshot, *store.funnel, request);
        QVERIFY(comparison.ok());
        const auto count = [&](workflow::ComparisonArm arm, const std::string& field,
                               const std::string& value) {
            const auto sessions = workflow::comparisonSessions(*store.snapshot, *store.funnel,
                                                               request, arm, {{field, value}});
            return sessions ? sessions->size() : UINT64_MAX;
        };
        QCOMPARE(count(workflow::ComparisonArm::Affected, "", ""), comparison->headline.affected);
        QCOMPARE(count(workflow::ComparisonArm::Control, "", ""), comparison->headline.control);
        for (const analysis::SegmentEffect& segment : comparison->segments) {
            QCOMPARE(count(workflow::ComparisonArm::Affected, segment.field, segment.value),
                     segment.affected);
            QCOMPARE(count(workflow::ComparisonArm::Control, segment.field, segment.value),
                     segment.control);
        }
    }
}

void SelectionsTest::listsHaveTheTotalTheyPromise()
{
    TruthStore& store = truthStore();
    const auto page = workflow::listSessions(*store.workspace, *store.snapshot, domain::Scope {},
                                             workflow::SessionSort::FrustratedFirst, 0, 100, {});
    QVERIFY(page.ok());
    const auto counts = workflow::countScope(*store.workspace, *store.snapshot, {}, {});
    QVERIFY(counts.ok());
    QCOMPARE(page->total, counts->sessions + counts->immature);
    QCOMPARE(page->sessions.size(), std::size_t {100});
    for (std::size_t i = 1; i < page->sessions.size(); ++i) {
        const auto& before = page->sessions[i - 1];
        const auto& after = page->sessions[i];
        QVERIFY(before.rageClicks + before.reloads >= after.rageClicks + after.reloads);
    }
}

void SelectionsTest::filtersAgreeWithCounts_data()
{
    QTest::addColumn<QString>("one");
    QTest::addColumn<QString>("other");
    QTest::newRow("a word and its negation") << "plan.tier:pro"
                                             << "!plan.tier:pro";
    QTest::newRow("has and has not") << "has:account.id"
                                     << "!has:account.id";
    QTest::newRow("an error group") << "error.group:E1"
                                    << "!error.group:E1";
    QTest::newRow("any error group") << "has:error.group"
                                     << "!has:error.group";
    QTest::newRow("tickets") << "has:ticket"
                             << "!has:ticket";
    QTest::newRow("an event") << "event:add_to_cart"
                              << "!event:add_to_cart";
    QTest::newRow("an attribute without a column") << "product.id:*"
                                                   << "!product.id:*";
}

void SelectionsTest::filtersAgreeWithCounts()
{
    QFETCH(QString, one);
    QFETCH(QString, other);
    TruthStore& store = truthStore();
    domain::Scope scope;
    const auto all = workflow::sessionsInScope(*store.workspace, *store.snapshot, scope, {});
    scope.where = one.toStdString();
    const auto with = workflow::sessionsInScope(*store.workspace, *store.snapshot, scope, {});
    scope.where = other.toStdString();
    const auto without = workflow::sessionsInScope(*store.workspace, *store.snapshot, scope, {});
    QVERIFY(all.ok() && with.ok() && without.ok());
    QCOMPARE(with->size() + without->size(), all->size());
}

void SelectionsTest::overviewAddsUp()
{
    TruthStore& store = truthStore();
    const auto series = workflow::overviewSeries(*store.workspace, *store.snapshot, {}, 112, {});
    QVERIFY(series.ok());
    std::uint64_t sessions = 0;
    for (const std::uint32_t count : series->sessions) {
        sessions += count;
    }
    QCOMPARE(sessions, store.truth["human_sessions"].get<std::uint64_t>());
    QVERIFY(!series->releases.empty());
}

namespace {

std::string bytesOf(const workflow::SessionTable& table)
{
    std::string bytes;
    workflow::writeBytes(table, [&bytes](std::string_view piece) { bytes += piece; });
    return bytes;
}

} // namespace

void SelectionsTest::keptIndexIsTheBuiltOne()
{
    TruthStore& store = truthStore();
    const auto connection = store.workspace->file().openReader();
    QVERIFY(connection.ok());
    const auto built = workflow::buildSessionTable(*connection, false, {});
    QVERIFY(built.ok());
    QVERIFY(bytesOf(*built) == bytesOf(store.snapshot->sessions));
}

void SelectionsTest::damagedIndexIsRefused()
{
    const std::string bytes = bytesOf(truthStore().snapshot->sessions);
    QVERIFY(workflow::sessionTableFromBytes(bytes).has_value());
    QVERIFY(!workflow::sessionTableFromBytes(bytes.substr(0, bytes.size() - 1)));
    QVERIFY(!workflow::sessionTableFromBytes(bytes + 'x'));
    QVERIFY(!workflow::sessionTableFromBytes(""));
    for (std::size_t cut = 0; cut < bytes.size(); cut += bytes.size() / 100 + 1) {
        QVERIFY(!workflow::sessionTableFromBytes(std::string_view(bytes).substr(0, cut)));
    }
}

THROUGHLINE_TEST(SelectionsTest)

} // namespace throughline::test

#include "tst_selections.moc"
