#include "models/workflow/redaction_workflow.h"

#include "models/base/text.h"
#include "models/workflow/reading_rules.h"

namespace throughline::workflow {

namespace {

void addOwn(const ingest::RedactionDocument& document, std::vector<RedactionRuleInfo>& rules)
{
    for (const ingest::CustomPattern& pattern : document.patterns) {
        rules.push_back({"custom", "pattern " + pattern.name,
                         pattern.pseudonym ? "a pseudonym" : "a token", document.name});
    }
    if (!document.deny.empty()) {
        rules.push_back({"custom",
                         std::to_string(document.deny.size()) + " words wherever they stand",
                         "a token", document.name});
    }
    if (!document.allow.empty()) {
        rules.push_back({"allowed", std::to_string(document.allow.size()) + " values that stay",
                         "the value", document.name});
    }
    if (!document.keys.empty()) {
        std::vector<std::string> names;
        for (const auto& [name, policy] : document.keys) {
            names.push_back(name);
        }
        rules.push_back(
            {"keys", "fields " + listInWords(names), "as the document says", document.name});
    }
}

} // namespace

Result<RedactionRules> redactionRules()
{
    TL_ASSIGN(const ReadingRules reading, readingRules({}));
    RedactionRules rules;
    rules.name = reading.redaction.custom->name();
    const ingest::RedactionDocument& builtIn = ingest::builtInRedaction();
    for (const ingest::RedactionRuleInfo& rule : builtIn.rules) {
        rules.rules.push_back({rule.rule, rule.finds, rule.leaves, builtIn.name});
    }
    for (const ingest::RedactionDocument& document : reading.redaction.custom->documents()) {
        addOwn(document, rules.rules);
    }
    return rules;
}

} // namespace throughline::workflow
