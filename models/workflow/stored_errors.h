#pragma once

#include "models/analysis/error/grouping_rules.h"
#include "models/store/connection.h"
#include "models/workflow/derived_data.h"

#include <cstdint>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace throughline::workflow {

/// The errors of a store as its rows hold them, without looking at the records.
struct StoredErrors
{
    DerivedErrors errors; ///< in the order of the rows; trace and span are left out
    std::vector<domain::ErrorGroupId> keyNumbers; ///< of errors.keys
    std::vector<domain::ErrorGroupId> groupOf; ///< of errors.occurrences
};

Result<StoredErrors> storedErrors(const store::Connection& connection);

/// Those in these groups, with all keys.
Result<StoredErrors> storedErrors(const store::Connection& connection,
                                  const std::vector<domain::ErrorGroupId>& groups);

/// Keys of the same occurrences by other rules, from their records: each occurrence's `group` and
/// the list of keys are made anew. Reads the records that tell errors.
Result<void> rekey(const store::Connection& connection, const analysis::GroupingRules& rules,
                   DerivedErrors& errors, const std::stop_token& stop);

/// The key of one occurrence.
Result<analysis::GroupKey> keyOfOccurrence(const store::Connection& connection,
                                           const analysis::GroupingRules& rules,
                                           const DerivedOccurrence& occurrence);

/// The values of fields in each of these occurrences, field by field: of a component of their key
/// ("frame", "type", "message" ...), of the key itself (analysis::kKeyField), of a column, else of
/// their records, which are read once for all fields. Empty where there is none.
Result<std::vector<std::vector<std::string>>> valuesOf(const store::Connection& connection,
                                                       const DerivedErrors& errors,
                                                       std::span<const std::string> fields,
                                                       std::span<const std::uint32_t> occurrences,
                                                       const std::stop_token& stop);

/// Of one field.
Result<std::vector<std::string>> valuesOf(const store::Connection& connection,
                                          const DerivedErrors& errors, std::string_view field,
                                          std::span<const std::uint32_t> occurrences,
                                          const std::stop_token& stop);

} // namespace throughline::workflow
