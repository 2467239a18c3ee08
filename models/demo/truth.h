#pragma once

#include "models/demo/demo.h"
#include "models/demo/tally.h"

#include <string>

namespace throughline::demo {

/// The planted truth as the text of truth.json: every count that an import must reproduce, every
/// error with its true effect, and who wrote which ticket about which session. Rates and effects
/// are fractions but for `effect_points`, which are percentage points.
[[nodiscard]] std::string truthText(const DemoOptions& options, const Tally& tally);

} // namespace throughline::demo
