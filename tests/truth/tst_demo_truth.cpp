#include "models/workflow/comparison_workflow.h"
#include "models/workflow/error_workflow.h"
#include "models/workflow/store_workflow.h"
#include "models/workflow/ticket_workflow.h"
#include "tests/support/test_registry.h"
#include "tests/truth/truth_store.h"

#include <QtTest>

#include <map>

namespace throughline::test {

/// What is planted in the demo data is what the program says of it.
class DemoTruthTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void countsEveryRecordAndNoBot();
    void funnelCountsAreThePlantedOnes();
    void everyPlantedErrorIsExactlyOneGroup();
    void verdictsAreThePlantedOnes_data();
    void verdictsAreThePlantedOnes();
    void intervalOfTheTimeoutCoversItsEffect();
    void oneComparisonEqualsItsRow();
    void keptAnswersAreTheComputedOnes();
    void longSessionsAreNotFlattered();
    void naiveDifferencesMislead();
    void clocksAreFound();
    void ticketsFindTheirSessions();
    void personalDataIsGone();

private:
    static std::map<std::string, workflow::ErrorRow> rowsByType();
};

std::map<std::string, workflow::ErrorRow> DemoTruthTest::rowsByType()
{
    TruthStore& store = truthStore();
    auto list = workflow::listErrors(
        *store.workspace, workflow::impactQuestion(store.snapshot, store.funnel), {}, {});
    std::map<std::string, workflow::ErrorRow> rows;
    if (list) {
        for (workflow::ErrorRow& row : list->rows) {
            rows.emplace(row.group.type, std::move(row));
        }
    }
    return rows;
}

void DemoTruthTest::countsEveryRecordAndNoBot()
{
    TruthStore& store = truthStore();
    const auto info = workflow::storeInfo(*store.workspace);
    QVERIFY(info.ok());
    QCOMPARE(info->humanSessions, store.truth["human_sessions"].get<std::uint64_t>());
    QCOMPARE(info->botSessions, store.truth["bot_sessions"].get<std::uint64_t>());
    QCOMPARE(info->records.event, store.truth["events"].get<std::uint64_t>());
    QCOMPARE(info->records.span, store.truth["spans"].get<std::uint64_t>());
    QCOMPARE(info->records.log, store.truth["logs"].get<std::uint64_t>());
    QCOMPARE(info->traces, store.truth["traces"].get<std::uint64_t>());
    for (const domain::SourceSummary& source : info->sources) {
        QCOMPARE(source.read, source.accepted + source.duplicates + source.rejected);
        QCOMPARE(source.rejected, std::uint64_t {0});
    }
}

void DemoTruthTest::funnelCountsAreThePlantedOnes()
{
    TruthStore& store = truthStore();
    const analysis::FunnelResult result = workflow::funnelResult(*store.funnel);
    const auto counts = store.truth["funnel"]["counts"].get<std::vector<std::uint64_t>>();
    QCOMPARE(result.steps.size(), counts.size());
    for (std::size_t i = 0; i < counts.size(); ++i) {
        QCOMPARE(result.steps[i].count, counts[i]);
    }
}

void DemoTruthTest::everyPlantedErrorIsExactlyOneGroup()
{
    TruthStore& store = truthStore();
    const auto rows = rowsByType();
    QCOMPARE(rows.size(), store.truth["errors"].size());
    for (const auto& planted : store.truth["errors"]) {
        const auto found = rows.find(planted["type"].get<std::string>());
        QVERIFY(found != rows.end());
        const domain::ErrorGroup& group = found->second.group;
        QCOMPARE(group.count, planted["occurrences"].get<std::uint64_t>());
        QCOMPARE(group.sessions, planted["human_sessions"].get<std::uint64_t>());
        QCOMPARE(group.users, planted["users"].get<std::uint64_t>());
        QCOMPARE(group.accounts, planted["accounts"].get<std::uint64_t>());
        QCOMPARE(group.services, std::vector<std::string> {planted["service"].get<std::string>()});
    }
}

void DemoTruthTest::verdictsAreThePlantedOnes_data()
{
    QTest::addColumn<QString>("type");
    QTest::addColumn<QString>("verdict");
    for (const auto& planted : truthStore().truth["errors"]) {
        const std::string type = planted["type"].get<std::string>();
        QTest::newRow(type.c_str())
            << QString::fromStdString(type)
            << QString::fromStdString(planted["verdict"].get<std::string>());
    }
}

void DemoTruthTest::verdictsAreThePlantedOnes()
{
    QFETCH(QString, type);
    QFETCH(QString, verdict);
    const auto rows = rowsByType();
    const auto found = rows.find(type.toStdString());
    QVERIFY(found != rows.end() && found->second.impact);
    const std::string_view text = analysis::toText(found->second.impact->verdict);
    QCOMPARE(QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())), verdict);
}

void DemoTruthTest::intervalOfTheTimeoutCoversItsEffect()
{
    TruthStore& store = truthStore();
    for (const auto& planted : store.truth["errors"]) {
        if (planted["key"] != "payment_timeout") {
            continue;
        }
        const auto rows = rowsByType();
        const auto& impact = rows.at("PaymentGatewayTimeout").impact;
        QVERIFY(impact && impact->headline.interval);
        const double effect = planted["effect_points"].get<double>() / 100;
        QVERIFY(impact->headline.interval->low <= effect);
        QVERIFY(effect <= impact->headline.interval->high);
        QCOMPARE(impact->headline.affected, planted["affected"].get<std::uint64_t>());
        QCOMPARE(impact->headline.affectedConverted,
                 planted["affected_converted"].get<std::uint64_t>());
        return;
    }
    QFAIL("the timeout is not planted");
}

void DemoTruthTest::oneComparisonEqualsItsRow()
{
    TruthStore& store = truthStore();
    for (const auto& [type, row] : rowsByType()) {
        workflow::ComparisonRequest request;
        request.group = row.group.id;
        const auto alone = workflow::compare(*store.snapshot, *store.funnel, request);
        QVERIFY(alone.ok() && row.impact);
        QCOMPARE(alone->headline.method, row.impact->headline.method);
        QCOMPARE(alone->headline.affected, row.impact->headline.affected);
        QCOMPARE(alone->headline.control, row.impact->headline.control);
        QCOMPARE(alone->headline.difference, row.impact->headline.difference);
        QCOMPARE(alone->headline.interval, row.impact->headline.interval);
        QCOMPARE(alone->lost, row.impact->lost);
        QCOMPARE(alone->revenue, row.impact->revenue);
        QCOMPARE(alone->verdict, row.impact->verdict);
        // Where nothing happened, the same arithmetic finds nothing.
        if (alone->placebo.interval) {
            QVERIFY(alone->placebo.interval->low < .02 && alone->placebo.interval->high > -.02);
        }
    }
}

void DemoTruthTest::keptAnswersAreTheComputedOnes()
{
    TruthStore& store = truthStore();
    int made = 0;
    workflow::ImpactQuestion question = workflow::impactQuestion(store.snapshot, store.funnel);
    question.make = [&made, make = question.make] {
        ++made;
        return make();
    };
    const auto first = workflow::impactOfGroups(*store.workspace, question, {});
    QVERIFY(first.ok());
    const int before = made; // an earlier test may have asked the same
    const auto again = workflow::impactOfGroups(*store.workspace, question, {});
    QCOMPARE(made, before);
    QVERIFY(again.ok());
    QCOMPARE(*again, *first);
    std::vector<domain::ErrorGroupId> ids;
    for (const analysis::Comparison& comparison : *first) {
        ids.push_back(comparison.group);
    }
    QCOMPARE(*first, workflow::compareAll(*store.snapshot, *store.funnel, ids, {}).value());

    // Another question is not answered with this one.
    question.funnel.window = Duration::minutes(29);
    QVERIFY(workflow::impactOfGroups(*store.workspace, question, {}).ok());
    QCOMPARE(made, before + 1);
    question.scope.includeBots = true;
    QVERIFY(workflow::impactOfGroups(*store.workspace, question, {}).ok());
    QCOMPARE(made, before + 2);
    // A filter may look at anything: it is computed each time.
    question.scope.where = "plan.tier:pro";
    for (int i = 3; i < 5; ++i) {
        QVERIFY(workflow::impactOfGroups(*store.workspace, question, {}).ok());
        QCOMPARE(made, before + i);
    }
}

void DemoTruthTest::longSessionsAreNotFlattered()
{
    // One chance after the other: who stays long meets more of it, and buys more.
    const auto impact = rowsByType().at("ResizeObserverError").impact;
    QCOMPARE(impact->headline.method, std::string("opportunity_matched"));
    QVERIFY(impact->naive.interval->low > 0);
    QVERIFY(impact->headline.interval->low <= 0 && impact->headline.interval->high >= 0);
    QCOMPARE(impact->verdict, analysis::Verdict::NoEvidence);
}

void DemoTruthTest::naiveDifferencesMislead()
{
    const auto rows = rowsByType();
    const auto& timeout = rows.at("PaymentGatewayTimeout").impact;
    QVERIFY(timeout->naive.interval->low > 0);
    const auto& confounded = rows.at("TypeError").impact;
    QVERIFY(confounded->naive.interval->high < 0);
    QVERIFY(confounded->verdict != analysis::Verdict::Harmful);
    QCOMPARE(rows.at("ReferenceError").impact->verdict, analysis::Verdict::NoExposure);
}

void DemoTruthTest::clocksAreFound()
{
    TruthStore& store = truthStore();
    int looked = 0;
    for (const auto& clock : store.truth["clock_offsets"]) {
        const auto view =
            workflow::showSession(*store.workspace, clock["session"].get<std::string>());
        QVERIFY(view.ok());
        if (view->session.clock.pairs == 0 || view->session.clock.oneSided) {
            continue;
        }
        const double found = view->session.clock.offset.toSeconds();
        const double slack = view->session.clock.uncertainty.toSeconds() + 0.002;
        QVERIFY(std::abs(found - clock["offset_s"].get<double>()) <= slack);
        ++looked;
    }
    QVERIFY(looked >= 3);
}

void DemoTruthTest::ticketsFindTheirSessions()
{
    TruthStore& store = truthStore();
    std::map<int, std::pair<int, int>> foundOfTier;
    for (const auto& link : store.truth["tickets"]["links"]) {
        const auto view = workflow::showTicket(*store.workspace, link["ticket"].get<std::string>());
        QVERIFY(view.ok());
        auto& [found, all] = foundOfTier[link["tier"].get<int>()];
        ++all;
        const std::string wanted = link["session"].get<std::string>();
        found +=
            std::any_of(view->sessions.begin(), view->sessions.end(),
                        [&wanted](const domain::TicketLink& l) { return l.sessionId == wanted; })
            ? 1
            : 0;
        // What a ticket names itself is never in doubt.
        if (link["tier"].get<int>() <= 2) {
            QVERIFY(!view->sessions.empty());
            QCOMPARE(view->sessions.front().sessionId, wanted);
            QVERIFY(view->sessions.front().linked);
        }
    }
    for (const auto& [tier, counts] : foundOfTier) {
        QVERIFY2(counts.first == counts.second,
                 qPrintable(QStringLiteral("tier %1: %2 of %3")
                                .arg(tier)
                                .arg(counts.first)
                                .arg(counts.second)));
    }
}

void DemoTruthTest::personalDataIsGone()
{
    TruthStore& store = truthStore();
    const auto info = workflow::storeInfo(*store.workspace);
    QVERIFY(info.ok());
    std::map<std::string, std::uint64_t> rules;
    for (const domain::SourceSummary& source : info->sources) {
        for (const auto& [rule, count] : source.redactions) {
            rules[rule] += count;
        }
    }
    QVERIFY(rules["email"] > 0);
    QVERIFY(rules["card"] > 0);
}

THROUGHLINE_TEST(DemoTruthTest)

} // namespace throughline::test

#include "tst_demo_truth.moc"
