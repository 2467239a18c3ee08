#include "models/layout/linear_scale.h"

#include <algorithm>

namespace throughline::layout {

double LinearScale::toPixel(double value) const
{
    return high == low ? start : start + (value - low) / (high - low) * (end - start);
}

double LinearScale::toValue(double pixel) const
{
    return end == start ? low : low + (pixel - start) / (end - start) * (high - low);
}

double LinearScale::toPixelWithin(double value) const
{
    return std::clamp(toPixel(value), std::min(start, end), std::max(start, end));
}

} // namespace throughline::layout
