#include "models/ingest/redact/redaction_report.h"

namespace throughline::ingest {

RedactionReport& RedactionReport::operator+=(const RedactionReport& other)
{
    for (const auto& [rule, count] : other.byRule) {
        byRule[rule] += count;
    }
    for (const auto& [place, count] : other.byRuleAndField) {
        byRuleAndField[place] += count;
    }
    return *this;
}

} // namespace throughline::ingest
