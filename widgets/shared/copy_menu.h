#pragma once

#include "widgets/shared/table_twin.h"

#include <functional>

class QMenu;

namespace throughline::widgets {

/// Adds *Copy* and *Copy as* (text, CSV, Markdown, JSON) for what `table` gives when chosen.
void addCopyActions(QMenu* menu, std::function<TableTwin()> table);

} // namespace throughline::widgets
