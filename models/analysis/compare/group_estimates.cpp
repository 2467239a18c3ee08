#include "models/analysis/compare/group_estimates.h"

#include "models/analysis/compare/struck_trials.h"
#include "models/analysis/compare/thread_rooms.h"
#include "models/analysis/compare/trial_walk.h"

#include <utility>

namespace throughline::analysis {

namespace {

/// What a thread keeps from group to group.
struct Room
{
    StruckTrials struck;
    Trials trials;
    std::vector<TrialHit> hits;
};

/// Marks all bins of the cells that have a used one without a control.
void markWide(const TrialWalk& walk, std::size_t group, UsedCells& used)
{
    for (std::uint32_t number = 0; number < used.cells.size(); ++number) {
        for (std::uint32_t bin = 0; bin < kPositionBins; ++bin) {
            const std::uint32_t place = number * kPositionBins + bin;
            if ((used.cells[number].bins >> bin & 1U) != 0
                && walk.total(group, place).trials == used.taken[place]) {
                used.cells[number].bins = kAllBins;
                break;
            }
        }
    }
}

/// The totals of the places that are laid out.
void setTotals(const TrialWalk& walk, std::size_t group, const UsedCells& used, Trials& trials)
{
    for (std::uint32_t number = 0; number < used.cells.size(); ++number) {
        for (std::uint32_t bin = 0; bin < kPositionBins; ++bin) {
            if ((used.cells[number].bins >> bin & 1U) != 0) {
                const std::uint32_t place = number * kPositionBins + bin;
                trials.cells[place] = walk.total(group, place);
            }
        }
    }
}

/// Sets of scores that wait for the other users, and whose they are.
struct Waiting
{
    std::vector<GroupScores> sets;
    std::vector<OtherUsers OpenEstimate::*> goesTo;

    void add(std::size_t group, std::vector<PlaceScore>& scores, OtherUsers OpenEstimate::*to)
    {
        if (!scores.empty()) {
            sets.push_back({group, std::move(scores)});
            goesTo.push_back(to);
        }
    }
};

} // namespace

std::vector<OpportunityEstimate> estimateGroups(const Opportunities& all, const RiskTable& atRisk,
                                                std::span<const StruckGroup* const> groups,
                                                const OpportunityOptions& options,
                                                const std::stop_token& stop)
{
    const auto makeRoom = [&] { return Room {StruckTrials(all, atRisk), {}, {}}; };
    std::vector<UsedCells> used(groups.size());
    forEachInRooms(groups.size(), stop, makeRoom, [&](Room& room, std::size_t group) {
        used[group] = room.struck.cellsOf(*groups[group]);
    });
    TrialWalk walk(all, atRisk, groups, used, stop);
    for (std::size_t group = 0; group < groups.size(); ++group) {
        markWide(walk, group, used[group]);
    }
    walk.widen(used);
    if (stop.stop_requested()) {
        return std::vector<OpportunityEstimate>(groups.size());
    }
    std::vector<OpenEstimate> open(groups.size());
    forEachInRooms(groups.size(), stop, makeRoom, [&](Room& room, std::size_t group) {
        room.struck.lay(*groups[group], used[group].cells, room.trials, room.hits);
        setTotals(walk, group, used[group], room.trials);
        OpportunityEstimator estimator(room.trials, options);
        open[group] = estimator.open(room.hits, OpportunityEstimator::Scores::Kept);
    });
    Waiting waiting;
    for (std::size_t group = 0; group < groups.size(); ++group) {
        waiting.add(group, open[group].scores, &OpenEstimate::others);
        waiting.add(group, open[group].scoresNotYet, &OpenEstimate::othersNotYet);
    }
    const std::vector<OtherUsers> others = walk.addScores(waiting.sets);
    for (std::size_t i = 0; i < others.size(); ++i) {
        open[waiting.sets[i].group].*waiting.goesTo[i] = others[i];
    }
    std::vector<OpportunityEstimate> estimates(groups.size());
    for (std::size_t group = 0; group < groups.size(); ++group) {
        estimates[group] = close(std::move(open[group]));
    }
    return estimates;
}

} // namespace throughline::analysis
