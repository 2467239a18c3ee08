#include "models/workflow/session_contexts.h"

#include "models/codec/json_record.h"
#include "models/domain/record.h"
#include "models/workflow/session_build.h"

#include <set>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace throughline::workflow {

namespace {

namespace key = domain::key;

using Pairs = std::vector<std::pair<std::string, std::string>>;

Pairs parseContext(codec::JsonRecordReader& json, const std::string& text)
{
    Pairs pairs;
    if (json.parseCopy(text)) {
        const auto nodes = json.nodes();
        for (std::uint32_t i = 1; i < nodes.size(); i = nodes[i].next) {
            pairs.emplace_back(nodes[i].key, nodes[i].text);
        }
    }
    return pairs;
}

std::string_view valueOf(const Pairs& pairs, std::string_view field)
{
    for (const auto& [name, value] : pairs) {
        if (name == field) {
            return value;
        }
    }
    return {};
}

} // namespace

SessionContexts readContexts(const std::vector<std::string>& texts)
{
    SessionContexts contexts;
    codec::JsonRecordReader json;
    std::vector<Pairs> parsed;
    std::set<std::string> fields;
    for (const std::string& text : texts) {
        parsed.push_back(parseContext(json, text));
        for (const auto& [name, value] : parsed.back()) {
            fields.insert(name);
        }
    }
    index::IndexDictionaries& into = contexts.dictionaries;
    into.contextFields.assign(fields.begin(), fields.end());
    into.values.emplace_back();
    std::unordered_map<std::string, std::uint32_t> places {{"", 0}};
    for (const Pairs& pairs : parsed) {
        std::vector<std::uint32_t> row;
        for (const std::string& field : into.contextFields) {
            const std::string value(valueOf(pairs, field));
            const auto [place, added] =
                places.emplace(value, static_cast<std::uint32_t>(into.values.size()));
            if (added) {
                into.values.push_back(value);
            }
            row.push_back(place->second);
        }
        into.contexts.push_back(std::move(row));
        contexts.bot.push_back(
            analysis::isBot(botRule(),
                            {valueOf(pairs, key::kUserAgent), valueOf(pairs, key::kSynthetic),
                             valueOf(pairs, key::kDevice), valueOf(pairs, "session.type")})
                ? 1
                : 0);
    }
    return contexts;
}

} // namespace throughline::workflow
