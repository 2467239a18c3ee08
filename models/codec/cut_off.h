#pragma once

#include "models/base/error.h"

#include <string>
#include <string_view>

namespace throughline::codec {

/// BadInput: the source `name` ends in the middle of something that it began, so that what stands
/// before is whole and the rest was never there.
[[nodiscard]] Error cutOffError(const std::string& name, std::string_view something,
                                std::string hint);

/// The error is one of these, and no damage within what was read.
[[nodiscard]] bool isCutOff(const Error& error);

} // namespace throughline::codec
