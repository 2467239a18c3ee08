#include "tests/analysis/funnel/funnel_oracle.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <set>

namespace throughline::test {

namespace {

using domain::AttemptChoice;
using domain::FunnelOrder;

constexpr std::uint32_t kBreaks = 1U << 31U;
constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

/// An event that fulfils a condition; its time is that of its moment.
struct Seen
{
    std::int64_t ms = 0;
    std::uint32_t matched = 0;
};

using Path = std::vector<std::size_t>;

std::vector<Seen> seenIn(const OracleCase& made, const std::vector<EventRow>& rows)
{
    std::vector<Seen> events;
    for (const EventRow& row : rows) {
        const auto letter = static_cast<std::size_t>(row.name.front() - 'a');
        if (letter < made.matchedOf.size() && made.matchedOf[letter] != 0) {
            events.push_back({row.timeNs / 1'000'000, made.matchedOf[letter]});
        }
    }
    std::stable_sort(events.begin(), events.end(),
                     [](const Seen& a, const Seen& b) { return a.ms < b.ms; });
    for (std::size_t i = 1; i < events.size(); ++i) {
        // A moment begins with the first event that is too far from the one before's.
        if (made.order != FunnelOrder::Any && events[i].ms - events[i - 1].ms <= made.toleranceMs) {
            events[i].ms = events[i - 1].ms;
        }
    }
    return events;
}

class Enumeration
{
public:
    Enumeration(const OracleCase& made, const std::vector<EventRow>& rows)
        : m_case(made)
        , m_events(seenIn(made, rows))
    {
    }

    OracleTruth run()
    {
        extend();
        OracleTruth truth;
        for (const Path& path : m_paths) {
            truth.level = std::max(truth.level, static_cast<std::uint32_t>(path.size()));
        }
        std::erase_if(m_paths, [&](const Path& path) { return path.size() != truth.level; });
        truth.dropped = truth.level > 0 && isDropped();
        truth.reachedMs = chosenTimes();
        return truth;
    }

private:
    [[nodiscard]] bool matches(std::size_t event, std::size_t bit) const
    {
        return ((m_events[event].matched >> bit) & 1U) != 0;
    }

    void extend()
    {
        if (!m_path.empty()) {
            m_paths.push_back(m_path);
        }
        if (m_path.size() == m_case.steps) {
            return;
        }
        for (std::size_t event = 0; event < m_events.size(); ++event) {
            if (!matches(event, m_path.size())
                || std::find(m_path.begin(), m_path.end(), event) != m_path.end()) {
                continue;
            }
            m_path.push_back(event);
            if (isValid()) {
                extend();
            }
            m_path.pop_back();
        }
    }

    [[nodiscard]] bool isValid() const
    {
        const std::int64_t last = m_events[m_path.back()].ms;
        if (m_path.size() > 1 && m_events[m_path[m_path.size() - 2]].ms > last) {
            return false;
        }
        if (last - m_events[m_path.front()].ms > m_case.windowMs) {
            return false;
        }
        for (std::size_t i = 0; i < m_case.exclusions.size(); ++i) {
            const OracleExclusion& exclusion = m_case.exclusions[i];
            if (m_path.size() <= exclusion.from) {
                continue;
            }
            const std::int64_t from = m_events[m_path[exclusion.from - 1]].ms;
            const std::int64_t to =
                m_events[m_path[std::min<std::size_t>(m_path.size(), exclusion.to) - 1]].ms;
            for (std::size_t event = 0; event < m_events.size(); ++event) {
                if (matches(event, m_case.steps + i) && m_events[event].ms > from
                    && m_events[event].ms < to) {
                    return false;
                }
            }
        }
        return m_case.order != FunnelOrder::Strict || m_path.size() < 2 || isUnbroken();
    }

    /// Between the last two steps only repeats of the earlier of them.
    [[nodiscard]] bool isUnbroken() const
    {
        const std::size_t step = m_path.size() - 2;
        const std::int64_t from = m_events[m_path[step]].ms;
        const std::int64_t to = m_events[m_path[step + 1]].ms;
        const std::uint32_t counts = ((1U << m_case.steps) - 1) | kBreaks;
        for (std::size_t event = 0; event < m_events.size(); ++event) {
            if (m_events[event].ms > from && m_events[event].ms < to
                && (m_events[event].matched & counts) != 0 && !matches(event, step)) {
                return false;
            }
        }
        return true;
    }

    /// When an exclusion first ends the finished path, kNever if none does; and whether one that
    /// drops is among those of that moment.
    [[nodiscard]] std::pair<std::int64_t, bool> hitOf(const Path& path) const
    {
        std::pair<std::int64_t, bool> hit {kNever, false};
        for (std::size_t i = 0; i < m_case.exclusions.size(); ++i) {
            const OracleExclusion& exclusion = m_case.exclusions[i];
            if (path.size() < exclusion.from || path.size() >= exclusion.to) {
                continue;
            }
            for (std::size_t event = 0; event < m_events.size(); ++event) {
                const std::int64_t ms = m_events[event].ms;
                if (!matches(event, m_case.steps + i) || ms <= m_events[path[exclusion.from - 1]].ms
                    || ms - m_events[path.front()].ms > m_case.windowMs) {
                    continue;
                }
                if (ms < hit.first) {
                    hit = {ms, exclusion.drops};
                } else if (ms == hit.first) {
                    hit.second |= exclusion.drops;
                }
            }
        }
        if (m_case.order == FunnelOrder::Strict && brokenBefore(path, hit.first)) {
            return {kNever, false};
        }
        return hit;
    }

    /// A strict path that a foreign event has ended is no longer there to be hit.
    [[nodiscard]] bool brokenBefore(const Path& path, std::int64_t ms) const
    {
        return brokenAt(path) < ms;
    }

    [[nodiscard]] std::int64_t brokenAt(const Path& path) const
    {
        const std::uint32_t counts = ((1U << m_case.steps) - 1) | kBreaks;
        std::int64_t at = kNever;
        for (std::size_t event = 0; event < m_events.size(); ++event) {
            if (m_events[event].ms > m_events[path.back()].ms
                && (m_events[event].matched & counts) != 0 && !matches(event, path.size() - 1)) {
                at = std::min(at, m_events[event].ms);
            }
        }
        return at;
    }

    /// Some drop is neither followed by a path that comes as far nor survived by one.
    [[nodiscard]] bool isDropped() const
    {
        for (const Path& hurt : m_paths) {
            const auto [at, drops] = hitOf(hurt);
            if (at == kNever || !drops) {
                continue;
            }
            const bool rescued = std::any_of(m_paths.begin(), m_paths.end(), [&](const Path& path) {
                const std::int64_t reached = m_events[path.back()].ms;
                const bool there = reached <= at && hitOf(path).first > at
                    && m_events[path.front()].ms + m_case.windowMs >= at
                    && (m_case.order != FunnelOrder::Strict || brokenAt(path) > at);
                return reached > at || there;
            });
            if (!rescued) {
                return true;
            }
        }
        return false;
    }

    /// The chosen start, then each step as early as can be.
    [[nodiscard]] std::vector<std::int64_t> chosenTimes() const
    {
        std::vector<std::int64_t> chosen;
        for (const Path& path : m_paths) {
            std::vector<std::int64_t> times;
            for (const std::size_t event : path) {
                times.push_back(m_events[event].ms);
            }
            const bool betterStart = !chosen.empty() && times.front() != chosen.front()
                && (times.front() < chosen.front()) == (m_case.attempt == AttemptChoice::First);
            const bool sameStart = !chosen.empty() && times.front() == chosen.front();
            if (chosen.empty() || betterStart || (sameStart && times < chosen)) {
                chosen = std::move(times);
            }
        }
        return chosen;
    }

    const OracleCase& m_case;
    std::vector<Seen> m_events;
    Path m_path;
    std::vector<Path> m_paths;
};

/// Any order: every way to give distinct events to some of the steps.
class AnyEnumeration
{
public:
    AnyEnumeration(const OracleCase& made, const std::vector<EventRow>& rows)
        : m_case(made)
        , m_events(seenIn(made, rows))
    {
    }

    OracleTruth run()
    {
        give(0);
        OracleTruth truth;
        for (const auto& times : m_found) {
            truth.level = std::max(truth.level, static_cast<std::uint32_t>(times.size()));
        }
        std::int64_t start = kNever;
        for (const auto& times : m_found) {
            if (!times.empty() && times.size() == truth.level
                && (start == kNever
                    || (times.front() < start) == (m_case.attempt == AttemptChoice::First))) {
                start = times.front();
            }
        }
        truth.reachedMs.assign(truth.level, kNever);
        for (const auto& times : m_found) {
            if (!times.empty() && times.front() == start) {
                std::int64_t& reached = truth.reachedMs[times.size() - 1];
                reached = std::min(reached, times.back());
            }
        }
        return truth;
    }

private:
    void give(std::uint32_t step)
    {
        if (step == m_case.steps) {
            std::vector<std::int64_t> times;
            for (const std::size_t event : m_given) {
                times.push_back(m_events[event].ms);
            }
            std::sort(times.begin(), times.end());
            if (times.empty() || times.back() - times.front() <= m_case.windowMs) {
                m_found.insert(std::move(times));
            }
            return;
        }
        give(step + 1);
        for (std::size_t event = 0; event < m_events.size(); ++event) {
            if (((m_events[event].matched >> step) & 1U) != 0
                && std::find(m_given.begin(), m_given.end(), event) == m_given.end()) {
                m_given.push_back(event);
                give(step + 1);
                m_given.pop_back();
            }
        }
    }

    const OracleCase& m_case;
    std::vector<Seen> m_events;
    std::vector<std::size_t> m_given;
    std::set<std::vector<std::int64_t>> m_found;
};

} // namespace

OracleCase randomCase(Random& random, FunnelOrder order, bool exclusions)
{
    OracleCase made;
    made.order = order;
    made.attempt = random.below(3) == 0 ? AttemptChoice::Last : AttemptChoice::First;
    made.steps = (exclusions ? 2 : 1) + random.below(3);
    if (exclusions) {
        for (std::uint32_t i = 1 + random.below(2); i > 0; --i) {
            const std::uint32_t from = 1 + random.below(made.steps - 1);
            const std::uint32_t to = from + 1 + random.below(made.steps - from);
            made.exclusions.push_back({from, to, random.below(2) == 0});
        }
    }
    const bool overlap = random.below(2) == 0;
    for (int letter = 0; letter < 4; ++letter) {
        std::uint32_t matched =
            overlap ? random.below(1U << made.steps) : 1U << random.below(made.steps);
        for (std::uint32_t i = 0; i < made.exclusions.size(); ++i) {
            // Exclusions by events of their own, and now and then by those of a step.
            const bool excluded = random.below(overlap ? 3 : 4) == 0;
            if (excluded) {
                matched =
                    (overlap && random.below(3) == 0 ? matched : 0) | (1U << (made.steps + i));
            }
        }
        made.matchedOf.push_back(matched);
    }
    if (order == FunnelOrder::Strict) {
        made.matchedOf.push_back(0);
        for (std::uint32_t& matched : made.matchedOf) {
            matched |= random.below(3) != 0 ? kBreaks : 0;
        }
    }
    made.windowMs = random.below(7);
    made.toleranceMs = random.below(4) == 0 ? 1 + random.below(2) : 0;
    return made;
}

std::vector<EventRow> randomEvents(Random& random, const std::string& session)
{
    const std::uint32_t moments = 1 + random.below(7);
    // The clock of the session begins here, whatever else happens.
    std::vector<EventRow> rows {{.session = session, .timeNs = 0, .name = "z"}};
    for (std::uint32_t left = 2 + random.below(7); left > 0; --left) {
        rows.push_back({.session = session,
                        .timeNs = random.below(moments) * 1'000'000,
                        .name = std::string(1, static_cast<char>('a' + random.below(5)))});
    }
    return rows;
}

OracleTruth enumerate(const OracleCase& made, const std::vector<EventRow>& rows)
{
    return made.order == FunnelOrder::Any ? AnyEnumeration(made, rows).run()
                                          : Enumeration(made, rows).run();
}

} // namespace throughline::test
