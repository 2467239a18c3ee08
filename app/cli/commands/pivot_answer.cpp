#include "app/cli/commands/pivot_answer.h"

#include "app/cli/commands/analysis_json.h"
#include "app/cli/table.h"

#include <ostream>
#include <string>
#include <vector>

namespace throughline::cli {

namespace {

/// Per step how many reached it, from how many came to exactly each level.
std::vector<std::uint64_t> reached(const std::vector<std::uint64_t>& levels)
{
    std::vector<std::uint64_t> steps(levels.begin() + 1, levels.end());
    for (std::size_t step = steps.size(); step-- > 1;) {
        steps[step - 1] += steps[step];
    }
    return steps;
}

void writeSteps(codec::JsonWriter& json, std::string_view name,
                const std::vector<std::uint64_t>& levels)
{
    json.key(name).beginArray();
    for (const std::uint64_t sessions : reached(levels)) {
        json.value(sessions);
    }
    json.endArray();
}

void addRow(Table& table, std::vector<std::string> cells, const std::vector<std::uint64_t>& levels)
{
    const std::vector<std::uint64_t> steps = reached(levels);
    for (const std::uint64_t sessions : steps) {
        cells.push_back(count(sessions));
    }
    cells.push_back(steps.front() > 0 ? percent(static_cast<double>(steps.back())
                                                / static_cast<double>(steps.front()))
                                      : "-");
    table.add(std::move(cells));
}

} // namespace

void writePivot(codec::JsonWriter& json, const domain::FunnelDefinition& funnel,
                const analysis::FunnelPivot& pivot)
{
    json.beginObject().key("funnel");
    writeFunnelDefinition(json, funnel);
    json.key("fields").beginArray();
    for (const analysis::PivotField& field : pivot.fields) {
        json.beginObject().member("field", field.field).key("values").beginArray();
        for (const analysis::PivotRow& row : field.rows) {
            json.beginObject().textOrNull("value", row.value);
            writeSteps(json, "with", row.with);
            writeSteps(json, "without", row.without);
            json.endObject();
        }
        json.endArray().endObject();
    }
    json.endArray().endObject();
}

void printPivot(const analysis::FunnelPivot& pivot, bool byError, std::ostream& out)
{
    bool first = true;
    for (const analysis::PivotField& field : pivot.fields) {
        std::vector<Table::Column> columns {{field.field}};
        if (byError) {
            columns.push_back({"error"});
        }
        for (std::uint32_t step = 1; step <= pivot.steps; ++step) {
            columns.push_back({"step " + std::to_string(step), true});
        }
        columns.push_back({"converted", true});
        Table table(std::move(columns));
        for (const analysis::PivotRow& row : field.rows) {
            const std::string value = row.value.empty() ? "(none)" : row.value;
            if (byError) {
                addRow(table, {value, "with"}, row.with);
                addRow(table, {value, "without"}, row.without);
            } else {
                addRow(table, {value}, row.without);
            }
        }
        out << (first ? "" : "\n");
        first = false;
        table.print(out);
    }
}

} // namespace throughline::cli
