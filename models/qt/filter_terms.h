#pragma once

#include "models/base/result.h"

#include <QString>

#include <cstddef>
#include <string>
#include <vector>

namespace throughline::qt {

/// One condition of a filter in words: "plan.tier" "is any of" "pro, enterprise".
struct FilterTerm
{
    QString field;
    QString relation;
    QString value;

    bool operator==(const FilterTerm&) const = default;
};

/// The conditions of a filter in order. Usage error: the text cannot be read.
[[nodiscard]] Result<std::vector<FilterTerm>> filterTerms(const std::string& expression);

/// The filter in its one canonical spelling. Usage error as above.
[[nodiscard]] Result<std::string> canonicalFilter(const std::string& expression);

/// The texts of its terms, each a filter of its own.
[[nodiscard]] Result<std::vector<std::string>> splitFilter(const std::string& expression);

/// Both must hold; terms the first already has are not repeated.
[[nodiscard]] Result<std::string> withFilter(const std::string& expression,
                                             const std::string& added);

/// Without the term at a place, and with that term turned into its opposite. A place that is not
/// there changes nothing.
[[nodiscard]] Result<std::string> withoutTerm(const std::string& expression, std::size_t place);
[[nodiscard]] Result<std::string> withFlippedTerm(const std::string& expression, std::size_t place);

/// A field that has exactly this value, or has it not; an empty value asks for none.
[[nodiscard]] std::string valueFilter(const std::string& field, const std::string& value,
                                      bool negated);

} // namespace throughline::qt
