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
    json.member("window_ns", funnel.window.ns).endObject();
    return json.text();
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
    const auto number = [&](std::string_view key) {
        const std::uint32_t node = json.child(0, key);
        return node == 0 ? 0 : parseInteger(nodes[node].text).value_or(0);
    };
    funnel.unit = static_cast<domain::Unit>(number("unit"));
    funnel.order = static_cast<domain::FunnelOrder>(number("order"));
    funnel.window.ns = number("window_ns");
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
