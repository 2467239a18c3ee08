#include "tests/support/test_registry.h"
#include "widgets/plot/funnel_chart.h"
#include "widgets/plot/interval_plot.h"
#include "widgets/plot/overview_strip.h"
#include "widgets/plot/plot_manners.h"
#include "widgets/plot/timeline_plot.h"
#include "widgets/plot/waterfall_plot.h"

#include <QClipboard>
#include <QScrollBar>
#include <QTemporaryDir>
#include <QtTest>

namespace throughline::widgets {

namespace {

using domain::TimelineItem;
using domain::TimelineKind;

constexpr Timestamp kStart = Timestamp::fromSeconds(1'790'812'800);

TimelineItem item(TimelineKind kind, int second, const std::string& title)
{
    TimelineItem made;
    made.kind = kind;
    made.time = kStart + Duration::seconds(second);
    made.title = title;
    return made;
}

TimelinePlot::Items items()
{
    return std::make_shared<const std::vector<TimelineItem>>(std::vector<TimelineItem> {
        item(TimelineKind::View, 0, "/"), item(TimelineKind::Action, 10, "click"),
        item(TimelineKind::Error, 30, "First"), item(TimelineKind::Request, 40, "GET /"),
        item(TimelineKind::Error, 60, "Second"), item(TimelineKind::Ticket, 4000, "#1")});
}

const TimeRange kSession {kStart, kStart + Duration::seconds(100)};

WaterfallPlot::Trace trace(std::size_t spans)
{
    auto view = std::make_shared<analysis::TraceView>();
    view->range = kSession;
    for (std::size_t i = 0; i < spans; ++i) {
        analysis::TraceRow row;
        row.span.id = {i + 1};
        row.span.service = "s" + std::to_string(i % 3);
        row.span.name = "op";
        row.span.start = kStart + Duration::milliseconds(static_cast<std::int64_t>(i));
        row.span.duration = Duration::milliseconds(30);
        row.span.status = i == 5 ? "error" : "ok";
        view->rows.push_back(row);
    }
    return view;
}

std::shared_ptr<const analysis::FunnelResult> funnel(const std::vector<std::uint64_t>& counts)
{
    auto result = std::make_shared<analysis::FunnelResult>();
    for (std::size_t i = 0; i < counts.size(); ++i) {
        analysis::FunnelStepResult step;
        step.name = "step_" + std::to_string(i + 1);
        step.count = counts[i];
        step.rateFromStart = static_cast<double>(counts[i]) / static_cast<double>(counts[0]);
        step.dropped = i + 1 < counts.size() ? counts[i] - counts[i + 1] : 0;
        result->steps.push_back(step);
    }
    return result;
}

std::shared_ptr<const OverviewSeries> series()
{
    auto made = std::make_shared<OverviewSeries>();
    made->range = {kStart, kStart + Duration::days(10)};
    made->sessions.assign(100, 5);
    made->errors.assign(100, 1);
    return made;
}

void show(QWidget& widget, QSize size)
{
    widget.resize(size);
    widget.show();
    QVERIFY(QTest::qWaitForWindowExposed(&widget));
}

} // namespace

class PlotsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void timelineStepsThroughItems();
    void timelineFindsErrors();
    void timelineZoomsAndPansByKeys();
    void timelineZoomsByWheelAndPansByDrag();
    void timelineSelectsWhatIsClicked();
    void timelineSelectsWithoutEcho();
    void timelinePutsRageClicksTogether();
    void timelineMergesWhatFallsTogether();
    void waterfallWalksByKeys();
    void waterfallFindsErrors();
    void waterfallShowsTenThousandRows();
    void overviewBrushesByMouse();
    void overviewBrushesByKeys();
    void overviewClearsOnDoubleClick();
    void funnelBarsMatchTheNumbers();
    void funnelClickTellsStepArmAndPart();
    void funnelWalksByKeys();
    void funnelIsWideEnoughForItsLabels();
    void affectedAreCountedFromTheirStep();
    void intervalPlotActivatesRows();
    void everyPlotHasATableTwin();
    void everyPlotCanBeSaved();
};

void PlotsTest::timelineStepsThroughItems()
{
    TimelinePlot plot;
    plot.setItems(items(), kSession);
    QSignalSpy selected(&plot, &TimelinePlot::itemSelected);
    QTest::keyClick(&plot, Qt::Key_Period);
    QTest::keyClick(&plot, Qt::Key_Period);
    QTest::keyClick(&plot, Qt::Key_Comma);
    QCOMPARE(selected.count(), 3);
    QCOMPARE(plot.selectedItem(), std::size_t {0});
    QTest::keyClick(&plot, Qt::Key_Comma);
    QCOMPARE(selected.count(), 3);
    QSignalSpy activated(&plot, &TimelinePlot::itemActivated);
    QTest::keyClick(&plot, Qt::Key_Return);
    QCOMPARE(activated.count(), 1);
    QTest::keyClick(&plot, Qt::Key_Escape);
    QVERIFY(!plot.selectedItem());
    plot.setItems(nullptr, {});
    QTest::keyClick(&plot, Qt::Key_Period);
    QVERIFY(!plot.selectedItem());
}

void PlotsTest::timelineFindsErrors()
{
    TimelinePlot plot;
    plot.setItems(items(), kSession);
    QTest::keyClick(&plot, Qt::Key_E);
    QCOMPARE(plot.selectedItem(), std::size_t {2});
    QTest::keyClick(&plot, Qt::Key_E);
    QCOMPARE(plot.selectedItem(), std::size_t {4});
    QTest::keyClick(&plot, Qt::Key_E);
    QCOMPARE(plot.selectedItem(), std::size_t {2});
}

void PlotsTest::timelineZoomsAndPansByKeys()
{
    TimelinePlot plot;
    plot.setItems(items(), kSession);
    QSignalSpy changed(&plot, &TimelinePlot::visibleRangeChanged);
    QTest::keyClick(&plot, Qt::Key_W);
    QCOMPARE(plot.visibleRange().length(), Duration::seconds(80));
    const Timestamp before = plot.visibleRange().from;
    QTest::keyClick(&plot, Qt::Key_D);
    QVERIFY(plot.visibleRange().from > before);
    QTest::keyClick(&plot, Qt::Key_A);
    QCOMPARE(plot.visibleRange().from, before);
    QTest::keyClick(&plot, Qt::Key_F);
    QCOMPARE(plot.visibleRange(), kSession);
    QTest::keyClick(&plot, Qt::Key_S);
    QCOMPARE(plot.visibleRange(), kSession);
    QCOMPARE(changed.count(), 4);
}

void PlotsTest::timelineZoomsByWheelAndPansByDrag()
{
    TimelinePlot plot;
    plot.setItems(items(), kSession);
    show(plot, {700, 300});
    QWheelEvent wheel({400, 100}, plot.mapToGlobal(QPointF(400, 100)), {}, {0, 120}, Qt::NoButton,
                      Qt::NoModifier, Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(&plot, &wheel);
    QVERIFY(plot.visibleRange().length() < kSession.length());
    const Timestamp before = plot.visibleRange().from;
    QTest::mousePress(&plot, Qt::LeftButton, {}, {400, 250});
    for (int x = 400; x >= 300; x -= 10) {
        QTest::mouseMove(&plot, {x, 250});
    }
    QTest::mouseRelease(&plot, Qt::LeftButton, {}, {300, 250});
    QVERIFY(plot.visibleRange().from > before);
    QVERIFY(!plot.selectedItem());
}

void PlotsTest::timelineSelectsWhatIsClicked()
{
    TimelinePlot plot;
    plot.setItems(items(), kSession);
    show(plot, {700, 300});
    const TimelineScene scene =
        makeTimelineScene({*items(), kSession, kSession, QSizeF(700, 300), plot.font(), {}});
    const QRectF error = scene.lanes.at(2).marks.at(1).box;
    QSignalSpy selected(&plot, &TimelinePlot::itemSelected);
    QTest::mouseClick(&plot, Qt::LeftButton, {}, error.center().toPoint());
    QCOMPARE(plot.selectedItem(), std::size_t {4});
    QCOMPARE(selected.count(), 1);
    QTest::mouseClick(&plot, Qt::LeftButton, {}, error.center().toPoint());
    QCOMPARE(selected.count(), 1);
}

void PlotsTest::timelineSelectsWithoutEcho()
{
    TimelinePlot plot;
    plot.setItems(items(), kSession);
    QSignalSpy selected(&plot, &TimelinePlot::itemSelected);
    plot.selectItem(3);
    QCOMPARE(plot.selectedItem(), std::size_t {3});
    plot.selectItem(99);
    QVERIFY(!plot.selectedItem());
    QCOMPARE(selected.count(), 0);
}

void PlotsTest::timelinePutsRageClicksTogether()
{
    std::vector<TimelineItem> rage;
    for (int i = 0; i < 4; ++i) {
        rage.push_back(item(TimelineKind::Action, 50 + i, "Pay now"));
        rage.back().frustration = true;
    }
    rage.push_back(item(TimelineKind::Action, 80, "Back"));
    const TimelineScene scene =
        makeTimelineScene({rage, kSession, kSession, QSizeF(700, 300), QFont(), {}});
    const std::vector<TimelineMark>& marks = scene.lanes.at(1).marks;
    QCOMPARE(marks.size(), std::size_t {2});
    QCOMPARE(marks.back().shape, MarkShape::Cluster);
    QCOMPARE(marks.back().items.size(), std::size_t {4});
    QCOMPARE(marks.back().label, QStringLiteral("4\u00D7 Pay now"));
}

void PlotsTest::timelineMergesWhatFallsTogether()
{
    std::vector<TimelineItem> logs;
    for (int i = 0; i < 20'000; ++i) {
        logs.push_back(item(TimelineKind::Log, 0, "line"));
        logs.back().time = kStart + Duration::milliseconds(i * 5);
    }
    const TimelineScene scene =
        makeTimelineScene({logs, kSession, kSession, QSizeF(700, 300), QFont(), {}});
    const TimelineLane& lane = scene.lanes.at(4);
    QVERIFY(lane.marks.size() <= 700);
    std::size_t total = 0;
    for (const TimelineMark& mark : lane.marks) {
        total += mark.items.size();
    }
    QCOMPARE(total, std::size_t {20'000});
}

void PlotsTest::waterfallWalksByKeys()
{
    WaterfallPlot plot;
    plot.setTrace(trace(40));
    show(plot, {600, 300});
    QSignalSpy selected(&plot, &WaterfallPlot::spanSelected);
    QTest::keyClick(&plot, Qt::Key_Down);
    QCOMPARE(plot.selectedSpan(), domain::SpanId {1});
    QTest::keyClick(&plot, Qt::Key_Down);
    QTest::keyClick(&plot, Qt::Key_Up);
    QTest::keyClick(&plot, Qt::Key_End);
    QCOMPARE(plot.selectedSpan(), domain::SpanId {40});
    QVERIFY(plot.verticalScrollBar()->value() > 0);
    QTest::keyClick(&plot, Qt::Key_Home);
    QCOMPARE(plot.verticalScrollBar()->value(), 0);
    QCOMPARE(selected.count(), 5);
    QSignalSpy activated(&plot, &WaterfallPlot::spanActivated);
    QTest::keyClick(&plot, Qt::Key_Return);
    QCOMPARE(activated.count(), 1);
    plot.selectSpan({7});
    QCOMPARE(selected.count(), 5);
    plot.selectSpan({700});
    QVERIFY(!plot.selectedSpan().valid());
}

void PlotsTest::waterfallFindsErrors()
{
    WaterfallPlot plot;
    plot.setTrace(trace(40));
    QTest::keyClick(&plot, Qt::Key_E);
    QCOMPARE(plot.selectedSpan(), domain::SpanId {6});
    plot.setTrace(nullptr);
    QTest::keyClick(&plot, Qt::Key_E);
    QVERIFY(!plot.selectedSpan().valid());
}

void PlotsTest::waterfallShowsTenThousandRows()
{
    WaterfallPlot plot;
    plot.setTrace(trace(10'000));
    show(plot, {600, 300});
    plot.verticalScrollBar()->setValue(plot.verticalScrollBar()->maximum());
    QElapsedTimer timer;
    timer.start();
    for (int i = 0; i < 10; ++i) {
        plot.grab();
    }
    QVERIFY2(timer.elapsed() < 2000, qPrintable(QString::number(timer.elapsed())));
}

void PlotsTest::overviewBrushesByMouse()
{
    OverviewStrip strip;
    strip.setSeries(series());
    show(strip, {1000, 58});
    QSignalSpy chosen(&strip, &OverviewStrip::rangeChosen);
    QTest::mousePress(&strip, Qt::LeftButton, {}, {300, 20});
    QTest::mouseMove(&strip, {400, 20});
    QTest::mouseMove(&strip, {500, 20});
    QTest::mouseRelease(&strip, Qt::LeftButton, {}, {500, 20});
    QCOMPARE(chosen.count(), 1);
    const auto range = chosen.front().front().value<TimeRange>();
    QVERIFY(range.from > kStart && range.to < kStart + Duration::days(10) && !range.empty());
    QTest::mouseClick(&strip, Qt::LeftButton, {}, {300, 20});
    QCOMPARE(chosen.count(), 1);
}

void PlotsTest::overviewBrushesByKeys()
{
    OverviewStrip strip;
    strip.setSeries(series());
    QSignalSpy chosen(&strip, &OverviewStrip::rangeChosen);
    QTest::keyClick(&strip, Qt::Key_Right);
    for (int i = 0; i < 10; ++i) {
        QTest::keyClick(&strip, Qt::Key_Right, Qt::ShiftModifier);
    }
    QTest::keyClick(&strip, Qt::Key_Return);
    QCOMPARE(chosen.count(), 1);
    const TimeRange wanted {kStart, kStart + Duration::days(1)};
    QCOMPARE(chosen.front().front().value<TimeRange>(), wanted);
    QSignalSpy cleared(&strip, &OverviewStrip::rangeCleared);
    QTest::keyClick(&strip, Qt::Key_Delete);
    QCOMPARE(cleared.count(), 1);
}

void PlotsTest::overviewClearsOnDoubleClick()
{
    OverviewStrip strip;
    strip.setSeries(series());
    strip.setRange({kStart, kStart + Duration::days(2)});
    show(strip, {1000, 58});
    QSignalSpy cleared(&strip, &OverviewStrip::rangeCleared);
    QSignalSpy chosen(&strip, &OverviewStrip::rangeChosen);
    QTest::mouseDClick(&strip, Qt::LeftButton, {}, {300, 20});
    QCOMPARE(cleared.count(), 1);
    QCOMPARE(chosen.count(), 0);
}

void PlotsTest::funnelBarsMatchTheNumbers()
{
    FunnelChart chart;
    chart.setFunnel({funnel({1000, 500, 250}), funnel({100, 100, 40}), 2, {}, {}});
    show(chart, {600, 320});
    const double full = chart.barRect(0, FunnelArm::Unaffected).height();
    QVERIFY(full > 50);
    QVERIFY(std::abs(chart.barRect(1, FunnelArm::Unaffected).height() - full / 2) < 1);
    QVERIFY(std::abs(chart.barRect(2, FunnelArm::Affected).height() - full * 0.4) < 1);
    QVERIFY(chart.barRect(0, FunnelArm::Affected).isNull());
    // What Qt Charts paints stands where the layout says.
    const QImage picture = chart.grab().toImage();
    const QPoint inside = chart.barRect(1, FunnelArm::Unaffected).center().toPoint();
    QCOMPARE(picture.pixelColor(inside), QColor(0x00, 0x72, 0xB2));
    const QPoint affected = chart.barRect(2, FunnelArm::Affected).center().toPoint();
    QCOMPARE(picture.pixelColor(affected), QColor(0xD5, 0x5E, 0x00));
    const QRectF bar = chart.barRect(1, FunnelArm::Unaffected);
    QVERIFY(picture.pixelColor(bar.center().toPoint().x(), qRound(bar.top()) - 3)
            != QColor(0x00, 0x72, 0xB2));
}

void PlotsTest::funnelClickTellsStepArmAndPart()
{
    FunnelChart chart;
    chart.setFunnel({funnel({1000, 500, 250}), funnel({100, 100, 40}), 2, {}, {}});
    show(chart, {600, 320});
    QSignalSpy activated(&chart, &FunnelChart::stepActivated);
    const QRectF bar = chart.barRect(2, FunnelArm::Affected);
    QTest::mouseClick(chart.viewport(), Qt::LeftButton, {}, bar.center().toPoint());
    QCOMPARE(activated.count(), 1);
    QCOMPARE(activated.at(0).at(0).toUInt(), 3U);
    QCOMPARE(activated.at(0).at(1).value<FunnelArm>(), FunnelArm::Affected);
    QCOMPARE(activated.at(0).at(2).value<layout::FunnelPart>(), layout::FunnelPart::Reached);
    const QPoint above(qRound(bar.center().x()), qRound(bar.top()) - 8);
    QTest::mouseClick(chart.viewport(), Qt::LeftButton, {}, above);
    QCOMPARE(activated.at(1).at(2).value<layout::FunnelPart>(), layout::FunnelPart::Dropped);
    QTest::mouseClick(chart.viewport(), Qt::LeftButton, {}, {2, 2});
    QCOMPARE(activated.count(), 2);
}

void PlotsTest::funnelWalksByKeys()
{
    FunnelChart chart;
    chart.setFunnel({funnel({1000, 500, 250}), funnel({100, 100, 40}), 1, {}, {}});
    QSignalSpy activated(&chart, &FunnelChart::stepActivated);
    QTest::keyClick(&chart, Qt::Key_Return);
    QCOMPARE(activated.count(), 0);
    QTest::keyClick(&chart, Qt::Key_Right);
    QTest::keyClick(&chart, Qt::Key_Right);
    QTest::keyClick(&chart, Qt::Key_Down);
    QTest::keyClick(&chart, Qt::Key_Return);
    QCOMPARE(activated.at(0).at(0).toUInt(), 2U);
    QCOMPARE(activated.at(0).at(1).value<FunnelArm>(), FunnelArm::Affected);
}

void PlotsTest::funnelIsWideEnoughForItsLabels()
{
    FunnelChart chart;
    auto wide = std::make_shared<analysis::FunnelResult>(*funnel({1'234'567, 1'000'000, 999'999}));
    wide->steps[1].name = "a_step_with_quite_a_long_name_indeed";
    chart.setFunnel({wide, nullptr, 0, {}, {}});
    QVERIFY(chart.minimumWidth() > 3 * 60);
    QVERIFY(chart.minimumHeight() > 150);
}

void PlotsTest::affectedAreCountedFromTheirStep()
{
    const layout::FunnelShares shares = affectedShares(*funnel({231, 231, 200, 50}), 3);
    QVERIFY(!shares[0] && !shares[1]);
    QCOMPARE(shares[2], std::optional(1.0));
    QCOMPARE(shares[3], std::optional(0.25));
    QVERIFY(!affectedShares(*funnel({5, 0}), 2)[1]);
    QVERIFY(!affectedShares(*funnel({5, 0}), 9)[1]);
    QCOMPARE(affectedShares(*funnel({5, 1}), 0)[0], std::optional(1.0));
}

void PlotsTest::intervalPlotActivatesRows()
{
    IntervalPlot plot;
    plot.setRows({{QStringLiteral("All"), 10, {-5.0, -7.0, -3.0}, {}, true},
                  {QStringLiteral("few"), 1, {}, QStringLiteral("not enough data"), false}},
                 QStringLiteral("pts"));
    show(plot, {500, plot.sizeHint().height()});
    QSignalSpy activated(&plot, &IntervalPlot::rowActivated);
    QTest::keyClick(&plot, Qt::Key_Down);
    QTest::keyClick(&plot, Qt::Key_Down);
    QTest::keyClick(&plot, Qt::Key_Return);
    QCOMPARE(activated.at(0).at(0).value<std::size_t>(), std::size_t {1});
    QTest::mouseClick(&plot, Qt::LeftButton, {}, {200, 5});
    QCOMPARE(activated.at(1).at(0).value<std::size_t>(), std::size_t {0});
    QCOMPARE(plot.table().rows.at(1).at(2), QStringLiteral("not enough data"));
}

void PlotsTest::everyPlotHasATableTwin()
{
    TimelinePlot timeline;
    timeline.setItems(items(), kSession);
    QCOMPARE(timeline.table().rows.size(), std::size_t {6});
    WaterfallPlot waterfall;
    waterfall.setTrace(trace(4));
    QCOMPARE(waterfall.table().rows.size(), std::size_t {4});
    OverviewStrip overview;
    overview.setSeries(series());
    QCOMPARE(overview.table().rows.size(), std::size_t {100});
    FunnelChart chart;
    chart.setFunnel({funnel({1000, 500}), funnel({100, 40}), 1, {}, QStringLiteral("with error")});
    QCOMPARE(chart.table().rows.size(), std::size_t {2});
    QCOMPARE(chart.table().rows.at(1).at(6), QStringLiteral("40"));
    QCOMPARE(chart.table().headers.size(), chart.table().rows.front().size());
    chart.manners()->showTable();
    auto* dialog = chart.findChild<QWidget*>(QStringLiteral("twinDialog"));
    QVERIFY(dialog != nullptr && dialog->isVisible());
    QVERIFY(!timeline.accessibleDescription().isEmpty()
            && !chart.accessibleDescription().isEmpty());
}

void PlotsTest::everyPlotCanBeSaved()
{
    const QTemporaryDir folder;
    TimelinePlot plot;
    plot.setItems(items(), kSession);
    plot.resize(600, 300);
    const QString path = folder.filePath(QStringLiteral("timeline.svg"));
    QVERIFY(plot.manners()->saveSvg(path));
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly) && file.readAll().contains("<svg"));
    QVERIFY(!plot.manners()->saveSvg(folder.filePath(QStringLiteral("missing/x.svg"))));
    plot.manners()->copyImage();
    QVERIFY(!QGuiApplication::clipboard()->image().isNull());
}

} // namespace throughline::widgets

using throughline::widgets::PlotsTest;
THROUGHLINE_TEST(PlotsTest)
#include "tst_plots.moc"
