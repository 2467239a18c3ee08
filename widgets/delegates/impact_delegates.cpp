#include "widgets/delegates/impact_delegates.h"

#include "models/layout/linear_scale.h"
#include "widgets/plot/sparkline.h"
#include "widgets/shared/format.h"
#include "widgets/shared/roles.h"
#include "widgets/theme/fonts.h"
#include "widgets/theme/theme.h"

#include <QPainter>

#include <algorithm>

namespace throughline::widgets {

namespace {

constexpr double kTextRoom = 44; ///< at least, for the number after the bar
constexpr double kBarHeight = 10;

} // namespace

void SparklineDelegate::paintContent(QPainter& painter, const QStyleOptionViewItem& option,
                                     const QModelIndex& index) const
{
    const auto series = index.data(SeriesRole).value<std::vector<std::uint32_t>>();
    const QRectF cell = cellContentBox(option, index);
    const double height = std::min(cell.height() - 12, 16.0);
    paintSparkline(
        painter, QRectF(cell.left(), cell.center().y() - height / 2, cell.width(), height), series);
}

void IntervalDelegate::setAxis(double low, double high)
{
    m_low = std::min(0.0, low);
    m_high = std::max(high, m_low + 1e-9);
}

void IntervalDelegate::paintContent(QPainter& painter, const QStyleOptionViewItem& option,
                                    const QModelIndex& index) const
{
    const Theme& theme = Theme::current();
    const auto mark = index.data(IntervalRole).value<IntervalMark>();
    const QRectF cell = cellContentBox(option, index);
    const double textRoom =
        std::max(kTextRoom, figuresWidth(option.font, formatWhole(m_high)) + 14);
    const layout::LinearScale scale {m_low, m_high, cell.left(),
                                     std::max(cell.left(), cell.right() - textRoom)};
    const double zero = scale.toPixelWithin(0);
    const double middle = cell.center().y();
    if (!mark.estimate) {
        painter.setFont(smallFont(option.font));
        painter.setPen(theme.colour(Role::Muted));
        painter.drawText(cell.adjusted(zero - cell.left(), 0, 0, 0),
                         Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                         QFontMetricsF(painter.font())
                             .elidedText(mark.text, Qt::ElideRight, cell.right() - zero));
        return;
    }
    const double estimate = scale.toPixelWithin(*mark.estimate);
    const double low = mark.low ? scale.toPixelWithin(*mark.low) : estimate;
    const double high = mark.high ? scale.toPixelWithin(*mark.high) : estimate;
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.fillRect(QRectF(std::min(zero, estimate), middle - kBarHeight / 2,
                            std::abs(estimate - zero), kBarHeight),
                     theme.colour(mark.harmful ? Role::Affected : Role::Bar));
    painter.setPen(theme.colour(Role::Axis));
    painter.drawLine(QPointF(zero, middle - 8), QPointF(zero, middle + 8));
    painter.setPen(QPen(theme.colour(mark.harmful ? Role::Text : Role::BarStrong), 1));
    painter.drawLine(QPointF(low, middle), QPointF(high, middle));
    painter.setRenderHint(QPainter::Antialiasing, true);
    painter.setFont(option.font);
    painter.setPen(theme.colour(Role::Text));
    const double textLeft = std::max({estimate, high, zero}) + 6;
    drawFigures(painter, QRectF(textLeft, cell.top(), cell.right() - textLeft + 10, cell.height()),
                Qt::AlignLeft | Qt::AlignVCenter, mark.text);
}

} // namespace throughline::widgets
