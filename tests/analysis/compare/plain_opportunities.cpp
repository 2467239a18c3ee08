#include "tests/analysis/compare/plain_opportunities.h"

#include <cmath>
#include <map>
#include <numeric>
#include <set>

namespace throughline::test {

namespace {

/// An event of an attempt.
struct PlainEvent
{
    std::string name;
    std::uint32_t place = 0; ///< in the index
    int step = 0; ///< furthest by then
};

/// A session at risk.
struct PlainSession
{
    std::size_t row = 0;
    bool converts = false;
    bool affected = false;
    bool leftOut = false;
    std::vector<PlainEvent> attempt;
    int failing = -1; ///< place in the attempt
    std::size_t until = 0; ///< opportunities before this place of the attempt count
    bool followed = false; ///< an event comes after the failing one
};

/// An opportunity.
struct PlainTrial
{
    std::size_t session = 0; ///< place in the list
    std::string cell;
    int ordinal = 0;
    bool failed = false;
};

int binOf(int ordinal)
{
    const std::vector<int> last {1, 2, 3, 4, 5, 7, 9, 12, 16, 21, 28, 37};
    int bin = 0;
    for (const int end : last) {
        bin += ordinal > end ? 1 : 0;
    }
    return bin;
}

std::vector<PlainSession> sessionsAtRisk(const ComparisonFixture& fixture, std::uint32_t step)
{
    const std::int64_t window = fixture.levels.window.ns / 1'000'000;
    std::vector<PlainSession> sessions;
    for (std::size_t row = 0; row < fixture.rows.size(); ++row) {
        const SessionRow& from = fixture.rows[row];
        if (!from.inScope || from.reachedMs.size() < step) {
            continue;
        }
        PlainSession session;
        session.row = row;
        session.converts = from.reachedMs.size() == fixture.levels.steps;
        const std::int64_t start = from.reachedMs[step - 1];
        const std::int64_t end = from.reachedMs[0] + window;
        const auto inside = [&](std::int64_t ms) {
            return ms >= start && ms <= end && !(session.converts && ms >= from.reachedMs.back());
        };
        const std::vector<EventRow> events = eventsOf(from);
        for (std::size_t i = 0; i < events.size(); ++i) {
            if (events[i].error || !inside(events[i].ms)) {
                continue;
            }
            int furthest = 0;
            for (const std::int64_t reached : from.reachedMs) {
                furthest += reached <= events[i].ms ? 1 : 0;
            }
            session.attempt.push_back(
                {events[i].name, fixture.index.firstEvent[row] + static_cast<std::uint32_t>(i),
                 furthest});
        }
        session.until = session.attempt.size();
        for (const index::Exposure& met : fixture.exposures.first) {
            if (met.session != row) {
                continue;
            }
            session.leftOut = met.offsetMs < start;
            session.affected = inside(met.offsetMs);
            for (std::size_t i = 0; i < session.attempt.size(); ++i) {
                if (session.affected && session.attempt[i].place == met.carrier) {
                    session.failing = static_cast<int>(i);
                }
            }
            if (session.failing >= 0) {
                session.until = static_cast<std::size_t>(session.failing);
                for (std::size_t i = 0; i < events.size(); ++i) {
                    session.followed = session.followed
                        || (!events[i].error && fixture.index.firstEvent[row] + i > met.carrier);
                }
            } else if (session.affected) {
                session.until = 0;
                while (session.until < session.attempt.size()
                       && fixture.index.offset[session.attempt[session.until].place]
                           <= met.offsetMs) {
                    ++session.until;
                }
            }
        }
        sessions.push_back(session);
    }
    return sessions;
}

std::set<std::string> kindsOf(const std::vector<PlainSession>& sessions)
{
    std::set<std::string> kinds;
    for (const PlainSession& session : sessions) {
        if (session.failing >= 0) {
            kinds.insert(session.attempt[static_cast<std::size_t>(session.failing)].name);
        }
    }
    return kinds;
}

/// All trials; `later` gets per session hit the ordinal its first occurrence has or would have.
std::vector<PlainTrial> trialsOf(const ComparisonFixture& fixture,
                                 const std::vector<PlainSession>& sessions,
                                 std::map<std::size_t, int>& later)
{
    const std::set<std::string> kinds = kindsOf(sessions);
    std::vector<PlainTrial> trials;
    for (std::size_t s = 0; s < sessions.size(); ++s) {
        const PlainSession& session = sessions[s];
        if (session.leftOut) {
            continue;
        }
        int ordinal = 0;
        const std::size_t last =
            session.failing >= 0 ? static_cast<std::size_t>(session.failing) + 1 : session.until;
        for (std::size_t i = 0; i < last; ++i) {
            const PlainEvent& event = session.attempt[i];
            if (kinds.count(event.name) == 0) {
                continue;
            }
            ++ordinal;
            std::string cell = event.name + "/" + std::to_string(event.step);
            for (const std::uint32_t value : fixture.rows[session.row].match) {
                cell += "/" + std::to_string(value);
            }
            trials.push_back({s, cell, ordinal, static_cast<int>(i) == session.failing});
        }
        if (session.affected) {
            later[s] = session.failing >= 0 ? ordinal : ordinal + 1;
        }
    }
    return trials;
}

double determinant(const std::vector<std::vector<double>>& m)
{
    if (m.size() == 1) {
        return m[0][0];
    }
    double sum = 0;
    for (std::size_t column = 0; column < m.size(); ++column) {
        std::vector<std::vector<double>> minor;
        for (std::size_t row = 1; row < m.size(); ++row) {
            std::vector<double> rest;
            for (std::size_t k = 0; k < m.size(); ++k) {
                if (k != column) {
                    rest.push_back(m[row][k]);
                }
            }
            minor.push_back(rest);
        }
        sum += (column % 2 == 0 ? 1 : -1) * m[0][column] * determinant(minor);
    }
    return sum;
}

/// Cramer's rule.
std::vector<double> solved(const std::vector<std::vector<double>>& m,
                           const std::vector<double>& right)
{
    std::vector<double> solution;
    for (std::size_t column = 0; column < m.size(); ++column) {
        auto replaced = m;
        for (std::size_t row = 0; row < m.size(); ++row) {
            replaced[row][column] = right[row];
        }
        solution.push_back(determinant(replaced) / determinant(m));
    }
    return solution;
}

/// One affected trial with its controls.
struct Match
{
    std::size_t trial = 0;
    std::vector<std::size_t> controls;
    std::size_t band = 0;
};

class Plain
{
public:
    Plain(const ComparisonFixture& fixture, std::uint32_t step, std::uint64_t fewestPerBand)
        : m_fixture(fixture)
        , m_sessions(sessionsAtRisk(fixture, step))
        , m_fewest(fewestPerBand)
    {
    }

    PlainEstimate run()
    {
        for (const PlainSession& session : m_sessions) {
            m_result.affected += session.affected ? 1 : 0;
            m_result.affectedConverted += session.affected && session.converts ? 1 : 0;
        }
        m_trials = trialsOf(m_fixture, m_sessions, m_later);
        fallBack();
        if (m_result.endsSessions) {
            return m_result;
        }
        findMatches();
        if (m_matches.empty()) {
            return m_result;
        }
        notYet();
        cutBands();
        never();
        return m_result;
    }

private:
    double y(std::size_t trial) const
    {
        return m_sessions[m_trials[trial].session].converts ? 1 : 0;
    }

    void fallBack()
    {
        std::size_t fails = 0;
        std::size_t followed = 0;
        for (const PlainTrial& trial : m_trials) {
            fails += trial.failed ? 1 : 0;
            followed += trial.failed && m_sessions[trial.session].followed ? 1 : 0;
        }
        if (fails == 0 || fails * 2 <= m_trials.size()) {
            return;
        }
        if (fails >= 20 && static_cast<double>(followed) < .05 * static_cast<double>(fails)) {
            m_result.endsSessions = true;
            return;
        }
        m_result.oneEventEarlier = true;
        for (PlainSession& session : m_sessions) {
            if (session.failing >= 0) {
                --session.failing;
                session.until =
                    session.failing >= 0 ? static_cast<std::size_t>(session.failing) : 0;
            }
        }
        m_later.clear();
        m_trials = trialsOf(m_fixture, m_sessions, m_later);
    }

    void findMatches()
    {
        std::set<std::string> cells;
        std::set<std::size_t> controls;
        for (std::size_t i = 0; i < m_trials.size(); ++i) {
            if (!m_trials[i].failed) {
                continue;
            }
            Match match {i, {}, 0};
            bool position = true;
            for (const bool same : {true, false}) {
                position = same;
                for (std::size_t c = 0; c < m_trials.size(); ++c) {
                    if (!m_trials[c].failed && m_trials[c].cell == m_trials[i].cell
                        && (!same || binOf(m_trials[c].ordinal) == binOf(m_trials[i].ordinal))) {
                        match.controls.push_back(c);
                    }
                }
                if (!match.controls.empty()) {
                    break;
                }
            }
            if (match.controls.empty()) {
                continue;
            }
            cells.insert(m_trials[i].cell
                         + (position ? "#" + std::to_string(binOf(m_trials[i].ordinal)) : ""));
            for (const std::size_t c : match.controls) {
                controls.insert(m_trials[c].session);
            }
            m_matches.push_back(match);
        }
        m_result.matched = m_matches.size();
        m_result.strata = cells.size();
        m_result.control = controls.size();
        for (const std::size_t session : controls) {
            m_result.controlConverted += m_sessions[session].converts ? 1 : 0;
        }
    }

    double meanOf(const Match& match, const std::vector<double>& psi) const
    {
        double sum = 0;
        for (const std::size_t c : match.controls) {
            sum += freed(c, psi);
        }
        return sum / static_cast<double>(match.controls.size());
    }

    /// Y without the effect of being hit later.
    double freed(std::size_t trial, const std::vector<double>& psi) const
    {
        const auto later = m_later.find(m_trials[trial].session);
        return later == m_later.end() ? y(trial) : y(trial) - psi[bandOf(later->second)];
    }

    std::size_t bandOf(int ordinal) const
    {
        std::size_t band = 0;
        for (const int cut : m_cuts) {
            band += binOf(ordinal) > cut ? 1 : 0;
        }
        return band;
    }

    void notYet()
    {
        const double n = static_cast<double>(m_matches.size());
        double sum = 0;
        double later = 0;
        for (const Match& match : m_matches) {
            sum += y(match.trial) - meanOf(match, {0, 0, 0});
            double hit = 0;
            for (const std::size_t c : match.controls) {
                hit += m_later.count(m_trials[c].session) > 0 ? 1 : 0;
            }
            later += hit / static_cast<double>(match.controls.size());
        }
        m_result.differenceNotYet = sum / n;
        m_result.laterShare = later / n;
        m_result.standardErrorNotYet = standardError({0, 0, 0}, {1 / n, 1 / n, 1 / n}, sum / n);
    }

    void cutBands()
    {
        std::map<int, std::uint64_t> ofBin;
        for (const Match& match : m_matches) {
            ++ofBin[binOf(m_trials[match.trial].ordinal)];
        }
        std::vector<int> cuts;
        for (const std::uint64_t third : {1U, 2U}) {
            std::uint64_t sum = 0;
            for (const auto& [bin, count] : ofBin) {
                sum += count;
                if (sum * 3 >= third * m_matches.size()) {
                    const bool more = sum < m_matches.size();
                    if (more && (cuts.empty() || cuts.back() != bin)) {
                        cuts.push_back(bin);
                    }
                    break;
                }
            }
        }
        if (cuts.empty() || *m_result.laterShare < .05) {
            return;
        }
        m_cuts = cuts;
        std::vector<std::uint64_t> inBand(cuts.size() + 1);
        for (const Match& match : m_matches) {
            ++inBand[bandOf(m_trials[match.trial].ordinal)];
        }
        if (*std::min_element(inBand.begin(), inBand.end()) < m_fewest) {
            m_cuts.clear();
        }
    }

    void never()
    {
        const std::size_t bands = m_cuts.size() + 1;
        std::vector<std::vector<double>> m(bands, std::vector<double>(bands, 0));
        std::vector<double> t(bands, 0);
        std::vector<double> n(bands, 0);
        for (Match& match : m_matches) {
            match.band = bandOf(m_trials[match.trial].ordinal);
            n[match.band] += 1;
            t[match.band] += y(match.trial) - meanOf(match, {0, 0, 0});
            m[match.band][match.band] += 1;
            for (const std::size_t c : match.controls) {
                if (const auto later = m_later.find(m_trials[c].session); later != m_later.end()) {
                    m[match.band][bandOf(later->second)] -=
                        1 / static_cast<double>(match.controls.size());
                }
            }
        }
        const double count = static_cast<double>(m_matches.size());
        auto transposed = m;
        auto scaled = m;
        for (std::size_t b = 0; b < bands; ++b) {
            for (std::size_t c = 0; c < bands; ++c) {
                transposed[c][b] = m[b][c];
                scaled[b][c] = m[b][c] / n[b];
            }
        }
        if (*m_result.laterShare > .6 || nearSingular(scaled)) {
            m_result.difference = m_result.differenceNotYet;
            m_result.standardError = m_result.standardErrorNotYet;
            return;
        }
        std::vector<double> share;
        for (const double ofBand : n) {
            share.push_back(ofBand / count);
        }
        std::vector<double> psi = solved(m, t);
        std::vector<double> w = solved(transposed, share);
        double difference = 0;
        for (std::size_t b = 0; b < bands; ++b) {
            difference += share[b] * psi[b];
        }
        psi.resize(3);
        w.resize(3);
        m_result.bands = static_cast<std::uint32_t>(bands);
        m_result.difference = difference;
        m_result.standardError = standardError(psi, w, difference);
    }

    /// A pivot below 0.05 under elimination with row exchanges.
    static bool nearSingular(std::vector<std::vector<double>> m)
    {
        for (std::size_t column = 0; column < m.size(); ++column) {
            std::sort(m.begin() + static_cast<std::ptrdiff_t>(column), m.end(),
                      [column](const auto& a, const auto& b) {
                          return std::abs(a[column]) > std::abs(b[column]);
                      });
            if (std::abs(m[column][column]) < .05) {
                return true;
            }
            for (std::size_t row = column + 1; row < m.size(); ++row) {
                const double factor = m[row][column] / m[column][column];
                for (std::size_t k = 0; k < m.size(); ++k) {
                    m[row][k] -= factor * m[column][k];
                }
            }
        }
        return false;
    }

    std::int64_t userOf(std::size_t trial) const
    {
        const std::size_t row = m_sessions[m_trials[trial].session].row;
        const std::uint32_t user = m_fixture.rows[row].user;
        return user == index::kNone ? std::int64_t {-1} - static_cast<std::int64_t>(row)
                                    : std::int64_t {user};
    }

    std::optional<double> standardError(const std::vector<double>& psi,
                                        const std::vector<double>& w, double difference) const
    {
        const double n = static_cast<double>(m_matches.size());
        std::map<std::int64_t, double> score;
        std::set<std::int64_t> users;
        double expected = 0;
        double squares = 0;
        double weights = 0;
        for (const Match& match : m_matches) {
            const double rate = meanOf(match, psi);
            const double own = psi[match.band];
            users.insert(userOf(match.trial));
            score[userOf(match.trial)] +=
                w[match.band] * (y(match.trial) - own - rate) + (own - difference) / n;
            for (const std::size_t c : match.controls) {
                score[userOf(c)] -= w[match.band] * (freed(c, psi) - rate)
                    / static_cast<double>(match.controls.size());
            }
            const double q = std::min(1.0, std::max(0.0, rate));
            expected += q * (1 - q) / n;
            squares += std::pow(y(match.trial) - rate - difference, 2) / n;
            weights += w[match.band] * w[match.band];
        }
        if (users.size() < 2) {
            return std::nullopt;
        }
        double sum = 0;
        for (const auto& [user, value] : score) {
            sum += value * value;
        }
        const double g = static_cast<double>(users.size());
        const double variance = g / (g - 1) * sum + std::max(0.0, expected - squares) * weights;
        return variance < 1e-14 ? std::optional<double>() : std::sqrt(variance);
    }

    const ComparisonFixture& m_fixture;
    std::vector<PlainSession> m_sessions;
    std::uint64_t m_fewest = 0;
    std::vector<PlainTrial> m_trials;
    std::map<std::size_t, int> m_later;
    std::vector<Match> m_matches;
    std::vector<int> m_cuts; ///< last bin of each band but the last
    PlainEstimate m_result;
};

} // namespace

PlainEstimate plainEstimate(const ComparisonFixture& fixture, std::uint32_t step,
                            std::uint64_t fewestPerBand)
{
    return Plain(fixture, step, fewestPerBand).run();
}

ComparisonFixture randomOpportunityFixture(std::uint64_t seed, std::uint32_t sessions)
{
    Random random(seed);
    std::vector<SessionRow> rows(sessions / 4 + random.below(sessions));
    const double failing = random.chance(.2) ? .9 : .4 * random.uniform();
    const std::uint32_t names = 1 + random.below(3);
    for (SessionRow& row : rows) {
        row.user = random.chance(.2) ? index::kNone : random.below(15);
        row.match = {random.below(2)};
        std::int64_t t = random.below(5) * 1'000;
        const std::uint32_t level = random.chance(.1) ? random.below(2) : 1 + random.below(3);
        for (std::uint32_t step = 0; step < level; ++step) {
            row.reachedMs.push_back(t);
            t += random.below(15) * 1'000;
        }
        std::int64_t at = random.below(6) * 1'000;
        for (std::uint32_t i = random.below(7); i > 0; --i) {
            const bool error = random.chance(.15);
            const std::string name(1, static_cast<char>('P' + random.below(names)));
            row.events.push_back({at, error ? "boom" : name, error});
            if (!row.hitMs && random.chance(failing)) {
                row.hitMs = at + random.below(3) * 500;
            }
            at += random.below(12) * 1'000;
        }
        if (!row.hitMs && random.chance(.05)) {
            row.hitMs = random.below(60) * 1'000;
        }
        row.inScope = !random.chance(.05);
    }
    return makeFixture(3, std::move(rows), Duration::milliseconds(45'000));
}

} // namespace throughline::test
