#pragma once

#include "models/base/result.h"
#include "models/filter/expression.h"
#include "models/filter/known_keys.h"

#include <string>
#include <string_view>

namespace throughline::filter {

/// A step of a funnel: an expression over one event.
struct Step
{
    std::string text; ///< canonical
    std::string name; ///< short, for people
    Expression expression;

    bool operator==(const Step&) const = default;
};

/// Reads a step. ErrorCode::Usage as parseExpression, and for a step without a term or one that
/// asks about the session (error.group, ticket).
[[nodiscard]] Result<Step> parseStep(std::string_view text, const KnownKeys& keys = {});

/// event:add_to_cart is "add_to_cart", view:/cart* is "/cart*", event:[a,b] is "a or b",
/// event:purchase revenue:>100 is "purchase revenue:>100"; any other is its canonical text.
[[nodiscard]] std::string stepName(const Expression& expression);

} // namespace throughline::filter
