#pragma once

namespace throughline::layout {

/// Maps values from `low` to `high` to pixels from `start` to `end` (which may run backwards).
struct LinearScale
{
    double low = 0;
    double high = 1;
    double start = 0;
    double end = 0;

    /// Linear beyond both ends; `start` where low and high are equal.
    [[nodiscard]] double toPixel(double value) const;
    /// `low` where there is no width.
    [[nodiscard]] double toValue(double pixel) const;
    /// toPixel, held between both ends.
    [[nodiscard]] double toPixelWithin(double value) const;

    bool operator==(const LinearScale&) const = default;
};

} // namespace throughline::layout
