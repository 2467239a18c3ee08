#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace throughline::domain {

/// Everything that can be odd about input. The texts are part of the command-line contract.
enum class IssueCode : std::uint8_t
{
    BadJson,
    InvalidUtf8,
    TooDeep,
    LineTooLong,
    TooManyKeys,
    BadNumber,
    NotAnObject,
    TimeMissing,
    TimeUnreadable,
    TimeOutOfRange,
    TimeUnitContradiction,
    BadId,
    IdRadixContradiction,
    IdPrecisionLost,
    FieldMissing,
    UnknownShape,
    TruncatedEnd,
    DuplicateKey,
    LoneSurrogate,
    TextCut,
    TimeWithoutZone,
    TimeUnitInferred,
    ParentMissing,
    MissingService,
    EmptyFile,
    IdentityPlaceholder,
    TimeInFuture,
    BadRow,
    TimeInGap,
    TimeInFold,
    Sampled,
    SamplingRateUnusable,
    TimeYearInferred,
    TimeYearDoubtful
};

enum class IssueSeverity : std::uint8_t
{
    Note, ///< exit status stays 0
    Warning, ///< repaired or lost a part: exit status 3
    Reject ///< the record went into quarantine: exit status 3
};

struct IssueInfo
{
    IssueCode code = IssueCode::BadJson;
    std::string_view text; ///< stable name, "bad_json"
    IssueSeverity severity = IssueSeverity::Reject;
    std::string_view help; ///< a sentence: what it means and what to do
};

[[nodiscard]] const IssueInfo& issueInfo(IssueCode code);
[[nodiscard]] std::span<const IssueInfo> allIssues();
[[nodiscard]] const IssueInfo* findIssue(std::string_view text);

/// One record that could not be used, as it stands in quarantine. The excerpt is redacted.
struct RejectedRecord
{
    std::string file;
    std::string member;
    std::uint32_t line = 0;
    std::uint64_t offset = 0;
    std::uint32_t length = 0;
    IssueCode reason = IssueCode::BadJson;
    std::string detail; ///< what exactly, with the field; no values
    std::string excerpt; ///< at most 4 KiB

    bool operator==(const RejectedRecord&) const = default;
};

} // namespace throughline::domain
