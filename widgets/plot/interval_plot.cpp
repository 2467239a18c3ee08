#include "widgets/plot/interval_plot.h"

#include "widgets/shared/format.h"
#include "widgets/theme/fonts.h"
#include "widgets/theme/theme.h"

#include <QKeyEvent>
#include <QPainter>

#include <algorithm>

namespace throughline::widgets {

namespace {

constexpr double kMargin = 14;
constexpr double kAxisHeight = 24;

QString estimateText(const IntervalPlotRow& row)
{
    return row.value.estimate ? formatSigned(*row.value.estimate, 1) : row.note;
}

/// An arrow head where an interval goes on beyond the axis.
void paintCutEnd(QPainter& painter, bool cut, double x, double y, int direction)
{
    if (cut) {
        painter.drawLine(QPointF(x, y), QPointF(x - 5.0 * direction, y - 4));
        painter.drawLine(QPointF(x, y), QPointF(x - 5.0 * direction, y + 4));
    }
}

} // namespace

IntervalPlot::IntervalPlot(QWidget* parent)
    : PlotWidget(tr("Differences by segment"), parent)
{
    setObjectName(QStringLiteral("intervalPlot"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Minimum);
}

void IntervalPlot::setRows(std::vector<IntervalPlotRow> rows, const QString& unit,
                           const QStringList& more)
{
    m_rows = std::move(rows);
    m_unit = unit;
    m_more = more;
    m_current.reset();
    updateGeometry();
    contentChanged();
}

TableTwin IntervalPlot::table() const
{
    TableTwin twin {
        accessibleName(),
        {tr("Segment"), tr("Affected"), tr("Difference, %1").arg(m_unit), tr("Low"), tr("High")},
        {}};
    twin.headers += m_more;
    const auto text = [](const std::optional<double>& value) {
        return value ? formatSigned(*value, 1) : QString();
    };
    for (const IntervalPlotRow& row : m_rows) {
        QStringList cells {row.label, formatCount(row.count), estimateText(row),
                           text(row.value.low), text(row.value.high)};
        cells += row.more;
        cells.resize(twin.headers.size());
        twin.rows.push_back(cells);
    }
    return twin;
}

QString IntervalPlot::summary() const
{
    QStringList parts;
    for (const IntervalPlotRow& row : m_rows) {
        parts.append(QStringLiteral("%1: %2 %3").arg(row.label, estimateText(row), m_unit));
    }
    return parts.join(QStringLiteral(", "));
}

QString IntervalPlot::hintAt(QPointF position) const
{
    const auto place = rowAt(position);
    if (!place) {
        return {};
    }
    const IntervalPlotRow& row = m_rows[*place];
    QStringList lines {row.label, formatCountOf(row.count, tr("1 affected"), tr("%1 affected"))};
    lines.append(row.value.estimate ? tr("%1 %2").arg(estimateText(row), m_unit) : row.note);
    if (row.value.low && row.value.high) {
        lines.append(tr("95% interval %1")
                         .arg(formatRange(formatSigned(*row.value.low, 1),
                                          formatSigned(*row.value.high, 1))));
    }
    for (qsizetype i = 0; i < std::min(m_more.size(), row.more.size()); ++i) {
        if (!row.more[i].isEmpty()) {
            lines.append(tr("%1: %2", "title, figure").arg(m_more[i], row.more[i]));
        }
    }
    return lines.join(QLatin1Char('\n'));
}

int IntervalPlot::rowHeight() const
{
    return fontMetrics().height() + 11;
}

QSize IntervalPlot::sizeHint() const
{
    return {460, static_cast<int>(m_rows.size()) * rowHeight() + static_cast<int>(kAxisHeight)};
}

QSize IntervalPlot::minimumSizeHint() const
{
    return {360, sizeHint().height()};
}

IntervalPlot::Columns IntervalPlot::columns() const
{
    const double label = std::clamp(width() * 0.22, 90.0, 170.0);
    const double number = figuresWidth(font(), QStringLiteral("00,000"));
    Columns places;
    places.label = kMargin + label;
    places.count = places.label + number;
    places.plotLeft = places.count + 24;
    places.plotRight = width() - kMargin - figuresWidth(font(), QStringLiteral("\u2212100.0")) - 14;
    return places;
}

layout::IntervalPlan IntervalPlot::plan() const
{
    std::vector<layout::IntervalValue> values;
    for (const IntervalPlotRow& row : m_rows) {
        values.push_back(row.value);
    }
    const Columns places = columns();
    layout::IntervalFrame frame;
    frame.left = places.plotLeft;
    frame.right = places.plotRight;
    frame.rowHeight = rowHeight();
    frame.maxTicks =
        static_cast<std::size_t>(std::clamp((places.plotRight - places.plotLeft) / 70, 2.0, 6.0));
    return layout::intervalPlan(values, frame);
}

std::optional<std::size_t> IntervalPlot::rowAt(QPointF position) const
{
    const auto place = static_cast<std::size_t>(std::max(0.0, position.y()) / rowHeight());
    return place < m_rows.size() ? std::optional(place) : std::nullopt;
}

void IntervalPlot::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(rect(), Theme::current().colour(Role::Panel));
    if (m_rows.empty()) {
        return;
    }
    const layout::IntervalPlan planned = plan();
    if (m_current && hasFocus()) {
        painter.fillRect(
            QRectF(0, static_cast<double>(*m_current) * rowHeight(), width(), rowHeight()),
            Theme::current().colour(Role::Hover));
    }
    paintAxis(painter, planned);
    for (std::size_t i = 0; i < planned.rows.size(); ++i) {
        paintRow(painter, i, planned.rows[i]);
    }
    if (hasFocus()) {
        paintFocusRing(painter, rect());
    }
}

void IntervalPlot::paintAxis(QPainter& painter, const layout::IntervalPlan& planned) const
{
    const Theme& theme = Theme::current();
    const double bottom = static_cast<double>(m_rows.size()) * rowHeight();
    painter.setFont(smallFont(font()));
    for (const double value : planned.ticks.values) {
        const double x = planned.scale.toPixel(value);
        painter.setPen(
            QPen(theme.colour(value == 0 ? Role::Axis : Role::Grid), value == 0 ? 1.5 : 1));
        painter.drawLine(QPointF(x, 0), QPointF(x, bottom));
        painter.setPen(theme.colour(Role::Muted));
        const QString number =
            value == 0 ? QStringLiteral("0") : formatSigned(value, planned.ticks.decimals);
        drawFigures(painter, QRectF(x - 40, bottom, 80, kAxisHeight), Qt::AlignCenter,
                    tr("%1 %2", "number, unit").arg(number, m_unit));
    }
}

void IntervalPlot::paintRow(QPainter& painter, std::size_t place,
                            const layout::IntervalRow& row) const
{
    const Theme& theme = Theme::current();
    const IntervalPlotRow& source = m_rows[place];
    const Columns places = columns();
    const double top = row.centre - rowHeight() / 2.0;
    painter.setFont(source.strong ? strongFont(font()) : font());
    painter.setPen(theme.colour(Role::Text));
    const double labelWidth = places.label - kMargin;
    painter.drawText(
        QRectF(kMargin, top, labelWidth, rowHeight()),
        Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
        QFontMetricsF(painter.font()).elidedText(source.label, Qt::ElideRight, labelWidth));
    painter.setFont(font());
    painter.setPen(theme.colour(Role::Muted));
    drawFigures(painter, QRectF(places.label, top, places.count - places.label, rowHeight()),
                Qt::AlignRight | Qt::AlignVCenter, formatCount(source.count));
    const QRectF number(places.plotRight + 6, top, width() - kMargin - places.plotRight - 6,
                        rowHeight());
    if (!row.drawn) {
        painter.setFont(smallFont(font()));
        painter.drawText(
            QRectF(places.plotLeft, top, places.plotRight - places.plotLeft, rowHeight()),
            Qt::AlignLeft | Qt::AlignVCenter, source.note);
        return;
    }
    painter.setPen(theme.colour(Role::Text));
    drawFigures(painter, number, Qt::AlignRight | Qt::AlignVCenter, estimateText(source));
    const QColor colour = theme.colour(Role::Affected);
    painter.setPen(QPen(colour, source.strong ? 2.5 : 1.5));
    painter.drawLine(QPointF(row.low, row.centre), QPointF(row.high, row.centre));
    paintCutEnd(painter, row.cutLow, row.low, row.centre, -1);
    paintCutEnd(painter, row.cutHigh, row.high, row.centre, 1);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    painter.drawRect(QRectF(row.estimate - 4, row.centre - 4, 8, 8));
}

void IntervalPlot::keyPressEvent(QKeyEvent* event)
{
    const std::size_t last = m_rows.empty() ? 0 : m_rows.size() - 1;
    if (event->key() == Qt::Key_Down && !m_rows.empty()) {
        m_current = m_current ? std::min(last, *m_current + 1) : 0;
        update();
    } else if (event->key() == Qt::Key_Up && !m_rows.empty()) {
        m_current = m_current && *m_current > 0 ? *m_current - 1 : 0;
        update();
    } else if (m_current && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)) {
        Q_EMIT rowActivated(*m_current);
    } else {
        PlotWidget::keyPressEvent(event);
    }
}

void IntervalPlot::mouseReleaseEvent(QMouseEvent* event)
{
    if (const auto place = rowAt(event->position()); place && event->button() == Qt::LeftButton) {
        m_current = place;
        update();
        Q_EMIT rowActivated(*place);
    }
}

} // namespace throughline::widgets
