#pragma once

#include "models/domain/record.h"
#include "models/filter/expression.h"
#include "models/filter/value_match.h"

#include <vector>

namespace throughline::filter {

/// An expression made ready to be asked about many records, and the reference for every faster way
/// to evaluate one. A negated term holds where its positive form does not, so also where the key is
/// missing. error.group and ticket are read from fields of these names.
class RecordMatcher
{
public:
    explicit RecordMatcher(const Expression& expression);

    /// Linear in the record's fields per term.
    [[nodiscard]] bool matches(const domain::Record& record) const;

private:
    struct Condition
    {
        Term term;
        ValueMatcher matcher;
    };

    [[nodiscard]] static bool holds(const Condition& condition, const domain::Record& record);

    std::vector<Condition> m_conditions;
};

/// The same for one record.
[[nodiscard]] bool matches(const Expression& expression, const domain::Record& record);

} // namespace throughline::filter
