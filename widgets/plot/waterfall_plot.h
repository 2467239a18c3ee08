#pragma once

#include "models/analysis/trace/trace_view.h"
#include "models/layout/time_scale.h"
#include "widgets/shared/table_twin.h"

#include <QAbstractScrollArea>
#include <QHash>

#include <memory>
#include <optional>

namespace throughline::widgets {

class PlotManners;

/// The spans of a trace, one row each, indented by depth. Only the rows in sight are painted, so
/// ten thousand cost as much as twenty. Up, Down, Page, Home, End, J and K move, Enter activates, E
/// goes to the next failed span.
class WaterfallPlot : public QAbstractScrollArea
{
    Q_OBJECT

public:
    using Trace = std::shared_ptr<const analysis::TraceView>;

    explicit WaterfallPlot(QWidget* parent = nullptr);

    void setTrace(Trace trace);
    /// Selects without a signal; an id that is not there clears.
    void selectSpan(domain::SpanId span);
    [[nodiscard]] domain::SpanId selectedSpan() const;

    [[nodiscard]] TableTwin table() const;

    [[nodiscard]] PlotManners* manners() const { return m_manners; }

    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    void spanSelected(domain::SpanId span);
    void spanActivated(domain::SpanId span);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    bool viewportEvent(QEvent* event) override;

private:
    [[nodiscard]] std::size_t count() const { return m_trace ? m_trace->rows.size() : 0; }

    [[nodiscard]] int rowHeight() const;
    [[nodiscard]] double nameWidth() const;
    [[nodiscard]] layout::TimeScale scale() const;
    [[nodiscard]] std::optional<std::size_t> rowAt(QPointF position) const;
    [[nodiscard]] QString hintFor(std::size_t row) const;
    void paintAxis(QPainter& painter) const;
    void paintRow(QPainter& painter, std::size_t row, double top) const;
    void paintName(QPainter& painter, const analysis::TraceRow& row, const QRectF& box) const;
    void paintBar(QPainter& painter, const analysis::TraceRow& row, const QRectF& box) const;
    void choose(std::size_t row);
    void nextError();
    void showRow(std::size_t row);
    void updateScrollBar();

    Trace m_trace;
    QHash<QString, std::size_t> m_services; ///< place in order of first use
    std::optional<std::size_t> m_selected;
    PlotManners* m_manners;
};

} // namespace throughline::widgets
