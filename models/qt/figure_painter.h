#pragma once

#include "models/notebook/figure.h"

#include <QFont>
#include <QPointF>

class QPainter;

namespace throughline::qt {

/// Paints a figure with its upper left corner there, a pixel of the figure as one unit of the
/// painter. Texts are set in this font, in the sizes the figure names. Any thread.
void paintFigure(QPainter& painter, const notebook::Figure& figure, QPointF corner,
                 notebook::ColourScheme scheme, const QFont& font);

/// The figure as a PNG on its own ground, twice as fine as its pixels; empty where there is no room
/// for it.
[[nodiscard]] std::string pngOfFigure(const notebook::Figure& figure);

/// The font of reports: the first of some calm families there is.
[[nodiscard]] QFont reportFont(int pixelSize);

} // namespace throughline::qt
