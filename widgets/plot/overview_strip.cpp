#include "widgets/plot/overview_strip.h"

#include "models/layout/downsample.h"
#include "models/layout/lane_packing.h"
#include "widgets/shared/format.h"
#include "widgets/theme/fonts.h"
#include "widgets/theme/theme.h"

#include <QKeyEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace throughline::widgets {

namespace {

constexpr double kNameWidth = 76;
constexpr double kRight = 20;
constexpr double kTop = 6;
constexpr double kAxisHeight = 16;
constexpr double kLeastDrag = 4;

QColor colourOf(Role role)
{
    return Theme::current().colour(role);
}

QString tickText(Timestamp tick, layout::TickUnit unit)
{
    const CivilTime civil = toCivil(tick);
    switch (unit) {
    case layout::TickUnit::Year:
        return QString::number(civil.year);
    case layout::TickUnit::Month:
        return OverviewStrip::tr("%1 %2", "month, year")
            .arg(monthName(civil.month))
            .arg(civil.year);
    case layout::TickUnit::Day:
        return OverviewStrip::tr("%1 %2", "day, month").arg(civil.day).arg(monthName(civil.month));
    default:
        return formatClock(tick).left(8);
    }
}

std::uint64_t sum(const std::vector<std::uint32_t>& counts)
{
    return std::accumulate(counts.begin(), counts.end(), std::uint64_t {0});
}

} // namespace

OverviewStrip::OverviewStrip(QWidget* parent)
    : PlotWidget(tr("Sessions and errors over time"), parent)
{
    setObjectName(QStringLiteral("overviewStrip"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setCursor(Qt::CrossCursor);
}

void OverviewStrip::setSeries(std::shared_ptr<const OverviewSeries> series)
{
    m_series = std::move(series);
    m_brushFrom.reset();
    m_cursor.reset();
    contentChanged();
}

void OverviewStrip::setRange(const TimeRange& range)
{
    if (range != m_range) {
        m_range = range;
        contentChanged();
    }
}

QSize OverviewStrip::sizeHint() const
{
    return {800, 58};
}

QSize OverviewStrip::minimumSizeHint() const
{
    return {300, 58};
}

TableTwin OverviewStrip::table() const
{
    TableTwin twin {accessibleName(), {tr("From"), tr("Sessions"), tr("Errors")}, {}};
    for (std::size_t i = 0; i < bins(); ++i) {
        const std::uint32_t errors = i < m_series->errors.size() ? m_series->errors[i] : 0;
        twin.rows.push_back(
            {formatMoment(binStart(i)), formatCount(m_series->sessions[i]), formatCount(errors)});
    }
    return twin;
}

QString OverviewStrip::summary() const
{
    if (!m_series) {
        return tr("no data");
    }
    return joinFacts(
        {formatTimeRange(m_series->range),
         tr("%1 sessions").arg(formatCount(sum(m_series->sessions))),
         tr("%1 errors").arg(formatCount(sum(m_series->errors))),
         m_range.empty() ? QString() : tr("selected: %1").arg(formatTimeRange(m_range))});
}

QString OverviewStrip::hintAt(QPointF position) const
{
    if (bins() == 0 || !plotBox().contains(position)) {
        return {};
    }
    const double share = (position.x() - plotBox().left()) / plotBox().width();
    const std::size_t bin =
        std::min(bins() - 1, static_cast<std::size_t>(share * static_cast<double>(bins())));
    const std::uint32_t errors = bin < m_series->errors.size() ? m_series->errors[bin] : 0;
    return tr("%1\n%2 sessions, %3 errors")
        .arg(formatMoment(binStart(bin)), formatCount(m_series->sessions[bin]),
             formatCount(errors));
}

QRectF OverviewStrip::plotBox() const
{
    return {kNameWidth, kTop, std::max(10.0, width() - kNameWidth - kRight),
            height() - kTop - kAxisHeight};
}

layout::TimeScale OverviewStrip::scale() const
{
    return {m_series ? m_series->range : TimeRange {}, plotBox().left(), plotBox().right()};
}

Timestamp OverviewStrip::binStart(std::size_t bin) const
{
    const auto length = static_cast<double>(m_series->range.length().ns);
    const double into = length * static_cast<double>(bin) / static_cast<double>(bins());
    return m_series->range.from + Duration {static_cast<std::int64_t>(into)};
}

Timestamp OverviewStrip::held(Timestamp time) const
{
    return std::clamp(time, m_series->range.from, m_series->range.to);
}

std::optional<TimeRange> OverviewStrip::brushed() const
{
    if (!m_brushFrom) {
        return std::nullopt;
    }
    return TimeRange {std::min(*m_brushFrom, m_brushTo), std::max(*m_brushFrom, m_brushTo)};
}

void OverviewStrip::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), colourOf(Role::Panel));
    painter.setFont(smallFont(font()));
    const double line = QFontMetricsF(painter.font()).height();
    const QRectF names(12, plotBox().bottom() - 2 * line, kNameWidth - 16, line);
    painter.setPen(colourOf(Role::Muted));
    painter.drawText(names, Qt::AlignLeft | Qt::AlignVCenter, tr("sessions"));
    painter.setPen(colourOf(Role::AffectedText));
    painter.drawText(names.translated(0, line), Qt::AlignLeft | Qt::AlignVCenter, tr("errors"));
    if (bins() == 0) {
        return;
    }
    paintBars(painter);
    paintReleases(painter);
    paintAxis(painter);
    paintBrush(painter);
    if (hasFocus()) {
        paintFocusRing(painter, rect());
    }
}

void OverviewStrip::paintBars(QPainter& painter) const
{
    const QRectF box = plotBox();
    const auto most = static_cast<std::size_t>(std::max(1.0, box.width() / 3));
    const std::vector<std::uint32_t> sessions = layout::rebinned(m_series->sessions, most);
    std::vector<std::uint32_t> errors(m_series->errors);
    errors.resize(m_series->sessions.size(), 0);
    errors = layout::rebinned(errors, most);
    const double highest =
        std::max({1.0, static_cast<double>(*std::max_element(sessions.begin(), sessions.end())),
                  static_cast<double>(*std::max_element(errors.begin(), errors.end()))});
    const double together = std::ceil(static_cast<double>(m_series->sessions.size())
                                      / static_cast<double>(sessions.size()));
    const double step = box.width() * together / static_cast<double>(m_series->sessions.size());
    const auto bar = [&](std::size_t place, std::uint32_t count, Role role) {
        const double height = count == 0 ? 0 : std::max(1.0, box.height() * count / highest);
        const double left = box.left() + step * static_cast<double>(place);
        painter.fillRect(QRectF(left, box.bottom() - height,
                                std::min(std::max(1.0, step - 1), box.right() - left), height),
                         colourOf(role));
    };
    for (std::size_t i = 0; i < sessions.size(); ++i) {
        bar(i, sessions[i], Role::Bar);
        bar(i, errors[i], Role::Affected);
    }
}

void OverviewStrip::paintReleases(QPainter& painter) const
{
    const layout::TimeScale axis = scale();
    const QFontMetricsF metrics(painter.font());
    double free = 0;
    for (const ReleaseMark& release : m_series->releases) {
        const double x = axis.toPixel(release.time);
        if (x < axis.left || x > axis.right) {
            continue;
        }
        painter.setPen(QPen(colourOf(Role::Axis), 1, Qt::DotLine));
        painter.drawLine(QPointF(x, 2), QPointF(x, plotBox().bottom()));
        const double width = metrics.horizontalAdvance(release.version) + 8;
        if (x < free || x + width > axis.right + kRight) {
            continue;
        }
        free = x + width;
        const QRectF label(x + 2, 1, width - 2, metrics.height());
        QColor backing = colourOf(Role::Panel);
        backing.setAlphaF(0.85F);
        painter.fillRect(label, backing);
        painter.setPen(colourOf(Role::Muted));
        painter.drawText(label.adjusted(2, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter,
                         release.version);
    }
}

void OverviewStrip::paintAxis(QPainter& painter) const
{
    const layout::TimeScale axis = scale();
    const auto most = static_cast<std::size_t>((axis.right - axis.left) / 110) + 1;
    const layout::TimeTicks ticks = layout::calendarTicks(axis.range, most);
    painter.setPen(colourOf(Role::Muted));
    for (const Timestamp tick : ticks.ticks) {
        const double x = axis.toPixel(tick);
        const QString text = tickText(tick, ticks.unit);
        if (x + figuresWidth(painter.font(), text) <= width()) {
            drawFigures(painter, QRectF(x, height() - kAxisHeight, 100, kAxisHeight),
                        Qt::AlignLeft | Qt::AlignVCenter, text);
        }
    }
}

void OverviewStrip::paintBrush(QPainter& painter) const
{
    const layout::TimeScale axis = scale();
    const std::optional<TimeRange> brush = brushed();
    const TimeRange shown = brush.value_or(m_range);
    if (!shown.empty() && shown != m_series->range) {
        const double from = axis.toPixel(held(shown.from));
        const double to = axis.toPixel(held(shown.to));
        painter.fillRect(QRectF(from, 1, to - from, plotBox().bottom() - 1), colourOf(Role::Brush));
        painter.setPen(colourOf(Role::Focus));
        for (const double x : {from, to}) {
            painter.drawLine(QPointF(x, 1), QPointF(x, plotBox().bottom()));
        }
    }
    if (m_cursor && hasFocus()) {
        const double x = axis.toPixel(binStart(*m_cursor));
        painter.setPen(QPen(colourOf(Role::Text), 1));
        painter.drawLine(QPointF(x, 1), QPointF(x, plotBox().bottom()));
    }
}

void OverviewStrip::moveCursor(int by, bool brush)
{
    const auto last = static_cast<std::ptrdiff_t>(bins());
    const std::ptrdiff_t from =
        m_cursor ? static_cast<std::ptrdiff_t>(*m_cursor) : (by > 0 ? -1 : last);
    const auto to = static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(from + by, 0, last));
    if (brush && !m_brushFrom) {
        m_brushFrom = binStart(m_cursor.value_or(to));
    } else if (!brush) {
        m_brushFrom.reset();
    }
    m_cursor = to;
    m_brushTo = binStart(to);
    update();
}

void OverviewStrip::finishBrush()
{
    const std::optional<TimeRange> chosen = brushed();
    m_brushFrom.reset();
    update();
    if (chosen && !chosen->empty()) {
        Q_EMIT rangeChosen(*chosen);
    }
}

void OverviewStrip::keyPressEvent(QKeyEvent* event)
{
    if (bins() == 0) {
        PlotWidget::keyPressEvent(event);
        return;
    }
    const bool brush = event->modifiers() & Qt::ShiftModifier;
    switch (event->key()) {
    case Qt::Key_Left:
        moveCursor(-1, brush);
        break;
    case Qt::Key_Right:
        moveCursor(1, brush);
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        finishBrush();
        break;
    case Qt::Key_Delete:
    case Qt::Key_Backspace:
        Q_EMIT rangeCleared();
        break;
    case Qt::Key_Escape:
        m_brushFrom.reset();
        update();
        break;
    default:
        PlotWidget::keyPressEvent(event);
    }
}

void OverviewStrip::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton && bins() > 0) {
        m_dragging = true;
        m_brushFrom = held(scale().toTime(event->position().x()));
        m_brushTo = *m_brushFrom;
    }
}

void OverviewStrip::mouseMoveEvent(QMouseEvent* event)
{
    if (m_dragging && m_brushFrom) {
        m_brushTo = held(scale().toTime(event->position().x()));
        update();
    }
}

void OverviewStrip::mouseReleaseEvent(QMouseEvent* event)
{
    if (!m_dragging) {
        return;
    }
    m_dragging = false;
    if (m_brushFrom) {
        m_brushTo = held(scale().toTime(event->position().x()));
        if (std::abs(scale().toPixel(m_brushTo) - scale().toPixel(*m_brushFrom)) < kLeastDrag) {
            m_brushFrom.reset();
        }
    }
    finishBrush();
}

void OverviewStrip::mouseDoubleClickEvent(QMouseEvent*)
{
    m_dragging = false;
    m_brushFrom.reset();
    Q_EMIT rangeCleared();
}

} // namespace throughline::widgets
