#pragma once

#include <string>
#include <string_view>

namespace throughline::ingest {

/// The text without the sequences that colour it on a terminal (ECMA-48: CSI ... m, and CSI K,
/// which clears the rest of a line). The view is the text itself, or one of `room`.
[[nodiscard]] std::string_view withoutColours(std::string_view text, std::string& room);

} // namespace throughline::ingest
