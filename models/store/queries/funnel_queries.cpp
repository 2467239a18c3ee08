#include "models/store/queries/funnel_queries.h"

#include "models/base/text.h"
#include "models/codec/json_record.h"
#include "models/codec/json_writer.h"
#include "models/store/statement.h"

namespace throughline::store {

namespace {

constexpr std::string_view kAll = "SELECT name, definition FROM funnel ORDER BY name";
constexpr std::string_view kPut =
    "INSERT INTO funnel(name, definition, created_ns) VALUES(?1, ?2, ?3) "
    "ON CONFLICT(name) DO UPDATE SET definition = excluded.definition";
constexpr std::string_view kDelete = "DELETE FROM funnel WHERE name = ?1 RETURNING name";

std::string definitionText(const domain::FunnelDefinition& funnel)
{
    codec::JsonWriter json;
    json.beginObject().member("steps", funnel.steps);
    json.member("unit", static_cast<int>(funnel.unit));
    json.member("order", static_cast<int>(funnel.order));
    json.member("window_ns", funnel.window.ns).member("tolerance_ns", funnel.tolerance.ns);
    json.member("attempt", static_cast<int>(funnel.attempt)).member("universe", funnel.universe);
    json.key("optional").beginArray();
    for (const std::uint32_t step : funnel.optionalSteps) {
        json.value(step);
    }
    json.endArray().key("exclusions").beginArray();
    for (const domain::FunnelExclusion& exclusion : funnel.exclusions) {
        json.beginObject().member("step", exclusion.step).member("from", exclusion.from);
        json.member("to", exclusion.to).member("mode", static_cast<int>(exclusion.mode));
        json.endObject();
    }
    json.endArray().endObject();
    return json.text();
}

/// An object's whole number; 0 where it has none.
std::int64_t numberIn(const codec::JsonRecordReader& json, std::uint32_t object,
                      std::string_view key)
{
    const std::uint32_t node = json.child(object, key);
    return node == 0 ? 0 : parseInteger(json.nodes()[node].text).value_or(0);
}

void readParts(const codec::JsonRecordReader& json, domain::FunnelDefinition& funnel)
{
    const auto nodes = json.nodes();
    const std::uint32_t optional = json.child(0, "optional");
    for (std::uint32_t i = optional + 1; optional != 0 && i < nodes[optional].next;
         i = nodes[i].next) {
        const auto step = parseInteger(nodes[i].text).value_or(0);
        funnel.optionalSteps.push_back(static_cast<std::uint32_t>(step));
    }
    const std::uint32_t exclusions = json.child(0, "exclusions");
    for (std::uint32_t i = exclusions + 1; exclusions != 0 && i < nodes[exclusions].next;
         i = nodes[i].next) {
        domain::FunnelExclusion& exclusion = funnel.exclusions.emplace_back();
        const std::uint32_t step = json.child(i, "step");
        exclusion.step = step == 0 ? std::string() : std::string(nodes[step].text);
        exclusion.from = static_cast<std::uint32_t>(numberIn(json, i, "from"));
        exclusion.to = static_cast<std::uint32_t>(numberIn(json, i, "to"));
        exclusion.mode = static_cast<domain::ExclusionMode>(numberIn(json, i, "mode"));
    }
    const std::uint32_t universe = json.child(0, "universe");
    funnel.universe = universe == 0 ? std::string() : std::string(nodes[universe].text);
}

domain::FunnelDefinition readDefinition(std::string name, std::string_view text)
{
    domain::FunnelDefinition funnel;
    funnel.name = std::move(name);
    codec::JsonRecordReader json;
    if (!json.parseCopy(text)) {
        return funnel;
    }
    const auto nodes = json.nodes();
    const std::uint32_t steps = json.child(0, "steps");
    for (std::uint32_t i = steps + 1; steps != 0 && i < nodes[steps].next; i = nodes[i].next) {
        funnel.steps.emplace_back(nodes[i].text);
    }
    funnel.unit = static_cast<domain::Unit>(numberIn(json, 0, "unit"));
    funnel.order = static_cast<domain::FunnelOrder>(numberIn(json, 0, "order"));
    funnel.window.ns = numberIn(json, 0, "window_ns");
    funnel.tolerance.ns = numberIn(json, 0, "tolerance_ns");
    funnel.attempt = static_cast<domain::AttemptChoice>(numberIn(json, 0, "attempt"));
    readParts(json, funnel);
    return funnel;
}

} // namespace

Result<std::vector<domain::FunnelDefinition>> storedFunnels(const Connection& connection)
{
    std::vector<domain::FunnelDefinition> funnels;
    TL_ASSIGN(Statement statement, Statement::prepare(connection, kAll));
    while (true) {
        TL_ASSIGN(const bool row, statement.step());
        if (!row) {
            return funnels;
        }
        funnels.push_back(readDefinition(statement.string(0), statement.text(1)));
    }
}

Result<void> storeFunnel(Connection& connection, const domain::FunnelDefinition& funnel,
                         Timestamp now)
{
    const std::string text = definitionText(funnel);
    TL_ASSIGN(Statement statement, Statement::prepare(connection, kPut));
    return statement.run(funnel.name, text, now);
}

Result<bool> removeFunnel(Connection& connection, std::string_view name)
{
    TL_ASSIGN(Statement statement, Statement::prepare(connection, kDelete));
    statement.bindAll(name);
    return statement.step();
}

} // namespace throughline::store
