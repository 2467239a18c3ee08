#include "tests/support/test_registry.h"
#include "widgets/impact/checks_view.h"
#include "widgets/impact/comparison_panel.h"
#include "widgets/impact/difference_view.h"
#include "widgets/impact/engagement_view.h"
#include "widgets/impact/error_detail.h"
#include "widgets/impact/funnel_editor.h"
#include "widgets/impact/funnel_panel.h"
#include "widgets/impact/funnel_views.h"
#include "widgets/impact/pivot_view.h"
#include "widgets/impact/release_view.h"
#include "widgets/impact/version_bars.h"
#include "widgets/plot/rate_plot.h"
#include "widgets/shared/data_table.h"
#include "widgets/shared/plain_label.h"
#include "widgets/shared/view_switch.h"

#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QtTest>

namespace throughline::widgets {

using domain::FunnelDefinition;

namespace {

FunnelDefinition checkout()
{
    FunnelDefinition funnel;
    funnel.name = "checkout";
    funnel.steps = {"event:view", "event:coupon", "event:pay | event:pay_later"};
    funnel.unit = domain::Unit::User;
    funnel.order = domain::FunnelOrder::Strict;
    funnel.window = Duration::days(14);
    funnel.tolerance = Duration::seconds(1);
    funnel.optionalSteps = {2};
    funnel.exclusions = {{"event:chat", 1, 3, domain::ExclusionMode::Drop}};
    funnel.universe = "event:*";
    funnel.attempt = domain::AttemptChoice::Last;
    return funnel;
}

template<typename Widget>
Widget* child(QWidget& parent, const char* name)
{
    auto* found = parent.findChild<Widget*>(QLatin1String(name));
    if (found == nullptr) {
        qFatal("no %s", name);
    }
    return found;
}

void pressSave(FunnelEditor& editor)
{
    child<QDialogButtonBox>(editor, "funnelButtons")->button(QDialogButtonBox::Save)->click();
}

QString shown(DataTable* table, int row, int column)
{
    return table->model()->index(row, column).data().toString();
}

} // namespace

/// The views of funnel and comparison beside their pictures, and the editor of funnels.
class ImpactViewsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void editorKeepsAllOfAFunnel();
    void editorWritesAFunnel();
    void editorSaysWhatIsWrong_data();
    void editorSaysWhatIsWrong();
    void stepsMoveAndGo();
    void switchChoosesOneView();
    void panelsChangeTheirViews();
    void immatureOnesAreShownApart();
    void timesHaveARowPerStep();
    void checksShowEveryMethodAndWhatIsNotBalanced();
    void checksOfNothingSaySo();
    void trendsHatchOpenStretches();
    void splitsSortByNumber();
    void pivotHasALineForEachValueAndArm();
    void engagementSaysWhoIsLeftOut();
    void differencesAskForTwoSets();
    void releaseShowsBothPeriods();
    void versionsAskForTheirRelease();
    void emptyViewsHaveASentence();
};

void ImpactViewsTest::editorKeepsAllOfAFunnel()
{
    const FunnelEditor editor(checkout());
    QCOMPARE(editor.definition(), checkout());
    FunnelDefinition plain;
    plain.name = "plain";
    plain.steps = {"event:a", "event:b"};
    plain.window = Duration::minutes(30);
    QCOMPARE(FunnelEditor(plain).definition(), plain);
}

void ImpactViewsTest::editorWritesAFunnel()
{
    FunnelEditor editor({});
    QSignalSpy saved(&editor, &FunnelEditor::saveRequested);
    child<QLineEdit>(editor, "funnelName")->setText(QStringLiteral("signup"));
    child<QLineEdit>(editor, "funnelWindow")->setText(QStringLiteral("2h"));
    child<QLineEdit>(editor, "funnelStep1")->setText(QStringLiteral("event:look"));
    child<QLineEdit>(editor, "funnelStep2")->setText(QStringLiteral("event:form"));
    child<QPushButton>(editor, "funnelAddStep")->click();
    child<QLineEdit>(editor, "funnelStep3")->setText(QStringLiteral("event:done"));
    child<QCheckBox>(editor, "funnelOptional2")->setChecked(true);
    child<QPushButton>(editor, "funnelAddExclusion")->click();
    child<QLineEdit>(editor, "funnelExclusion1")->setText(QStringLiteral("event:logout"));
    pressSave(editor);
    QCOMPARE(saved.count(), 1);
    const auto funnel = saved.at(0).at(0).value<FunnelDefinition>();
    QCOMPARE(funnel.name, std::string("signup"));
    QCOMPARE(funnel.window, Duration::hours(2));
    QCOMPARE(funnel.steps, (std::vector<std::string> {"event:look", "event:form", "event:done"}));
    QCOMPARE(funnel.optionalSteps, (std::vector<std::uint32_t> {2}));
    QCOMPARE(funnel.exclusions.size(), std::size_t {1});
    QCOMPARE(funnel.exclusions.front().step, std::string("event:logout"));
    editor.showProblem(QStringLiteral("step 1 cannot be read"));
    QVERIFY(!child<PlainLabel>(editor, "funnelProblem")->isHidden());
}

void ImpactViewsTest::editorSaysWhatIsWrong_data()
{
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("says");
    QTest::newRow("no name") << "funnelName"
                             << " "
                             << "needs a name";
    QTest::newRow("no window") << "funnelWindow"
                               << "soon"
                               << "\"soon\" is no length of time";
    QTest::newRow("a window of nothing") << "funnelWindow"
                                         << "0s"
                                         << "no length of time";
    QTest::newRow("an odd tolerance") << "funnelTolerance"
                                      << "x"
                                      << "\"x\" is no length of time";
    QTest::newRow("an empty step") << "funnelStep2"
                                   << ""
                                   << "Step 2 is empty";
    QTest::newRow("an empty exclusion") << "funnelExclusion1"
                                        << ""
                                        << "Exclusion 1 is empty";
}

void ImpactViewsTest::editorSaysWhatIsWrong()
{
    QFETCH(QString, field);
    QFETCH(QString, text);
    QFETCH(QString, says);
    FunnelEditor editor(checkout());
    QSignalSpy saved(&editor, &FunnelEditor::saveRequested);
    child<QLineEdit>(editor, field.toLatin1().constData())->setText(text);
    pressSave(editor);
    QCOMPARE(saved.count(), 0);
    QVERIFY(child<PlainLabel>(editor, "funnelProblem")->text().contains(says));
}

void ImpactViewsTest::stepsMoveAndGo()
{
    FunnelEditor editor(checkout());
    child<QPushButton>(editor, "funnelUp3")->click();
    QCOMPARE(editor.definition().steps[1], std::string("event:pay | event:pay_later"));
    QVERIFY(editor.definition().optionalSteps.empty()); // the last step is needed
    child<QPushButton>(editor, "funnelRemove3")->click();
    QCOMPARE(editor.definition().steps.size(), std::size_t {2});
    QCOMPARE(editor.definition().exclusions.front().to, 2U); // held within the steps
    child<QPushButton>(editor, "funnelRemove2")->click();
    QVERIFY(!child<QPushButton>(editor, "funnelRemove1")->isEnabled());
}

void ImpactViewsTest::switchChoosesOneView()
{
    ViewSwitch views(QStringLiteral("Views"));
    views.addView(QStringLiteral("One"), QStringLiteral("one"));
    views.addView(QStringLiteral("Two"), QStringLiteral("two"));
    QCOMPARE(views.current(), 0);
    QSignalSpy chosen(&views, &ViewSwitch::viewChosen);
    child<QPushButton>(views, "two")->click();
    QCOMPARE(views.current(), 1);
    QCOMPARE(chosen.count(), 1);
    views.setCurrent(0);
    QCOMPARE(chosen.count(), 1);
    views.setCurrent(9);
    QCOMPARE(views.current(), 0);
}

void ImpactViewsTest::panelsChangeTheirViews()
{
    FunnelPanel funnel;
    QSignalSpy chosen(&funnel, &FunnelPanel::viewChosen);
    child<QPushButton>(funnel, "funnelTimes")->click();
    QCOMPARE(funnel.view(), FunnelPanel::Times);
    QCOMPARE(chosen.count(), 1);
    ComparisonPanel comparison;
    child<QPushButton>(comparison, "comparisonDifferences")->click();
    QCOMPARE(comparison.view(), ComparisonPanel::Differences);
    comparison.setView(ComparisonPanel::Release);
    QVERIFY(child<QPushButton>(comparison, "comparisonRelease")->isChecked());
    funnel.setEditable(true);
    QSignalSpy edit(&funnel, &FunnelPanel::editRequested);
    QSignalSpy fresh(&funnel, &FunnelPanel::newRequested);
    const QList<QAction*> actions = child<QMenu>(funnel, "funnelEditMenu")->actions();
    actions.at(0)->trigger();
    actions.at(1)->trigger();
    QCOMPARE(edit.count(), 1);
    QCOMPARE(fresh.count(), 1);
}

void ImpactViewsTest::immatureOnesAreShownApart()
{
    analysis::FunnelResult counts;
    counts.definition = checkout();
    counts.steps.resize(3);
    counts.immature = 1'234;
    FunnelPanel panel;
    panel.setFunnel({std::make_shared<const analysis::FunnelResult>(counts), nullptr, 1, {}, {}});
    auto* immature = child<QPushButton>(panel, "funnelImmature");
    QVERIFY(!immature->isHidden());
    QVERIFY(immature->text().contains(QStringLiteral("1,234 immature")));
    QSignalSpy asked(&panel, &FunnelPanel::immatureActivated);
    immature->click();
    QCOMPARE(asked.count(), 1);
    panel.setView(FunnelPanel::Trend);
    QVERIFY(immature->isHidden());
    counts.immature = 0;
    panel.setView(FunnelPanel::Steps);
    panel.setFunnel({std::make_shared<const analysis::FunnelResult>(counts), nullptr, 1, {}, {}});
    QVERIFY(immature->isHidden());
}

void ImpactViewsTest::checksShowEveryMethodAndWhatIsNotBalanced()
{
    analysis::Comparison comparison;
    comparison.opportunityMatched.method = "opportunity_matched";
    comparison.opportunityMatched.affected = 1'398;
    comparison.opportunityMatched.matchedAffected = 1'396;
    comparison.opportunityMatched.control = 3'091;
    comparison.opportunityMatched.difference = -.429;
    comparison.opportunityMatched.interval = analysis::Interval {-.48, -.378};
    comparison.opportunityMatched.pValue = .0001;
    comparison.headline = comparison.opportunityMatched;
    comparison.withoutControl = 2;
    comparison.naive.method = "naive";
    comparison.naive.note = "descriptive: not adjusted for time at risk";
    comparison.checks.history.method = "history";
    comparison.checks.history.difference = .052;
    comparison.checks.differedBefore = true;
    comparison.checks.removedBy = "app.channel";
    comparison.checks.eValue = analysis::EValue {3.05, 2.71};
    comparison.checks.balance = {{"browser.name", "Chrome", .8, .6, .31},
                                 {"browser.name", "", .1, .11, -.03}};
    comparison.minimumDetectableEffect = .073;
    ChecksView view;
    view.setComparison(comparison);
    const auto* table = child<DataTable>(view, "checksTable");
    QAbstractItemModelTester tester(table->model());
    const auto text = [table](int row, int column) {
        return table->model()->index(row, column).data().toString();
    };
    QCOMPARE(table->model()->rowCount(), 4); // three methods; one value is not worth a look
    QCOMPARE(text(0, 1), QStringLiteral("1,398"));
    QVERIFY(text(0, 3).startsWith(QStringLiteral("\u221242.9 (")));
    QCOMPARE(text(0, 4), QStringLiteral("< 0.001"));
    QCOMPARE(text(2, 3), QStringLiteral("not enough data"));
    QVERIFY(table->model()
                ->index(2, 0)
                .data(Qt::ToolTipRole)
                .toString()
                .contains(QStringLiteral("time at risk")));
    QCOMPARE(text(3, 0), QStringLiteral("browser.name: Chrome"));
    QCOMPARE(text(3, 1), QStringLiteral("80.0%"));
    const QString said = child<PlainLabel>(view, "checksSentences")->text();
    for (const char* part :
         {"leads: Matched on opportunity", "1,396 of 1,398", "2 have no comparable",
          "matched on app.channel", "3.05", "2.71", "7.3 pts"}) {
        QVERIFY2(said.contains(QLatin1String(part)), part);
    }
}

void ImpactViewsTest::checksOfNothingSaySo()
{
    analysis::Comparison comparison;
    comparison.headline.method = "at_risk_stratified";
    comparison.headline.note = "no session that met the error entered the funnel";
    comparison.atRiskStratified = comparison.headline;
    ChecksView view;
    view.setComparison(comparison);
    QCOMPARE(checkSentences(comparison).size(), 2); // what leads, and why there is nothing
    QCOMPARE(checkRows(comparison).size(), std::size_t {1});
    QVERIFY(!child<PlainLabel>(view, "checksSentences")->text().contains(QLatin1String("nan")));
}

void ImpactViewsTest::timesHaveARowPerStep()
{
    analysis::FunnelResult counts;
    counts.definition = checkout();
    for (const char* name : {"view", "coupon", "pay"}) {
        analysis::FunnelStepResult step;
        step.name = name;
        step.optional = step.name == "coupon";
        counts.steps.push_back(step);
    }
    std::vector<std::int64_t> waits {1'000, 2'000, 4'000, 8'000, 90'000, 4'000, 5'000};
    analysis::TimeToConvert times;
    times.fromPrevious = {{}, analysis::distributionOf(waits)};
    times.total = times.fromPrevious[1];
    FunnelTimesView view;
    view.setTimes(counts, times, {{1, .1, 9}, {2, .2, 8}, {5, .5, 3}});
    auto* table = child<DataTable>(view, "funnelTimesTable");
    const QAbstractItemModelTester tester(table->model());
    QCOMPARE(table->model()->rowCount(), 2);
    QCOMPARE(shown(table, 0, 0), QStringLiteral("to pay"));
    QVERIFY(shown(table, 0, 2).startsWith(QStringLiteral("4.0 s"))
            || shown(table, 0, 2).startsWith(QStringLiteral("4 s")));
    auto* plot = child<RatePlot>(view, "funnelTimesPlot");
    QCOMPARE(plot->table().rows.size(), std::size_t {3});
    view.setTimes(counts, {}, {});
    QCOMPARE(shown(table, 0, 2), QStringLiteral("not enough data"));
    QVERIFY(plot->isHidden());
}

void ImpactViewsTest::trendsHatchOpenStretches()
{
    std::vector<analysis::TrendPoint> trend(3);
    for (std::size_t i = 0; i < trend.size(); ++i) {
        trend[i].from = Timestamp {} + Duration::days(static_cast<std::int64_t>(i));
        trend[i].entered = 10 * i;
        trend[i].converted = 4 * i;
        if (i > 0) {
            trend[i].rate = .4;
            trend[i].interval = analysis::Interval {.2, .6};
        }
    }
    trend.back().immature = 7;
    FunnelTrendView view;
    view.setTrend(trend);
    auto* plot = child<RatePlot>(view, "funnelTrendPlot");
    QCOMPARE(plot->table().rows.size(), std::size_t {3});
    QVERIFY(plot->table().rows[0][3].contains(QStringLiteral("nobody entered")));
    QVERIFY(plot->table().rows[2][3].contains(QStringLiteral("40.0%")));
    QCOMPARE(plot->table().rows[2][4], QStringLiteral("7"));
    plot->resize(400, 200);
    QVERIFY(!plot->grab().isNull());
    QSignalSpy every(&view, &FunnelTrendView::everyChosen);
    child<QComboBox>(view, "funnelTrendEvery")->setCurrentIndex(2);
    QCOMPARE(every.count(), 1);
    QCOMPARE(view.every(), Duration::days(7));
}

void ImpactViewsTest::splitsSortByNumber()
{
    analysis::FunnelResult counts;
    for (const auto& [value, entered] :
         {std::pair {"pro", 20}, std::pair {"free", 1'000}, std::pair {"", 0}}) {
        analysis::FunnelGroup group;
        group.value = value;
        group.entered = static_cast<std::uint64_t>(entered);
        group.converted = group.entered / 2;
        counts.groups.push_back(group);
        counts.entered += group.entered;
    }
    FunnelSplitView view;
    view.setFields({QStringLiteral("plan.tier"), QStringLiteral("device.type")});
    view.setSteps({QStringLiteral("view"), QStringLiteral("pay")});
    QCOMPARE(view.field(), QStringLiteral("plan.tier"));
    QCOMPARE(view.attribution(), QStringLiteral("first"));
    view.setSplit(counts);
    auto* table = child<DataTable>(view, "funnelSplitTable");
    table->sortByColumn(1, Qt::DescendingOrder);
    QCOMPARE(shown(table, 0, 0), QStringLiteral("free"));
    QCOMPARE(shown(table, 2, 0), QStringLiteral("(none)"));
    QCOMPARE(shown(table, 2, 3), QStringLiteral("not enough data"));
    auto* attribution = child<QComboBox>(view, "funnelSplitAttribution");
    attribution->setCurrentIndex(4);
    QCOMPARE(view.attribution(), QStringLiteral("2"));
    view.setSteps({QStringLiteral("view")});
    QCOMPARE(view.attribution(), QStringLiteral("first"));
}

void ImpactViewsTest::pivotHasALineForEachValueAndArm()
{
    analysis::FunnelPivot pivot;
    pivot.steps = 2;
    pivot.fields = {{"plan.tier", {{"pro", {1, 6, 3}, {2, 4, 16}}, {"", {0, 0, 0}, {9, 1, 0}}}}};
    FunnelPivotView view;
    view.setFields({QStringLiteral("plan.tier"), QStringLiteral("device.type")},
                   {QStringLiteral("plan.tier")});
    QCOMPARE(view.fields(), QStringList {QStringLiteral("plan.tier")});
    view.setPivot(pivot, {{1, QStringLiteral("view")}, {3, QStringLiteral("pay")}}, true);
    auto* table = child<DataTable>(view, "funnelPivotTable");
    const QAbstractItemModelTester tester(table->model());
    QCOMPARE(table->model()->rowCount(), 4);
    QCOMPARE(shown(table, 0, 0), QStringLiteral("plan: pro"));
    QCOMPARE(shown(table, 0, 1), QStringLiteral("without"));
    QCOMPARE(shown(table, 0, 2), QStringLiteral("20")); // who entered
    QCOMPARE(shown(table, 0, 3), QStringLiteral("16"));
    QCOMPARE(shown(table, 1, 1), QStringLiteral("with"));
    QCOMPARE(shown(table, 1, 2), QStringLiteral("9"));
    QCOMPARE(shown(table, 3, 0), QStringLiteral("plan: (none)"));
    QCOMPARE(shown(table, 3, 4), QStringLiteral("\u2014")); // nobody entered
    PivotNumber asked;
    connect(&view, &FunnelPivotView::numberActivated, this,
            [&asked](const PivotNumber& number) { asked = number; });
    Q_EMIT table->activated(table->model()->index(1, 3));
    QCOMPARE(asked.step, 3U);
    QVERIFY(asked.met);
    QCOMPARE(asked.value, QStringLiteral("pro"));
    Q_EMIT table->activated(table->model()->index(2, 0));
    QCOMPARE(asked.step, 1U);
    QVERIFY(!asked.met && asked.value.isEmpty());
    view.setPivot(pivot, {{1, QStringLiteral("view")}, {3, QStringLiteral("pay")}}, false);
    QCOMPARE(table->model()->rowCount(), 2);
    QVERIFY(table->isColumnHidden(1));
}

void ImpactViewsTest::engagementSaysWhoIsLeftOut()
{
    analysis::MetricEffect rage;
    rage.name = "rage_clicks";
    rage.affected = .58;
    rage.control = 0;
    rage.difference = .58;
    rage.interval = analysis::Interval {.5, .66};
    rage.pValue = 1e-12;
    analysis::MetricEffect returns;
    returns.name = "return_7d";
    returns.affectedLeftOut = 30;
    returns.leftOutReason = "less than 7 days before the data ends";
    EngagementView view;
    view.setMetrics({rage, returns});
    auto* table = child<DataTable>(view, "engagementTable");
    const QAbstractItemModelTester tester(table->model());
    QCOMPARE(shown(table, 0, 0), QStringLiteral("Rage clicks"));
    QCOMPARE(shown(table, 0, 1), QStringLiteral("0.58"));
    QVERIFY(shown(table, 0, 3).startsWith(QStringLiteral("+0.58 (")));
    QCOMPARE(shown(table, 0, 4), QStringLiteral("< 0.001"));
    QCOMPARE(shown(table, 1, 0), QStringLiteral("Return within 7 days *"));
    QCOMPARE(shown(table, 1, 3), QStringLiteral("not enough data"));
    QVERIFY(child<PlainLabel>(view, "engagementNote")
                ->text()
                .contains(QStringLiteral("30 of the affected")));
    QCOMPARE(metricFigure("time_on_task_s", 134), QStringLiteral("2 m 14 s"));
    QCOMPARE(metricFigure("return_7d", .125), QStringLiteral("12.5%"));
}

void ImpactViewsTest::differencesAskForTwoSets()
{
    DifferenceView view;
    QSignalSpy chosen(&view, &DifferenceView::setsChosen);
    child<QLineEdit>(view, "differenceFirst")->setText(QStringLiteral(" plan.tier:pro "));
    child<QPushButton>(view, "differenceAsk")->click();
    QCOMPARE(chosen.at(0), (QVariantList {QStringLiteral("plan.tier:pro"), QString()}));
    QCOMPARE(child<QLineEdit>(view, "differenceSecond")->placeholderText(),
             QStringLiteral("all other sessions"));
    auto found = std::make_shared<analysis::SetDifferences>();
    analysis::SetDifference one;
    one.kind = analysis::FeatureKind::Event;
    one.value = "pay";
    one.first = 9;
    one.firstShare = .9;
    one.difference = .8;
    one.interval = analysis::Interval {.5, .95};
    one.qValue = .002;
    found->values = {one};
    found->leftOut = {"order.id"};
    view.setDifferences(found, QStringLiteral("They differ."));
    auto* table = child<DataTable>(view, "differenceTable");
    const QAbstractItemModelTester tester(table->model());
    QCOMPARE(shown(table, 0, 0), QStringLiteral("event: pay"));
    QCOMPARE(shown(table, 0, 1), QStringLiteral("90.0%"));
    QVERIFY(table->model()
                ->index(0, 1)
                .data(Qt::ToolTipRole)
                .toString()
                .contains(QStringLiteral("9 sessions")));
    QVERIFY(
        child<PlainLabel>(view, "differenceSentence")->text().contains(QStringLiteral("order.id")));
    view.reset();
    QVERIFY(view.first().isEmpty());
}

void ImpactViewsTest::releaseShowsBothPeriods()
{
    analysis::ReleaseEffect effect;
    effect.group = domain::ErrorGroupId(3);
    effect.occurrencesBefore = {1'000, 20, 21, 21.0, analysis::Interval {13.5, 32.4}};
    effect.occurrencesAfter = {900, 0, 0, 0.0, analysis::Interval {0, 4}};
    effect.conversion.method = "before_after";
    ReleaseView view;
    view.setEffect(effect, QStringLiteral("The fix worked."));
    auto* table = child<DataTable>(view, "releaseTable");
    QCOMPARE(table->model()->rowCount(), 4);
    QVERIFY(shown(table, 0, 3).startsWith(QStringLiteral("21.0 per 1,000 (")));
    QCOMPARE(shown(table, 2, 3), QStringLiteral("not enough data"));
    QCOMPARE(child<PlainLabel>(view, "releaseSentence")->text(), QStringLiteral("The fix worked."));
    effect.group = {};
    effect.conversion = {};
    view.setEffect(effect, {});
    QCOMPARE(table->model()->rowCount(), 0);
}

void ImpactViewsTest::versionsAskForTheirRelease()
{
    ErrorDetail detail;
    ErrorDetailValue value;
    value.versions = {{"2.2.0", 84}, {"2.3.0", 96}};
    detail.setDetail(value);
    QSignalSpy asked(&detail, &ErrorDetail::versionActivated);
    auto* bars = child<VersionBars>(detail, "versionBars");
    QTest::mouseClick(bars, Qt::LeftButton, Qt::NoModifier, QPoint(20, 4));
    QCOMPARE(asked.at(0).at(0).toString(), QStringLiteral("2.2.0"));
    QTest::keyClick(bars, Qt::Key_Down);
    QTest::keyClick(bars, Qt::Key_Return);
    QCOMPARE(asked.at(1).at(0).toString(), QStringLiteral("2.3.0"));
    bars->setVersions({});
    QTest::keyClick(bars, Qt::Key_Return);
    QCOMPARE(asked.count(), 2);
}

void ImpactViewsTest::emptyViewsHaveASentence()
{
    FunnelTimesView times;
    times.clear(QStringLiteral("Nobody entered."));
    FunnelTrendView trend;
    trend.setTrend({});
    FunnelSplitView split;
    split.clear(QStringLiteral("No such field."));
    DifferenceView differences;
    differences.showNote(QStringLiteral("Comparing"));
    ReleaseView release;
    release.showNote(QStringLiteral("Choose a version."));
    for (QWidget* view :
         std::initializer_list<QWidget*> {&times, &trend, &split, &differences, &release}) {
        view->resize(500, 260);
        bool says = false;
        for (const PlainLabel* label : view->findChildren<PlainLabel*>()) {
            says = says || !label->text().isEmpty();
        }
        QVERIFY(says);
        QVERIFY(!view->grab().isNull());
    }
}

THROUGHLINE_TEST(ImpactViewsTest)

} // namespace throughline::widgets

#include "tst_impact_views.moc"
