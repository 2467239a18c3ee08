// questions STORE FUNNEL [RUNS]: times questions to an open store inside one process, as the window
// asks them. Each line is JSON: the question, the first time and the median of the others in ms,
// and figures of its answer, to be held against a rival's. Judges nothing.

#include "models/store/queries/error_queries.h"
#include "models/store/store_file.h"
#include "models/workflow/comparison_workflow.h"
#include "models/workflow/funnel_patterns.h"
#include "models/workflow/funnel_workflow.h"
#include "models/workflow/snapshot.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

using namespace throughline;

namespace {

const std::vector<std::string> kFields {"plan.tier",   "geo.country.iso_code",
                                        "device.type", "browser.name",
                                        "os.name",     "service.version"};

template<typename T>
T orEnd(Result<T> result)
{
    if (!result) {
        std::fprintf(stderr, "%s\n", describe(result.error()).c_str());
        std::exit(1);
    }
    return *std::move(result);
}

void report(const char* question, int runs, const std::function<std::string()>& ask)
{
    using Clock = std::chrono::steady_clock;
    std::vector<double> times;
    std::string answer;
    for (int i = 0; i <= runs; ++i) {
        const Clock::time_point start = Clock::now();
        answer = ask();
        times.push_back(std::chrono::duration<double, std::milli>(Clock::now() - start).count());
    }
    const double first = times.front();
    times.erase(times.begin());
    std::sort(times.begin(), times.end());
    std::printf(
        R"({"engine": "throughline", "q": "%s", "first_ms": %.2f, "med_ms": %.2f, "answer": "%s"})"
        "\n",
        question, first, times.empty() ? first : times[times.size() / 2], answer.c_str());
    std::fflush(stdout);
}

/// Sessions that reached each step, those that may still go on included, as a rival counts them.
std::string countsOf(const workflow::EvaluatedFunnel& funnel)
{
    std::vector<std::uint64_t> reached(funnel.levels.steps + 1);
    for (std::uint32_t s = 0; s < funnel.levels.level.size(); ++s) {
        const analysis::Standing standing = funnel.population.standing[s];
        if (standing == analysis::Standing::Counted || standing == analysis::Standing::Immature) {
            ++reached[funnel.levels.level[s]];
        }
    }
    std::string text;
    for (std::size_t level = reached.size() - 1; level-- > 1;) {
        reached[level] += reached[level + 1];
    }
    for (std::size_t level = 1; level < reached.size(); ++level) {
        text += (text.empty() ? "" : ",") + std::to_string(reached[level]);
    }
    return text;
}

/// Rows of a pivot with someone who entered, each arm for itself, as a rival groups them.
std::uint64_t rowsOf(const analysis::FunnelPivot& pivot)
{
    std::uint64_t rows = 0;
    for (const analysis::PivotField& field : pivot.fields) {
        for (const analysis::PivotRow& row : field.rows) {
            for (const auto* arm : {&row.with, &row.without}) {
                rows += std::any_of(arm->begin() + 1, arm->end(),
                                    [](std::uint64_t count) { return count > 0; })
                    ? 1
                    : 0;
            }
        }
    }
    return rows;
}

/// The next question on levels that are there: one more field, and by arm.
std::string split(const workflow::Snapshot& snapshot, const workflow::EvaluatedFunnel& funnel,
                  const index::ExposureSet& group, const std::string& field)
{
    std::vector<std::uint8_t> affected(snapshot.sessions.index.sessionCount());
    for (const index::Exposure& exposure : group.first) {
        affected[exposure.session] = 1;
    }
    const std::vector<std::string> fields {field};
    return std::to_string(rowsOf(analysis::pivotFunnel(snapshot.sessions.index, funnel.levels,
                                                       funnel.population, fields, affected)));
}

/// Bytes of an index as it lies in memory, its dictionaries of contexts included.
std::uint64_t bytesOf(const index::SessionIndex& index)
{
    const auto of = [](const auto& column) {
        return std::uint64_t {column.capacity()} * sizeof(column[0]);
    };
    return of(index.start) + of(index.endRest) + of(index.otherEnd) + of(index.firstEvent)
        + of(index.user) + of(index.account) + of(index.id) + of(index.flags)
        + of(index.firstContext) + of(index.contextOf) + of(index.offset) + of(index.nameAndOrder)
        + of(index.revenueEvent) + of(index.revenueMicros) + of(index.revenueCurrency)
        + of(index.contextValues);
}

/// Levels of the affected sessions of every group; the sum of all that reached each step.
std::string levelsOfAllGroups(const workflow::Snapshot& snapshot,
                              const workflow::EvaluatedFunnel& funnel)
{
    std::vector<std::uint64_t> all(funnel.levels.steps + 1);
    std::vector<std::uint32_t> counts;
    for (const index::ExposureSet& group : snapshot.exposures) {
        counts.assign(funnel.levels.steps + 1, 0);
        for (const index::Exposure& exposure : group.first) {
            if (funnel.population.counts(exposure.session)) {
                ++counts[funnel.levels.level[exposure.session]];
            }
        }
        std::uint32_t reached = 0;
        for (std::size_t level = counts.size(); level-- > 1;) {
            reached += counts[level];
            all[level] += reached;
        }
    }
    std::string text;
    for (std::size_t level = 1; level < all.size(); ++level) {
        text += (text.empty() ? "" : ",") + std::to_string(all[level]);
    }
    return text;
}

} // namespace

int main(int argc, char** argv)
{
    if (argc < 3) {
        std::fprintf(stderr, "usage: questions STORE FUNNEL [RUNS]\n");
        return 2;
    }
    const int runs = argc > 3 ? std::atoi(argv[3]) : 9;
    const auto workspace = orEnd(workflow::Workspace::open(argv[1]));
    const domain::FunnelDefinition definition = orEnd(workflow::findFunnel(workspace, argv[2]));
    workflow::SnapshotPointer snapshot;
    report("open the index", 0, [&] {
        snapshot = orEnd(workflow::loadSnapshot(workspace, {}));
        return std::to_string(snapshot->sessions.index.eventCount());
    });
    const index::SessionIndex& index = snapshot->sessions.index;
    std::printf(R"({"engine": "throughline", "index_MB": %.1f, "MB_per_million_events": %.2f, )"
                R"("sessions": %u, "contexts": %u})"
                "\n",
                double(bytesOf(index)) / 1e6, double(bytesOf(index)) / index.eventCount(),
                index.sessionCount(), index.contextCount);
    const auto largest = std::max_element(
        snapshot->exposures.begin(), snapshot->exposures.end(),
        [](const auto& a, const auto& b) { return a.first.size() < b.first.size(); });
    const index::ExposureSet affected =
        largest == snapshot->exposures.end() ? index::ExposureSet {} : *largest;
    workflow::EvaluatedFunnelPointer funnel;
    const auto evaluate = [&] {
        funnel = orEnd(workflow::evaluateFunnel(workspace, *snapshot, definition, {}, {}));
    };
    report("funnel", runs, [&] {
        evaluate();
        return countsOf(*funnel);
    });
    report("pivot_6dims_affected_control", runs, [&] {
        return std::to_string(rowsOf(orEnd(workflow::pivotFunnel(
            workspace, *snapshot, definition, {}, kFields, affected.group, {}))));
    });
    report("the next question", runs,
           [&] { return split(*snapshot, *funnel, affected, kFields.back()); });
    report("impact_all_groups", runs, [&] { return levelsOfAllGroups(*snapshot, *funnel); });
    std::vector<domain::ErrorGroupId> groups;
    const auto connection = orEnd(workspace.file().openReader());
    for (const domain::ErrorGroup& group : orEnd(store::errorGroups(connection))) {
        groups.push_back(group.id);
    }
    report("estimates of all groups, with intervals", std::min(runs, 2), [&] {
        const auto all = orEnd(workflow::compareAll(*snapshot, *funnel, groups, {}));
        std::uint64_t matched = 0;
        for (const analysis::Comparison& comparison : all) {
            matched += comparison.opportunityMatched.matchedAffected;
        }
        return std::to_string(all.size()) + " groups, " + std::to_string(matched) + " matched";
    });
    return 0;
}
