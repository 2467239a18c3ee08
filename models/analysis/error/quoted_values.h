#pragma once

#include <string>
#include <string_view>

namespace throughline::analysis {

/// Quoted text becomes "<quoted>" where it is a value: it holds a digit, a path or a placeholder,
/// or is longer than 24 bytes. Single, double and back quotes.
[[nodiscard]] std::string withoutQuotedValues(std::string_view text);

} // namespace throughline::analysis
