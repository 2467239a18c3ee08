#pragma once

#include <string>
#include <string_view>

namespace throughline::codec {

/// Base 64 with padding, in one line (RFC 4648, section 4).
[[nodiscard]] std::string base64(std::string_view bytes);

} // namespace throughline::codec
