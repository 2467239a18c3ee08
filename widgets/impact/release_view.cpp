#include "widgets/impact/release_view.h"

#include "widgets/plot/interval_plot.h"
#include "widgets/shared/data_table.h"
#include "widgets/shared/format.h"
#include "widgets/shared/plain_label.h"
#include "widgets/shared/text.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

#include <memory>
#include <vector>

namespace throughline::widgets {

namespace {

using analysis::Interval;

constexpr int kColumns = 4;

QString plain(double value, int decimals)
{
    return formatSigned(value, decimals).remove(QLatin1Char('+'));
}

/// "174.9 per 1,000 (153.4 - 199.5)"; `words` says what of.
QString rate(const std::optional<double>& value, const std::optional<Interval>& interval,
             double scale, const QString& words)
{
    if (!value) {
        return ReleaseView::tr("not enough data");
    }
    const QString text = words.arg(plain(*value * scale, 1));
    return interval ? QStringLiteral("%1 (%2)").arg(
               text, formatRange(plain(interval->low * scale, 1), plain(interval->high * scale, 1)))
                    : text;
}

QStringList occurrenceRow(const QString& period, const analysis::OccurrenceRate& found)
{
    return {period, formatCount(found.sessions),
            ReleaseView::tr("%1 times in %2 sessions")
                .arg(formatCount(found.occurrences), formatCount(found.hit)),
            rate(found.perThousand, found.interval, 1, ReleaseView::tr("%1 per 1,000"))};
}

QStringList conversionRow(const QString& period, const analysis::PeriodConversion& found)
{
    return {period, formatCount(found.sessions),
            ReleaseView::tr("%1 converted").arg(formatCount(found.converted)),
            rate(found.rate, found.interval, 100, ReleaseView::tr("%1%", "percent"))};
}

std::vector<ValueColumn<QStringList>> columns()
{
    const QStringList titles {ReleaseView::tr("Period"), ReleaseView::tr("At risk"),
                              ReleaseView::tr("Seen"), ReleaseView::tr("Rate (95% CI)"), QString()};
    std::vector<ValueColumn<QStringList>> made;
    for (int i = 0; i < kColumns; ++i) {
        const bool number = i == 1 || i == 3;
        made.push_back({titles.at(i), (number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter,
                        [i](const QStringList& row, int role) {
                            return role == Qt::DisplayRole ? QVariant(row.value(i)) : QVariant();
                        }});
    }
    return made;
}

IntervalPlotRow plotRow(const QString& label, const analysis::Estimate& estimate)
{
    IntervalPlotRow row {label, estimate.affected, {}, {}, false};
    if (!estimate.difference) {
        row.note = ReleaseView::tr("not enough data");
        return row;
    }
    row.value.estimate = *estimate.difference * 100;
    if (estimate.interval) {
        row.value.low = estimate.interval->low * 100;
        row.value.high = estimate.interval->high * 100;
    }
    return row;
}

} // namespace

ReleaseView::ReleaseView(QWidget* parent)
    : QWidget(parent)
    , m_sentence(new PlainLabel(TextTone::Normal, this))
    , m_periods(new PlainLabel(TextTone::SmallMuted, this))
    , m_model(new ValueTableModel<QStringList>(columns(), this))
    , m_table(new DataTable(tr("Before and since the release"), this))
    , m_plot(new IntervalPlot(this))
{
    setObjectName(QStringLiteral("releaseView"));
    m_sentence->setObjectName(QStringLiteral("releaseSentence"));
    m_sentence->setWordWrap(true);
    m_periods->setWordWrap(true);
    m_table->setObjectName(QStringLiteral("releaseTable"));
    m_table->setSource(m_model);
    m_table->setFirstColumnYields();
    m_plot->setObjectName(QStringLiteral("releasePlot"));
    auto* words = new QVBoxLayout;
    words->setContentsMargins(14, 12, 14, 0);
    words->setSpacing(4);
    words->addWidget(m_sentence);
    words->addWidget(m_periods);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 8);
    column->setSpacing(8);
    column->addLayout(words);
    column->addWidget(m_table, 1);
    column->addWidget(m_plot);
}

void ReleaseView::setEffect(const analysis::ReleaseEffect& effect, const QString& sentence)
{
    m_sentence->setText(sentence);
    m_periods->setText(tr("%1 against %2", "period since, period before")
                           .arg(formatTimeRange(effect.after), formatTimeRange(effect.before)));
    auto rows = std::make_shared<std::vector<QStringList>>();
    if (effect.group.value() != 0) {
        rows->push_back(occurrenceRow(tr("Error before"), effect.occurrencesBefore));
        rows->push_back(occurrenceRow(tr("Error since"), effect.occurrencesAfter));
    }
    const bool converts = !effect.conversion.method.empty();
    if (converts) {
        rows->push_back(conversionRow(tr("Conversion before"), effect.conversionBefore));
        rows->push_back(conversionRow(tr("Conversion since"), effect.conversionAfter));
    }
    m_model->setRows(std::move(rows));
    m_table->show();
    m_periods->show();
    m_plot->setVisible(converts);
    m_plot->setRows({plotRow(tr("Since the release"), effect.conversion),
                     plotRow(tr("The period before"), effect.placebo)},
                    tr("pts", "percentage points"));
}

void ReleaseView::showNote(const QString& note)
{
    m_sentence->setText(note);
    m_model->setRows(nullptr);
    m_table->hide();
    m_periods->hide();
    m_plot->hide();
}

} // namespace throughline::widgets
