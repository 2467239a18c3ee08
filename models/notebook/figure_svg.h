#pragma once

#include "models/notebook/figure.h"

#include <string>
#include <string_view>

namespace throughline::notebook {

/// The figure as one whole SVG file in the light scheme on its own ground, so it is legible on any
/// page. No script, no style sheet, nothing loaded.
[[nodiscard]] std::string svgFile(const Figure& figure);

/// The figure as an element of an HTML page whose style sheet knows the classes "f-<role>", so it
/// follows the page's scheme. `id` tells it from the other figures of the page.
[[nodiscard]] std::string svgElement(const Figure& figure, std::string_view id);

} // namespace throughline::notebook
