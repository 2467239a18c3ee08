#include "models/analysis/funnel/funnel_population.h"

#include <algorithm>
#include <limits>

namespace throughline::analysis {

namespace {

/// The last activity after which a session is over when the data ends.
Timestamp lastMatureEnd(const PopulationOptions& options)
{
    const std::int64_t lowest = std::numeric_limits<std::int64_t>::min();
    const bool fits = options.dataEnd.ns >= lowest + options.idle.ns;
    return fits ? options.dataEnd - options.idle : Timestamp {lowest};
}

} // namespace

Population populationOf(const index::SessionIndex& index, const PopulationOptions& options)
{
    Population population;
    const std::uint32_t count = index.sessionCount();
    std::vector<Standing>& standing = population.standing;
    if (options.sessions == nullptr) {
        standing.assign(count, Standing::Counted);
    } else {
        standing.assign(count, Standing::Outside);
        options.sessions->forEach([&](std::uint32_t session) {
            if (session < count) {
                standing[session] = Standing::Counted;
            }
        });
    }
    const Timestamp lastEnd = lastMatureEnd(options);
    for (std::uint32_t session = 0; session < count; ++session) {
        if (standing[session] == Standing::Outside) {
            continue;
        }
        const bool bot = (index.flags[session] & index::SessionIndex::kBot) != 0;
        if (!options.range.empty() && !options.range.contains(index.start[session])) {
            standing[session] = Standing::Outside;
        } else if (bot && !options.includeBots) {
            standing[session] = Standing::Bot;
        } else if (index.end[session] > lastEnd) {
            standing[session] = Standing::Immature;
        }
    }
    return population;
}

Timestamp lastActivity(const index::SessionIndex& index)
{
    const auto last = std::max_element(index.end.begin(), index.end.end());
    return last == index.end.end() ? Timestamp() : *last;
}

} // namespace throughline::analysis
