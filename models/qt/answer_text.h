#pragma once

#include "models/analysis/compare/release_effect.h"
#include "models/analysis/compare/set_differences.h"

#include <QString>

#include <string>

namespace throughline::qt {

/// What tells two sets of sessions apart, in the words of every front.
[[nodiscard]] QString differenceText(const analysis::SetDifferences& differences);

/// What a release changed, in the words of every front. `errorTitle` names the error.
[[nodiscard]] QString releaseText(const analysis::ReleaseEffect& effect,
                                  const std::string& errorTitle);

} // namespace throughline::qt
