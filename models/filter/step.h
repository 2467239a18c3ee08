#pragma once

#include "models/base/result.h"
#include "models/filter/expression.h"
#include "models/filter/known_keys.h"

#include <string>
#include <string_view>
#include <vector>

namespace throughline::filter {

/// A step of a funnel: a condition on one event.
struct Step
{
    std::string text; ///< canonical
    std::string name; ///< short, for people
    std::vector<Expression> alternatives; ///< one of them must hold; never empty

    bool operator==(const Step&) const = default;
};

/// Reads a step: an expression, or several with `|` between blanks, of which one must hold.
/// ErrorCode::Usage as parseExpression, and for a step without a term or one that asks about the
/// session (error.group, ticket).
[[nodiscard]] Result<Step> parseStep(std::string_view text, const KnownKeys& keys = {});

/// event:add_to_cart is "add_to_cart", view:/cart* is "/cart*", event:[a,b] is "a or b",
/// event:purchase revenue:>100 is "purchase revenue:>100"; any other is its canonical text.
/// Alternatives are joined by "or".
[[nodiscard]] std::string stepName(const Expression& expression);

} // namespace throughline::filter
