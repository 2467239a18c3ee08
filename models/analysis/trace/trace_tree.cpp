#include "models/analysis/trace/trace_tree.h"

#include "models/analysis/trace/critical_path.h"
#include "models/analysis/trace/span_parents.h"

#include <algorithm>
#include <limits>
#include <string_view>
#include <tuple>
#include <utility>

namespace throughline::analysis {

namespace {

/// What mostly decides the order, side by side in memory.
struct SortKey
{
    Timestamp start;
    domain::SpanId id;
    std::uint32_t place = 0;
};

/// Everything else a span holds, so that the order does not depend on the input's.
bool restStandsBefore(const domain::Span& a, const domain::Span& b)
{
    return std::tie(a.duration, a.service, a.name, a.kind, a.status, a.parent, a.record, a.trace)
        < std::tie(b.duration, b.service, b.name, b.kind, b.status, b.parent, b.record, b.trace);
}

std::vector<domain::Span> sorted(std::vector<domain::Span> spans)
{
    std::vector<SortKey> keys;
    keys.reserve(spans.size());
    for (const domain::Span& span : spans) {
        keys.push_back({span.start, span.id, static_cast<std::uint32_t>(keys.size())});
    }
    std::sort(keys.begin(), keys.end(), [&spans](const SortKey& a, const SortKey& b) {
        if (a.start != b.start || a.id != b.id) {
            return std::tie(a.start, a.id) < std::tie(b.start, b.id);
        }
        return restStandsBefore(spans[a.place], spans[b.place]);
    });
    std::vector<domain::Span> result;
    result.reserve(spans.size());
    for (const SortKey& key : keys) {
        result.push_back(std::move(spans[key.place]));
    }
    return result;
}

/// The children of every span as ranges of one vector; node 0 holds the top rows, node s + 1 span
/// s.
struct ChildLists
{
    std::vector<std::uint32_t> first;
    std::vector<std::uint32_t> child;
};

std::size_t nodeOf(std::int32_t parent)
{
    return static_cast<std::size_t>(std::int64_t {parent} + 1);
}

ChildLists childrenOf(const std::vector<std::int32_t>& parents)
{
    ChildLists lists {std::vector<std::uint32_t>(parents.size() + 2, 0),
                      std::vector<std::uint32_t>(parents.size())};
    for (const std::int32_t parent : parents) {
        ++lists.first[nodeOf(parent) + 1];
    }
    for (std::size_t node = 1; node < lists.first.size(); ++node) {
        lists.first[node] += lists.first[node - 1];
    }
    std::vector<std::uint32_t> place = lists.first;
    for (std::uint32_t span = 0; span < parents.size(); ++span) {
        lists.child[place[nodeOf(parents[span])]++] = span;
    }
    return lists;
}

/// The children stand by start, so what they cover grows in one direction only.
Duration selfTime(const std::vector<domain::Span>& spans, const ChildLists& lists, std::uint32_t of)
{
    const Timestamp end = endOf(spans[of]);
    Timestamp covered = spans[of].start;
    Duration self = end - covered;
    for (std::uint32_t i = lists.first[of + 1]; i < lists.first[of + 2]; ++i) {
        const domain::Span& child = spans[lists.child[i]];
        const Timestamp from = std::max(child.start, covered);
        const Timestamp to = std::min(endOf(child), end);
        if (from < to) {
            self = self - (to - from);
            covered = to;
        }
    }
    return self;
}

/// A span still to be placed, below which row.
struct Pending
{
    std::uint32_t span = 0;
    std::int32_t parentRow = -1;
    std::uint32_t depth = 0;
};

std::vector<TraceRow> depthFirst(std::vector<domain::Span>& spans, const SpanParents& parents)
{
    const ChildLists lists = childrenOf(parents.parent);
    std::vector<TraceRow> rows;
    rows.reserve(spans.size());
    std::vector<Duration> self(spans.size());
    for (std::uint32_t span = 0; span < spans.size(); ++span) {
        self[span] = selfTime(spans, lists, span);
    }
    std::vector<Pending> pending;
    const auto pushChildren = [&](std::size_t node, std::int32_t parentRow, std::uint32_t depth) {
        for (std::uint32_t i = lists.first[node + 1]; i-- > lists.first[node];) {
            pending.push_back({lists.child[i], parentRow, depth});
        }
    };
    pushChildren(0, -1, 0);
    while (!pending.empty()) {
        const Pending next = pending.back();
        pending.pop_back();
        const std::size_t node = std::size_t {next.span} + 1;
        TraceRow row;
        row.depth = next.depth;
        row.parentRow = next.parentRow;
        row.children = lists.first[node + 1] - lists.first[node];
        row.self = self[next.span];
        row.orphan = parents.orphan[next.span];
        row.span = std::move(spans[next.span]);
        rows.push_back(std::move(row));
        pushChildren(node, static_cast<std::int32_t>(rows.size() - 1), next.depth + 1);
    }
    return rows;
}

std::uint32_t countServices(const std::vector<TraceRow>& rows)
{
    std::vector<std::string_view> names;
    for (const TraceRow& row : rows) {
        if (!row.span.service.empty() && (names.empty() || names.back() != row.span.service)) {
            names.emplace_back(row.span.service);
        }
    }
    std::sort(names.begin(), names.end());
    return static_cast<std::uint32_t>(std::unique(names.begin(), names.end()) - names.begin());
}

} // namespace

Timestamp endOf(const domain::Span& span)
{
    const std::int64_t duration = std::max<std::int64_t>(span.duration.ns, 0);
    constexpr std::int64_t kLast = std::numeric_limits<std::int64_t>::max();
    return {span.start.ns > kLast - duration ? kLast : span.start.ns + duration};
}

TraceView buildTraceView(domain::TraceId id, std::vector<domain::Span> spans)
{
    TraceView view;
    view.id = id;
    if (spans.empty()) {
        return view;
    }
    spans = sorted(std::move(spans));
    const SpanParents parents = resolveParents(spans);
    view.cyclesBroken = parents.cyclesBroken;
    view.range = {spans.front().start, spans.front().start};
    for (const domain::Span& span : spans) {
        view.range.to = std::max(view.range.to, endOf(span));
    }
    view.rows = depthFirst(spans, parents);
    for (const TraceRow& row : view.rows) {
        view.orphans += row.orphan ? 1 : 0;
        view.roots += row.parentRow < 0 && !row.orphan ? 1 : 0;
    }
    view.services = countServices(view.rows);
    markCriticalPath(view);
    return view;
}

} // namespace throughline::analysis
