#include "models/workflow/export_slice.h"

#include "models/store/queries/trace_queries.h"
#include "models/workflow/snapshot_read.h"

#include <algorithm>

namespace throughline::workflow {

namespace {

/// What decides whether a record or row belongs to the part.
struct Part
{
    SnapshotPointer snapshot;
    IdSet sessions;
    std::vector<std::pair<std::uint64_t, std::uint32_t>> traces; ///< low half, session
    domain::Scope scope;

    [[nodiscard]] bool keepsMoment(Timestamp time) const
    {
        return scope.where.empty() && (scope.range.empty() || scope.range.contains(time));
    }

    [[nodiscard]] bool keepsRecord(const store::RowFacts& facts) const
    {
        const SessionTable& table = snapshot->sessions;
        const std::uint32_t part = table.sessionOfRow(facts.session, facts.time);
        if (part < table.numberOf.size() && table.numberOf[part] != index::kNone) {
            return sessions.contains(table.numberOf[part]);
        }
        const auto trace = std::lower_bound(traces.begin(), traces.end(),
                                            std::pair(facts.trace.low, std::uint32_t {0}));
        if (facts.trace.valid() && trace != traces.end() && trace->first == facts.trace.low) {
            return sessions.contains(trace->second);
        }
        return keepsMoment(facts.time);
    }

    [[nodiscard]] bool keepsRow(std::optional<std::uint32_t> session,
                                std::optional<std::int64_t> ns) const
    {
        if (session) {
            return sessions.contains(*session);
        }
        return ns && keepsMoment({*ns});
    }
};

} // namespace

bool boundsNothing(const domain::Scope& scope)
{
    return scope.where.empty() && scope.range.empty();
}

Result<store::StoreSlice> sliceOf(const store::Connection& connection, const domain::Scope& scope,
                                  const std::stop_token& stop)
{
    auto part = std::make_shared<Part>();
    part->scope = scope;
    TL_ASSIGN(part->snapshot, loadSnapshot(connection, stop));
    TL_ASSIGN(part->sessions, sessionsInScope(connection, *part->snapshot, scope, stop));
    TL_ASSIGN(part->traces, store::sessionsOfTraces(connection));
    store::StoreSlice slice;
    slice.keepRecord = [part](const store::RowFacts& facts) { return part->keepsRecord(facts); };
    slice.keepRow = [part](std::optional<std::uint32_t> session, std::optional<std::int64_t> ns) {
        return part->keepsRow(session, ns);
    };
    return slice;
}

} // namespace throughline::workflow
