#include "models/analysis/compare/set_differences.h"

#include "models/analysis/compare/carriers.h"
#include "models/analysis/stats/clustered_rate.h"
#include "models/analysis/stats/multiple_testing.h"
#include "models/domain/ids.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <tuple>
#include <utility>

namespace throughline::analysis {

namespace {

constexpr double kSure = 0.05;

/// What the features of all sessions are, numbered: values of fields, then kinds of events, then
/// error groups.
class Features
{
public:
    Features(const index::SessionIndex& index, std::span<const index::SegmentColumn> fields,
             std::span<const index::ExposureSet> groups)
        : m_index(index)
        , m_fields(fields)
        , m_kindOfName(kindsOfNames(index))
        , m_groups(groups)
        , m_nextMet(groups.size(), 0)
    {
        for (std::size_t field = 0; field < fields.size(); ++field) {
            m_firstOfField.push_back(m_described.size());
            for (const std::string& label : fields[field].labels) {
                m_described.push_back(described(FeatureKind::Field, fields[field].field, label));
            }
        }
        m_firstKind = m_described.size();
        const std::size_t names = std::min(index.names.size(), m_kindOfName.size());
        for (std::size_t name = 0; name < names; ++name) {
            const std::size_t place = m_firstKind + m_kindOfName[name];
            if (place >= m_described.size()) {
                m_described.resize(place + 1, described(FeatureKind::Event, {}, {}));
            }
            // The first name of a kind stands for all.
            if (m_described[place].value.empty()) {
                m_described[place].value = index.names[name];
            }
        }
        if (!m_kindOfName.empty()) {
            const std::size_t last = *std::max_element(m_kindOfName.begin(), m_kindOfName.end());
            m_described.resize(std::max(m_described.size(), m_firstKind + last + 1),
                               described(FeatureKind::Event, {}, "(other)"));
        }
        m_firstGroup = m_described.size();
        for (const index::ExposureSet& group : groups) {
            m_described.push_back(
                described(FeatureKind::ErrorGroup, {}, domain::toText(group.group)));
        }
    }

    [[nodiscard]] const std::vector<SetDifference>& described() const { return m_described; }

    /// Appends the features of a session, each once. Sessions are asked for in ascending order.
    void appendOf(std::uint32_t session, std::vector<std::size_t>& features)
    {
        for (std::size_t field = 0; field < m_fields.size(); ++field) {
            features.push_back(m_firstOfField[field] + m_fields[field].valueOf[session]);
        }
        const std::size_t events = features.size();
        for (std::uint32_t event = m_index.firstEvent[session];
             event < m_index.firstEvent[session + 1]; ++event) {
            features.push_back(
                m_firstKind
                + m_kindOfName[m_index.nameAndOrder[event] & index::SessionIndex::kNameMask]);
        }
        const auto from = features.begin() + static_cast<std::ptrdiff_t>(events);
        std::sort(from, features.end());
        features.erase(std::unique(from, features.end()), features.end());
        for (std::size_t group = 0; group < m_groups.size(); ++group) {
            const auto& met = m_groups[group].first;
            std::size_t& next = m_nextMet[group];
            while (next < met.size() && met[next].session < session) {
                ++next;
            }
            if (next < met.size() && met[next].session == session) {
                features.push_back(m_firstGroup + group);
            }
        }
    }

private:
    static SetDifference described(FeatureKind kind, const std::string& field,
                                   const std::string& value)
    {
        SetDifference made;
        made.kind = kind;
        made.field = field;
        made.value = value;
        return made;
    }

    const index::SessionIndex& m_index;
    std::span<const index::SegmentColumn> m_fields;
    std::vector<std::uint32_t> m_kindOfName;
    std::span<const index::ExposureSet> m_groups;
    std::vector<std::size_t> m_nextMet; ///< per group
    std::vector<SetDifference> m_described;
    std::vector<std::size_t> m_firstOfField;
    std::size_t m_firstKind = 0;
    std::size_t m_firstGroup = 0;
};

/// The counts of one set, summed by user.
struct SetCounts
{
    std::uint64_t sessions = 0;
    ClusterSums clusters;
    std::vector<ClusteredCount> of; ///< per feature
};

SetCounts countSet(const index::SessionIndex& index, std::span<const std::uint32_t> sessions,
                   Features features)
{
    SetCounts counts;
    counts.sessions = sessions.size();
    counts.of.resize(features.described().size());
    std::vector<double> ofUser(counts.of.size(), 0);
    std::vector<std::size_t> found;
    for (std::size_t from = 0; from < sessions.size();) {
        const std::uint32_t user = index.user[sessions[from]];
        std::size_t to = from + 1;
        while (to < sessions.size() && user != index::kNone && index.user[sessions[to]] == user) {
            ++to;
        }
        found.clear();
        for (std::size_t i = from; i < to; ++i) {
            features.appendOf(sessions[i], found);
        }
        const auto size = static_cast<double>(to - from);
        for (const std::size_t feature : found) {
            ofUser[feature] += 1;
        }
        for (const std::size_t feature : found) {
            const double successes = std::exchange(ofUser[feature], 0);
            ClusteredCount& count = counts.of[feature];
            count.successes += static_cast<std::uint64_t>(successes);
            count.squares += successes * successes;
            count.products += successes * size;
        }
        counts.clusters.clusters += 1;
        counts.clusters.squaredSizes += size * size;
        from = to;
    }
    return counts;
}

Proportion rounded(const Rate& rate)
{
    const double trials = std::max(1.0, std::round(rate.trials));
    return {static_cast<std::uint64_t>(std::clamp(std::round(rate.value * trials), 0.0, trials)),
            static_cast<std::uint64_t>(trials)};
}

void compareShares(SetDifference& value, const Rate& first, const Rate& second)
{
    value.firstShare = first.value;
    value.secondShare = second.value;
    value.difference = first.value - second.value;
    value.interval = newcombeInterval(first, second);
    if (value.interval) {
        value.pValue = differenceTest(rounded(first), rounded(second));
    }
}

/// How far from 0 the nearer end of the interval lies; negative where it holds 0.
double sureness(const SetDifference& value)
{
    return value.interval ? std::max(value.interval->low, -value.interval->high) : -2;
}

/// More values than tell kinds of sessions apart?
bool namesSingleSessions(const index::SegmentColumn& column, std::span<const std::uint32_t> first,
                         std::span<const std::uint32_t> second)
{
    std::vector<std::uint8_t> seen(column.labels.size(), 0);
    std::size_t values = 0;
    for (const auto& sessions : {first, second}) {
        for (const std::uint32_t session : sessions) {
            std::uint8_t& one = seen[column.valueOf[session]];
            values += one == 0 ? 1 : 0;
            one = 1;
        }
    }
    return values > kFewValues && values * kSessionsPerValue > first.size() + second.size();
}

} // namespace

std::string_view toText(FeatureKind kind)
{
    switch (kind) {
    case FeatureKind::Field:
        return "field";
    case FeatureKind::Event:
        return "event";
    case FeatureKind::ErrorGroup:
        return "error_group";
    }
    return {};
}

SetDifferences setDifferences(const index::SessionIndex& index,
                              std::span<const std::uint32_t> first,
                              std::span<const std::uint32_t> second,
                              std::span<const index::SegmentColumn> fields,
                              std::span<const index::ExposureSet> groups)
{
    SetDifferences result;
    std::vector<std::uint32_t> onlyFirst;
    std::vector<std::uint32_t> onlySecond;
    std::set_difference(first.begin(), first.end(), second.begin(), second.end(),
                        std::back_inserter(onlyFirst));
    std::set_difference(second.begin(), second.end(), first.begin(), first.end(),
                        std::back_inserter(onlySecond));
    result.first = onlyFirst.size();
    result.second = onlySecond.size();
    result.inBoth = first.size() - onlyFirst.size();
    std::vector<index::SegmentColumn> kept;
    for (const index::SegmentColumn& column : fields) {
        if (namesSingleSessions(column, onlyFirst, onlySecond)) {
            result.leftOut.push_back(column.field);
        } else {
            kept.push_back(column);
        }
    }
    if (onlyFirst.empty() || onlySecond.empty()) {
        return result; // nobody has no shares that could differ
    }
    const Features features(index, kept, groups);
    const SetCounts ofFirst = countSet(index, onlyFirst, features);
    const SetCounts ofSecond = countSet(index, onlySecond, features);
    std::vector<double> pValues;
    for (std::size_t i = 0; i < features.described().size(); ++i) {
        SetDifference value = features.described()[i];
        value.first = ofFirst.of[i].successes;
        value.second = ofSecond.of[i].successes;
        if (value.first + value.second == 0) {
            continue;
        }
        compareShares(value, clusteredRate(ofFirst.of[i], ofFirst.sessions, ofFirst.clusters),
                      clusteredRate(ofSecond.of[i], ofSecond.sessions, ofSecond.clusters));
        if (value.pValue) {
            pValues.push_back(*value.pValue);
        }
        result.values.push_back(std::move(value));
    }
    result.tested = pValues.size();
    const std::vector<double> qValues = benjaminiHochberg(pValues);
    auto next = qValues.begin();
    for (SetDifference& value : result.values) {
        if (value.pValue) {
            value.qValue = *next++;
        }
    }
    std::stable_sort(result.values.begin(), result.values.end(),
                     [](const SetDifference& a, const SetDifference& b) {
                         return std::tuple(-sureness(a), a.pValue.value_or(2))
                             < std::tuple(-sureness(b), b.pValue.value_or(2));
                     });
    return result;
}

const SetDifference* surestDifference(const SetDifferences& differences)
{
    if (differences.values.empty()) {
        return nullptr;
    }
    const SetDifference& best = differences.values.front();
    return best.qValue && *best.qValue < kSure && sureness(best) > 0 ? &best : nullptr;
}

} // namespace throughline::analysis
