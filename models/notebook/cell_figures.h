#pragma once

#include "models/notebook/figure.h"
#include "models/notebook/notebook.h"
#include "models/notebook/result_reader.h"

#include <optional>

namespace throughline::notebook {

/// The picture of a pinned result, made of the figures it keeps by the functions that make the
/// pictures of reports: a funnel's bars, a comparison's estimates and segments with their
/// intervals, the hours of an error group, conversions lost by group, and columns where SQL answers
/// a few names with a number. None where the result has too few values, or none, to draw.
[[nodiscard]] std::optional<Figure> figureOf(const PinnedResult& pinned,
                                             const ResultReader& result);

} // namespace throughline::notebook
