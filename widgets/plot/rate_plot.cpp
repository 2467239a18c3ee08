#include "widgets/plot/rate_plot.h"

#include "models/layout/axis_ticks.h"
#include "models/layout/linear_scale.h"
#include "widgets/shared/format.h"
#include "widgets/theme/fonts.h"
#include "widgets/theme/theme.h"

#include <QKeyEvent>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace throughline::widgets {

namespace {

constexpr double kLeft = 54;
constexpr double kRight = 16;
constexpr double kTop = 10;
constexpr double kBottom = 24;
constexpr std::size_t kMostTicks = 5;

} // namespace

RatePlot::RatePlot(const QString& name, QWidget* parent)
    : PlotWidget(name, parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void RatePlot::setPoints(std::vector<RatePoint> points, TableTwin twin)
{
    m_points = std::move(points);
    m_twin = std::move(twin);
    m_twin.title = accessibleName();
    m_current.reset();
    contentChanged();
}

QSize RatePlot::sizeHint() const
{
    return {460, 170};
}

QSize RatePlot::minimumSizeHint() const
{
    return {240, 96};
}

QString RatePlot::summary() const
{
    if (m_current && *m_current < m_points.size()) {
        return m_points[*m_current].hint;
    }
    return m_points.empty() ? tr("nothing to show")
                            : tr("%1 to %2").arg(m_points.front().label, m_points.back().label);
}

QString RatePlot::hintAt(QPointF position) const
{
    const QRectF box = plotBox();
    if (m_points.empty() || position.x() < box.left() || position.x() > box.right()) {
        return {};
    }
    const double share = (position.x() - box.left()) / std::max(1.0, box.width());
    const auto place = static_cast<std::size_t>(share * static_cast<double>(m_points.size()));
    return m_points[std::min(place, m_points.size() - 1)].hint;
}

QRectF RatePlot::plotBox() const
{
    return QRectF(rect()).adjusted(kLeft, kTop, -kRight, -kBottom);
}

double RatePlot::centreOf(std::size_t place) const
{
    const QRectF box = plotBox();
    return box.left()
        + (static_cast<double>(place) + .5) * box.width() / static_cast<double>(m_points.size());
}

double RatePlot::highestRate() const
{
    double highest = 0;
    for (const RatePoint& point : m_points) {
        highest = std::max({highest, point.rate.value_or(0), point.high.value_or(0)});
    }
    return highest > 0 ? std::min(1.0, layout::niceRange(0, highest, kMostTicks).high) : 1.0;
}

double RatePlot::yOf(double rate) const
{
    const QRectF box = plotBox();
    return layout::LinearScale {0, highestRate(), box.bottom(), box.top()}.toPixelWithin(rate);
}

void RatePlot::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(rect(), Theme::current().colour(Role::Panel));
    if (!m_points.empty() && plotBox().width() > 0 && plotBox().height() > 0) {
        paintAxis(painter);
        paintBars(painter);
        paintRates(painter);
        paintLabels(painter);
    }
    if (hasFocus()) {
        paintFocusRing(painter, rect());
    }
}

void RatePlot::paintAxis(QPainter& painter) const
{
    const Theme& theme = Theme::current();
    const QRectF box = plotBox();
    painter.setFont(smallFont(font()));
    const layout::AxisTicks ticks = layout::niceTicks(0, highestRate(), kMostTicks);
    const int decimals = std::max(0, ticks.decimals - 2);
    for (const double value : ticks.values) {
        const double y = yOf(value);
        painter.setPen(theme.colour(value == 0 ? Role::Axis : Role::Grid));
        painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y));
        painter.setPen(theme.colour(Role::Muted));
        drawFigures(painter, QRectF(0, y - 10, kLeft - 8, 20), Qt::AlignRight | Qt::AlignVCenter,
                    formatPercent(value, decimals));
    }
}

void RatePlot::paintBars(QPainter& painter) const
{
    const Theme& theme = Theme::current();
    const QRectF box = plotBox();
    const double room = box.width() / static_cast<double>(m_points.size());
    const double width = std::clamp(room * .7, 1.0, 46.0);
    for (std::size_t i = 0; i < m_points.size(); ++i) {
        const double height = std::clamp(m_points[i].bar, 0.0, 1.0) * box.height() * .6;
        if (height <= 0) {
            continue;
        }
        const QRectF bar(centreOf(i) - width / 2, box.bottom() - height, width, height);
        painter.fillRect(bar, theme.colour(m_points[i].open ? Role::Panel : Role::Bar));
        if (m_points[i].open) {
            painter.fillRect(bar, QBrush(theme.colour(Role::BarStrong), Qt::BDiagPattern));
        }
    }
}

void RatePlot::paintRates(QPainter& painter) const
{
    const Theme& theme = Theme::current();
    const QColor colour = theme.colour(Role::Unaffected);
    QPainterPath line;
    bool drawing = false;
    for (std::size_t i = 0; i < m_points.size(); ++i) {
        const RatePoint& point = m_points[i];
        if (!point.rate) {
            drawing = false;
            continue;
        }
        const QPointF at(centreOf(i), yOf(*point.rate));
        if (point.low && point.high) {
            painter.setPen(QPen(theme.colour(Role::BarStrong), 1.5));
            painter.drawLine(QPointF(at.x(), yOf(*point.low)), QPointF(at.x(), yOf(*point.high)));
        }
        drawing ? line.lineTo(at) : line.moveTo(at);
        drawing = true;
    }
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(colour, 1.8));
    painter.drawPath(line);
    for (std::size_t i = 0; i < m_points.size(); ++i) {
        if (m_points[i].rate) {
            const bool current = m_current == i && hasFocus();
            const double radius = current ? 5 : m_points.size() > 60 ? 1.5 : 3;
            painter.setPen(Qt::NoPen);
            painter.setBrush(colour);
            painter.drawEllipse(QPointF(centreOf(i), yOf(*m_points[i].rate)), radius, radius);
        }
    }
}

void RatePlot::paintLabels(QPainter& painter) const
{
    painter.setFont(smallFont(font()));
    painter.setPen(Theme::current().colour(Role::Muted));
    const QRectF box = plotBox();
    double next = box.left() - 4; // where the last label ended
    for (std::size_t i = 0; i < m_points.size(); ++i) {
        const double width = figuresWidth(painter.font(), m_points[i].label) + 10;
        const double left =
            std::clamp(centreOf(i) - width / 2, box.left() - 4, this->width() - width);
        if (left >= next) {
            drawFigures(painter, QRectF(left, box.bottom() + 2, width, kBottom - 4),
                        Qt::AlignCenter, m_points[i].label);
            next = left + width;
        }
    }
}

void RatePlot::keyPressEvent(QKeyEvent* event)
{
    if (m_points.empty() || (event->key() != Qt::Key_Left && event->key() != Qt::Key_Right)) {
        PlotWidget::keyPressEvent(event);
        return;
    }
    const std::size_t last = m_points.size() - 1;
    if (!m_current) {
        m_current = event->key() == Qt::Key_Right ? 0 : last;
    } else if (event->key() == Qt::Key_Right) {
        m_current = std::min(last, *m_current + 1);
    } else if (*m_current > 0) {
        m_current = *m_current - 1;
    }
    contentChanged();
}

} // namespace throughline::widgets
