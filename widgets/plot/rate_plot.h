#pragma once

#include "widgets/plot/plot_widget.h"

#include <optional>
#include <vector>

namespace throughline::widgets {

/// One place along the axis of a RatePlot.
struct RatePoint
{
    QString label; ///< below the axis: "1 m", "3 Oct"
    QString hint; ///< in words
    std::optional<double> rate; ///< 0 ... 1; none: a gap
    std::optional<double> low;
    std::optional<double> high;
    double bar = 0; ///< height of a bar behind it, in shares of the tallest; 0: none
    bool open = false; ///< not all of it could be seen yet: hatched

    bool operator==(const RatePoint&) const = default;
};

/// A rate along ordered places, with its interval as a band and counts as bars behind: conversion
/// over time, or the share converted until so long after the start. Left and Right move.
class RatePlot : public PlotWidget
{
    Q_OBJECT

public:
    explicit RatePlot(const QString& name, QWidget* parent = nullptr);

    /// `headers` name the columns of the table twin: place, then what a hint's lines say.
    void setPoints(std::vector<RatePoint> points, TableTwin twin);

    [[nodiscard]] TableTwin table() const override { return m_twin; }

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    [[nodiscard]] QString summary() const override;
    [[nodiscard]] QString hintAt(QPointF position) const override;
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    [[nodiscard]] QRectF plotBox() const;
    [[nodiscard]] double centreOf(std::size_t place) const;
    [[nodiscard]] double highestRate() const;
    [[nodiscard]] double yOf(double rate) const;
    void paintAxis(QPainter& painter) const;
    void paintBars(QPainter& painter) const;
    void paintRates(QPainter& painter) const;
    void paintLabels(QPainter& painter) const;

    std::vector<RatePoint> m_points;
    TableTwin m_twin;
    std::optional<std::size_t> m_current;
};

} // namespace throughline::widgets
