#pragma once

#include "models/ingest/importer.h"
#include "models/ingest/json_head.h"

namespace throughline::ingest {

/// How a JSON file of this shape is cut into records: the elements of the named array; where none
/// is named, those of an array at the top, else one a line or one a document.
void frameRecords(Recognition& found, const JsonHead& json, std::string_view arrayPath = {});

} // namespace throughline::ingest
