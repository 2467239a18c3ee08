#pragma once

#include "models/layout/interval_layout.h"
#include "widgets/plot/plot_widget.h"

#include <QStringList>

#include <cstdint>
#include <optional>
#include <vector>

namespace throughline::widgets {

/// One row of a forest plot. Values in the unit of the axis.
struct IntervalPlotRow
{
    QString label;
    std::uint64_t count = 0;
    layout::IntervalValue value;
    QString note; ///< shown in place of the number without an estimate: "not enough data"
    bool strong = false; ///< the overall row
    QStringList more {}; ///< further figures, one for each title: in the hint and the table

    bool operator==(const IntervalPlotRow&) const = default;
};

/// A forest plot: label, number of units, estimate with interval on a common axis through zero, and
/// the estimate in figures. Up and Down move, Enter activates.
class IntervalPlot : public PlotWidget
{
    Q_OBJECT

public:
    explicit IntervalPlot(QWidget* parent = nullptr);

    /// `unit` follows the numbers of the axis: "pts". `more`: titles of the rows' further figures.
    void setRows(std::vector<IntervalPlotRow> rows, const QString& unit,
                 const QStringList& more = {});
    [[nodiscard]] TableTwin table() const override;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    /// Place in the rows set last.
    void rowActivated(std::size_t place);

protected:
    [[nodiscard]] QString summary() const override;
    [[nodiscard]] QString hintAt(QPointF position) const override;
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;

private:
    struct Columns
    {
        double label = 0; ///< right edge of the labels
        double count = 0; ///< right edge of the counts
        double plotLeft = 0;
        double plotRight = 0;
    };

    [[nodiscard]] Columns columns() const;
    [[nodiscard]] layout::IntervalPlan plan() const;
    [[nodiscard]] int rowHeight() const;
    [[nodiscard]] std::optional<std::size_t> rowAt(QPointF position) const;
    void paintAxis(QPainter& painter, const layout::IntervalPlan& plan) const;
    void paintRow(QPainter& painter, std::size_t place, const layout::IntervalRow& row) const;

    std::vector<IntervalPlotRow> m_rows;
    QString m_unit;
    QStringList m_more;
    std::optional<std::size_t> m_current;
};

} // namespace throughline::widgets
