#include "widgets/plot/timeline_scene.h"

#include "models/layout/downsample.h"
#include "models/layout/lane_packing.h"
#include "widgets/shared/format.h"
#include "widgets/shared/text.h"
#include "widgets/theme/fonts.h"

#include <QCoreApplication>
#include <QFontMetricsF>

#include <algorithm>

namespace throughline::widgets {

namespace {

using domain::TimelineItem;
using domain::TimelineKind;
using layout::Extent;

constexpr double kNameWidth = 84;
constexpr double kAxisHeight = 30;
constexpr double kRightMargin = 14;
constexpr double kLabelGap = 5;
constexpr double kRing = 4; ///< room of the ring around the selected mark
constexpr std::uint8_t kErrorSeverity = 17;
constexpr std::uint8_t kWarnSeverity = 13;

class Words
{
    Q_DECLARE_TR_FUNCTIONS(throughline::widgets::TimelineScene)
};

/// One lane while it is built.
struct LaneBuilder
{
    const TimelineSceneInput& input;
    const layout::TimeScale& scale;
    QRectF box;
    std::vector<std::size_t> places; ///< items of this lane, in time order

    [[nodiscard]] const TimelineItem& item(std::size_t i) const { return input.items[places[i]]; }

    [[nodiscard]] double middle() const { return box.center().y(); }
};

bool isBad(const TimelineItem& item)
{
    return item.kind == TimelineKind::Error || item.severity >= kErrorSeverity;
}

TimelineMark markOf(const LaneBuilder& lane, const layout::MarkCluster& cluster, MarkShape shape,
                    double height)
{
    TimelineMark mark;
    mark.shape = shape;
    mark.box = QRectF(cluster.extent.from, lane.middle() - height / 2,
                      cluster.extent.to - cluster.extent.from, height);
    for (std::size_t i = cluster.first; i < cluster.first + cluster.count; ++i) {
        const TimelineItem& item = lane.item(i);
        mark.items.push_back(lane.places[i]);
        mark.bad = mark.bad || isBad(item);
        mark.warning = mark.warning || item.frustration
            || (item.severity >= kWarnSeverity && item.severity < kErrorSeverity);
    }
    mark.first = mark.items.front();
    return mark;
}

bool isVisible(const Extent& extent, const QRectF& box)
{
    return extent.to >= box.left() && extent.from <= box.right();
}

/// Marks of equal width around each moment, those that overlap by more than `overlap` put together.
std::vector<TimelineMark> pointMarks(const LaneBuilder& lane, MarkShape shape, QSizeF size,
                                     double overlap)
{
    std::vector<Extent> extents;
    for (const std::size_t place : lane.places) {
        const double x = lane.scale.toPixel(lane.input.items[place].time);
        extents.push_back({x - size.width() / 2, x + size.width() / 2});
    }
    std::vector<TimelineMark> marks;
    for (const layout::MarkCluster& cluster : layout::clusterMarks(extents, -overlap)) {
        if (isVisible(cluster.extent, lane.box)) {
            marks.push_back(markOf(lane, cluster, shape, size.height()));
        }
    }
    return marks;
}

QString withCount(const QString& title, std::size_t count)
{
    return count > 1 ? Words::tr("%1\u00D7 %2", "count, what").arg(count).arg(title) : title;
}

/// Puts labels beside the marks that have one.
void placeMarkLabels(const LaneBuilder& lane, std::vector<TimelineMark>& marks)
{
    const QFont font = smallFont(lane.input.font);
    const QFontMetricsF metrics(font);
    std::vector<layout::LabelWish> wishes;
    for (const TimelineMark& mark : marks) {
        const bool selected = lane.input.selected
            && std::find(mark.items.begin(), mark.items.end(), *lane.input.selected)
                != mark.items.end();
        const double width = mark.label.isEmpty() ? 0 : metrics.horizontalAdvance(mark.label) + 2;
        const double ring = selected ? kRing : 0;
        wishes.push_back(
            {{mark.box.left() - ring, mark.box.right() + ring}, width, selected || mark.bad});
    }
    const Extent bounds {lane.box.left(), lane.box.right() + kRightMargin - 3};
    const auto sides = layout::placeLabels(wishes, bounds, kLabelGap);
    for (std::size_t i = 0; i < marks.size(); ++i) {
        TimelineMark& mark = marks[i];
        const double top = lane.middle() - metrics.height() / 2;
        if (sides[i] == layout::LabelSide::Right) {
            mark.labelBox =
                QRectF(wishes[i].mark.to + kLabelGap, top, wishes[i].width, metrics.height());
        } else if (sides[i] == layout::LabelSide::Left) {
            mark.labelBox = QRectF(wishes[i].mark.from - kLabelGap - wishes[i].width, top,
                                   wishes[i].width, metrics.height());
            mark.labelAlignment = Qt::AlignRight;
        }
    }
}

std::vector<TimelineMark> viewMarks(const LaneBuilder& lane)
{
    std::vector<TimelineMark> marks;
    const QFontMetricsF metrics(smallFont(lane.input.font));
    for (std::size_t i = 0; i < lane.places.size(); ++i) {
        const TimelineItem& item = lane.item(i);
        const Timestamp next =
            i + 1 < lane.places.size() ? lane.item(i + 1).time : lane.input.whole.to;
        const Timestamp end = item.duration.ns > 0 ? item.time + item.duration : next;
        const double from = std::max(lane.scale.toPixel(item.time), lane.box.left());
        const double to = std::min(lane.scale.toPixel(end) - 1, lane.box.right());
        if (to < lane.box.left() || from > lane.box.right()) {
            continue;
        }
        TimelineMark mark =
            markOf(lane, {{from, std::max(to, from + 2)}, i, 1}, MarkShape::Block, 22);
        mark.labelBox = mark.box.adjusted(6, 0, -4, 0);
        mark.label = metrics.elidedText(oneLine(toQString(item.title)), Qt::ElideRight,
                                        mark.labelBox.width());
        if (mark.labelBox.width() < 12) {
            mark.label.clear();
        }
        marks.push_back(std::move(mark));
    }
    return marks;
}

/// Items of one run of the same frustrated action.
std::size_t frustrationRun(const LaneBuilder& lane, std::size_t from)
{
    std::size_t end = from;
    while (end < lane.places.size() && lane.item(end).frustration
           && lane.item(end).title == lane.item(from).title) {
        ++end;
    }
    return end - from;
}

std::vector<TimelineMark> actionMarks(const LaneBuilder& lane)
{
    std::vector<TimelineMark> runs;
    LaneBuilder calm {lane.input, lane.scale, lane.box, {}};
    const QFontMetricsF metrics(smallFont(lane.input.font));
    for (std::size_t i = 0; i < lane.places.size();) {
        const std::size_t run = frustrationRun(lane, i);
        if (run < 2) {
            calm.places.push_back(lane.places[i]);
            ++i;
            continue;
        }
        const double from = lane.scale.toPixel(lane.item(i).time) - 4;
        const double to = lane.scale.toPixel(lane.item(i + run - 1).time) + 4;
        const Extent extent {from, std::max(to, from + 20)};
        if (isVisible(extent, lane.box)) {
            TimelineMark mark = markOf(lane, {extent, i, run}, MarkShape::Cluster, 8);
            mark.label = withCount(oneLine(toQString(lane.item(i).title)), run);
            const double width = metrics.horizontalAdvance(mark.label) + 2;
            const double left = std::clamp(mark.box.center().x() - width / 2, lane.box.left(),
                                           std::max(lane.box.left(), lane.box.right() - width));
            mark.labelBox =
                QRectF(left, mark.box.top() - metrics.height() - 1, width, metrics.height());
            runs.push_back(std::move(mark));
        }
        i += run;
    }
    std::vector<TimelineMark> marks = pointMarks(calm, MarkShape::Dot, {8, 8}, 4);
    marks.insert(marks.end(), std::make_move_iterator(runs.begin()),
                 std::make_move_iterator(runs.end()));
    return marks;
}

std::vector<TimelineMark> errorMarks(const LaneBuilder& lane)
{
    std::vector<TimelineMark> marks = pointMarks(lane, MarkShape::Triangle, {12, 11}, 6);
    for (TimelineMark& mark : marks) {
        const QString title = oneLine(toQString(lane.input.items[mark.first].title));
        mark.label = withCount(title, mark.items.size());
    }
    placeMarkLabels(lane, marks);
    return marks;
}

std::vector<TimelineMark> requestMarks(const LaneBuilder& lane)
{
    std::vector<Extent> extents;
    for (const std::size_t place : lane.places) {
        const TimelineItem& item = lane.input.items[place];
        const double from = lane.scale.toPixel(item.time);
        extents.push_back({from, from + std::max(5.0, lane.scale.toWidth(item.duration))});
    }
    std::vector<TimelineMark> marks;
    for (const layout::MarkCluster& cluster : layout::clusterMarks(extents, -4)) {
        if (!isVisible(cluster.extent, lane.box)) {
            continue;
        }
        TimelineMark mark = markOf(lane, cluster, MarkShape::Box, 18);
        mark.box = mark.box.intersected(lane.box.adjusted(0, -1, 0, 1));
        const bool selected = lane.input.selected
            && std::find(mark.items.begin(), mark.items.end(), *lane.input.selected)
                != mark.items.end();
        if (mark.bad || selected) {
            mark.label = withCount(oneLine(toQString(lane.input.items[mark.first].title)),
                                   mark.items.size());
        }
        marks.push_back(std::move(mark));
    }
    placeMarkLabels(lane, marks);
    return marks;
}

/// Tickets come after the session as a rule: those stand at the right edge with their distance.
std::vector<TimelineMark> ticketMarks(const LaneBuilder& lane)
{
    std::vector<TimelineMark> marks;
    double right = lane.box.right();
    for (std::size_t i = lane.places.size(); i > 0; --i) {
        const TimelineItem& item = lane.item(i - 1);
        const bool after = item.time >= lane.input.whole.to;
        const double x = after ? right - 7 : lane.scale.toPixel(item.time);
        if (!isVisible({x - 6, x + 6}, lane.box)) {
            continue;
        }
        TimelineMark mark = markOf(lane, {{x - 5, x + 5}, i - 1, 1}, MarkShape::Note, 12);
        const QString title = oneLine(toQString(item.title));
        mark.label = after ? Words::tr("%1 at +%2 \u203A", "ticket, how long after the session")
                                 .arg(title, formatApart(item.time - lane.input.whole.to))
                           : title;
        right = after ? x - 8 : right;
        marks.insert(marks.begin(), std::move(mark));
    }
    std::sort(marks.begin(), marks.end(), [](const TimelineMark& a, const TimelineMark& b) {
        return a.box.left() < b.box.left();
    });
    placeMarkLabels(lane, marks);
    return marks;
}

std::vector<TimelineMark> marksOf(TimelineKind kind, const LaneBuilder& lane)
{
    switch (kind) {
    case TimelineKind::View:
        return viewMarks(lane);
    case TimelineKind::Action:
        return actionMarks(lane);
    case TimelineKind::Error:
        return errorMarks(lane);
    case TimelineKind::Request:
    case TimelineKind::Span:
        return requestMarks(lane);
    case TimelineKind::Log:
        return pointMarks(lane, MarkShape::Tick, {2, 12}, 1);
    case TimelineKind::Ticket:
        return ticketMarks(lane);
    }
    return {};
}

} // namespace

const TimelineMark* TimelineScene::markAt(QPointF position) const
{
    for (const TimelineLane& lane : lanes) {
        if (position.y() < lane.box.top() || position.y() >= lane.box.bottom()) {
            continue;
        }
        const auto found =
            std::find_if(lane.marks.rbegin(), lane.marks.rend(), [&](const TimelineMark& mark) {
                const bool beside =
                    mark.shape != MarkShape::Block && mark.labelBox.contains(position);
                return beside || mark.box.adjusted(-4, -8, 4, 8).contains(position);
            });
        return found == lane.marks.rend() ? nullptr : &*found;
    }
    return nullptr;
}

TimelineScene makeTimelineScene(const TimelineSceneInput& input)
{
    std::vector<TimelineKind> kinds {TimelineKind::View,  TimelineKind::Action,
                                     TimelineKind::Error, TimelineKind::Request,
                                     TimelineKind::Log,   TimelineKind::Ticket};
    const bool hasSpans =
        std::any_of(input.items.begin(), input.items.end(),
                    [](const TimelineItem& item) { return item.kind == TimelineKind::Span; });
    if (hasSpans) {
        kinds.insert(kinds.begin() + 4, TimelineKind::Span);
    }
    TimelineScene scene;
    const double right = std::max(kNameWidth + 20, input.size.width() - kRightMargin);
    scene.scale = {input.visible, kNameWidth, right};
    scene.axis = QRectF(kNameWidth, 0, right - kNameWidth, kAxisHeight);
    scene.ticks = layout::relativeTicks(input.visible, input.whole.from,
                                        static_cast<std::size_t>((right - kNameWidth) / 80) + 1);
    const double height = std::clamp(
        (input.size.height() - kAxisHeight - 4) / static_cast<double>(kinds.size()), 26.0, 44.0);
    for (std::size_t i = 0; i < kinds.size(); ++i) {
        TimelineLane lane {kinds[i],
                           QRectF(kNameWidth, kAxisHeight + height * static_cast<double>(i),
                                  right - kNameWidth, height),
                           {}};
        LaneBuilder builder {input, scene.scale, lane.box, {}};
        for (std::size_t place = 0; place < input.items.size(); ++place) {
            if (input.items[place].kind == kinds[i]) {
                builder.places.push_back(place);
            }
        }
        lane.marks = marksOf(kinds[i], builder);
        scene.lanes.push_back(std::move(lane));
    }
    return scene;
}

} // namespace throughline::widgets
