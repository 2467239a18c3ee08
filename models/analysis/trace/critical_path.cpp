#include "models/analysis/trace/critical_path.h"

#include "models/analysis/trace/trace_tree.h"

#include <algorithm>
#include <cstddef>
#include <tuple>

namespace throughline::analysis {

namespace {

/// A child cut to the time of its parent.
struct Candidate
{
    std::size_t row = 0;
    Timestamp start;
    Timestamp end;
};

/// A span we are inside of.
struct Visit
{
    bool counted = true; ///< false: the span of our own that holds all top rows
    Timestamp start;
    Timestamp cursor; ///< everything later is explained
    std::size_t firstCandidate = 0; ///< of its own, in the shared stack of candidates
    std::size_t next = 0; ///< the candidate looked at next
};

/// The walk over one trace. Candidates of nested visits lie one behind the other in one vector, so
/// that a chain of any depth costs no more than its length.
class Walk
{
public:
    explicit Walk(TraceView& view)
        : m_view(view)
        , m_firstChild(view.rows.size() + 2, 0)
        , m_children(view.rows.size())
    {
        collectChildren();
    }

    void run()
    {
        m_view.criticalPath = Duration {};
        enter(0, m_view.range.from, m_view.range.to);
        while (!m_visits.empty()) {
            step();
        }
    }

private:
    /// Node 0 holds the top rows, node r + 1 is row r.
    [[nodiscard]] static std::size_t parentNode(const TraceRow& row)
    {
        return static_cast<std::size_t>(std::int64_t {row.parentRow} + 1);
    }

    void collectChildren()
    {
        for (TraceRow& row : m_view.rows) {
            row.onCriticalPath = false;
            ++m_firstChild[parentNode(row) + 1];
        }
        for (std::size_t node = 1; node < m_firstChild.size(); ++node) {
            m_firstChild[node] += m_firstChild[node - 1];
        }
        std::vector<std::size_t> place = m_firstChild;
        for (std::size_t row = 0; row < m_view.rows.size(); ++row) {
            m_children[place[parentNode(m_view.rows[row])]++] = row;
        }
    }

    void enter(std::size_t node, Timestamp start, Timestamp end)
    {
        const std::size_t first = m_candidates.size();
        for (std::size_t i = m_firstChild[node]; i < m_firstChild[node + 1]; ++i) {
            const domain::Span& span = m_view.rows[m_children[i]].span;
            const Timestamp from = std::max(span.start, start);
            const Timestamp to = std::min(endOf(span), end);
            if (from < to) {
                m_candidates.push_back({m_children[i], from, to});
            }
        }
        std::sort(m_candidates.begin() + static_cast<std::ptrdiff_t>(first), m_candidates.end(),
                  [](const Candidate& a, const Candidate& b) {
                      return std::tie(b.end, a.start, a.row) < std::tie(a.end, b.start, b.row);
                  });
        m_visits.push_back({node != 0, start, end, first, first});
    }

    /// Takes the next child that fits into what is left of the innermost span, or leaves it.
    void step()
    {
        Visit& visit = m_visits.back();
        while (visit.next < m_candidates.size() && m_candidates[visit.next].end > visit.cursor) {
            ++visit.next;
        }
        if (visit.next == m_candidates.size()) {
            account(visit, visit.start);
            m_candidates.resize(visit.firstCandidate);
            m_visits.pop_back();
            return;
        }
        const Candidate taken = m_candidates[visit.next++];
        account(visit, taken.end);
        visit.cursor = taken.start;
        m_view.rows[taken.row].onCriticalPath = true;
        enter(taken.row + 1, taken.start, taken.end);
    }

    void account(const Visit& visit, Timestamp from)
    {
        if (visit.counted) {
            m_view.criticalPath = m_view.criticalPath + (visit.cursor - from);
        }
    }

    TraceView& m_view;
    std::vector<std::size_t> m_firstChild;
    std::vector<std::size_t> m_children;
    std::vector<Candidate> m_candidates;
    std::vector<Visit> m_visits;
};

} // namespace

void markCriticalPath(TraceView& view)
{
    Walk(view).run();
}

} // namespace throughline::analysis
