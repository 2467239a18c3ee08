#include "models/workflow/funnel_patterns.h"

#include "models/base/assert.h"
#include "models/base/embedded.h"
#include "models/base/text.h"
#include "models/base/time_parse.h"
#include "models/codec/json_record.h"
#include "models/domain/field.h"

#include <algorithm>

namespace throughline::workflow {

namespace {

analysis::PatternStep readStep(const codec::JsonRecordReader& json, std::uint32_t object)
{
    const auto nodes = json.nodes();
    analysis::PatternStep step;
    if (const std::uint32_t role = json.child(object, "role"); role != 0) {
        step.role = nodes[role].text;
    }
    if (const std::uint32_t optional = json.child(object, "optional"); optional != 0) {
        step.optional = nodes[optional].text == "true";
    }
    const std::uint32_t names = json.child(object, "names");
    for (std::uint32_t i = names + 1; names != 0 && i < nodes[names].next; i = nodes[i].next) {
        step.names.emplace_back(nodes[i].text);
    }
    return step;
}

std::vector<analysis::FunnelPattern> readPatterns()
{
    std::vector<analysis::FunnelPattern> patterns;
    codec::JsonRecordReader json;
    for (const embedded::File& file : embedded::funnels()) {
        TL_ASSERT(json.parseCopy(file.text));
        const auto nodes = json.nodes();
        const std::uint32_t name = json.child(0, "name");
        const std::uint32_t window = json.child(0, "window");
        const std::uint32_t steps = json.child(0, "steps");
        TL_ASSERT(name != 0 && window != 0 && steps != 0);
        analysis::FunnelPattern pattern;
        pattern.name = nodes[name].text;
        pattern.window = parseDuration(nodes[window].text).value_or(Duration::days(1));
        for (std::uint32_t i = steps + 1; i < nodes[steps].next; i = nodes[i].next) {
            pattern.steps.push_back(readStep(json, i));
        }
        patterns.push_back(std::move(pattern));
    }
    return patterns;
}

} // namespace

const std::vector<analysis::FunnelPattern>& funnelPatterns()
{
    static const std::vector<analysis::FunnelPattern> patterns = readPatterns();
    return patterns;
}

Result<std::string> knownField(const Snapshot& snapshot, const std::string& field)
{
    std::string name(domain::canonicalName(field));
    const auto& fields = snapshot.sessions.index.contextFields;
    const bool known = domain::findField(field) != nullptr;
    if (!known && std::find(fields.begin(), fields.end(), name) == fields.end()) {
        const auto nearest = nearestNames(name, fields);
        return usageError("There is no field '" + field + "' to split by",
                          nearest.empty() ? "Fields of this store: " + listInWords(fields)
                                          : "Did you mean " + listInWords(nearest, "or") + "?");
    }
    return name;
}

Result<index::SegmentColumn> knownColumn(const Snapshot& snapshot, const std::string& field)
{
    TL_ASSIGN(const std::string name, knownField(snapshot, field));
    return index::segmentColumn(snapshot.sessions.index, name);
}

} // namespace throughline::workflow
