#pragma once

#include "models/analysis/error/regroup_change.h"
#include "models/store/connection.h"
#include "models/workflow/derive_groups.h"
#include "models/workflow/grouping_state.h"
#include "models/workflow/stored_errors.h"

#include <stop_token>

namespace throughline::workflow {

/// Where stored errors would go, beside where they are.
struct Regrouping
{
    std::vector<domain::ErrorGroupId> groupBefore; ///< per occurrence
    std::vector<domain::ErrorGroupId> keyBefore; ///< per occurrence
    DerivedErrors errors; ///< the occurrences under the keys that are to come
    GroupedErrors after;
    GroupIdentities identities;
    analysis::RegroupChange change;
};

/// What changes of how errors are told apart.
enum class KeyChange : std::uint8_t
{
    None, ///< only decisions about groups
    Back, ///< keys become what they were: numbers are found again
    Forth ///< keys become others: each takes the number over of which it has most
};

/// Groups these errors by these rules and decisions, writing nothing. With KeyChange None, from the
/// keys in the rows, whatever the rules; they may then be a part of the store's, see
/// concernedGroups. Else from the records, and they are all that the store has.
Result<Regrouping> regroupStored(const store::Connection& connection, StoredErrors stored,
                                 const analysis::GroupingRules& rules,
                                 const std::vector<domain::GroupRule>& inForce, KeyChange keys,
                                 const std::stop_token& stop);

/// Writes it: part of the caller's transaction. `rule`: the decision that made keys others.
Result<void> writeRegrouping(store::Connection& connection, const Regrouping& regrouping,
                             std::int64_t rule);

/// Writes what became of a part of the store's errors.
Result<void> writeRegrouping(store::Connection& connection, const Regrouping& regrouping,
                             const std::vector<domain::ErrorGroupId>& concerned);

/// First and last moment of the data, and tickets by session, as derived last.
Result<GroupingFacts> groupingFacts(const store::Connection& connection);

} // namespace throughline::workflow
