#include "widgets/plot/funnel_chart.h"

#include "widgets/plot/plot_manners.h"
#include "widgets/plot/plot_widget.h"
#include "widgets/shared/format.h"
#include "widgets/shared/text.h"
#include "widgets/theme/fonts.h"
#include "widgets/theme/theme.h"

#include <QGraphicsLayout>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QToolTip>
#include <QtCharts/QBarSeries>
#include <QtCharts/QBarSet>
#include <QtCharts/QChart>
#include <QtCharts/QValueAxis>

#include <algorithm>
#include <cmath>

namespace throughline::widgets {

namespace {

constexpr double kBarWidth = 0.74;
constexpr double kSide = 12;
constexpr double kTop = 26;
constexpr double kLabelGap = 6;
constexpr double kBetween = 8; ///< room between the labels of two steps
constexpr double kLeastPlot = 90;

QColor colourOf(Role role)
{
    return Theme::current().colour(role);
}

layout::FunnelShares sharesOf(const analysis::FunnelResult& funnel)
{
    layout::FunnelShares shares;
    for (const analysis::FunnelStepResult& step : funnel.steps) {
        shares.push_back(step.rateFromStart);
    }
    return shares;
}

double labelHeight(const QFont& font, qsizetype nameLines)
{
    const QFontMetricsF names(strongFont(smallFont(font)));
    return (names.height() + 1) * static_cast<double>(nameLines)
        + 2 * (QFontMetricsF(smallFont(font)).height() + 1);
}

} // namespace

FunnelChart::FunnelChart(QWidget* parent)
    : QChartView(parent)
    , m_chart(new QChart)
    , m_steps(new QValueAxis(this))
    , m_shares(new QValueAxis(this))
    , m_manners(new PlotManners(this, [this] { return table(); }))
{
    setObjectName(QStringLiteral("funnelChart"));
    setAccessibleName(tr("Funnel"));
    setFocusPolicy(Qt::StrongFocus);
    viewport()->setObjectName(QStringLiteral("funnelChartArea"));
    viewport()->setAccessibleName(tr("Funnel"));
    setRenderHint(QPainter::Antialiasing);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_chart->setAnimationOptions(QChart::NoAnimation);
    m_chart->legend()->hide();
    m_chart->setMargins({});
    m_chart->setBackgroundVisible(false);
    m_chart->layout()->setContentsMargins(0, 0, 0, 0);
    m_shares->setRange(0, 1);
    m_chart->addAxis(m_steps, Qt::AlignBottom);
    m_chart->addAxis(m_shares, Qt::AlignLeft);
    for (QValueAxis* axis : {m_steps, m_shares}) {
        axis->setVisible(false);
    }
    setChart(m_chart);
    applyTheme();
}

std::size_t FunnelChart::steps() const
{
    return m_view.unaffected ? m_view.unaffected->steps.size() : 0;
}

void FunnelChart::setFunnel(const FunnelView& view)
{
    m_view = view;
    m_current.reset();
    m_pressed.reset();
    rebuildSeries();
    applyTheme();
    setAccessibleDescription(funnelSummary(m_view));
    const double width = labelWidth() * static_cast<double>(steps()) + 2 * kSide;
    setMinimumSize(
        static_cast<int>(std::ceil(std::max(240.0, width))),
        static_cast<int>(kTop + kLeastPlot + kLabelGap + labelHeight(font(), 2) + kSide));
    placePlot();
}

void FunnelChart::rebuildSeries()
{
    m_chart->removeAllSeries();
    m_sets.clear();
    std::vector<layout::FunnelShares> arms;
    if (m_view.unaffected) {
        arms.push_back(sharesOf(*m_view.unaffected));
    }
    if (m_view.affected) {
        arms.push_back(affectedShares(*m_view.affected, m_view.exposureStep));
    }
    m_bars = layout::funnelBars(arms, kBarWidth);
    if (arms.empty()) {
        return;
    }
    auto* series = new QBarSeries(m_chart);
    series->setBarWidth(kBarWidth);
    for (const layout::FunnelShares& arm : arms) {
        auto* set = new QBarSet(QString(), series);
        for (const std::optional<double>& share : arm) {
            *set << std::clamp(share.value_or(0), 0.0, 1.0);
        }
        m_sets.push_back(set);
        series->append(set);
    }
    m_chart->addSeries(series);
    series->attachAxis(m_steps);
    series->attachAxis(m_shares);
    m_steps->setRange(-0.5, static_cast<double>(steps()) - 0.5);
    m_shares->setRange(0, 1);
}

void FunnelChart::applyTheme()
{
    setBackgroundBrush(colourOf(Role::Panel));
    for (std::size_t i = 0; i < m_sets.size(); ++i) {
        m_sets[i]->setColor(colourOf(i == 0 ? Role::Unaffected : Role::Affected));
        m_sets[i]->setPen(Qt::NoPen);
    }
    viewport()->update();
}

void FunnelChart::placePlot()
{
    const QSizeF size = viewport()->size();
    const double bottom = labelHeight(font(), nameLineCount()) + kLabelGap + kSide;
    m_chart->setPlotArea(QRectF(kSide, kTop, std::max(10.0, size.width() - 2 * kSide),
                                std::max(10.0, size.height() - kTop - bottom)));
}

void FunnelChart::resizeEvent(QResizeEvent* event)
{
    QChartView::resizeEvent(event);
    placePlot();
}

void FunnelChart::changeEvent(QEvent* event)
{
    QChartView::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange) {
        applyTheme();
    }
}

double FunnelChart::labelWidth() const
{
    const QFontMetricsF names(strongFont(smallFont(font())));
    double widest = 60;
    for (std::size_t i = 0; i < steps(); ++i) {
        const QStringList lines = funnelStepLines(*m_view.unaffected, i);
        for (const QString& part : brokenName(lines.front(), names)) {
            widest = std::max(widest, names.horizontalAdvance(part));
        }
        for (const QString& line : lines.mid(1)) {
            widest = std::max(widest, figuresWidth(smallFont(font()), line));
        }
    }
    return widest + kBetween;
}

double FunnelChart::stepWidth() const
{
    const double width = viewport()->width() - 2 * kSide;
    return width / static_cast<double>(std::max<std::size_t>(1, steps()));
}

QStringList FunnelChart::nameOf(std::size_t step) const
{
    const QString name = funnelStepLines(*m_view.unaffected, step).front();
    const QFontMetricsF metrics(strongFont(smallFont(font())));
    const bool fits = metrics.horizontalAdvance(name) + kBetween <= stepWidth();
    return fits ? QStringList {name} : brokenName(name, metrics);
}

qsizetype FunnelChart::nameLineCount() const
{
    qsizetype most = 1;
    for (std::size_t i = 0; i < steps(); ++i) {
        most = std::max(most, nameOf(i).size());
    }
    return most;
}

QRectF FunnelChart::pixelBox(const layout::FunnelBar& bar, double height) const
{
    const QRectF plot = m_chart->plotArea();
    const double perStep = plot.width() / static_cast<double>(std::max<std::size_t>(1, steps()));
    const double left = plot.left() + (bar.left + 0.5) * perStep;
    return {left, plot.bottom() - height * plot.height(), (bar.right - bar.left) * perStep,
            height * plot.height()};
}

QRectF FunnelChart::barRect(std::size_t step, FunnelArm arm) const
{
    for (const layout::FunnelBar& bar : m_bars) {
        if (bar.step == step && bar.arm == static_cast<std::size_t>(arm) && bar.present) {
            return pixelBox(bar, bar.height);
        }
    }
    return {};
}

void FunnelChart::drawBackground(QPainter* painter, const QRectF& rect)
{
    QChartView::drawBackground(painter, rect);
    for (const layout::FunnelBar& bar : m_bars) {
        if (bar.present) {
            painter->fillRect(pixelBox(bar, 1),
                              colourOf(bar.arm == 0 ? Role::UnaffectedGhost : Role::AffectedGhost));
        }
    }
}

void FunnelChart::drawForeground(QPainter* painter, const QRectF&)
{
    painter->save();
    painter->resetTransform();
    drawStepLabels(*painter);
    drawAffectedShares(*painter);
    drawImmature(*painter);
    if (m_current && hasFocus()) {
        for (const layout::FunnelBar& bar : m_bars) {
            if (bar.step == m_current->step && bar.arm == m_current->arm) {
                painter->setBrush(Qt::NoBrush);
                painter->setPen(QPen(colourOf(Role::Focus), 2));
                painter->drawRect(pixelBox(bar, 1).adjusted(-2, -2, 2, 2));
            }
        }
    }
    if (hasFocus()) {
        paintFocusRing(*painter, viewport()->rect());
    }
    painter->restore();
}

void FunnelChart::drawStepLabels(QPainter& painter) const
{
    const QRectF plot = m_chart->plotArea();
    const double perStep = stepWidth();
    const QFont strong = strongFont(smallFont(font()));
    const QFont small = smallFont(font());
    const double nameHeight = QFontMetricsF(strong).height() + 1;
    const double lineHeight = QFontMetricsF(small).height() + 1;
    const qsizetype nameLines = nameLineCount();
    for (std::size_t i = 0; i < steps(); ++i) {
        const double left = plot.left() + perStep * static_cast<double>(i) + labelIndent();
        const QStringList lines = funnelStepLines(*m_view.unaffected, i);
        const QStringList names = nameOf(i);
        painter.setFont(strong);
        painter.setPen(colourOf(Role::Text));
        for (qsizetype line = 0; line < names.size(); ++line) {
            const double top = plot.bottom() + kLabelGap + nameHeight * static_cast<double>(line);
            drawFigures(painter, QRectF(left, top, perStep, nameHeight),
                        Qt::AlignLeft | Qt::AlignVCenter, names.at(line));
        }
        painter.setFont(small);
        double top = plot.bottom() + kLabelGap + nameHeight * static_cast<double>(nameLines);
        for (qsizetype line = 1; line < lines.size(); ++line, top += lineHeight) {
            painter.setPen(colourOf(line == 1 ? Role::Text : Role::Muted));
            drawFigures(painter, QRectF(left, top, perStep, lineHeight),
                        Qt::AlignLeft | Qt::AlignVCenter, lines.at(line));
        }
    }
}

double FunnelChart::labelIndent() const
{
    double widest = labelWidth();
    const QFontMetricsF metrics(strongFont(smallFont(font())));
    for (std::size_t i = 0; i < steps(); ++i) {
        for (const QString& part : nameOf(i)) {
            widest = std::max(widest, metrics.horizontalAdvance(part) + kBetween);
        }
    }
    return std::clamp(stepWidth() - widest, 0.0, stepWidth() * (1 - kBarWidth) / 2);
}

void FunnelChart::drawAffectedShares(QPainter& painter) const
{
    painter.setFont(smallFont(font()));
    painter.setPen(colourOf(Role::AffectedText));
    for (const layout::FunnelBar& bar : m_bars) {
        if (bar.arm == 1 && bar.present) {
            const QRectF box = pixelBox(bar, bar.height);
            drawFigures(painter, QRectF(box.center().x() - 40, box.top() - 18, 80, 17),
                        Qt::AlignHCenter | Qt::AlignVCenter, formatPercent(bar.height, 0));
        }
    }
}

QRectF FunnelChart::immatureRect() const
{
    constexpr double kGap = 3;
    constexpr double kWidth = 8;
    const QRectF bar = barRect(0, FunnelArm::Unaffected);
    if (bar.isNull() || m_view.unaffected == nullptr) {
        return {};
    }
    std::uint64_t immature = m_view.unaffected->immature;
    std::uint64_t entered = m_view.unaffected->entered;
    if (m_view.affected != nullptr) {
        immature += m_view.affected->immature;
        entered += m_view.affected->entered;
    }
    if (immature == 0) {
        return {};
    }
    const double share = entered == 0
        ? 1
        : std::min(1.0, static_cast<double>(immature) / static_cast<double>(entered));
    const double height = std::max(3.0, share * m_chart->plotArea().height());
    return {bar.right() + kGap, m_chart->plotArea().bottom() - height, kWidth, height};
}

void FunnelChart::drawImmature(QPainter& painter) const
{
    const QRectF box = immatureRect();
    if (!box.isNull()) {
        painter.setPen(QPen(colourOf(Role::BarStrong), 1));
        painter.setBrush(QBrush(colourOf(Role::BarStrong), Qt::BDiagPattern));
        painter.drawRect(box);
    }
}

std::optional<layout::FunnelHit> FunnelChart::hitAt(QPointF position) const
{
    const QRectF plot = m_chart->plotArea();
    if (steps() == 0 || plot.height() <= 0) {
        return std::nullopt;
    }
    const double perStep = plot.width() / static_cast<double>(steps());
    return layout::hitFunnel(m_bars, (position.x() - plot.left()) / perStep - 0.5,
                             (plot.bottom() - position.y()) / plot.height());
}

void FunnelChart::activate(const layout::FunnelHit& hit)
{
    const bool lost = hit.part == layout::FunnelPart::Dropped && hit.step > 0;
    Q_EMIT stepActivated(static_cast<std::uint32_t>(hit.step + 1),
                         hit.arm == 1 ? FunnelArm::Affected : FunnelArm::Unaffected,
                         lost ? layout::FunnelPart::Dropped : layout::FunnelPart::Reached);
}

void FunnelChart::mousePressEvent(QMouseEvent* event)
{
    m_pressed = event->button() == Qt::LeftButton ? hitAt(event->position()) : std::nullopt;
    QChartView::mousePressEvent(event);
    event->accept();
}

void FunnelChart::mouseReleaseEvent(QMouseEvent* event)
{
    QChartView::mouseReleaseEvent(event);
    const auto released = hitAt(event->position());
    if (released && released == m_pressed) {
        m_current = released;
        viewport()->update();
        activate(*released);
    }
    m_pressed.reset();
}

void FunnelChart::keyPressEvent(QKeyEvent* event)
{
    if (steps() == 0) {
        QChartView::keyPressEvent(event);
        return;
    }
    layout::FunnelHit next = m_current.value_or(layout::FunnelHit {});
    const bool first = !m_current;
    next.part = layout::FunnelPart::Reached;
    switch (event->key()) {
    case Qt::Key_Right:
        next.step = first ? 0 : std::min(steps() - 1, next.step + 1);
        break;
    case Qt::Key_Left:
        next.step = next.step > 0 ? next.step - 1 : 0;
        break;
    case Qt::Key_Down:
        next.arm = m_view.affected ? 1 : 0;
        break;
    case Qt::Key_Up:
        next.arm = 0;
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_current) {
            activate(*m_current);
        }
        return;
    default:
        QChartView::keyPressEvent(event);
        return;
    }
    m_current = next;
    viewport()->update();
}

bool FunnelChart::viewportEvent(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const auto hit = hitAt(QPointF(help->pos()));
        QToolTip::showText(help->globalPos(), hit ? asToolTip(funnelHint(m_view, *hit)) : QString(),
                           viewport());
        return true;
    }
    return QChartView::viewportEvent(event);
}

} // namespace throughline::widgets
