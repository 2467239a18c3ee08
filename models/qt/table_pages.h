#pragma once

#include "models/notebook/report_document.h"
#include "models/qt/page_flow.h"

#include <vector>

namespace throughline::qt {

/// Sets a table row by row; its head stands on every page it reaches.
void flowTable(PageFlow& flow, const notebook::TableBlock& table);

/// Widths of columns that fill `width`: as wide as their texts where there is room for all, else at
/// least their longest words and the rest by how much each lacks.
struct ColumnNeed
{
    double whole = 0;
    double word = 0;
};

[[nodiscard]] std::vector<double> columnWidths(const std::vector<ColumnNeed>& needs, double width);

} // namespace throughline::qt
