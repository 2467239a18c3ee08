#include "models/workflow/overview_workflow.h"

#include "models/domain/field.h"
#include "models/domain/record.h"
#include "models/index/segment_columns.h"

#include <algorithm>
#include <map>

namespace throughline::workflow {

namespace {

/// A release counts as one from the first session on that has it, if it is more than a stray.
constexpr double kLeastShare = 0.005;

std::vector<OverviewSeries::Release> releases(const Snapshot& snapshot)
{
    const index::SessionIndex& index = snapshot.sessions.index;
    const index::SegmentColumn column = index::segmentColumn(index, domain::key::kServiceVersion);
    std::map<std::uint32_t, std::pair<Timestamp, std::uint64_t>> seen;
    std::uint64_t human = 0;
    for (std::uint32_t s = 0; s < index.sessionCount(); ++s) {
        if ((index.flags[s] & index::SessionIndex::kBot) != 0 || column.valueOf[s] == 0) {
            continue;
        }
        ++human;
        const auto [place, added] = seen.try_emplace(column.valueOf[s], index.start[s], 0);
        place->second.first = std::min(place->second.first, index.start[s]);
        ++place->second.second;
    }
    std::vector<OverviewSeries::Release> found;
    for (const auto& [value, facts] : seen) {
        if (static_cast<double>(facts.second) >= kLeastShare * static_cast<double>(human)) {
            found.push_back({column.labels[value], facts.first});
        }
    }
    std::sort(found.begin(), found.end(),
              [](const auto& a, const auto& b) { return a.firstSeen < b.firstSeen; });
    if (!found.empty()) {
        found.erase(found.begin());
    }
    return found;
}

} // namespace

Result<OverviewSeries> overviewSeries(const Workspace& workspace, const Snapshot& snapshot,
                                      const domain::Scope& scope, std::uint32_t buckets,
                                      const std::stop_token& stop)
{
    OverviewSeries series;
    const index::SessionIndex& index = snapshot.sessions.index;
    domain::Scope everything = scope;
    everything.range = {};
    TL_ASSIGN(const IdSet sessions, sessionsInScope(workspace, snapshot, everything, stop));
    if (index.sessionCount() == 0 || buckets == 0) {
        return series;
    }
    const auto ends = std::minmax_element(index.start.begin(), index.start.end());
    const Timestamp first = *ends.first;
    const std::int64_t length = (*ends.second - first).ns + 1;
    series.bucket.ns = (length + buckets - 1) / buckets;
    series.range = {first, first + Duration::nanoseconds(series.bucket.ns * buckets)};
    series.sessions.resize(buckets);
    series.errors.resize(buckets);
    const auto bucketOf = [&](Timestamp time) {
        const std::int64_t bucket = (time - first).ns / series.bucket.ns;
        return static_cast<std::size_t>(std::clamp<std::int64_t>(bucket, 0, buckets - 1));
    };
    sessions.forEach([&](std::uint32_t s) { ++series.sessions[bucketOf(index.start[s])]; });
    for (const index::ExposureSet& set : snapshot.exposures) {
        for (const index::Exposure& exposure : set.first) {
            if (sessions.contains(exposure.session)) {
                const Timestamp time =
                    index.start[exposure.session] + Duration::milliseconds(exposure.offsetMs);
                ++series.errors[bucketOf(time)];
            }
        }
    }
    series.releases = releases(snapshot);
    return series;
}

std::vector<FieldValues> segmentFields(const Snapshot& snapshot)
{
    std::vector<FieldValues> fields;
    for (const std::string& field : snapshot.sessions.index.contextFields) {
        const domain::FieldInfo* info = domain::findField(field);
        if (info == nullptr || !info->segment) {
            continue;
        }
        const index::SegmentColumn column = index::segmentColumn(snapshot.sessions.index, field);
        std::vector<std::uint64_t> counts(column.labels.size());
        for (const std::uint32_t value : column.valueOf) {
            ++counts[value];
        }
        std::vector<std::uint32_t> order;
        for (std::uint32_t value = 1; value < counts.size(); ++value) {
            order.push_back(value);
        }
        std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
            return counts[a] != counts[b] ? counts[a] > counts[b]
                                          : column.labels[a] < column.labels[b];
        });
        FieldValues values {field, {}};
        for (const std::uint32_t value : order) {
            values.values.push_back(column.labels[value]);
        }
        fields.push_back(std::move(values));
    }
    return fields;
}

} // namespace throughline::workflow
