#include "models/analysis/funnel/funnel_population.h"

#include <algorithm>
#include <limits>

namespace throughline::analysis {

namespace {

/// So long before a moment, or the lowest time there is.
Timestamp earlier(Timestamp moment, Duration before)
{
    const std::int64_t lowest = std::numeric_limits<std::int64_t>::min();
    return moment.ns >= lowest + before.ns ? moment - before : Timestamp {lowest};
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
    // The last activity after which a session is over when the data ends.
    const Timestamp lastEnd = earlier(options.dataEnd, options.idle);
    // Whoever began before it is over by then, however long: the end need not be looked up.
    const Timestamp surelyOver = earlier(lastEnd, index.longest);
    for (std::uint32_t session = 0; session < count; ++session) {
        if (standing[session] == Standing::Outside) {
            continue;
        }
        const bool bot = (index.flags[session] & index::SessionIndex::kBot) != 0;
        if (!options.range.empty() && !options.range.contains(index.start[session])) {
            standing[session] = Standing::Outside;
        } else if (bot && !options.includeBots) {
            standing[session] = Standing::Bot;
        } else if (index.start[session] > surelyOver && index.end(session) > lastEnd) {
            standing[session] = Standing::Immature;
        }
    }
    return population;
}

Timestamp lastActivity(const index::SessionIndex& index)
{
    Timestamp last = index.sessionCount() == 0 ? Timestamp() : index.end(0);
    for (std::uint32_t session = 1; session < index.sessionCount(); ++session) {
        last = std::max(last, index.end(session));
    }
    return last;
}

} // namespace throughline::analysis
