#pragma once

#include "models/base/time.h"
#include "models/layout/time_scale.h"
#include "widgets/plot/plot_widget.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace throughline::widgets {

/// When a version was first seen.
struct ReleaseMark
{
    Timestamp time;
    QString version;

    bool operator==(const ReleaseMark&) const = default;
};

/// Counts over the whole of the data, in equal bins.
struct OverviewSeries
{
    TimeRange range;
    std::vector<std::uint32_t> sessions;
    std::vector<std::uint32_t> errors; ///< as many bins as sessions
    std::vector<ReleaseMark> releases;

    bool operator==(const OverviewSeries&) const = default;
};

/// Sessions and errors over time. Dragging sets the time range, double-click clears it. Keys: Left
/// and Right move the cursor, with Shift they brush, Enter sets the range, Delete clears it.
class OverviewStrip : public PlotWidget
{
    Q_OBJECT

public:
    explicit OverviewStrip(QWidget* parent = nullptr);

    void setSeries(std::shared_ptr<const OverviewSeries> series);
    /// The range in force; empty: all. No signal.
    void setRange(const TimeRange& range);

    [[nodiscard]] TableTwin table() const override;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    void rangeChosen(const TimeRange& range);
    void rangeCleared();

protected:
    [[nodiscard]] QString summary() const override;
    [[nodiscard]] QString hintAt(QPointF position) const override;
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;

private:
    [[nodiscard]] std::size_t bins() const { return m_series ? m_series->sessions.size() : 0; }

    [[nodiscard]] QRectF plotBox() const;
    [[nodiscard]] layout::TimeScale scale() const;
    [[nodiscard]] Timestamp binStart(std::size_t bin) const;
    [[nodiscard]] std::optional<TimeRange> brushed() const;
    [[nodiscard]] Timestamp held(Timestamp time) const;
    void paintBars(QPainter& painter) const;
    void paintReleases(QPainter& painter) const;
    void paintAxis(QPainter& painter) const;
    void paintBrush(QPainter& painter) const;
    void moveCursor(int by, bool brush);
    void finishBrush();

    std::shared_ptr<const OverviewSeries> m_series;
    TimeRange m_range;
    std::optional<Timestamp> m_brushFrom;
    Timestamp m_brushTo;
    std::optional<std::size_t> m_cursor;
    bool m_dragging = false;
};

} // namespace throughline::widgets
