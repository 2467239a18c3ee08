#pragma once

#include "models/domain/timeline.h"
#include "models/layout/time_scale.h"

#include <QFont>
#include <QRectF>
#include <QString>

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace throughline::widgets {

/// How a mark is drawn.
enum class MarkShape : std::uint8_t
{
    Block,
    Dot,
    Cluster,
    Triangle,
    Box,
    Tick,
    Note
};

/// One thing to paint, standing for one item or several that fall together.
struct TimelineMark
{
    MarkShape shape = MarkShape::Dot;
    QRectF box;
    std::size_t first = 0; ///< place of its first item
    std::vector<std::size_t> items; ///< places of all its items
    QString label;
    QRectF labelBox; ///< empty: no room for the label
    Qt::Alignment labelAlignment = Qt::AlignLeft;
    bool bad = false; ///< an error, or a request or log that failed
    bool warning = false; ///< frustration, or a log that warns
};

/// One lane with its name.
struct TimelineLane
{
    domain::TimelineKind kind = domain::TimelineKind::View;
    QRectF box; ///< without the name
    std::vector<TimelineMark> marks;
};

/// Where everything on the timeline stands.
struct TimelineScene
{
    layout::TimeScale scale;
    layout::TimeTicks ticks;
    QRectF axis;
    std::vector<TimelineLane> lanes;

    /// The mark at a point, the topmost one; within 4 pixels of small ones.
    [[nodiscard]] const TimelineMark* markAt(QPointF position) const;
};

/// What a scene is made from.
struct TimelineSceneInput
{
    std::span<const domain::TimelineItem> items; ///< in time order
    TimeRange visible;
    TimeRange whole; ///< of the session
    QSizeF size;
    QFont font;
    std::optional<std::size_t> selected;
};

/// Lays out the lanes of TimelineKind that are always there, and that of spans where some exist.
/// Linear in the items; marks that fall on the same pixels become one.
[[nodiscard]] TimelineScene makeTimelineScene(const TimelineSceneInput& input);

} // namespace throughline::widgets
