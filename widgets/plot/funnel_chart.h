#pragma once

#include "models/layout/funnel_layout.h"
#include "widgets/plot/funnel_words.h"
#include "widgets/shared/table_twin.h"

#include <QtCharts/QChartView>

#include <cstdint>
#include <optional>
#include <vector>

class QBarSet;
class QChart;
class QValueAxis;

namespace throughline::widgets {

class PlotManners;

/// Which sessions a bar counts.
enum class FunnelArm : std::uint8_t
{
    Unaffected,
    Affected
};

/// A bar chart of steps, affected beside unaffected, with the step's words below. A click on a bar
/// asks for the sessions that reached the step, one on the gap above for those lost before it;
/// beside the first bar, hatched, stand those whose outcome could not be seen yet, in no other
/// number. Left and Right choose a step, Up and Down the arm, Enter opens.
class FunnelChart : public QChartView
{
    Q_OBJECT

public:
    explicit FunnelChart(QWidget* parent = nullptr);

    void setFunnel(const FunnelView& view);

    [[nodiscard]] TableTwin table() const { return funnelTable(m_view, accessibleName()); }

    [[nodiscard]] PlotManners* manners() const { return m_manners; }

    /// The bar of a step in view coordinates; null where there is none.
    [[nodiscard]] QRectF barRect(std::size_t step, FunnelArm arm) const;

    /// The hatched strip beside the first bar, as high as the immature are many against those who
    /// entered, at most as the bar itself; null without immature ones.
    [[nodiscard]] QRectF immatureRect() const;

Q_SIGNALS:
    /// `step` from 1.
    void stepActivated(std::uint32_t step, FunnelArm arm, layout::FunnelPart part);

protected:
    void drawBackground(QPainter* painter, const QRectF& rect) override;
    void drawForeground(QPainter* painter, const QRectF& rect) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool viewportEvent(QEvent* event) override;

private:
    [[nodiscard]] std::size_t steps() const;
    [[nodiscard]] QStringList nameOf(std::size_t step) const;
    [[nodiscard]] qsizetype nameLineCount() const;
    [[nodiscard]] double labelWidth() const;
    [[nodiscard]] double labelIndent() const;
    [[nodiscard]] double stepWidth() const;
    [[nodiscard]] QRectF pixelBox(const layout::FunnelBar& bar, double height) const;
    [[nodiscard]] std::optional<layout::FunnelHit> hitAt(QPointF position) const;
    void rebuildSeries();
    void applyTheme();
    void placePlot();
    void activate(const layout::FunnelHit& hit);
    void drawStepLabels(QPainter& painter) const;
    void drawAffectedShares(QPainter& painter) const;
    void drawImmature(QPainter& painter) const;

    FunnelView m_view;
    std::vector<layout::FunnelBar> m_bars;
    QChart* m_chart;
    QValueAxis* m_steps;
    QValueAxis* m_shares;
    std::vector<QBarSet*> m_sets;
    std::optional<layout::FunnelHit> m_current;
    std::optional<layout::FunnelHit> m_pressed;
    PlotManners* m_manners;
};

} // namespace throughline::widgets
