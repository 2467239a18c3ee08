#pragma once

#include "models/notebook/report_document.h"

#include <cstdint>

namespace throughline::notebook {

/// Computations of a Jupyter notebook that count figures of the report again, in SQL, from the data
/// that may lie beside it as NAME.sqlite, and say where they differ. Without data they print
/// nothing. Python's standard library only; what they are told comes from the notebook's metadata.

/// The error group's occurrences, sessions and users.
[[nodiscard]] ComputationBlock errorRecount();
/// The steps of a funnel of sessions in order whose steps are names of events; of others nothing.
[[nodiscard]] ComputationBlock funnelRecount();
/// Who entered and converted of each value that the exported sessions carry, both arms. After
/// funnelRecount, of whose functions it makes use.
[[nodiscard]] ComputationBlock segmentRecount();
/// A notebook's question in SQL: what `data` of its document calls "cell_N" and "cell_N_sql".
[[nodiscard]] ComputationBlock sqlRecount(std::int64_t cell);

} // namespace throughline::notebook
