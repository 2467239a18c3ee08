#pragma once

#include "models/notebook/figure.h"

#include <optional>
#include <string>
#include <vector>

namespace throughline::notebook {

enum class SeriesShape : std::uint8_t
{
    Columns, ///< side by side per place
    Line
};

/// Named numbers over common places.
struct SeriesPicture
{
    struct Series
    {
        std::string name;
        std::vector<std::optional<double>> values; ///< per place; none: a gap
    };

    std::string title {};
    SeriesShape shape = SeriesShape::Columns;
    std::vector<std::string>
        places {}; ///< what stands below the axis; thinned out where it is full
    std::vector<Series> series {}; ///< at most four are told apart
};

/// Columns or lines from a common axis that contains zero. Not a number is a gap. Lines of more
/// places than pixels are drawn by the lowest and highest of each pixel.
[[nodiscard]] Figure seriesFigure(const SeriesPicture& picture);

} // namespace throughline::notebook
