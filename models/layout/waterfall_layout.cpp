#include "models/layout/waterfall_layout.h"

#include <algorithm>
#include <cmath>

namespace throughline::layout {

RowRange visibleRows(std::size_t count, double rowHeight, double scroll, double height)
{
    if (count == 0 || !(rowHeight > 0) || !(height > 0)) {
        return {};
    }
    const double top = std::max(0.0, scroll);
    const auto rows = static_cast<double>(count);
    const double first = std::min(rows, std::floor(top / rowHeight));
    const double last = std::min(rows, std::ceil((top + height) / rowHeight));
    return {static_cast<std::size_t>(first), static_cast<std::size_t>(std::max(first, last))};
}

double scrollToShow(std::size_t row, double rowHeight, double scroll, double height)
{
    const double top = static_cast<double>(row) * rowHeight;
    if (top < scroll || rowHeight >= height) {
        return top;
    }
    return std::max(scroll, top + rowHeight - height);
}

SpanBar spanBar(Timestamp start, Duration duration, const TimeScale& scale,
                const SpanBarOptions& options)
{
    const double end = std::max(scale.left, scale.right);
    const double from = std::clamp(scale.toPixel(start), scale.left, end);
    const double to = std::clamp(scale.toPixel(start + duration), from, end);
    SpanBar result;
    result.bar = {from, std::max(to, from + options.leastWidth)};
    if (result.bar.to > end) {
        result.bar = {std::max(scale.left, end - options.leastWidth), end};
        result.bar.from = std::min(result.bar.from, from);
    }
    const double need = options.labelWidth + options.labelGap;
    if (result.bar.to + need > std::max(end, options.rightEdge)) {
        result.label = result.bar.from - need >= scale.left ? LabelSide::Left : LabelSide::Hidden;
    }
    return result;
}

} // namespace throughline::layout
