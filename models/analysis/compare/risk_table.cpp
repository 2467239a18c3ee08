#include "models/analysis/compare/risk_table.h"

namespace throughline::analysis {

RiskTable makeRiskTable(const index::SessionIndex& index, const FunnelLevels& levels,
                        std::span<const std::uint32_t> sessions, const Cells& cells,
                        std::uint32_t step)
{
    RiskTable table;
    table.step = step;
    table.cells.resize(cells.count);
    for (const std::uint32_t session : sessions) {
        if (levels.level[session] < step) {
            continue;
        }
        const bool sameUser = !table.session.empty() && index.user[session] != index::kNone
            && index.user[session] == index.user[table.session.back()];
        table.sameUser.push_back(sameUser ? 1 : 0);
        const bool converted = levels.level[session] >= levels.steps;
        const std::uint32_t cell = cells.of[session];
        table.session.push_back(session);
        table.outcome.push_back(2 * cell + (converted ? 1U : 0U));
        table.cells[cell].trials += 1;
        table.cells[cell].successes += converted ? 1U : 0U;
        table.all.trials += 1;
        table.all.successes += converted ? 1U : 0U;
    }
    return table;
}

} // namespace throughline::analysis
