#pragma once

#include <QRectF>

#include <cstdint>
#include <span>

class QPainter;

namespace throughline::widgets {

/// Counts over time as thin bars from a common baseline; for display only, neighbours are added up
/// where there are more than fit. An empty or all-zero series is a line.
void paintSparkline(QPainter& painter, const QRectF& box, std::span<const std::uint32_t> series);

} // namespace throughline::widgets
