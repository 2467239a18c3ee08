#include "tests/support/test_registry.h"
#include "widgets/delegates/impact_delegates.h"
#include "widgets/impact/comparison_panel.h"
#include "widgets/impact/comparison_wording.h"
#include "widgets/impact/error_detail.h"
#include "widgets/impact/error_list.h"
#include "widgets/impact/funnel_panel.h"
#include "widgets/plot/interval_plot.h"
#include "widgets/shared/data_table.h"

#include <QAbstractItemModelTester>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTextBlock>
#include <QtTest>

namespace throughline::widgets {

namespace {

using analysis::Comparison;
using analysis::Verdict;

Comparison harmful()
{
    Comparison made;
    made.funnel.steps = {"event:view", "event:pay"};
    made.exposureStep = 2;
    made.verdict = Verdict::Harmful;
    made.headline.affected = 231;
    made.headline.matchedAffected = 229;
    made.headline.difference = -0.477;
    made.headline.interval = analysis::Interval {-0.541, -0.413};
    made.headline.match = {"plan.tier", "geo.country.iso_code"};
    made.naive.difference = 0.19;
    made.lost = analysis::LostConversions {110, analysis::Interval {95, 125}};
    analysis::RevenueAtRisk revenue;
    revenue.estimate = 6813;
    revenue.currency = "USD";
    made.revenue = revenue;
    return made;
}

QString said(const Comparison& comparison)
{
    return plainSentence(comparisonSentence(comparison));
}

ErrorListRow row(std::int64_t id, const std::string& type, std::uint64_t sessions)
{
    ErrorListRow made;
    made.group.id = domain::ErrorGroupId {id};
    made.group.type = type;
    made.group.sessions = sessions;
    made.trend = {1, 2, 3};
    return made;
}

std::vector<ErrorListRow> rows()
{
    std::vector<ErrorListRow> made {row(1, "Timeout", 231), row(2, "TypeError", 1278),
                                    row(3, "Late", 9)};
    made[0].impact = headlineOf(harmful());
    ImpactHeadline none;
    none.verdict = Verdict::NoExposure;
    made[2].impact = none;
    return made;
}

void fill(ErrorList& list)
{
    list.setRows(std::make_shared<const std::vector<ErrorListRow>>(rows()));
}

QModelIndex cell(const ErrorList& list, const QString& type, int column)
{
    const QAbstractItemModel* model = list.findChild<DataTable*>()->model();
    return model->match(model->index(0, 0), Qt::DisplayRole, type).value(0).siblingAtColumn(column);
}

} // namespace

class ImpactTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void saysHarmInOneSentence();
    void saysGainWithoutCost();
    void saysWhenThereIsNoEvidence();
    void saysWhenDataIsNotEnough();
    void saysWhenNobodyWasExposed();
    void countsUsersWhenTheFunnelDoes();
    void warnsOfTheNaiveNumber();
    void tellsBasisAndFacts();
    void composesSentencesFromPlaces();
    void forestPlotHasARowPerSegment();
    void segmentsOpenTheirSessions();
    void listsErrorsInTheirOrder();
    void listSaysWhatIsMissing();
    void numbersOpenWhatTheyCount();
    void choosesAFunnel();
    void hidesColumns();
    void detailShowsOurFramesStrong();
    void funnelPanelTellsItsRules();
};

void ImpactTest::saysHarmInOneSentence()
{
    QCOMPARE(
        said(harmful()),
        QStringLiteral("47.7 points fewer of the 231 affected sessions converted than comparable "
                       "sessions without it (95% CI 41.3 \u2013 54.1). About 110 lost conversions "
                       "(95 \u2013 125), $6,813 at risk."));
    Comparison poor = harmful();
    poor.revenue.reset();
    QVERIFY(said(poor).endsWith(QStringLiteral("About 110 lost conversions (95 \u2013 125).")));
    QCOMPARE(comparisonSentence(harmful()).front().tone, RunTone::Bad);
}

void ImpactTest::saysGainWithoutCost()
{
    Comparison good = harmful();
    good.verdict = Verdict::Beneficial;
    good.headline.difference = 0.05;
    good.headline.interval = analysis::Interval {0.02, 0.08};
    QCOMPARE(
        said(good),
        QStringLiteral("5.0 points more of the 231 affected sessions converted than comparable "
                       "sessions without it (95% CI 2.0 \u2013 8.0)."));
    QCOMPARE(comparisonSentence(good).front().tone, RunTone::Good);
}

void ImpactTest::saysWhenThereIsNoEvidence()
{
    Comparison quiet = harmful();
    quiet.verdict = Verdict::NoEvidence;
    quiet.headline.difference = -0.011;
    quiet.headline.interval = analysis::Interval {-0.034, 0.012};
    QVERIFY(said(quiet).startsWith(
        QStringLiteral("No evidence of lost conversions. 1.1 points fewer")));
    QVERIFY(said(quiet).contains(QStringLiteral("(95% CI \u22123.4 \u2013 +1.2)")));
    QVERIFY(!said(quiet).contains(QStringLiteral("at risk")));
    quiet.verdict = Verdict::Inconclusive;
    QVERIFY(said(quiet).startsWith(QStringLiteral("Not clear yet.")));
}

void ImpactTest::saysWhenDataIsNotEnough()
{
    Comparison few;
    few.headline.affected = 1;
    QCOMPARE(
        said(few),
        QStringLiteral("Not enough data to say what this error cost: 1 affected session met it."));
    few.headline.note = "this action ends sessions anyway";
    QVERIFY(said(few).contains(QStringLiteral("this action ends sessions anyway")));
}

void ImpactTest::saysWhenNobodyWasExposed()
{
    Comparison none;
    none.verdict = Verdict::NoExposure;
    QVERIFY(said(none).startsWith(QStringLiteral("No lost conversions")));
}

void ImpactTest::countsUsersWhenTheFunnelDoes()
{
    Comparison users = harmful();
    users.funnel.unit = domain::Unit::User;
    QVERIFY(
        said(users).contains(QStringLiteral("231 affected users converted than comparable users")));
}

void ImpactTest::warnsOfTheNaiveNumber()
{
    QVERIFY(naiveWarning(harmful()).contains(QStringLiteral("+19.0 pts, misleading")));
    QVERIFY(naiveWarning({}).isEmpty());
}

void ImpactTest::tellsBasisAndFacts()
{
    QCOMPARE(comparisonBasis(harmful()),
             QStringLiteral("reached pay \u00B7 matched on plan, country"));
    QCOMPARE(comparisonBasis({}), QString());
    // Exposure steps count what nobody can leave out.
    Comparison optional = harmful();
    optional.funnel.steps = {"event:browse", "event:coupon", "event:cart", "event:pay"};
    optional.funnel.optionalSteps = {2};
    optional.exposureStep = 2;
    optional.exposureStepGiven = true;
    QVERIFY(comparisonBasis(optional).startsWith(QStringLiteral("reached cart, as chosen")));
    Comparison with = harmful();
    analysis::MetricEffect metric;
    metric.name = "time_to_convert_s";
    metric.difference = 6.2;
    with.metrics = {metric};
    const std::vector<MetricFact> facts = comparisonFacts(with);
    QCOMPARE(facts.at(0).value, QStringLiteral("+6.2 s"));
    QCOMPARE(facts.at(1).value, QStringLiteral("2 sessions"));
    QVERIFY(comparisonFacts({}).empty());
}

void ImpactTest::composesSentencesFromPlaces()
{
    const Sentence places {{QStringLiteral("one %2"), RunTone::Strong},
                           {QStringLiteral("two"), RunTone::Muted}};
    const Sentence made = composeSentence(QStringLiteral("%2, %1 and 5%"), places);
    QCOMPARE(plainSentence(made), QStringLiteral("two, one %2 and 5%"));
    QCOMPARE(made.front().tone, RunTone::Muted);
}

void ImpactTest::forestPlotHasARowPerSegment()
{
    Comparison with = harmful();
    analysis::SegmentEffect segment;
    segment.field = "device.type";
    segment.affected = 3;
    with.segments = {segment};
    const std::vector<IntervalPlotRow> plot = comparisonRows(with, shownSegments(with, true));
    QCOMPARE(plot.size(), std::size_t {2});
    QVERIFY(plot[0].strong);
    QCOMPARE(plot[1].label, QStringLiteral("device: (none)"));
    QCOMPARE(plot[1].note, QStringLiteral("not enough data"));
    QVERIFY(plot[1].more.isEmpty());

    analysis::SegmentEffect& mobile = with.segments.front();
    mobile.value = "mobile";
    mobile.difference = -.1;
    mobile.qValue = .01;
    mobile.lostConversions = 12.4;
    mobile.lossShare = .62;
    with.headline.affected = 9;
    const QStringList figures = comparisonRows(with, with.segments)[1].more;
    QCOMPARE(
        figures,
        (QStringList {QStringLiteral("0.010"), QStringLiteral("12"), QStringLiteral("62.0%")}));
    QCOMPARE(figures.size(), segmentFigures().size());
    QVERIFY(segmentFindings(with).contains(
        QStringLiteral("62.0% of all lost conversions fall on device: mobile.")));
    with.segments.front().qValue = .2;
    QVERIFY(!segmentFindings(with).contains(QStringLiteral("fall on")));
}

void ImpactTest::segmentsOpenTheirSessions()
{
    ComparisonPanel panel;
    QVERIFY(panel.showsEmptyText());
    Comparison with = harmful();
    analysis::SegmentEffect segment;
    segment.field = "device.type";
    segment.value = "mobile";
    with.segments = {segment};
    with.headline.match = {"device.type"};
    panel.setComparison(std::make_shared<const Comparison>(with));
    QVERIFY(!panel.showsEmptyText());
    QSignalSpy activated(&panel, &ComparisonPanel::segmentActivated);
    auto* plot = panel.findChild<IntervalPlot*>(QStringLiteral("comparisonPlot"));
    Q_EMIT plot->rowActivated(1);
    Q_EMIT plot->rowActivated(0);
    QCOMPARE(activated.at(0),
             (QVariantList {QStringLiteral("device.type"), QStringLiteral("mobile"), QString(),
                            QString()}));
    QCOMPARE(activated.at(1), (QVariantList {QString(), QString(), QString(), QString()}));
    QCOMPARE(panel.sentence(), said(with));
    panel.clear(QStringLiteral("Comparing\u2026"));
    QVERIFY(panel.showsEmptyText());
}

void ImpactTest::listsErrorsInTheirOrder()
{
    ErrorList list;
    QVERIFY(list.showsEmptyText());
    fill(list);
    const QAbstractItemModelTester tester(list.findChild<DataTable*>()->model(),
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    list.resize(800, 400);
    QCOMPARE(list.findChild<DataTable*>()->model()->index(0, 0).data().toString(),
             QStringLiteral("Timeout"));
    QCOMPARE(cell(list, QStringLiteral("Timeout"), 4).data().toString(), QStringLiteral("110"));
    QCOMPARE(cell(list, QStringLiteral("Timeout"), 5).data().toString(), QStringLiteral("$6,813"));
    QVERIFY(
        cell(list, QStringLiteral("Timeout"), 4).data(IntervalRole).value<IntervalMark>().harmful);
    QSignalSpy selected(&list, &ErrorList::groupSelected);
    QVERIFY(list.selectGroup(domain::ErrorGroupId {2}));
    QVERIFY(!list.selectGroup(domain::ErrorGroupId {99}));
    QCOMPARE(selected.count(), 0);
    list.findChild<DataTable*>()->selectRow(0);
    QCOMPARE(selected.front().front().value<domain::ErrorGroupId>(), domain::ErrorGroupId {1});
    fill(list);
    QCOMPARE(selected.count(), 1);
}

void ImpactTest::listSaysWhatIsMissing()
{
    ErrorList list;
    fill(list);
    QCOMPARE(cell(list, QStringLiteral("TypeError"), 4).data().toString(),
             QStringLiteral("\u2014"));
    list.setComparing(true);
    QCOMPARE(cell(list, QStringLiteral("TypeError"), 4).data().toString(),
             QStringLiteral("\u2026"));
    QCOMPARE(cell(list, QStringLiteral("Late"), 4).data().toString(),
             QStringLiteral("no exposure"));
    QCOMPARE(cell(list, QStringLiteral("Late"), 0).data(BadgeRole).toString(),
             QStringLiteral("After conversion"));
    QCOMPARE(cell(list, QStringLiteral("Late"), 5).data().toString(), QStringLiteral("\u2014"));
}

void ImpactTest::numbersOpenWhatTheyCount()
{
    ErrorList list;
    fill(list);
    auto* table = list.findChild<DataTable*>();
    QSignalSpy sessions(&list, &ErrorList::sessionsRequested);
    QSignalSpy tickets(&list, &ErrorList::ticketsRequested);
    QSignalSpy group(&list, &ErrorList::groupActivated);
    for (const int column : {0, 2, 6}) {
        table->setCurrentIndex(cell(list, QStringLiteral("TypeError"), column));
        QTest::keyClick(table, Qt::Key_Return);
    }
    QCOMPARE(sessions.count(), 1);
    QCOMPARE(tickets.count(), 1);
    QCOMPARE(group.front().front().value<domain::ErrorGroupId>(), domain::ErrorGroupId {2});
}

void ImpactTest::choosesAFunnel()
{
    ErrorList list;
    list.setFunnels({QStringLiteral("Checkout"), QStringLiteral("Signup")},
                    QStringLiteral("Checkout"));
    auto* button = list.findChild<QPushButton*>(QStringLiteral("errorFunnel"));
    QCOMPARE(button->accessibleName(), QStringLiteral("Funnel: Checkout"));
    QSignalSpy chosen(&list, &ErrorList::funnelChosen);
    button->menu()->actions().at(1)->trigger();
    QCOMPARE(chosen.front().front().toString(), QStringLiteral("Signup"));
}

void ImpactTest::hidesColumns()
{
    ErrorList list;
    fill(list);
    list.resize(900, 400);
    list.show();
    auto* table = list.findChild<DataTable*>();
    QVERIFY(!table->isColumnHidden(1));
    list.findChild<QPushButton*>(QStringLiteral("errorColumns"))
        ->menu()
        ->actions()
        .at(0)
        ->trigger();
    QVERIFY(table->isColumnHidden(1));
    list.findChild<QPushButton*>(QStringLiteral("errorColumns"))
        ->menu()
        ->actions()
        .at(0)
        ->trigger();
    list.resize(500, 400);
    QTRY_VERIFY(table->isColumnHidden(1));
}

void ImpactTest::detailShowsOurFramesStrong()
{
    ErrorDetail detail;
    QVERIFY(detail.showsEmptyText());
    ErrorDetailValue value;
    value.group = row(7, "Timeout", 1).group;
    value.group.tickets = 2;
    value.chain = {
        {"Timeout",
         "too late",
         {{"shop.Pay", "charge", "Pay.java", 9, 0, true}, {"web", "run", "", 0, 0, false}}}};
    detail.setDetail(value);
    auto* stack = detail.findChild<QPlainTextEdit*>(QStringLiteral("errorStack"));
    QCOMPARE(
        stack->toPlainText(),
        QStringLiteral("Timeout: too late\n    at shop.Pay.charge (Pay.java:9)\n    at web.run"));
    QTextCursor cursor(stack->document()->findBlockByNumber(1));
    cursor.movePosition(QTextCursor::EndOfBlock);
    QVERIFY(cursor.charFormat().fontWeight() > QFont::Normal);
    QSignalSpy sessions(&detail, &ErrorDetail::sessionsRequested);
    auto* link = detail.findChild<QPushButton*>(QStringLiteral("detailSessions"));
    QCOMPARE(link->accessibleName(), QStringLiteral("1 session"));
    link->click();
    QCOMPARE(sessions.front().front().value<domain::ErrorGroupId>(), domain::ErrorGroupId {7});
}

void ImpactTest::funnelPanelTellsItsRules()
{
    domain::FunnelDefinition definition;
    definition.window = Duration::minutes(30);
    QCOMPARE(funnelRules(definition), QStringLiteral("in order, within 30 min"));
    definition.order = domain::FunnelOrder::Any;
    definition.unit = domain::Unit::User;
    QCOMPARE(funnelRules(definition), QStringLiteral("users \u00B7 in any order, within 30 min"));
    FunnelPanel panel;
    QVERIFY(panel.showsEmptyText());
    panel.setFunnel({});
    QVERIFY(panel.showsEmptyText());
}

} // namespace throughline::widgets

using throughline::widgets::ImpactTest;
THROUGHLINE_TEST(ImpactTest)
#include "tst_impact.moc"
