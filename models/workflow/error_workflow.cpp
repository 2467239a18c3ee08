#include "models/workflow/error_workflow.h"

#include "models/analysis/error/stack_parser.h"
#include "models/domain/record.h"
#include "models/store/block_scan.h"
#include "models/store/queries/error_queries.h"
#include "models/store/queries/group_queries.h"
#include "models/store/queries/ticket_queries.h"
#include "models/store/store_file.h"
#include "models/workflow/error_input.h"
#include "models/workflow/grouping_state.h"
#include "models/workflow/told_error.h"

#include <algorithm>
#include <map>

namespace throughline::workflow {

namespace {

constexpr std::uint64_t kSamples = 20;

/// Occurrences of each group in equal parts of the data's time.
Result<std::map<domain::ErrorGroupId, std::vector<std::uint32_t>>>
trends(const store::Connection& connection, std::uint32_t buckets)
{
    TL_ASSIGN(const auto times, store::allOccurrenceTimes(connection));
    std::map<domain::ErrorGroupId, std::vector<std::uint32_t>> found;
    if (times.empty() || buckets == 0) {
        return found;
    }
    Timestamp first = times.front().second;
    Timestamp last = first;
    for (const auto& [group, time] : times) {
        first = std::min(first, time);
        last = std::max(last, time);
    }
    const double width = std::max(1.0, static_cast<double>((last - first).ns + 1) / buckets);
    for (const auto& [group, time] : times) {
        auto& trend = found[group];
        trend.resize(buckets);
        const auto bucket =
            static_cast<std::uint32_t>(static_cast<double>((time - first).ns) / width);
        ++trend[std::min(bucket, buckets - 1)];
    }
    return found;
}

/// The bound of the lost conversions nearest to zero, 0 where the interval holds it: what a list
/// sorted by impact goes by, so that noise does not come first.
double sureLoss(const ErrorRow& row)
{
    if (!row.impact || !row.impact->lost || !row.impact->lost->interval) {
        return 0;
    }
    const analysis::Interval& interval = *row.impact->lost->interval;
    if (interval.low > 0) {
        return interval.low;
    }
    return interval.high < 0 ? interval.high : 0;
}

double likelyLoss(const ErrorRow& row)
{
    return row.impact && row.impact->lost ? row.impact->lost->estimate : 0;
}

bool before(const ErrorRow& a, const ErrorRow& b, ErrorSort sort)
{
    switch (sort) {
    case ErrorSort::Impact:
        if (sureLoss(a) != sureLoss(b)) {
            return sureLoss(a) > sureLoss(b);
        }
        if (likelyLoss(a) != likelyLoss(b)) {
            return likelyLoss(a) > likelyLoss(b);
        }
        return a.group.sessions > b.group.sessions;
    case ErrorSort::Count:
        return a.group.count > b.group.count;
    case ErrorSort::Sessions:
        return a.group.sessions > b.group.sessions;
    case ErrorSort::Users:
        return a.group.users > b.group.users;
    case ErrorSort::LastSeen:
        return a.group.lastSeen > b.group.lastSeen;
    case ErrorSort::FirstSeen:
        return a.group.firstSeen < b.group.firstSeen;
    }
    return false;
}

Result<std::vector<NamedCount>> values(const store::Connection& connection, domain::ErrorGroupId id,
                                       std::string_view column)
{
    TL_ASSIGN(const auto rows, store::valuesOfGroup(connection, id, column));
    std::vector<NamedCount> counts;
    for (const auto& [name, count] : rows) {
        counts.push_back({name, count});
    }
    return counts;
}

std::vector<ErrorDetail::Hour> hours(const std::vector<Timestamp>& times)
{
    constexpr std::int64_t kHour = Duration::hours(1).ns;
    std::vector<ErrorDetail::Hour> found;
    for (const Timestamp time : times) {
        const Timestamp start {time.ns / kHour * kHour};
        if (found.empty() || found.back().start != start) {
            found.push_back({start, 0});
        }
        ++found.back().count;
    }
    return found;
}

/// Message, stack and frames of the occurrence that stands for the group.
Result<void> readStack(const store::Connection& connection, domain::RecordRef ref,
                       ErrorDetail& detail)
{
    TL_ASSIGN(const store::RecordLineage lineage, store::lineageOf(connection, ref));
    TL_ASSIGN(store::BlockReader reader, store::BlockReader::create(connection));
    TL_ASSIGN(const auto* lines, reader.lines(ref.block));
    store::RecordJsonReader json;
    TL_ASSIGN(const domain::Record* record, json.read((*lines)[ref.index], lineage.signal));
    ErrorInputReader input;
    analysis::RunningCode code;
    for (const ToldError& told : errorsToldBy(*record)) {
        if (told.type == detail.group.type || detail.stack.empty()) {
            detail.message = told.message;
            detail.stack = told.stack;
            code = input.read(*record, told).code;
        }
    }
    analysis::ParsedStack stack = analysis::parseStack(detail.stack);
    if (stack.empty()) {
        return {};
    }
    detail.frames = stack.chain.back().frames;
    TL_ASSIGN(const GroupingState state, groupingState(connection));
    TL_ASSIGN(const analysis::GroupingRules rules, groupingRules(connection, state.document));
    analysis::adapt(stack, rules, code);
    const std::vector<domain::StackFrame>& adapted = stack.chain.back().frames;
    detail.mapped = !std::equal(
        adapted.begin(), adapted.end(), detail.frames.begin(), detail.frames.end(),
        [](const auto& a, const auto& b) { return a.file == b.file && a.line == b.line; });
    detail.frames = adapted;
    return {};
}

Result<domain::ErrorGroup> groupOf(const store::Connection& connection, domain::ErrorGroupId id)
{
    TL_ASSIGN(auto group, store::errorGroup(connection, id));
    if (group) {
        return *std::move(group);
    }
    TL_ASSIGN(const auto now, store::groupOfKey(connection, id));
    return now ? usageError(domain::toText(id) + " is part of " + domain::toText(*now),
                            "Ask for that one: throughline error " + domain::toText(*now))
               : usageError("There is no error group " + domain::toText(id),
                            "See throughline errors for the groups of this store");
}

} // namespace

std::optional<ErrorSort> errorSortFromText(std::string_view text)
{
    struct Name
    {
        std::string_view text;
        ErrorSort sort;
    };

    static constexpr Name kNames[] = {
        {"impact", ErrorSort::Impact},      {"count", ErrorSort::Count},
        {"sessions", ErrorSort::Sessions},  {"users", ErrorSort::Users},
        {"last-seen", ErrorSort::LastSeen}, {"first-seen", ErrorSort::FirstSeen}};
    for (const Name& name : kNames) {
        if (name.text == text) {
            return name.sort;
        }
    }
    return std::nullopt;
}

Result<ErrorList> listErrors(const Workspace& workspace,
                             const std::optional<ImpactQuestion>& question,
                             const ErrorListRequest& request, const std::stop_token& stop)
{
    TL_ASSIGN(const store::Connection connection, workspace.file().openReader(stop));
    TL_ASSIGN(auto groups, store::errorGroups(connection));
    if (!request.statuses.empty()) {
        std::erase_if(groups, [&request](const domain::ErrorGroup& group) {
            return std::find(request.statuses.begin(), request.statuses.end(), group.status)
                == request.statuses.end();
        });
    }
    TL_ASSIGN(auto trend, trends(connection, request.trendBuckets));
    std::map<domain::ErrorGroupId, analysis::Comparison> impacts;
    if (question) {
        TL_ASSIGN(std::vector<analysis::Comparison> compared,
                  impactOfGroups(workspace, *question, stop));
        for (analysis::Comparison& comparison : compared) {
            impacts[comparison.group] = std::move(comparison);
        }
    }
    ErrorList list;
    for (const domain::ErrorGroup& group : groups) {
        ErrorRow row;
        row.group = group;
        row.trend = std::move(trend[group.id]);
        row.trend.resize(request.trendBuckets);
        if (const auto found = impacts.find(group.id); found != impacts.end()) {
            row.impact = std::move(found->second);
        }
        list.rows.push_back(std::move(row));
    }
    std::stable_sort(list.rows.begin(), list.rows.end(), [&](const ErrorRow& a, const ErrorRow& b) {
        return before(a, b, request.sort);
    });
    list.total = list.rows.size();
    if (request.limit > 0 && list.rows.size() > request.limit) {
        list.rows.resize(request.limit);
    }
    return list;
}

Result<domain::ErrorGroupId> errorGroupNamed(std::string_view text)
{
    if (const auto id = domain::errorGroupIdFromText(text)) {
        return *id;
    }
    return usageError("'" + std::string(text) + "' is no error group",
                      "Groups are numbered E1, E2, ...");
}

Result<domain::ErrorGroup> findErrorGroup(const Workspace& workspace, domain::ErrorGroupId id)
{
    TL_ASSIGN(const store::Connection connection, workspace.file().openReader());
    return groupOf(connection, id);
}

Result<ErrorDetail> showError(const Workspace& workspace, domain::ErrorGroupId id)
{
    TL_ASSIGN(const store::Connection connection, workspace.file().openReader());
    TL_ASSIGN(domain::ErrorGroup group, groupOf(connection, id));
    ErrorDetail detail;
    detail.group = std::move(group);
    TL_ASSIGN(auto parts, store::keysOfGroup(connection, id));
    for (auto& [key, occurrences] : parts) {
        detail.parts.push_back({std::move(key), occurrences});
    }
    TL_ASSIGN(detail.versions, values(connection, id, "version"));
    TL_ASSIGN(detail.services, values(connection, id, "service"));
    TL_ASSIGN(detail.environments, values(connection, id, "environment"));
    TL_ASSIGN(const auto times, store::timesOfGroup(connection, id));
    detail.perHour = hours(times);
    TL_ASSIGN(const auto samples, store::samplesOfGroup(connection, id, kSamples));
    for (const store::OccurrenceInfo& sample : samples) {
        detail.samples.push_back({sample.sessionId, sample.trace, sample.time, sample.record});
    }
    TL_ASSIGN(detail.tickets, store::ticketsOfGroup(connection, id.value()));
    if (!samples.empty()) {
        TL_ASSIGN(const auto own, store::ownSampleOfGroup(connection, id));
        TL_TRY(readStack(connection, own ? own->record : samples.front().record, detail));
    }
    return detail;
}

Result<IdSet> errorSessions(const Workspace& workspace, const Snapshot& snapshot,
                            domain::ErrorGroupId id)
{
    const index::ExposureSet* met = snapshot.exposureOf(id);
    std::vector<std::uint32_t> sessions;
    if (met != nullptr) {
        for (const index::Exposure& exposure : met->first) {
            if ((snapshot.sessions.index.flags[exposure.session] & index::SessionIndex::kBot)
                == 0) {
                sessions.push_back(exposure.session);
            }
        }
    }
    static_cast<void>(workspace);
    return IdSet(sessions);
}

} // namespace throughline::workflow
