#include "app/cli/commands/pivot_answer.h"

#include "app/cli/table.h"
#include "models/notebook/answer_json.h"

#include <ostream>
#include <string>
#include <vector>

namespace throughline::cli {

namespace {

void addRow(Table& table, std::vector<std::string> cells, const std::vector<std::uint64_t>& levels)
{
    const std::vector<std::uint64_t> steps = notebook::reachedSteps(levels);
    for (const std::uint64_t sessions : steps) {
        cells.push_back(count(sessions));
    }
    cells.push_back(steps.front() > 0 ? percent(static_cast<double>(steps.back())
                                                / static_cast<double>(steps.front()))
                                      : "-");
    table.add(std::move(cells));
}

} // namespace

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
