#include "models/domain/import_issue.h"

#include "models/base/assert.h"

#include <array>

namespace throughline::domain {

namespace {

using enum IssueSeverity;

// In the order of the enumeration, which issueInfo relies on and a test checks.
constexpr std::array<IssueInfo, 34> kIssues {{
    {IssueCode::BadJson, "bad_json", Reject, "The line is not one whole JSON value."},
    {IssueCode::InvalidUtf8, "invalid_utf8", Reject,
     "The bytes are not UTF-8 text; export again as UTF-8."},
    {IssueCode::TooDeep, "too_deep", Reject, "Values are nested more than 256 levels deep."},
    {IssueCode::LineTooLong, "line_too_long", Reject,
     "The line is longer than 16 MiB and was skipped."},
    {IssueCode::TooManyKeys, "too_many_keys", Reject, "The record has more than 2,000 fields."},
    {IssueCode::BadNumber, "bad_number", Reject,
     "A number is malformed or too large for its field."},
    {IssueCode::NotAnObject, "not_an_object", Reject, "The record is not a JSON object."},
    {IssueCode::TimeMissing, "ts_missing", Reject, "The record has no time in any known field."},
    {IssueCode::TimeUnreadable, "ts_unreadable", Reject, "The time is in no known form."},
    {IssueCode::TimeOutOfRange, "ts_out_of_range", Reject,
     "The time lies before 1990 or more than a year ahead."},
    {IssueCode::TimeUnitContradiction, "ts_unit", Reject,
     "The time's unit differs from the one this field has in the rest of the file."},
    {IssueCode::BadId, "bad_id", Reject, "A trace or span id is not one, or is all zero."},
    {IssueCode::IdRadixContradiction, "id_radix", Reject,
     "The id is hexadecimal where the file's ids are decimal, or the other way round."},
    {IssueCode::IdPrecisionLost, "id_precision_lost", Warning,
     "An id was written as a rounded number by the exporting program; the record is kept without "
     "it."},
    {IssueCode::FieldMissing, "field_missing", Reject,
     "A field this kind of record needs is missing."},
    {IssueCode::UnknownShape, "unknown_shape", Reject,
     "The record has none of the shapes of its format."},
    {IssueCode::TruncatedEnd, "truncated_end", Reject, "The file ends in the middle of a record."},
    {IssueCode::DuplicateKey, "duplicate_key", Warning,
     "A key occurs twice in one object; the last value counts."},
    {IssueCode::LoneSurrogate, "lone_surrogate", Warning,
     "Half of an escaped character pair was replaced."},
    {IssueCode::TextCut, "text_cut", Warning,
     "A text longer than 64 KiB was cut; the file still holds the rest."},
    {IssueCode::TimeWithoutZone, "ts_no_zone", Note, "Times without a zone were read as UTC."},
    {IssueCode::TimeUnitInferred, "ts_unit_inferred", Note,
     "The unit of numeric times was inferred from their size."},
    {IssueCode::ParentMissing, "parent_missing", Note, "A span's parent is not in this file."},
    {IssueCode::MissingService, "service_missing", Note, "Records name no service."},
    {IssueCode::EmptyFile, "empty_file", Note, "The file holds no record."},
    {IssueCode::IdentityPlaceholder, "identity_placeholder", Note,
     "An id such as null, guest or anonymous names nobody and was left out."},
    {IssueCode::TimeInFuture, "ts_in_future", Note,
     "A time lies more than a year ahead; the clock that wrote it may be wrong."},
    {IssueCode::BadRow, "bad_row", Reject,
     "The row's quotes do not match, or it has not as many fields as the header has columns."},
    {IssueCode::TimeInGap, "ts_in_gap", Warning,
     "Local times lie where the zone's clocks were put forward, so no such moment was; they were "
     "read "
     "with the offset before the change."},
    {IssueCode::TimeInFold, "ts_in_fold", Warning,
     "Local times lie in the hour that the zone's clocks showed twice; they were read as the first "
     "of the two."},
    {IssueCode::Sampled, "sampled", Note,
     "Records stand for more of their kind that the source left out; counts of them are scaled by "
     "the rate and marked as estimates."},
    {IssueCode::SamplingRateUnusable, "sampling_rate", Warning,
     "A sampling rate is no share above 0 and up to 1 and was left out; the record counts once."},
    {IssueCode::TimeYearInferred, "ts_year_inferred", Note,
     "Times name no year; each was read as the latest one before the file was last changed."},
    {IssueCode::TimeYearDoubtful, "ts_year_doubtful", Warning,
     "Times without a year go back by more than a month from one line to the next: where the file "
     "spans more than a year or its lines are out of order, some years are wrong."},
}};

} // namespace

const IssueInfo& issueInfo(IssueCode code)
{
    const auto index = static_cast<std::size_t>(code);
    TL_ASSERT(index < kIssues.size() && kIssues[index].code == code);
    return kIssues[index];
}

std::span<const IssueInfo> allIssues()
{
    return kIssues;
}

const IssueInfo* findIssue(std::string_view text)
{
    for (const IssueInfo& info : kIssues) {
        if (info.text == text) {
            return &info;
        }
    }
    return nullptr;
}

} // namespace throughline::domain
