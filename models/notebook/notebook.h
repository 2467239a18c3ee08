#pragma once

#include "models/domain/funnel.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace throughline::notebook {

/// What a pinned result answers.
enum class QuestionKind : std::uint8_t
{
    Funnel,
    Comparison,
    ErrorGroup,
    Errors, ///< the list of groups, ranked
    Session,
    Trace,
    Ticket,
    Sql,
    Sessions, ///< a list: those that a number counted
    Differences, ///< what tells two sets of sessions apart
    Release, ///< before and after one
    Pivot, ///< a funnel by several fields at once, and by who met an error
    Record, ///< one, with its place in its file
    Regroup ///< what grouping anew would do
};

/// "funnel", "comparison", "error-group", "errors", "session", "trace", "ticket", "sql",
/// "sessions", "differences", "release", "pivot", "record", "regroup".
[[nodiscard]] std::string_view toText(QuestionKind kind);
[[nodiscard]] std::optional<QuestionKind> questionKindFromText(std::string_view text);

/// A value of a field; "" for none.
struct FieldValue
{
    std::string field;
    std::string value;

    bool operator==(const FieldValue&) const = default;
};

/// Everything a result depends on besides the data, so that it can be asked again. Members that
/// its kind does not use are empty.
struct Question
{
    QuestionKind kind = QuestionKind::Funnel;
    domain::FunnelDefinition funnel; ///< as it was, whatever becomes of the stored one; no steps:
                                     ///< the question needs none
    domain::Scope scope;
    std::string by; ///< the field a funnel is split by
    std::string attribution; ///< whose value: "first" (or empty), "last", "every", a step's number
    std::string errorGroup; ///< "E3"
    std::string fingerprint; ///< of that group: the same in every store
    std::optional<std::uint32_t> fromStep;
    std::vector<std::string> match;
    std::vector<std::string> byFields; ///< the segments of a comparison, the fields of a pivot
    std::optional<double> valuePerConversion;
    std::string id; ///< of the session, trace, ticket or record
    std::string sql;
    /// Of a list of sessions: "all", "error", "reached:3", "dropped:2", "immature", "touched",
    /// "excluded", "affected" or "control".
    std::string set;
    std::string arm; ///< of a funnel's sessions: "with" or "without" the group; empty: both
    std::vector<FieldValue> values; ///< that the listed sessions have
    std::string sort; ///< of the list: "frustrated", "newest", "longest", "errors"
    std::string first; ///< expressions of two sets; without a first the affected of the group and
    std::string second; ///< their controls, without a second all others
    std::string version; ///< of the release; of source maps, empty: any
    std::string path; ///< of a document of rules; empty: the user's own
    std::string maps; ///< a folder of source maps, in place of rules

    bool operator==(const Question&) const = default;
};

/// One value of a result that is not as it was. Absent values are empty.
struct MovedFigure
{
    std::string path; ///< "headline.difference", "steps[2].count"
    std::string before;
    std::string after;

    bool operator==(const MovedFigure&) const = default;
};

/// A result as it was when it was pinned or last asked for.
struct PinnedResult
{
    Question question;
    std::map<std::string, std::string> versions; ///< of rules and methods: "grouping" to "TL-1"
    std::map<std::string, std::string> digests; ///< content digest per signal
    std::string redacted; ///< what was taken out of the sources: "412 email"
    std::string rejected; ///< "0 of 120,000 records"
    std::string result; ///< JSON in the shape of the command line
    Timestamp taken;
    std::vector<MovedFigure> moved; ///< what the last re-run found

    bool operator==(const PinnedResult&) const = default;
};

enum class FindingStatus : std::uint8_t
{
    Open,
    Confirmed,
    Refuted
};

/// "open", "confirmed", "refuted".
[[nodiscard]] std::string_view toText(FindingStatus status);
[[nodiscard]] std::optional<FindingStatus> findingStatusFromText(std::string_view text);

/// What the last re-run did to what a finding rests on.
enum class Standing : std::uint8_t
{
    Stands, ///< no figure of its evidence moved
    Moved, ///< figures moved, every verdict is as it was
    Overturned, ///< a verdict changed
    Unknown ///< it has no evidence, or some of it cannot be asked for any more
};

/// "stands", "moved", "overturned", "unknown".
[[nodiscard]] std::string_view toText(Standing standing);
[[nodiscard]] std::optional<Standing> standingFromText(std::string_view text);

/// A claim with what it rests on.
struct Finding
{
    std::string claim;
    FindingStatus status = FindingStatus::Open;
    std::string owner;
    std::string product;
    std::string feature;
    std::string experiment;
    std::vector<std::int64_t> evidence; ///< ids of cells
    Standing standing = Standing::Unknown;

    bool operator==(const Finding&) const = default;
};

enum class CellKind : std::uint8_t
{
    Text, ///< Markdown
    Result,
    Finding
};

/// "text", "result", "finding".
[[nodiscard]] std::string_view toText(CellKind kind);
[[nodiscard]] std::optional<CellKind> cellKindFromText(std::string_view text);

struct Cell
{
    std::int64_t id = 0; ///< within its notebook, given once, never again
    CellKind kind = CellKind::Text;
    std::string text; ///< Markdown; of a result the words above it
    PinnedResult pinned; ///< of a result
    Finding finding; ///< of a finding

    bool operator==(const Cell&) const = default;
};

/// Cells in order.
struct Notebook
{
    std::string name;
    std::string templateName; ///< what it was made from; empty: nothing
    std::vector<Cell> cells;
    std::int64_t nextCell = 1; ///< the id of the next new cell

    bool operator==(const Notebook&) const = default;
};

/// A text for who reads a list: what a cell holds, in one line.
[[nodiscard]] std::string summaryOf(const Cell& cell);

/// The question in words: "checkout funnel by plan.tier, sessions of plan.tier:pro".
[[nodiscard]] std::string questionText(const Question& question);

/// Puts a cell at the end with an id of its own; its id.
std::int64_t append(Notebook& notebook, Cell cell);

/// The result cells between the last finding and the end, which a new finding rests on unless told.
[[nodiscard]] std::vector<std::int64_t> evidenceAtEnd(const Notebook& notebook);

} // namespace throughline::notebook
