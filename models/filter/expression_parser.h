#pragma once

#include "models/base/result.h"
#include "models/filter/expression.h"
#include "models/filter/known_keys.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace throughline::filter {

/// What is wrong with an expression, and where.
struct SyntaxError
{
    std::size_t column = 1; ///< in characters, from 1
    std::string message; ///< without the column: unknown key "plna"
    std::string hint; ///< what to do; may be empty

    bool operator==(const SyntaxError&) const = default;
};

/// Reads the filter language:
///
///     key:value  !key:value  key:[a,b]  key:>10  key:>=10  key:<10  key:<=10  has:key  !has:key
///     word  "a phrase"  pay*
///
/// Terms stand between blanks and must all hold. `*` in a value stands for any text. Values with
/// blanks or colons stand in double quotes, where \" \\ and \* give the character itself.
/// ErrorCode::Usage, with the column in its message, for anything else. Linear in the text.
[[nodiscard]] Result<Expression> parseExpression(std::string_view text, const KnownKeys& keys = {});

/// The first mistake in the text, or nullopt; for an editor that marks the place.
[[nodiscard]] std::optional<SyntaxError> findSyntaxError(std::string_view text,
                                                         const KnownKeys& keys = {});

} // namespace throughline::filter
