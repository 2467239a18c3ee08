#pragma once

#include "models/base/result.h"

#include <string>
#include <vector>

namespace throughline::workflow {

/// A rule by which personal data and secrets are taken out.
struct RedactionRuleInfo
{
    std::string rule; ///< as import summaries count it; of the user's own "custom"
    std::string finds;
    std::string leaves;
    std::string document; ///< that tells it: "redact-1"
};

struct RedactionRules
{
    std::string name; ///< "redact-1 + falcon"
    std::vector<RedactionRuleInfo> rules;
};

/// All rules in force, the user's own last. Usage error: one of the user's documents is wrong.
[[nodiscard]] Result<RedactionRules> redactionRules();

} // namespace throughline::workflow
