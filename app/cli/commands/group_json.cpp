#include "app/cli/commands/group_json.h"

#include "models/codec/text_escape.h"
#include "models/notebook/answer_json.h"
#include "models/notebook/group_wording.h"

#include <ostream>
#include <string>
#include <vector>

namespace throughline::cli {

namespace {

std::vector<std::string> names(const std::vector<domain::ErrorGroupId>& groups)
{
    std::vector<std::string> texts;
    for (const domain::ErrorGroupId group : groups) {
        texts.push_back(domain::toText(group));
    }
    return texts;
}

} // namespace

void writeGroupRule(codec::JsonWriter& json, const domain::GroupRule& rule)
{
    json.beginObject().member("id", rule.id).member("kind", toText(rule.kind));
    json.member("groups", names(rule.groups)).textOrNull("field", rule.field);
    json.textOrNull("keep", rule.keep).member("only", rule.only).textOrNull("text", rule.text);
    json.textOrNull("at", rule.at.ns == 0 ? std::string() : formatRfc3339(rule.at));
    json.member("created", formatRfc3339(rule.created)).member("undone", rule.undone);
    json.member("sentence", notebook::ruleText(rule)).endObject();
}

void printOutcome(const workflow::RuleOutcome& outcome, const std::string& verb, bool json,
                  bool quiet, std::ostream& out)
{
    if (json) {
        codec::JsonWriter writer(2);
        writer.beginObject().member("ok", true).key("rule");
        writeGroupRule(writer, outcome.rule);
        writer.key("change");
        notebook::writeRegroupChange(writer, outcome.change);
        writer.endObject();
        out << writer.text() << '\n';
    } else if (!quiet) {
        out << verb << ": " << codec::escapeTerminal(notebook::ruleText(outcome.rule)) << ".\n";
        if (!outcome.change.empty()) {
            out << notebook::changeText(outcome.change) << '\n';
        }
    }
}

} // namespace throughline::cli
