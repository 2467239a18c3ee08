#pragma once

#include "models/notebook/report_document.h"

#include <QImage>

#include <vector>

class QTextDocument;

namespace throughline::widgets {

/// Sets blocks of a report as the text of a document, in the colours of the current theme: what a
/// notebook's cells show. Tables longer than a dozen rows say how many more there are. Figures are
/// no wider than `width`. Everything is text as it is: nothing is read as markup.
void setBlocks(QTextDocument& document, const std::vector<notebook::Block>& blocks, int width);

/// A figure as the window shows it, twice as fine as its pixels.
[[nodiscard]] QImage imageOf(const notebook::Figure& figure);

} // namespace throughline::widgets
