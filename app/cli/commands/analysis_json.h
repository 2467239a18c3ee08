#pragma once

#include "models/notebook/result_json.h"

namespace throughline::cli {

// The shapes of the command-line contract; reports carry the same.
using notebook::writeComparison;
using notebook::writeEstimate;
using notebook::writeFunnelCounts;
using notebook::writeFunnelDefinition;
using notebook::writeGroupMembers;
using notebook::writeImpact;
using notebook::writeInterval;

} // namespace throughline::cli
