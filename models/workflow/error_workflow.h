#pragma once

#include "models/domain/error_group.h"
#include "models/domain/stack_frame.h"
#include "models/workflow/impact_workflow.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace throughline::workflow {

enum class ErrorSort : std::uint8_t
{
    Impact,
    Count,
    Sessions,
    Users,
    LastSeen,
    FirstSeen
};

/// "impact", "count", "sessions", "users", "last-seen", "first-seen"; nullopt otherwise.
[[nodiscard]] std::optional<ErrorSort> errorSortFromText(std::string_view text);

/// A row of the error list.
struct ErrorRow
{
    domain::ErrorGroup group;
    std::vector<std::uint32_t> trend; ///< occurrences in equal parts of the data's time
    std::optional<analysis::Comparison> impact; ///< with a funnel only
};

struct ErrorList
{
    std::uint64_t total = 0;
    std::vector<ErrorRow> rows;
};

struct ErrorListRequest
{
    ErrorSort sort = ErrorSort::Impact;
    std::uint64_t limit = 0; ///< 0: all
    std::uint32_t trendBuckets = 24;
    std::vector<domain::ErrorStatus> statuses {}; ///< empty: all
};

/// All groups; with a question, each with its impact. Impact sorts by the bound of the lost
/// conversions nearest to zero, harmful first; without a question by sessions.
Result<ErrorList> listErrors(const Workspace& workspace,
                             const std::optional<ImpactQuestion>& question,
                             const ErrorListRequest& request, const std::stop_token& stop);

/// A name and how often it occurs.
struct NamedCount
{
    std::string name;
    std::uint64_t count = 0;
};

/// A session (and trace) in which a group occurred.
struct ErrorSample
{
    std::string sessionId;
    domain::TraceId trace;
    Timestamp time;
    domain::RecordRef record;
};

/// What the rule set made of the errors of a group by itself.
struct ErrorPart
{
    domain::ErrorKey key;
    std::uint64_t occurrences = 0; ///< of this key in this group, those of bots among them
};

/// One group with what explains it.
struct ErrorDetail
{
    domain::ErrorGroup group;
    std::vector<ErrorPart> parts; ///< most frequent first; several where groups were merged
    std::string message; ///< of the representative occurrence, redacted
    std::string stack; ///< its stack as the record holds it; empty where it has none
    /// The stack's frames with in-app marks, nearest first; those of minified code where they were
    /// written, as far as the store's source maps tell.
    std::vector<domain::StackFrame> frames;
    bool mapped = false; ///< source maps moved a frame
    std::vector<NamedCount> versions;
    std::vector<NamedCount> services;
    std::vector<NamedCount> environments;

    struct Hour
    {
        Timestamp start;
        std::uint64_t count = 0;
    };

    std::vector<Hour> perHour; ///< hours with occurrences
    std::vector<ErrorSample> samples; ///< newest first, sessions with a trace first
    std::vector<std::string> tickets; ///< numbers
};

/// The group that a text such as "E7" names, whether the store has it or not. Usage error: it
/// names none.
Result<domain::ErrorGroupId> errorGroupNamed(std::string_view text);

/// The group with this number. Usage error where there is none; where it became part of another
/// one, that one is named.
Result<domain::ErrorGroup> findErrorGroup(const Workspace& workspace, domain::ErrorGroupId id);

Result<ErrorDetail> showError(const Workspace& workspace, domain::ErrorGroupId id);

/// The human sessions that met a group: as many as its row says.
Result<IdSet> errorSessions(const Workspace& workspace, const Snapshot& snapshot,
                            domain::ErrorGroupId id);

} // namespace throughline::workflow
