#include "widgets/plot/timeline_painter.h"

#include "widgets/plot/timeline_plot.h"
#include "widgets/shared/format.h"
#include "widgets/shared/text.h"
#include "widgets/theme/fonts.h"
#include "widgets/theme/theme.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace throughline::widgets {

namespace {

using domain::TimelineKind;

QColor colourOf(Role role)
{
    return Theme::current().colour(role);
}

bool holds(const TimelineMark& mark, std::optional<std::size_t> place)
{
    return place && std::find(mark.items.begin(), mark.items.end(), *place) != mark.items.end();
}

void paintAxis(QPainter& painter, const TimelinePicture& picture)
{
    const TimelineScene& scene = picture.scene;
    const double bottom = scene.lanes.empty() ? 0 : scene.lanes.back().box.bottom();
    painter.setFont(smallFont(picture.font));
    for (const Timestamp tick : scene.ticks.ticks) {
        const double x = scene.scale.toPixel(tick);
        painter.setPen(colourOf(Role::Grid));
        painter.drawLine(QPointF(x, scene.axis.bottom()), QPointF(x, bottom));
        painter.setPen(colourOf(Role::Muted));
        const QRectF box(std::max(scene.axis.left() - 14, x - 40), scene.axis.top(), 80,
                         scene.axis.height());
        const bool first = x - 40 < scene.axis.left() - 14;
        drawFigures(painter, box, (first ? Qt::AlignLeft : Qt::AlignHCenter) | Qt::AlignVCenter,
                    formatOffset(tick - picture.origin, scene.ticks.step));
    }
}

void paintTriangle(QPainter& painter, const QRectF& box, const QColor& colour)
{
    QPainterPath path;
    path.moveTo(box.center().x(), box.top());
    path.lineTo(box.right(), box.bottom());
    path.lineTo(box.left(), box.bottom());
    path.closeSubpath();
    painter.fillPath(path, colour);
}

struct MarkColours
{
    Role fill;
    Role text;
};

MarkColours coloursOf(const TimelinePicture& picture, TimelineKind kind, const TimelineMark& mark)
{
    switch (kind) {
    case TimelineKind::View:
        return {Role::View, Role::ViewText};
    case TimelineKind::Action:
        return mark.warning ? MarkColours {Role::Warning, Role::WarningText}
                            : MarkColours {Role::Action, Role::Muted};
    case TimelineKind::Error: {
        const bool stepsBack = !picture.highlightedError.isEmpty()
            && toQString(picture.items[mark.first].id) != picture.highlightedError;
        return stepsBack ? MarkColours {Role::Log, Role::Muted}
                         : MarkColours {Role::Error, Role::ErrorText};
    }
    case TimelineKind::Request:
    case TimelineKind::Span:
        return mark.bad ? MarkColours {Role::Warning, Role::Text}
                        : MarkColours {Role::Request, Role::Muted};
    case TimelineKind::Log:
        return mark.bad    ? MarkColours {Role::Error, Role::ErrorText}
            : mark.warning ? MarkColours {Role::Warning, Role::WarningText}
                           : MarkColours {Role::Log, Role::Muted};
    case TimelineKind::Ticket:
        return {Role::Ticket, Role::TicketText};
    }
    return {Role::Log, Role::Muted};
}

void paintShape(QPainter& painter, const TimelineMark& mark, const QColor& colour)
{
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    switch (mark.shape) {
    case MarkShape::Block:
    case MarkShape::Box:
    case MarkShape::Note:
        painter.drawRoundedRect(mark.box, 2, 2);
        break;
    case MarkShape::Dot:
    case MarkShape::Cluster:
        painter.drawRoundedRect(mark.box, 4, 4);
        break;
    case MarkShape::Triangle:
        paintTriangle(painter, mark.box, colour);
        break;
    case MarkShape::Tick:
        painter.drawRect(mark.box);
        break;
    }
}

void paintMark(QPainter& painter, const TimelinePicture& picture, TimelineKind kind,
               const TimelineMark& mark)
{
    const MarkColours colours = coloursOf(picture, kind, mark);
    paintShape(painter, mark, colourOf(colours.fill));
    if (holds(mark, picture.selected)) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(colourOf(Role::Text), 1.5));
        painter.drawRoundedRect(mark.box.adjusted(-4, -4, 4, 4), 4, 4);
    }
    if (!mark.label.isEmpty() && !mark.labelBox.isEmpty()) {
        if (mark.shape != MarkShape::Block) {
            painter.fillRect(mark.labelBox.adjusted(0, 1, 0, -1), colourOf(Role::Panel));
        }
        painter.setPen(colourOf(colours.text));
        drawFigures(painter, mark.labelBox, mark.labelAlignment | Qt::AlignVCenter, mark.label);
    }
}

void paintCursor(QPainter& painter, const TimelinePicture& picture)
{
    if (!picture.selected || *picture.selected >= picture.items.size()) {
        return;
    }
    const TimelineScene& scene = picture.scene;
    const double x = scene.scale.toPixel(picture.items[*picture.selected].time);
    if (x < scene.axis.left() || x > scene.axis.right() || scene.lanes.empty()) {
        return;
    }
    painter.setPen(QPen(colourOf(Role::Error), 1, Qt::DashLine));
    painter.drawLine(QPointF(x, scene.axis.bottom() - 4),
                     QPointF(x, scene.lanes.back().box.bottom()));
}

} // namespace

void paintTimeline(QPainter& painter, const TimelinePicture& picture)
{
    painter.setRenderHint(QPainter::Antialiasing);
    paintAxis(painter, picture);
    const QRectF& axis = picture.scene.axis;
    for (const TimelineLane& lane : picture.scene.lanes) {
        painter.setFont(picture.font);
        painter.setPen(colourOf(Role::Muted));
        painter.drawText(QRectF(14, lane.box.top(), axis.left() - 18, lane.box.height()),
                         Qt::AlignLeft | Qt::AlignVCenter, laneName(lane.kind));
        painter.setPen(colourOf(Role::Rule));
        painter.drawLine(lane.box.bottomLeft(), lane.box.bottomRight());
    }
    paintCursor(painter, picture);
    painter.setFont(smallFont(picture.font));
    for (const TimelineLane& lane : picture.scene.lanes) {
        painter.save();
        painter.setClipRect(lane.box.adjusted(-8, 0, 14, 0));
        for (const TimelineMark& mark : lane.marks) {
            paintMark(painter, picture, lane.kind, mark);
        }
        painter.restore();
    }
}

} // namespace throughline::widgets
