#pragma once

#include "models/filter/expression.h"

#include <string>
#include <string_view>

namespace throughline::filter {

/// The canonical text: parseExpression gives the same expression again, with the same known keys.
[[nodiscard]] std::string formatExpression(const Expression& expression);

[[nodiscard]] std::string formatTerm(const Term& term);

} // namespace throughline::filter
