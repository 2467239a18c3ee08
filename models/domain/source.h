#pragma once

#include "models/base/time.h"
#include "models/domain/ids.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace throughline::domain {

/// What became of one file of an import.
enum class SourceStatus : std::uint8_t
{
    Imported,
    AlreadyImported,
    Skipped,
    Failed,
    Cancelled
};

/// "imported", "already-imported", "skipped", "failed", "cancelled".
[[nodiscard]] std::string_view toText(SourceStatus status);

/// How many records of each kind; an error is counted beside the record that carried it.
struct SignalCounts
{
    std::uint64_t event = 0;
    std::uint64_t error = 0;
    std::uint64_t log = 0;
    std::uint64_t span = 0;
    std::uint64_t metric = 0;
    std::uint64_t ticket = 0;

    bool operator==(const SignalCounts&) const = default;
    SignalCounts& operator+=(const SignalCounts& other);
};

/// How often a reason, warning or rule met one field of a source's records.
struct FieldCount
{
    enum class Kind : std::uint8_t
    {
        Rejected,
        Warning,
        Redaction
    };

    Kind kind = Kind::Warning;
    std::string name; ///< "ts_missing", "text_cut", "email"
    std::string field; ///< empty: the record as a whole
    std::uint64_t count = 0;

    bool operator==(const FieldCount&) const = default;
};

/// "rejected", "warning", "redaction".
[[nodiscard]] std::string_view toText(FieldCount::Kind kind);

/// One imported file (or member of an archive) with its account: read = accepted + duplicates +
/// rejected, always.
struct SourceSummary
{
    SourceId id;
    std::string path; ///< as given
    std::string member;
    std::string format; ///< "otlp-logs"; empty where none was recognised
    std::string container; ///< "", "gzip", "zstd", "xz", "bzip2", "zip", "tar", "tar.gz"
    std::string sha256; ///< of the file's bytes
    std::uint64_t bytes = 0;
    SourceStatus status = SourceStatus::Imported;
    SignalCounts records;
    std::uint64_t read = 0;
    std::uint64_t accepted = 0;
    std::uint64_t duplicates = 0;
    std::uint64_t rejected = 0;
    std::map<std::string, std::uint64_t> rejectedByReason;
    std::map<std::string, std::uint64_t> warnings;
    std::map<std::string, std::uint64_t> redactions;
    std::vector<FieldCount> byField; ///< the same three, field by field
    std::map<std::string, std::uint64_t> samplingRates; ///< records by their rate, where below 1
    std::string message; ///< why it was skipped or failed
    Timestamp importedAt;
    TimeRange timeRange; ///< of its records; empty where there are none

    bool operator==(const SourceSummary&) const = default;
};

/// Takes a line of an account apart: counts by name, and by field where one is named.
void addCount(SourceSummary& source, FieldCount count);

/// Reasons, warnings and rules in this order, by name and field; what is counted without a field
/// has a line of its own. Sampled records are told by samplingRates alone.
[[nodiscard]] std::vector<FieldCount> accountLines(const SourceSummary& source);

/// "exports/shop.zip: logs/app.ndjson", or the path alone where the source is no member.
[[nodiscard]] std::string displayName(const SourceSummary& source);

} // namespace throughline::domain
