#include "models/analysis/error/error_dedup.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>
#include <utility>

namespace throughline::analysis {

namespace {

bool isTraced(const ReportedError& record)
{
    return record.trace.valid() && record.span.valid();
}

/// One error found so far: who reported it first, and by which carriers.
struct Found
{
    std::size_t keeper = 0; ///< place in the input
    Timestamp time;
    std::uint64_t carriers = 0; ///< a bit per carrier of the cluster
    bool traced = false; ///< one of its reports names a span
};

/// What decides which errors a report can join: its carriers, and whether it names a span.
using ReportClass = std::pair<std::uint64_t, bool>;

/// Joins the reports of one cluster, which come in order of time. An error that a class of reports
/// cannot join once, it can never join, so each class looks at each error once.
class Cluster
{
public:
    /// Traced reports of one cluster stand for different spans unless the cluster is one span.
    explicit Cluster(bool oneSpan)
        : m_oneSpan(oneSpan)
    {
    }

    /// The error this report belongs to.
    std::size_t add(const Found& report)
    {
        std::size_t& next = m_next[{report.carriers, report.traced}];
        while (next < m_found.size() && !joins(m_found[next], report)) {
            ++next;
        }
        if (next == m_found.size()) {
            m_found.push_back(report);
            return report.keeper;
        }
        m_found[next].carriers |= report.carriers;
        m_found[next].traced = m_found[next].traced || report.traced;
        return m_found[next].keeper;
    }

    [[nodiscard]] const std::vector<Found>& found() const { return m_found; }

private:
    [[nodiscard]] bool joins(const Found& error, const Found& report) const
    {
        return report.time - error.time <= kDuplicateWindow
            && (error.carriers & report.carriers) == 0
            && (m_oneSpan || !error.traced || !report.traced);
    }

    std::vector<Found> m_found;
    std::map<ReportClass, std::size_t> m_next;
    bool m_oneSpan;
};

/// Numbers the carriers of a cluster. More than a word has bits share none: those keep their own.
class CarrierBits
{
public:
    std::uint64_t bitOf(std::uint32_t carrier)
    {
        const auto [entry, added] = m_bits.try_emplace(carrier, m_bits.size());
        return entry->second < 64 ? std::uint64_t {1} << entry->second : ~std::uint64_t {0};
    }

private:
    std::map<std::uint32_t, std::size_t> m_bits;
};

using Key = std::pair<Hash128, std::pair<Hash128, std::uint64_t>>;

Key spanKey(const ReportedError& record)
{
    return {record.content, {{record.trace.low, record.trace.high}, record.span.value}};
}

Key sessionKey(const ReportedError& record)
{
    return {record.content, {record.session, 0}};
}

/// Sorts places of the input by key, time and carrier, and hands over each run of equal keys.
template<typename KeyOf, typename Visit>
void forEachCluster(std::span<const ReportedError> records, std::vector<std::size_t> places,
                    KeyOf keyOf, Visit visit)
{
    std::sort(places.begin(), places.end(), [&](std::size_t a, std::size_t b) {
        const Key left = keyOf(records[a]);
        const Key right = keyOf(records[b]);
        if (left != right) {
            return left < right;
        }
        const ReportedError& x = records[a];
        const ReportedError& y = records[b];
        return std::tie(x.time, x.carrier, x.trace, x.span, x.session, a)
            < std::tie(y.time, y.carrier, y.trace, y.span, y.session, b);
    });
    for (std::size_t from = 0; from < places.size();) {
        std::size_t to = from;
        while (to < places.size() && keyOf(records[places[to]]) == keyOf(records[places[from]])) {
            ++to;
        }
        visit(std::span<const std::size_t>(places).subspan(from, to - from));
        from = to;
    }
}

/// Which carriers reported the error that a record stands for after the first pass.
struct FirstPass
{
    std::vector<std::size_t> keeper;
    std::vector<std::vector<std::uint32_t>> carriers; ///< of kept traced records only
};

FirstPass joinWithinSpans(std::span<const ReportedError> records)
{
    FirstPass pass;
    pass.keeper.resize(records.size());
    pass.carriers.resize(records.size());
    std::iota(pass.keeper.begin(), pass.keeper.end(), std::size_t {0});
    std::vector<std::size_t> traced;
    for (std::size_t i = 0; i < records.size(); ++i) {
        if (isTraced(records[i])) {
            traced.push_back(i);
        }
    }
    forEachCluster(records, std::move(traced), spanKey, [&](std::span<const std::size_t> places) {
        Cluster cluster(true);
        CarrierBits bits;
        for (const std::size_t place : places) {
            const ReportedError& record = records[place];
            const std::size_t keeper =
                cluster.add({place, record.time, bits.bitOf(record.carrier), true});
            pass.keeper[place] = keeper;
            pass.carriers[keeper].push_back(record.carrier);
        }
    });
    return pass;
}

void joinWithinSessions(std::span<const ReportedError> records, FirstPass& pass)
{
    std::vector<std::size_t> open;
    for (std::size_t i = 0; i < records.size(); ++i) {
        if (records[i].session != Hash128 {} && pass.keeper[i] == i) {
            open.push_back(i);
        }
    }
    forEachCluster(records, std::move(open), sessionKey, [&](std::span<const std::size_t> places) {
        Cluster cluster(false);
        CarrierBits bits;
        for (const std::size_t place : places) {
            const ReportedError& record = records[place];
            std::uint64_t carriers = bits.bitOf(record.carrier);
            for (const std::uint32_t carrier : pass.carriers[place]) {
                carriers |= bits.bitOf(carrier);
            }
            pass.keeper[place] = cluster.add({place, record.time, carriers, isTraced(record)});
        }
    });
}

} // namespace

std::vector<std::size_t> duplicateOf(std::span<const ReportedError> records)
{
    FirstPass pass = joinWithinSpans(records);
    joinWithinSessions(records, pass);
    for (std::size_t& keeper : pass.keeper) {
        keeper = pass.keeper[keeper]; // at most two steps: span, then session
    }
    return std::move(pass.keeper);
}

} // namespace throughline::analysis
