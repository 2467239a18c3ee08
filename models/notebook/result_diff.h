#pragma once

#include "models/notebook/notebook.h"

#include <string_view>
#include <vector>

namespace throughline::notebook {

/// Every value that differs between two results in JSON, in the order of the later one, then what
/// is gone. Entries of lists are matched by what names them (id, step, field and value, name), else
/// by place; so a new segment is one figure that came, not all behind it moved. Linear in both.
[[nodiscard]] std::vector<MovedFigure> movedFigures(std::string_view before,
                                                    std::string_view after);

/// Whether a verdict is among them: then what rests on the result does not stand any more.
[[nodiscard]] bool verdictMoved(const std::vector<MovedFigure>& moved);

} // namespace throughline::notebook
