#pragma once

#include <string>
#include <string_view>

namespace throughline::codec {

/// Appends what a JSON string means, given without its quotes; false on a bad escape. A lone half
/// of an escaped surrogate pair becomes U+FFFD and is told.
[[nodiscard]] bool unescapeString(std::string_view raw, std::string& text, bool& loneSurrogate);

} // namespace throughline::codec
