#include "models/notebook/interval_figure.h"

#include "models/notebook/number_text.h"

#include <algorithm>

namespace throughline::notebook {

namespace {

constexpr double kLabelLeft = 6;
constexpr double kCountRight = 280;
constexpr double kPlotLeft = 306;
constexpr double kPlotRight = kFigureWidth - 78;
constexpr double kNumberRight = kFigureWidth - 6;
constexpr double kRowHeight = 23;
constexpr double kSmall = 12;

std::string estimateText(const IntervalPictureRow& row)
{
    return row.value.estimate ? signedText(*row.value.estimate, 1) : row.note;
}

void drawAxis(Figure& figure, const layout::IntervalPlan& plan, const std::string& unit)
{
    const double bottom = figure.height - 24;
    for (const double value : plan.ticks.values) {
        const double x = plan.scale.toPixel(value);
        figure.items.emplace_back(FigureLine {{{x, 0}, {x, bottom}},
                                              value == 0 ? ColourRole::Axis : ColourRole::Grid,
                                              value == 0 ? 1.5 : 1.0});
        std::string number = value == 0 ? "0" : signedText(value, plan.ticks.decimals);
        number.append(" ").append(unit);
        figure.items.emplace_back(
            FigureText {x, bottom + 17, number, ColourRole::Muted, kSmall, FigureAnchor::Middle});
    }
}

void drawCutEnd(Figure& figure, double x, double y, double direction)
{
    const double back = x - 5 * direction;
    figure.items.emplace_back(
        FigureLine {{{back, y - 4}, {x, y}, {back, y + 4}}, ColourRole::Affected, 1.5});
}

void drawRow(Figure& figure, const IntervalPictureRow& row, const layout::IntervalRow& place)
{
    const double y = place.centre;
    const double base = y + 4.5;
    const double countWidth = textWidth(row.count, kSmall);
    figure.items.emplace_back(FigureText {
        kLabelLeft, base, elided(row.label, kCountRight - countWidth - kLabelLeft - 10, 13),
        ColourRole::Text, 13, FigureAnchor::Start, row.strong});
    figure.items.emplace_back(
        FigureText {kCountRight, base, row.count, ColourRole::Muted, kSmall, FigureAnchor::End});
    if (!place.drawn) {
        figure.items.emplace_back(FigureText {kPlotLeft, base,
                                              elided(row.note, kPlotRight - kPlotLeft, kSmall),
                                              ColourRole::Muted, kSmall});
        return;
    }
    figure.items.emplace_back(FigureLine {
        {{place.low, y}, {place.high, y}}, ColourRole::Affected, row.strong ? 2.5 : 1.5});
    if (place.cutLow) {
        drawCutEnd(figure, place.low, y, -1);
    }
    if (place.cutHigh) {
        drawCutEnd(figure, place.high, y, 1);
    }
    figure.items.emplace_back(FigureBox {place.estimate - 4, y - 4, 8, 8, ColourRole::Affected});
    figure.items.emplace_back(FigureText {kNumberRight, base, estimateText(row), ColourRole::Text,
                                          13, FigureAnchor::End, row.strong});
}

std::string inWords(const IntervalPictureRow& row, const std::string& unit)
{
    std::string text = row.label + ": " + estimateText(row);
    if (row.value.estimate) {
        text.append(" ").append(unit);
    }
    if (row.value.low && row.value.high) {
        text +=
            " (" + rangeText(signedText(*row.value.low, 1), signedText(*row.value.high, 1)) + ')';
    }
    return text;
}

} // namespace

Figure intervalFigure(const std::vector<IntervalPictureRow>& rows, const std::string& title,
                      const std::string& unit)
{
    Figure figure;
    figure.width = kFigureWidth;
    figure.height = static_cast<double>(rows.size()) * kRowHeight + 28;
    figure.title = title;
    std::vector<layout::IntervalValue> values;
    for (const IntervalPictureRow& row : rows) {
        values.push_back(row.value);
        figure.description.append(figure.description.empty() ? "" : "; ")
            .append(inWords(row, unit));
    }
    layout::IntervalFrame frame;
    frame.left = kPlotLeft;
    frame.right = kPlotRight;
    frame.rowHeight = kRowHeight;
    frame.maxTicks = 4;
    const layout::IntervalPlan plan = layout::intervalPlan(values, frame);
    drawAxis(figure, plan, unit);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        drawRow(figure, rows[i], plan.rows[i]);
    }
    return figure;
}

} // namespace throughline::notebook
