#include "widgets/plot/sparkline.h"

#include "models/layout/downsample.h"
#include "widgets/theme/theme.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace throughline::widgets {

void paintSparkline(QPainter& painter, const QRectF& box, std::span<const std::uint32_t> series)
{
    constexpr double kLeastBar = 4;
    const auto most = static_cast<std::size_t>(std::max(1.0, box.width() / kLeastBar));
    const std::vector<std::uint32_t> bins = layout::rebinned(series, most);
    const std::uint32_t highest = bins.empty() ? 0 : *std::max_element(bins.begin(), bins.end());
    const QColor colour = Theme::current().colour(Role::BarStrong);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, false);
    if (highest == 0) {
        painter.fillRect(QRectF(box.left(), box.bottom() - 1, box.width(), 1),
                         Theme::current().colour(Role::Bar));
        painter.restore();
        return;
    }
    const double step = std::min(box.width() / static_cast<double>(bins.size()), 8.0);
    const double left = box.right() - step * static_cast<double>(bins.size());
    for (std::size_t i = 0; i < bins.size(); ++i) {
        const double height =
            bins[i] == 0 ? 0 : std::max(1.0, box.height() * bins[i] / static_cast<double>(highest));
        painter.fillRect(QRectF(left + step * static_cast<double>(i), box.bottom() - height,
                                std::max(1.0, std::floor(step) - 1), height),
                         colour);
    }
    painter.restore();
}

} // namespace throughline::widgets
