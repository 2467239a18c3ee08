// The second half of TrialWalk: what the users add up to whom no error struck.

#include "models/analysis/compare/trial_walk.h"
#include "models/base/parallel.h"

#include <algorithm>
#include <array>
#include <bit>

namespace throughline::analysis {

namespace {

/// The value, or 0, without a branch that no processor foresees.
double ifTrue(double value, bool condition)
{
    return std::bit_cast<double>(std::bit_cast<std::uint64_t>(value)
                                 & (std::uint64_t {0} - (condition ? 1U : 0U)));
}

} // namespace

/// Adds up the scores of one piece after another.
class TrialWalk::Adder
{
public:
    /// What a set has added up to.
    struct Sum
    {
        double squares = 0;
        double ofUser = 0;
        std::uint32_t user = 0; ///< whose it is, from 1
        std::uint32_t session = 0; ///< counted last, from 1
        std::uint32_t controls = 0;
        std::uint32_t converted = 0;
    };

    Adder(const TrialWalk& walk, std::span<const GroupScores> sets)
        : m_walk(walk)
        , m_first(walk.m_totals.size() + 1, 0)
    {
        for (const GroupScores& set : sets) {
            for (const PlaceScore& score : set.scores) {
                ++m_first[walk.placeIn(set.group, score.place) + 1];
            }
        }
        for (std::size_t place = 1; place < m_first.size(); ++place) {
            m_first[place] += m_first[place - 1];
        }
        m_uses.resize(m_first.back());
        std::vector<std::uint32_t> next(m_first.begin(), m_first.end() - 1);
        for (std::uint32_t number = 0; number < sets.size(); ++number) {
            const std::size_t group = sets[number].group;
            for (const PlaceScore& score : sets[number].scores) {
                m_uses[next[walk.placeIn(group, score.place)]++] = {
                    {score.ifNot, score.ifConverted}, number};
            }
            for (const Struck& struck : walk.m_groups[group]->sessions) {
                m_struck.emplace_back(walk.m_all.user[struck.riskRow], number);
            }
        }
        std::sort(m_struck.begin(), m_struck.end());
        m_struck.erase(std::unique(m_struck.begin(), m_struck.end()), m_struck.end());
    }

    /// `sums` is one per set and all zero.
    void add(std::size_t piece, std::span<Sum> sums) const
    {
        const Piece& sessions = m_walk.m_pieces[piece];
        const std::vector<std::uint32_t>& userOf = m_walk.m_all.user;
        std::vector<Sum> kept; // of the sets that struck the user, as they were before
        std::vector<std::size_t> next(m_walk.m_found.size(), 0);
        auto struck = std::lower_bound(m_struck.begin(), m_struck.end(),
                                       std::pair {userOf[sessions.from], 0U});
        std::uint32_t session = sessions.from;
        while (session < sessions.to) {
            const std::uint32_t user = userOf[session];
            const auto firstStruck = struck;
            kept.clear();
            for (; struck != m_struck.end() && struck->first == user; ++struck) {
                kept.push_back(sums[struck->second]);
            }
            for (; session < sessions.to && userOf[session] == user; ++session) {
                addSession(piece, session, next, sums);
            }
            for (std::size_t i = 0; i < kept.size(); ++i) {
                sums[firstStruck[static_cast<std::ptrdiff_t>(i)].second] = kept[i];
            }
        }
    }

private:
    struct Use
    {
        std::array<double, 2> score {}; ///< not converted, converted
        std::uint32_t set = 0;
    };

    /// `next`: per walk, the first of its trials in the piece that are not added.
    void addSession(std::size_t piece, std::uint32_t session, std::vector<std::size_t>& next,
                    std::span<Sum> sums) const
    {
        const std::uint32_t user = m_walk.m_all.user[session];
        const std::uint32_t converted = m_walk.m_atRisk.converted(session) ? 1 : 0;
        for (std::size_t walk = 0; walk < next.size(); ++walk) {
            const Found& found = m_walk.m_found[walk][piece];
            const std::size_t end = found.end[session - m_walk.m_pieces[piece].from];
            for (; next[walk] < end; ++next[walk]) {
                fetchAhead(found.place, next[walk]);
                const std::uint32_t place = found.place[next[walk]];
                for (std::uint32_t i = m_first[place]; i < m_first[place + 1]; ++i) {
                    const double score = m_uses[i].score[converted];
                    Sum& sum = sums[m_uses[i].set];
                    // Each adds what it adds to the square: (sum + score)^2 - sum^2.
                    const double before = ifTrue(sum.ofUser, sum.user == user);
                    sum.squares += score * (2 * before + score);
                    sum.ofUser = before + score;
                    const std::uint32_t fresh = sum.session == session + 1 ? 0 : 1;
                    sum.controls += fresh;
                    sum.converted += fresh & converted;
                    sum.user = user;
                    sum.session = session + 1;
                }
            }
        }
    }

    /// Places follow one another as trials do: what of one is needed would be waited for.
    void fetchAhead(const std::vector<std::uint32_t>& places, std::size_t at) const
    {
        constexpr std::size_t kAhead = 8;
        if (at + 2 * kAhead < places.size()) {
            __builtin_prefetch(m_first.data() + places[at + 2 * kAhead]);
            __builtin_prefetch(m_uses.data() + m_first[places[at + kAhead]]);
        }
    }

    const TrialWalk& m_walk;
    std::vector<std::uint32_t> m_first; ///< per place of the walk, and one more
    std::vector<Use> m_uses; ///< by place
    std::vector<std::pair<std::uint32_t, std::uint32_t>> m_struck; ///< users and sets, ascending
};

std::vector<OtherUsers> TrialWalk::addScores(std::span<const GroupScores> sets) const
{
    std::vector<OtherUsers> result(sets.size());
    if (m_stop.stop_requested() || sets.empty()) {
        return result;
    }
    const Adder adder(*this, sets);
    std::vector<Adder::Sum> sums(m_pieces.size() * sets.size());
    forEachAtOnce(m_pieces.size(), [&](std::size_t piece) {
        if (!m_stop.stop_requested()) {
            adder.add(piece, std::span(sums).subspan(piece * sets.size(), sets.size()));
        }
    });
    for (std::size_t i = 0; i < sums.size(); ++i) {
        OtherUsers& others = result[i % sets.size()];
        others.squaredScores += sums[i].squares;
        others.controls += sums[i].controls;
        others.controlsConverted += sums[i].converted;
    }
    return result;
}

} // namespace throughline::analysis
