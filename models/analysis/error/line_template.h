#pragma once

#include <string>
#include <string_view>

namespace throughline::analysis {

/// One line of a message with placeholders, from left to right; at each place the recognisers are
/// tried in the order of message_template.h. Quoted text is left for the step behind.
[[nodiscard]] std::string lineTemplate(std::string_view line);

} // namespace throughline::analysis
