#pragma once

#include "models/notebook/result_json.h"

namespace throughline::cli {

// The shapes of the command-line contract; reports carry the same.
using notebook::writeComparison;
using notebook::writeFunnelCounts;
using notebook::writeFunnelDefinition;
using notebook::writeGroupMembers;
using notebook::writeImpact;

} // namespace throughline::cli
