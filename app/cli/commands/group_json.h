#pragma once

#include "models/codec/json_writer.h"
#include "models/domain/group_rule.h"
#include "models/workflow/group_workflow.h"

#include <iosfwd>

namespace throughline::cli {

/// A decision about groups, as an object.
void writeGroupRule(codec::JsonWriter& json, const domain::GroupRule& rule);

/// What was decided and what it did, as a document or as two sentences. `verb` precedes the rule's
/// own words: "Taken back".
void printOutcome(const workflow::RuleOutcome& outcome, const std::string& verb, bool json,
                  bool quiet, std::ostream& out);

} // namespace throughline::cli
