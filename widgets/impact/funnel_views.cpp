#include "widgets/impact/funnel_views.h"

#include "widgets/plot/rate_plot.h"
#include "widgets/shared/data_table.h"
#include "widgets/shared/format.h"
#include "widgets/shared/plain_label.h"
#include "widgets/shared/text.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QVBoxLayout>

#include <algorithm>
#include <functional>
#include <memory>

namespace throughline::widgets {

namespace {

/// A column with its words and what it sorts by.
template<typename Row>
ValueColumn<Row> column(const QString& title, bool number, std::function<QString(const Row&)> words,
                        std::function<QVariant(const Row&)> order = {})
{
    return {
        title, (number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter,
        [words = std::move(words), order = std::move(order)](const Row& row, int role) -> QVariant {
            if (role == Qt::DisplayRole) {
                return words(row);
            }
            return role == SortRole && order ? order(row) : QVariant();
        }};
}

QString secondsOf(const std::optional<double>& seconds)
{
    return seconds ? formatSeconds(*seconds) : QString();
}

QString medianOf(const analysis::TimeDistribution& times)
{
    if (!times.medianSeconds) {
        return FunnelTimesView::tr("not enough data");
    }
    const QString median = formatSeconds(*times.medianSeconds);
    return times.medianInterval
        ? QStringLiteral("%1 (%2)").arg(median,
                                        formatRange(formatSeconds(times.medianInterval->low),
                                                    formatSeconds(times.medianInterval->high)))
        : median;
}

/// A column of one statistic of the times.
ValueColumn<StepTimes> timeColumn(const QString& title,
                                  std::optional<double> analysis::TimeDistribution::*statistic)
{
    return column<StepTimes>(
        title, true, [statistic](const StepTimes& row) { return secondsOf(row.times.*statistic); },
        [statistic](const StepTimes& row) {
            return QVariant((row.times.*statistic).value_or(-1));
        });
}

std::vector<ValueColumn<StepTimes>> timeColumns()
{
    using Row = StepTimes;
    using Times = analysis::TimeDistribution;
    return {column<Row>(FunnelTimesView::tr("Step"), false, [](const Row& r) { return r.name; }),
            column<Row>(
                FunnelTimesView::tr("Reached"), true,
                [](const Row& r) { return formatCount(r.times.count); },
                [](const Row& r) { return QVariant::fromValue<qulonglong>(r.times.count); }),
            column<Row>(
                FunnelTimesView::tr("Median (95% CI)"), true,
                [](const Row& r) { return medianOf(r.times); },
                [](const Row& r) { return QVariant(r.times.medianSeconds.value_or(-1)); }),
            timeColumn(FunnelTimesView::tr("75% by"), &Times::p75Seconds),
            timeColumn(FunnelTimesView::tr("90% by"), &Times::p90Seconds)};
}

std::optional<double> rateOf(const analysis::FunnelGroup& group)
{
    return group.entered == 0
        ? std::nullopt
        : std::optional(static_cast<double>(group.converted) / static_cast<double>(group.entered));
}

QString valueOf(const analysis::FunnelGroup& group)
{
    return group.value.empty() ? FunnelSplitView::tr("(none)") : oneLine(toQString(group.value));
}

QString stepCounts(const analysis::FunnelGroup& group)
{
    QStringList steps;
    for (const analysis::FunnelStepResult& step : group.steps) {
        steps.append(formatEstimated(step.count, step.estimated));
    }
    return steps.join(QStringLiteral(" \u203A "));
}

std::vector<ValueColumn<analysis::FunnelGroup>> splitColumns()
{
    using Group = analysis::FunnelGroup;
    return {column<Group>(FunnelSplitView::tr("Value"), false, valueOf),
            column<Group>(
                FunnelSplitView::tr("Entered"), true,
                [](const Group& g) { return formatCount(g.entered); },
                [](const Group& g) { return QVariant::fromValue<qulonglong>(g.entered); }),
            column<Group>(
                FunnelSplitView::tr("Converted"), true,
                [](const Group& g) { return formatCount(g.converted); },
                [](const Group& g) { return QVariant::fromValue<qulonglong>(g.converted); }),
            column<Group>(
                FunnelSplitView::tr("Rate"), true,
                [](const Group& g) {
                    const std::optional<double> rate = rateOf(g);
                    return rate ? formatPercent(*rate) : FunnelSplitView::tr("not enough data");
                },
                [](const Group& g) { return QVariant(rateOf(g).value_or(-1)); }),
            column<Group>(FunnelSplitView::tr("By step"), false, stepCounts)};
}

QVBoxLayout* plainColumn(QWidget* widget)
{
    auto* column = new QVBoxLayout(widget);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    return column;
}

PlainLabel* noteLabel(QWidget* parent)
{
    auto* note = new PlainLabel(TextTone::SmallMuted, parent);
    note->setWordWrap(true);
    note->setContentsMargins(14, 0, 14, 6);
    return note;
}

} // namespace

FunnelTimesView::FunnelTimesView(QWidget* parent)
    : QWidget(parent)
    , m_model(new ValueTableModel<StepTimes>(timeColumns(), this))
    , m_table(new DataTable(tr("Time to each step"), this))
    , m_plot(new RatePlot(tr("Share converted within a time"), this))
    , m_note(noteLabel(this))
{
    setObjectName(QStringLiteral("funnelTimesView"));
    m_table->setObjectName(QStringLiteral("funnelTimesTable"));
    m_table->setSource(m_model);
    m_table->setFirstColumnYields();
    m_plot->setObjectName(QStringLiteral("funnelTimesPlot"));
    QVBoxLayout* column = plainColumn(this);
    column->addWidget(m_table, 3);
    column->addWidget(m_plot, 1);
    column->addWidget(m_note);
}

void FunnelTimesView::setTimes(const analysis::FunnelResult& funnel,
                               const analysis::TimeToConvert& times,
                               const std::vector<analysis::SurvivalPoint>& curve)
{
    auto rows = std::make_shared<std::vector<StepTimes>>();
    std::vector<const analysis::FunnelStepResult*> required;
    for (const analysis::FunnelStepResult& step : funnel.steps) {
        if (!step.optional) {
            required.push_back(&step);
        }
    }
    for (std::size_t i = 1; i < required.size() && i < times.fromPrevious.size(); ++i) {
        // From the step of the row before: two names would not fit.
        rows->push_back(
            {tr("to %1", "next step").arg(toQString(required[i]->name)), times.fromPrevious[i]});
    }
    rows->push_back({tr("All of it"), times.total});
    m_model->setRows(std::move(rows));
    std::uint64_t most = 1;
    for (const analysis::TimeBin& bin : times.total.bins) {
        most = std::max(most, bin.count);
    }
    std::vector<RatePoint> points;
    TableTwin twin {
        {}, {tr("Within"), tr("Converted"), tr("Still watched"), tr("Took so long")}, {}};
    for (const analysis::SurvivalPoint& at : curve) {
        RatePoint point;
        point.label = formatSeconds(at.seconds);
        point.rate = at.converted;
        std::uint64_t tookSoLong = 0;
        for (const analysis::TimeBin& bin : times.total.bins) {
            // A place's bar holds those between the place before and it.
            tookSoLong += bin.toSeconds == at.seconds ? bin.count : 0;
        }
        point.bar = static_cast<double>(tookSoLong) / static_cast<double>(most);
        point.hint = tr("%1 converted within %2; %3 of them in the last stretch; %4 still watched")
                         .arg(formatPercent(at.converted), point.label, formatCount(tookSoLong),
                              formatCount(at.atRisk));
        twin.rows.push_back({point.label, formatPercent(at.converted), formatCount(at.atRisk),
                             formatCount(tookSoLong)});
        points.push_back(std::move(point));
    }
    m_plot->setVisible(!points.empty());
    m_plot->setPoints(std::move(points), std::move(twin));
    m_table->show();
    m_note->setText(tr("Line: share converted within so long (Kaplan-Meier). Bars: how many took "
                       "so long."));
}

void FunnelTimesView::clear(const QString& note)
{
    m_model->setRows(nullptr);
    m_plot->setPoints({}, {});
    m_table->hide();
    m_plot->hide();
    m_note->setText(note);
}

FunnelTrendView::FunnelTrendView(QWidget* parent)
    : QWidget(parent)
    , m_every(new QComboBox(this))
    , m_plot(new RatePlot(tr("Conversion over time"), this))
    , m_note(noteLabel(this))
{
    setObjectName(QStringLiteral("funnelTrendView"));
    m_every->setObjectName(QStringLiteral("funnelTrendEvery"));
    m_every->setAccessibleName(tr("Length of a stretch"));
    m_every->addItem(tr("by hour"), 1);
    m_every->addItem(tr("by day"), 24);
    m_every->addItem(tr("by week"), 168);
    m_every->setCurrentIndex(1);
    m_plot->setObjectName(QStringLiteral("funnelTrendPlot"));
    auto* choice = new QHBoxLayout;
    choice->setContentsMargins(14, 6, 14, 0);
    choice->addWidget(m_every);
    choice->addStretch(1);
    QVBoxLayout* column = plainColumn(this);
    column->addLayout(choice);
    column->addWidget(m_plot, 1);
    column->addWidget(m_note);
    connect(m_every, &QComboBox::currentIndexChanged, this, &FunnelTrendView::everyChosen);
}

Duration FunnelTrendView::every() const
{
    return Duration::hours(m_every->currentData().toInt());
}

void FunnelTrendView::setTrend(const std::vector<analysis::TrendPoint>& trend)
{
    std::uint64_t most = 1;
    for (const analysis::TrendPoint& point : trend) {
        most = std::max(most, point.entered + point.immature);
    }
    std::vector<RatePoint> points;
    TableTwin twin {
        {}, {tr("From"), tr("Entered"), tr("Converted"), tr("Rate (95% CI)"), tr("Immature")}, {}};
    bool open = false;
    for (const analysis::TrendPoint& from : trend) {
        RatePoint point;
        point.label = every() < Duration::days(1)
            ? formatMoment(from.from).section(QLatin1Char(' '), 0, 1)
            : formatDay(from.from).section(QLatin1Char(' '), 0, 1);
        point.rate = from.rate;
        QString rate = tr("nobody entered");
        if (from.rate) {
            rate = formatPercent(*from.rate);
        }
        if (from.rate && from.interval) {
            point.low = from.interval->low;
            point.high = from.interval->high;
            rate += QStringLiteral(" (%1)").arg(
                formatRange(formatPercent(from.interval->low), formatPercent(from.interval->high)));
        }
        point.open = from.immature > 0;
        open = open || point.open;
        point.bar = static_cast<double>(from.entered + from.immature) / static_cast<double>(most);
        point.hint = tr("%1: %2 of %3 converted, %4; %5 immature, not counted")
                         .arg(formatMoment(from.from), formatCount(from.converted),
                              formatCount(from.entered), rate, formatCount(from.immature));
        twin.rows.push_back({formatMoment(from.from), formatCount(from.entered),
                             formatCount(from.converted), rate, formatCount(from.immature)});
        points.push_back(std::move(point));
    }
    m_plot->setVisible(!points.empty());
    m_plot->setPoints(std::move(points), std::move(twin));
    m_note->setText(trend.empty() ? tr("Nobody entered the funnel.")
                        : open ? tr("Line: conversion by start, with its 95% interval. Bars: who "
                                    "entered; hatched ones hold immature attempts.")
                               : tr("Line: conversion by start, with its 95% interval. Bars: who "
                                    "entered."));
}

void FunnelTrendView::clear(const QString& note)
{
    m_plot->setPoints({}, {});
    m_plot->hide();
    m_note->setText(note);
}

FunnelSplitView::FunnelSplitView(QWidget* parent)
    : QWidget(parent)
    , m_field(new QComboBox(this))
    , m_attribution(new QComboBox(this))
    , m_model(new ValueTableModel<analysis::FunnelGroup>(splitColumns(), this))
    , m_table(new DataTable(tr("The funnel by value"), this))
    , m_note(noteLabel(this))
{
    setObjectName(QStringLiteral("funnelSplitView"));
    m_field->setObjectName(QStringLiteral("funnelSplitField"));
    m_field->setAccessibleName(tr("Field to split by"));
    m_attribution->setObjectName(QStringLiteral("funnelSplitAttribution"));
    m_attribution->setAccessibleName(tr("Whose value counts"));
    m_table->setObjectName(QStringLiteral("funnelSplitTable"));
    m_table->setSource(m_model);
    m_table->setFirstColumnYields();
    auto* choice = new QHBoxLayout;
    choice->setContentsMargins(14, 6, 14, 0);
    choice->setSpacing(8);
    choice->addWidget(m_field);
    choice->addWidget(m_attribution);
    choice->addStretch(1);
    QVBoxLayout* column = plainColumn(this);
    column->addLayout(choice);
    column->addWidget(m_table, 1);
    column->addWidget(m_note);
    connect(m_field, &QComboBox::activated, this, &FunnelSplitView::splitChosen);
    connect(m_attribution, &QComboBox::activated, this, &FunnelSplitView::splitChosen);
}

void FunnelSplitView::setFields(const QStringList& fields)
{
    const QString chosen = field();
    m_field->clear();
    m_field->addItems(fields);
    m_field->setCurrentIndex(std::max<int>(0, static_cast<int>(fields.indexOf(chosen))));
}

void FunnelSplitView::setSteps(const QStringList& steps)
{
    const QString chosen = attribution();
    m_attribution->clear();
    m_attribution->addItem(tr("value at the first event"), QStringLiteral("first"));
    m_attribution->addItem(tr("value at the last event"), QStringLiteral("last"));
    m_attribution->addItem(tr("every value, counted for each"), QStringLiteral("every"));
    for (qsizetype i = 0; i < steps.size(); ++i) {
        m_attribution->addItem(tr("value at %1").arg(steps.at(i)), QString::number(i + 1));
    }
    m_attribution->setCurrentIndex(std::max(0, m_attribution->findData(chosen)));
}

QString FunnelSplitView::field() const
{
    return m_field->currentText();
}

QString FunnelSplitView::attribution() const
{
    return m_attribution->currentData().toString();
}

void FunnelSplitView::setSplit(const analysis::FunnelResult& funnel)
{
    std::uint64_t sum = 0;
    for (const analysis::FunnelGroup& group : funnel.groups) {
        sum += group.entered;
    }
    m_model->setRows(std::make_shared<const std::vector<analysis::FunnelGroup>>(funnel.groups));
    m_table->show();
    m_note->setText(sum == funnel.entered
                        ? tr("%1 entered in all.").arg(formatCount(funnel.entered))
                        : tr("%1 entered in all; who has several values is counted for each.")
                              .arg(formatCount(funnel.entered)));
}

void FunnelSplitView::clear(const QString& note)
{
    m_model->setRows(nullptr);
    m_table->hide();
    m_note->setText(note);
}

} // namespace throughline::widgets
