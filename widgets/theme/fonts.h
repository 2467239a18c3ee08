#pragma once

#include <QFont>
#include <QRectF>
#include <QString>

class QPainter;

namespace throughline::widgets {

/// Everything is set in the desktop's font; these are its sizes and weights.
[[nodiscard]] QFont strongFont(const QFont& base);
/// Second lines and axis labels: nine tenths of the base size.
[[nodiscard]] QFont smallFont(const QFont& base);
/// A conclusion in words: one sixth larger.
[[nodiscard]] QFont largeFont(const QFont& base);
/// Stacks, log lines and identifiers.
[[nodiscard]] QFont codeFont(const QFont& base);

/// True when all ten digits are equally wide, so that columns of numbers stand straight.
[[nodiscard]] bool hasTabularFigures(const QFont& font);

/// Paints one line of text so that digits take equal room in every font.
void drawFigures(QPainter& painter, const QRectF& box, Qt::Alignment alignment,
                 const QString& text);

/// Width of the text as drawFigures paints it.
[[nodiscard]] double figuresWidth(const QFont& font, const QString& text);

} // namespace throughline::widgets
