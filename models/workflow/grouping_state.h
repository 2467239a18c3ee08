#pragma once

#include "models/analysis/error/grouping_rules.h"
#include "models/base/result.h"
#include "models/domain/group_rule.h"
#include "models/store/connection.h"

#include <string>
#include <vector>

namespace throughline::workflow {

/// By what a store is grouped.
struct GroupingState
{
    std::vector<domain::GroupRule> all; ///< decisions in order, those taken back among them
    std::vector<domain::GroupRule> inForce;
    std::string document; ///< of rules, in its canonical form; empty: none
};

Result<GroupingState> groupingState(const store::Connection& connection);

/// The rules that a document and the source maps in force make.
Result<analysis::GroupingRules> groupingRules(const store::Connection& connection,
                                              const std::string& document);

/// A store that was never grouped takes the user's document for its own, once.
Result<void> adoptGroupingDocument(store::Connection& connection);

} // namespace throughline::workflow
