#include "app/cli/commands/pivot_answer.h"

#include "app/cli/table.h"
#include "models/notebook/answer_json.h"

#include <numeric>
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

std::uint64_t enteredOf(const std::vector<std::uint64_t>& levels)
{
    return std::accumulate(levels.begin() + (levels.empty() ? 0 : 1), levels.end(),
                           std::uint64_t {0});
}

} // namespace

void printPivot(const analysis::FunnelPivot& pivot, bool byError, std::ostream& out)
{
    bool first = true;
    std::uint64_t entered = 0;
    for (const analysis::PivotField& field : pivot.fields) {
        if (field.rows.empty()) {
            continue;
        }
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
            entered += enteredOf(row.with) + enteredOf(row.without);
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
    if (entered == 0) {
        out << (first ? "" : "\n") << "Nobody reached the first step: there is no rate to tell.\n";
    }
}

} // namespace throughline::cli
