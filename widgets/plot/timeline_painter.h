#pragma once

#include "widgets/plot/timeline_scene.h"

class QPainter;

namespace throughline::widgets {

/// What a timeline's picture depends on besides its scene.
struct TimelinePicture
{
    const TimelineScene& scene;
    std::span<const domain::TimelineItem> items;
    QFont font;
    Timestamp origin; ///< zero of the axis
    std::optional<std::size_t> selected;
    QString highlightedError;
};

void paintTimeline(QPainter& painter, const TimelinePicture& picture);

} // namespace throughline::widgets
