#pragma once

#include "models/ingest/redact/redaction_rule.h"

#include <cstdint>
#include <map>
#include <string>
#include <utility>

namespace throughline::ingest {

/// What was replaced or dropped, without the values.
struct RedactionReport
{
    std::map<std::string, std::uint64_t> byRule; ///< "email" to how often
    std::map<std::pair<std::string, std::string>, std::uint64_t> byRuleAndField;

    RedactionReport& operator+=(const RedactionReport& other);
    bool operator==(const RedactionReport&) const = default;
};

} // namespace throughline::ingest
