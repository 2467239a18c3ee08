#pragma once

#include "models/base/time.h"
#include "models/domain/ids.h"

#include <cstdint>
#include <map>
#include <string>

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
    std::string message; ///< why it was skipped or failed
    Timestamp importedAt;
    TimeRange timeRange; ///< of its records; empty where there are none

    bool operator==(const SourceSummary&) const = default;
};

/// "exports/shop.zip: logs/app.ndjson", or the path alone where the source is no member.
[[nodiscard]] std::string displayName(const SourceSummary& source);

} // namespace throughline::domain
