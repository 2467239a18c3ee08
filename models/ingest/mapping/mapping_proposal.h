#pragma once

#include "models/domain/mapping.h"
#include "models/ingest/mapping/column_sample.h"

namespace throughline::ingest {

/// What each column of a file seems to be: by its name (canonical names, aliases and other words
/// people use), checked against its values, or by values whose form tells by itself. A name that
/// its values contradict counts little; a meaning is given to one column only, the surest; below
/// 0.5 a column is kept under its own name. The kind of record follows from what was found, in the
/// order of the rules for flat records. `name` becomes the format's.
[[nodiscard]] domain::Mapping proposeMapping(const FileSample& sample, std::string name);

/// The kind of record that columns of these meanings make.
[[nodiscard]] domain::Signal signalOf(const domain::Mapping& mapping);

} // namespace throughline::ingest
