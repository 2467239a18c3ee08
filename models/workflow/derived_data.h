#pragma once

#include "models/analysis/error/error_dedup.h"
#include "models/analysis/error/error_grouping.h"
#include "models/analysis/error/fingerprint.h"
#include "models/analysis/error/grouping_rules.h"
#include "models/base/result.h"
#include "models/domain/error_group.h"
#include "models/domain/session.h"
#include "models/workflow/session_build.h"
#include "models/workflow/session_gestures.h"
#include "models/workflow/trace_table.h"

#include <deque>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace throughline::workflow {

/// An event of a session that says which request it made.
struct RequestEvent
{
    std::uint64_t traceLow = 0;
    std::uint64_t traceHigh = 0;
    std::uint32_t session = 0; ///< number in the index
    Timestamp time;
    std::int64_t durationNs = -1;
    bool errorRecord = false; ///< tells of an error, so no error hangs on it
};

/// How far the clock of a session's client is off.
struct SessionClockOffset
{
    std::uint32_t session = 0; ///< number in the index
    domain::ClockOffset offset;
};

/// Traces, who they belong to and what joins them to sessions.
struct TraceJoin
{
    TraceTable traces;
    /// Those of the traces anybody can ask about (AskedTraces), ascending by (traceLow, time).
    std::vector<RequestEvent> requests;
    std::vector<SessionClockOffset> clocks; ///< of sessions with a pair, ascending

    /// The session of a trace: by the low half, unless two high halves contradict; kNone: none.
    [[nodiscard]] std::uint32_t sessionOf(const domain::TraceId& trace) const;

    [[nodiscard]] domain::ClockOffset clockOf(std::uint32_t session) const;
};

/// The value of a field in a context of the store, or nothing.
[[nodiscard]] std::string contextValue(const SessionTable& sessions, std::uint32_t context,
                                       std::string_view field);

/// Joins events, spans and logs by their trace ids, and finds each session's clock offset.
Result<TraceJoin> joinTraces(const store::Connection& connection, const SessionTable& sessions,
                             bool withLoaded, const std::stop_token& stop);

/// One occurrence with all that its row holds.
struct DerivedOccurrence
{
    std::int64_t row = 0; ///< its row, where it comes from the store
    std::uint32_t group = 0; ///< place in DerivedErrors::keys
    domain::RecordRef record;
    std::uint32_t part = 0; ///< which of its record's errors
    Timestamp time;
    std::uint32_t session = index::kNone; ///< number in the index
    std::int64_t exposureMs = 0; ///< on the session's clock, since its start
    bool bot = false;
    bool backend = false;
    domain::TraceId trace;
    domain::SpanId span;
    std::string service;
    std::string version;
    std::string environment;
    std::string user;
    std::string account;
    double rate = 1; ///< share of its kind that its source kept
};

struct DerivedErrors
{
    std::vector<analysis::GroupKey> keys;
    std::vector<DerivedOccurrence> occurrences; ///< each error once, by time
};

/// An error as its record tells it, before it is known where it belongs.
struct FoundError
{
    DerivedOccurrence occurrence; ///< with the user, account and rate the record names itself
    analysis::ReportedError reported;
    std::uint32_t ordinal = index::kNone; ///< of the session the record names
    Timestamp recordTime;
    bool saysRate = false;
};

struct FoundErrors
{
    std::vector<analysis::GroupKey> keys;
    std::deque<FoundError> all; ///< in order of records; many, so that none is moved as they grow
};

/// Finds every error on a record of these blocks and groups them by the rules alone; looks at
/// nothing but the records, so another thread can do it.
Result<FoundErrors> findErrors(const store::Connection& connection,
                               std::span<const store::BlockInfo> blocks,
                               const analysis::GroupingRules& rules, const std::stop_token& stop);

/// Finds out in whose session each error was met, and when, and drops the second report of the same
/// one.
Result<DerivedErrors> placeErrors(const store::Connection& connection, const SessionTable& sessions,
                                  const TraceJoin& traces, const analysis::GroupingRules& rules,
                                  FoundErrors found);

/// Rage clicks and reloads per session number.
struct Frustration
{
    std::vector<std::uint32_t> rageClicks;
    std::vector<std::uint32_t> reloads;
};

/// Counts it while the events of a build of sessions pass by.
class FrustrationCount
{
public:
    /// `sessions` are those of the build; they are looked at until its last event.
    static Result<FrustrationCount> begin(const store::Connection& connection,
                                          const SessionTable& sessions, bool withLoaded);

    /// What it wants to see of a block.
    [[nodiscard]] store::WantedColumns wanted() const { return {.gesture = m_pass != nullptr}; }

    void add(const store::BlockColumns& events);

    /// Behind the last event.
    [[nodiscard]] Frustration finish() &&;

private:
    explicit FrustrationCount(std::uint32_t sessionCount);

    std::unique_ptr<Frustration> m_counts;
    std::unique_ptr<TrailPass> m_pass; ///< where there are gestures; adds to those
};

} // namespace throughline::workflow
