#pragma once

#include "models/base/utf8.h"

#include <optional>
#include <string_view>

namespace throughline::ingest {

/// The text as a reader would see it: percent-encoding undone twice, \u escapes of JSON and
/// compatibility forms (fullwidth, zero-width) once. nullopt where that changes nothing.
[[nodiscard]] std::optional<FoldedText> unwrapEncodings(std::string_view text);

} // namespace throughline::ingest
