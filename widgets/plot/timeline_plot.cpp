#include "widgets/plot/timeline_plot.h"

#include "widgets/plot/timeline_painter.h"
#include "widgets/shared/format.h"
#include "widgets/shared/text.h"
#include "widgets/theme/theme.h"

#include <QKeyEvent>
#include <QPainter>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace throughline::widgets {

namespace {

constexpr double kZoomStep = 0.8;
constexpr double kPanStep = 0.1;
constexpr double kFaster = 4;
constexpr double kDragThreshold = 4;

} // namespace

QString laneName(domain::TimelineKind kind)
{
    switch (kind) {
    case domain::TimelineKind::View:
        return TimelinePlot::tr("Views");
    case domain::TimelineKind::Action:
        return TimelinePlot::tr("Actions");
    case domain::TimelineKind::Error:
        return TimelinePlot::tr("Errors");
    case domain::TimelineKind::Request:
        return TimelinePlot::tr("Requests");
    case domain::TimelineKind::Span:
        return TimelinePlot::tr("Spans");
    case domain::TimelineKind::Log:
        return TimelinePlot::tr("Logs");
    case domain::TimelineKind::Ticket:
        return TimelinePlot::tr("Tickets");
    }
    return {};
}

TimelinePlot::TimelinePlot(QWidget* parent)
    : PlotWidget(tr("Session timeline"), parent)
{
    setObjectName(QStringLiteral("timelinePlot"));
}

void TimelinePlot::setItems(Items items, const TimeRange& whole)
{
    m_items = std::move(items);
    m_whole = whole.empty() ? TimeRange {whole.from, whole.from + Duration::seconds(1)} : whole;
    m_visible = m_whole;
    m_selected.reset();
    sceneChanged();
    contentChanged();
    Q_EMIT visibleRangeChanged(m_visible);
}

void TimelinePlot::selectItem(std::optional<std::size_t> place)
{
    const std::optional<std::size_t> wanted = place && *place < count() ? place : std::nullopt;
    if (wanted != m_selected) {
        m_selected = wanted;
        showSelected();
        sceneChanged();
    }
}

void TimelinePlot::setHighlightedError(const QString& id)
{
    if (id != m_highlighted) {
        m_highlighted = id;
        update();
    }
}

void TimelinePlot::setVisibleRange(const TimeRange& range)
{
    if (range == m_visible || range.empty()) {
        return;
    }
    m_visible = range;
    sceneChanged();
    Q_EMIT visibleRangeChanged(m_visible);
}

const TimelineScene& TimelinePlot::scene() const
{
    if (!m_scene) {
        const std::span<const domain::TimelineItem> items =
            m_items ? std::span(*m_items) : std::span<const domain::TimelineItem>();
        m_scene =
            makeTimelineScene({items, m_visible, m_whole, QSizeF(size()), font(), m_selected});
    }
    return *m_scene;
}

void TimelinePlot::sceneChanged()
{
    m_scene.reset();
    update();
}

TableTwin TimelinePlot::table() const
{
    TableTwin twin {
        accessibleName(), {tr("Time"), tr("Lane"), tr("What"), tr("Duration"), tr("Source")}, {}};
    for (std::size_t i = 0; i < count(); ++i) {
        const domain::TimelineItem& item = (*m_items)[i];
        twin.rows.push_back(
            {formatClock(item.time), laneName(item.kind), oneLine(toQString(item.title)),
             item.duration.ns > 0 ? formatLatency(item.duration) : QString(),
             tr("%1 line %2").arg(toQString(item.place.file)).arg(item.place.line)});
    }
    return twin;
}

QString TimelinePlot::summary() const
{
    std::size_t errors = 0;
    for (std::size_t i = 0; i < count(); ++i) {
        errors += (*m_items)[i].kind == domain::TimelineKind::Error ? 1 : 0;
    }
    return tr("%1 items, %2 errors, %3 long")
        .arg(formatCount(count()), formatCount(errors), formatLength(m_whole.length()));
}

QString TimelinePlot::hintAt(QPointF position) const
{
    const TimelineMark* mark = scene().markAt(position);
    if (mark == nullptr) {
        return {};
    }
    const domain::TimelineItem& item = (*m_items)[mark->first];
    QStringList lines {
        oneLine(toQString(item.title)),
        tr("%1 at %2", "lane, time").arg(laneName(item.kind), formatClock(item.time))};
    if (item.duration.ns > 0) {
        lines.append(tr("took %1").arg(formatLatency(item.duration)));
    }
    if (mark->items.size() > 1) {
        lines.append(tr("and %1 more here").arg(formatCount(mark->items.size() - 1)));
    }
    return lines.join(QLatin1Char('\n'));
}

QSize TimelinePlot::sizeHint() const
{
    return {760, 290};
}

QSize TimelinePlot::minimumSizeHint() const
{
    return {420, 200};
}

void TimelinePlot::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), Theme::current().colour(Role::Panel));
    const std::span<const domain::TimelineItem> items =
        m_items ? std::span(*m_items) : std::span<const domain::TimelineItem>();
    paintTimeline(painter, {scene(), items, font(), m_whole.from, m_selected, m_highlighted});
    if (hasFocus()) {
        paintFocusRing(painter, rect());
    }
}

void TimelinePlot::resizeEvent(QResizeEvent*)
{
    m_scene.reset();
}

void TimelinePlot::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::FontChange) {
        m_scene.reset();
    }
    PlotWidget::changeEvent(event);
}

Timestamp TimelinePlot::focusTime() const
{
    if (m_selected && m_visible.contains((*m_items)[*m_selected].time)) {
        return (*m_items)[*m_selected].time;
    }
    return m_visible.from + Duration {m_visible.length().ns / 2};
}

void TimelinePlot::choose(std::size_t place)
{
    const bool changed = m_selected != place;
    selectItem(place);
    if (changed) {
        Q_EMIT itemSelected(place);
    }
}

void TimelinePlot::step(int by)
{
    if (count() == 0) {
        return;
    }
    const auto last = static_cast<std::ptrdiff_t>(count()) - 1;
    const std::ptrdiff_t from =
        m_selected ? static_cast<std::ptrdiff_t>(*m_selected) : (by > 0 ? -1 : last + 1);
    choose(static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(from + by, 0, last)));
}

void TimelinePlot::nextError()
{
    const std::size_t start = m_selected ? *m_selected + 1 : 0;
    for (std::size_t i = 0; i < count(); ++i) {
        const std::size_t place = (start + i) % count();
        if ((*m_items)[place].kind == domain::TimelineKind::Error) {
            choose(place);
            return;
        }
    }
}

void TimelinePlot::zoomBy(double factor, Timestamp anchor)
{
    setVisibleRange(
        layout::zoomed(m_visible, anchor, factor, {m_whole, Duration::milliseconds(1)}));
}

void TimelinePlot::panBy(double share)
{
    const auto by = static_cast<std::int64_t>(static_cast<double>(m_visible.length().ns) * share);
    setVisibleRange(layout::panned(m_visible, Duration {by}, {m_whole, Duration::milliseconds(1)}));
}

void TimelinePlot::showSelected()
{
    if (!m_selected) {
        return;
    }
    const Timestamp time = (*m_items)[*m_selected].time;
    if (!m_visible.contains(time) && m_whole.contains(time)) {
        const Duration half {m_visible.length().ns / 2};
        const Timestamp middle = m_visible.from + half;
        setVisibleRange(
            layout::panned(m_visible, time - middle, {m_whole, Duration::milliseconds(1)}));
    }
}

bool TimelinePlot::handleKey(int key, bool shift)
{
    const double speed = shift ? kFaster : 1;
    switch (key) {
    case Qt::Key_W:
        zoomBy(std::pow(kZoomStep, speed), focusTime());
        return true;
    case Qt::Key_S:
        zoomBy(std::pow(1 / kZoomStep, speed), focusTime());
        return true;
    case Qt::Key_A:
        panBy(-kPanStep * speed);
        return true;
    case Qt::Key_D:
        panBy(kPanStep * speed);
        return true;
    case Qt::Key_F:
        setVisibleRange(m_whole);
        return true;
    case Qt::Key_Period:
    case Qt::Key_Right:
        step(1);
        return true;
    case Qt::Key_Comma:
    case Qt::Key_Left:
        step(-1);
        return true;
    case Qt::Key_E:
        nextError();
        return true;
    default:
        return false;
    }
}

void TimelinePlot::keyPressEvent(QKeyEvent* event)
{
    const bool plain =
        !(event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier));
    if (plain && handleKey(event->key(), event->modifiers() & Qt::ShiftModifier)) {
        return;
    }
    if (m_selected && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)) {
        Q_EMIT itemActivated(*m_selected);
    } else if (m_selected && event->key() == Qt::Key_Escape) {
        selectItem(std::nullopt);
        Q_EMIT selectionCleared();
    } else {
        PlotWidget::keyPressEvent(event);
    }
}

void TimelinePlot::wheelEvent(QWheelEvent* event)
{
    const QPoint turn = event->angleDelta();
    if ((event->modifiers() & Qt::ShiftModifier) || std::abs(turn.x()) > std::abs(turn.y())) {
        const int amount = turn.x() != 0 ? turn.x() : turn.y();
        panBy(-kPanStep * amount / 120.0);
    } else {
        zoomBy(std::pow(kZoomStep, turn.y() / 120.0), scene().scale.toTime(event->position().x()));
    }
    event->accept();
}

void TimelinePlot::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton) {
        m_dragFrom = event->position();
        m_dragRange = m_visible;
        m_dragged = false;
    }
}

void TimelinePlot::mouseMoveEvent(QMouseEvent* event)
{
    if (!m_dragFrom) {
        setCursor(scene().markAt(event->position()) == nullptr ? Qt::ArrowCursor
                                                               : Qt::PointingHandCursor);
        return;
    }
    const double moved = event->position().x() - m_dragFrom->x();
    m_dragged = m_dragged || std::abs(moved) > kDragThreshold;
    if (m_dragged) {
        const double width = scene().scale.right - scene().scale.left;
        const double by = -moved / width * static_cast<double>(m_dragRange.length().ns);
        setVisibleRange(layout::panned(m_dragRange, Duration {static_cast<std::int64_t>(by)},
                                       {m_whole, Duration::milliseconds(1)}));
    }
}

void TimelinePlot::mouseReleaseEvent(QMouseEvent* event)
{
    const bool clicked = m_dragFrom && !m_dragged;
    m_dragFrom.reset();
    if (!clicked) {
        return;
    }
    if (const TimelineMark* mark = scene().markAt(event->position())) {
        choose(mark->first);
    }
}

void TimelinePlot::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (const TimelineMark* mark = scene().markAt(event->position())) {
        const std::size_t place = mark->first;
        choose(place);
        Q_EMIT itemActivated(place);
    }
}

} // namespace throughline::widgets
