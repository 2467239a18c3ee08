#pragma once

#include "models/analysis/compare/release_effect.h"
#include "models/analysis/compare/set_differences.h"
#include "models/codec/json_writer.h"

#include <cstddef>
#include <string>

namespace throughline::cli {

/// `total`: how many there are beside those listed.
void writeDifferences(codec::JsonWriter& json, const analysis::SetDifferences& differences,
                      std::size_t total, const std::string& sentence);
void writeRelease(codec::JsonWriter& json, const analysis::ReleaseEffect& effect,
                  const std::string& sentence);

} // namespace throughline::cli
