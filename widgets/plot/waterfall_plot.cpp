#include "widgets/plot/waterfall_plot.h"

#include "models/layout/waterfall_layout.h"
#include "widgets/plot/plot_manners.h"
#include "widgets/plot/plot_widget.h"
#include "widgets/shared/format.h"
#include "widgets/shared/text.h"
#include "widgets/theme/fonts.h"
#include "widgets/theme/theme.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>

namespace throughline::widgets {

namespace {

constexpr double kAxisHeight = 26;
constexpr double kIndent = 16;
constexpr double kLeft = 14;
constexpr double kErrorColumn = 22;
constexpr double kRight = 58;
constexpr int kMostIndent = 12; ///< deeper rows stand under one another

QColor colourOf(Role role)
{
    return Theme::current().colour(role);
}

bool failed(const analysis::TraceRow& row)
{
    return row.span.status == "error";
}

} // namespace

WaterfallPlot::WaterfallPlot(QWidget* parent)
    : QAbstractScrollArea(parent)
    , m_manners(new PlotManners(this, [this] { return table(); }))
{
    setObjectName(QStringLiteral("waterfallPlot"));
    setAccessibleName(tr("Trace waterfall"));
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setMinimumSize(420, 120);
}

void WaterfallPlot::setTrace(Trace trace)
{
    m_trace = std::move(trace);
    m_selected.reset();
    m_services.clear();
    for (std::size_t i = 0; i < count(); ++i) {
        const QString service = toQString(m_trace->rows[i].span.service);
        if (!m_services.contains(service)) {
            m_services.insert(service, static_cast<std::size_t>(m_services.size()));
        }
    }
    setAccessibleDescription(m_trace
                                 ? tr("%1 spans, %2 services, %3")
                                       .arg(formatCount(count()), formatCount(m_trace->services),
                                            formatLatency(m_trace->range.length()))
                                 : QString());
    verticalScrollBar()->setValue(0);
    updateScrollBar();
    viewport()->update();
}

void WaterfallPlot::selectSpan(domain::SpanId span)
{
    std::optional<std::size_t> wanted;
    for (std::size_t i = 0; i < count() && span.valid(); ++i) {
        if (m_trace->rows[i].span.id == span) {
            wanted = i;
            break;
        }
    }
    if (wanted != m_selected) {
        m_selected = wanted;
        if (wanted) {
            showRow(*wanted);
        }
        viewport()->update();
    }
}

domain::SpanId WaterfallPlot::selectedSpan() const
{
    return m_selected ? m_trace->rows[*m_selected].span.id : domain::SpanId {};
}

TableTwin WaterfallPlot::table() const
{
    TableTwin twin {accessibleName(),
                    {tr("Service"), tr("Operation"), tr("Start"), tr("Duration"), tr("Self"),
                     tr("Status"), tr("On critical path")},
                    {}};
    for (std::size_t i = 0; i < count(); ++i) {
        const analysis::TraceRow& row = m_trace->rows[i];
        twin.rows.push_back({toQString(row.span.service), oneLine(toQString(row.span.name)),
                             formatLatency(row.span.start - m_trace->range.from),
                             formatLatency(row.span.duration), formatLatency(row.self),
                             toQString(row.span.status),
                             row.onCriticalPath ? tr("yes") : tr("no")});
    }
    return twin;
}

QSize WaterfallPlot::sizeHint() const
{
    return {760, 290};
}

int WaterfallPlot::rowHeight() const
{
    return fontMetrics().height() + 17;
}

double WaterfallPlot::nameWidth() const
{
    return std::clamp(viewport()->width() * 0.36, 180.0, 360.0);
}

layout::TimeScale WaterfallPlot::scale() const
{
    const double left = nameWidth() + kErrorColumn;
    return {m_trace ? m_trace->range : TimeRange {}, left,
            std::max(left + 20, viewport()->width() - kRight)};
}

std::optional<std::size_t> WaterfallPlot::rowAt(QPointF position) const
{
    const double y = position.y() - kAxisHeight + verticalScrollBar()->value();
    if (position.y() < kAxisHeight || y < 0) {
        return std::nullopt;
    }
    const auto row = static_cast<std::size_t>(y / rowHeight());
    return row < count() ? std::optional(row) : std::nullopt;
}

QString WaterfallPlot::hintFor(std::size_t place) const
{
    const analysis::TraceRow& row = m_trace->rows[place];
    QStringList lines {toQString(row.span.service) + QLatin1Char(' ')
                           + oneLine(toQString(row.span.name)),
                       tr("%1, of which %2 its own work")
                           .arg(formatLatency(row.span.duration), formatLatency(row.self))};
    if (failed(row)) {
        lines.append(tr("failed"));
    }
    if (row.onCriticalPath) {
        lines.append(tr("on the critical path"));
    }
    if (row.orphan) {
        lines.append(tr("its parent is not in the data"));
    }
    return lines.join(QLatin1Char('\n'));
}

void WaterfallPlot::paintEvent(QPaintEvent*)
{
    QPainter painter(viewport());
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(viewport()->rect(), colourOf(Role::Panel));
    if (count() == 0) {
        return;
    }
    painter.setFont(font());
    const double height = viewport()->height() - kAxisHeight;
    const layout::RowRange seen =
        layout::visibleRows(count(), rowHeight(), verticalScrollBar()->value(), height);
    painter.save();
    painter.setClipRect(QRectF(0, kAxisHeight, viewport()->width(), height));
    for (std::size_t row = seen.first; row < seen.last; ++row) {
        if (row == m_selected) {
            const double top =
                kAxisHeight + static_cast<double>(row) * rowHeight() - verticalScrollBar()->value();
            painter.fillRect(QRectF(0, top, viewport()->width(), rowHeight()),
                             colourOf(Role::Selection));
            painter.fillRect(QRectF(0, top, 3, rowHeight()), colourOf(Role::SelectionMark));
        }
    }
    painter.restore();
    paintAxis(painter);
    painter.setClipRect(QRectF(0, kAxisHeight, viewport()->width(), height));
    for (std::size_t row = seen.first; row < seen.last; ++row) {
        paintRow(painter, row,
                 kAxisHeight + static_cast<double>(row) * rowHeight()
                     - verticalScrollBar()->value());
    }
    painter.setClipping(false);
    if (hasFocus()) {
        paintFocusRing(painter, viewport()->rect());
    }
}

void WaterfallPlot::paintAxis(QPainter& painter) const
{
    const layout::TimeScale axis = scale();
    const auto most = static_cast<std::size_t>((axis.right - axis.left) / 70) + 1;
    const layout::TimeTicks ticks = layout::relativeTicks(axis.range, axis.range.from, most);
    painter.setFont(smallFont(font()));
    for (const Timestamp tick : ticks.ticks) {
        const double x = axis.toPixel(tick);
        painter.setPen(colourOf(Role::Grid));
        painter.drawLine(QPointF(x, kAxisHeight), QPointF(x, viewport()->height()));
        painter.setPen(colourOf(Role::Muted));
        drawFigures(painter, QRectF(x - 40, 0, 80, kAxisHeight), Qt::AlignCenter,
                    formatTraceTick(tick - axis.range.from, ticks.step));
    }
    painter.setFont(font());
}

void WaterfallPlot::paintRow(QPainter& painter, std::size_t place, double top) const
{
    const analysis::TraceRow& row = m_trace->rows[place];
    paintName(painter, row, QRectF(0, top, nameWidth(), rowHeight()));
    if (failed(row)) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(colourOf(Role::Warning));
        painter.drawEllipse(QPointF(nameWidth() + kErrorColumn / 2 - 4, top + rowHeight() / 2.0), 4,
                            4);
    }
    paintBar(painter, row, QRectF(0, top, viewport()->width(), rowHeight()));
}

void WaterfallPlot::paintName(QPainter& painter, const analysis::TraceRow& row,
                              const QRectF& box) const
{
    const double indent = kIndent * std::min<double>(row.depth, kMostIndent);
    QRectF line = box.adjusted(kLeft + indent, 0, -4, 0);
    const QString service = toQString(row.span.service);
    const QFont strong = strongFont(font());
    painter.setFont(strong);
    painter.setPen(Theme::current().serviceText(m_services.value(service)));
    const QFontMetricsF strongMetrics(strong);
    painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                     strongMetrics.elidedText(service, Qt::ElideRight, line.width()));
    line.setLeft(line.left() + strongMetrics.horizontalAdvance(service + QLatin1Char(' ')));
    if (line.width() < 12) {
        return;
    }
    painter.setFont(font());
    painter.setPen(colourOf(Role::Text));
    painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                     QFontMetricsF(font()).elidedText(oneLine(toQString(row.span.name)),
                                                      Qt::ElideRight, line.width()));
}

void WaterfallPlot::paintBar(QPainter& painter, const analysis::TraceRow& row,
                             const QRectF& box) const
{
    const QFont small = smallFont(font());
    const QString label = formatLatency(row.span.duration);
    const layout::SpanBarOptions options {.leastWidth = 3,
                                          .labelWidth = figuresWidth(small, label),
                                          .labelGap = 6,
                                          .rightEdge = viewport()->width() - 4.0};
    const layout::SpanBar place =
        layout::spanBar(row.span.start, row.span.duration, scale(), options);
    const double height = rowHeight() * 0.48;
    const QRectF bar(place.bar.from, box.center().y() - height / 2 - 1,
                     place.bar.to - place.bar.from, height);
    painter.setPen(Qt::NoPen);
    painter.setBrush(Theme::current().service(m_services.value(toQString(row.span.service))));
    painter.drawRoundedRect(bar, 1.5, 1.5);
    if (row.onCriticalPath) {
        painter.fillRect(QRectF(bar.left(), bar.bottom() + 1.5, bar.width(), 2),
                         colourOf(Role::Warning));
    }
    if (place.label == layout::LabelSide::Hidden) {
        return;
    }
    painter.setFont(small);
    painter.setPen(colourOf(Role::Text));
    const bool right = place.label == layout::LabelSide::Right;
    const QRectF text(right ? bar.right() + 6 : bar.left() - 106, box.top(), 100, box.height() - 2);
    drawFigures(painter, text, (right ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter, label);
}

void WaterfallPlot::resizeEvent(QResizeEvent*)
{
    updateScrollBar();
}

void WaterfallPlot::updateScrollBar()
{
    const int height = std::max(0, viewport()->height() - static_cast<int>(kAxisHeight));
    const auto all = static_cast<int>(std::min<std::size_t>(count(), 10'000'000)) * rowHeight();
    verticalScrollBar()->setPageStep(height);
    verticalScrollBar()->setSingleStep(rowHeight());
    verticalScrollBar()->setRange(0, std::max(0, all + 8 - height));
}

void WaterfallPlot::choose(std::size_t row)
{
    if (row >= count() || m_selected == row) {
        return;
    }
    m_selected = row;
    showRow(row);
    viewport()->update();
    Q_EMIT spanSelected(m_trace->rows[row].span.id);
}

void WaterfallPlot::showRow(std::size_t row)
{
    const double height = viewport()->height() - kAxisHeight;
    verticalScrollBar()->setValue(static_cast<int>(
        layout::scrollToShow(row, rowHeight(), verticalScrollBar()->value(), height)));
}

void WaterfallPlot::nextError()
{
    const std::size_t start = m_selected ? *m_selected + 1 : 0;
    for (std::size_t i = 0; i < count(); ++i) {
        const std::size_t row = (start + i) % count();
        if (failed(m_trace->rows[row])) {
            choose(row);
            return;
        }
    }
}

void WaterfallPlot::keyPressEvent(QKeyEvent* event)
{
    if (count() == 0) {
        QAbstractScrollArea::keyPressEvent(event);
        return;
    }
    const std::size_t last = count() - 1;
    const std::size_t page =
        std::max<std::size_t>(1, static_cast<std::size_t>(viewport()->height() / rowHeight()));
    const std::size_t here = m_selected.value_or(0);
    switch (event->key()) {
    case Qt::Key_Down:
    case Qt::Key_J:
    case Qt::Key_Period:
        choose(m_selected ? std::min(last, here + 1) : 0);
        break;
    case Qt::Key_Up:
    case Qt::Key_K:
    case Qt::Key_Comma:
        choose(here > 0 ? here - 1 : 0);
        break;
    case Qt::Key_PageDown:
        choose(std::min(last, here + page));
        break;
    case Qt::Key_PageUp:
        choose(here > page ? here - page : 0);
        break;
    case Qt::Key_Home:
        choose(0);
        break;
    case Qt::Key_End:
        choose(last);
        break;
    case Qt::Key_E:
        nextError();
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_selected) {
            Q_EMIT spanActivated(selectedSpan());
        }
        break;
    default:
        QAbstractScrollArea::keyPressEvent(event);
    }
}

void WaterfallPlot::mousePressEvent(QMouseEvent* event)
{
    if (const auto row = rowAt(event->position()); row && event->button() == Qt::LeftButton) {
        choose(*row);
    }
}

void WaterfallPlot::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (const auto row = rowAt(event->position())) {
        choose(*row);
        Q_EMIT spanActivated(selectedSpan());
    }
}

bool WaterfallPlot::viewportEvent(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const auto row = rowAt(QPointF(help->pos()));
        if (row) {
            QToolTip::showText(help->globalPos(), asToolTip(hintFor(*row)), viewport());
        } else {
            QToolTip::hideText();
        }
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

} // namespace throughline::widgets
