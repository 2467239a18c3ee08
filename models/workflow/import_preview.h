#pragma once

#include "models/base/result.h"
#include "models/domain/record.h"
#include "models/workflow/reading_wishes.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <stop_token>
#include <string>
#include <vector>

namespace throughline::workflow {

/// A record as an import would keep it.
struct PreviewedRecord
{
    domain::Signal signal = domain::Signal::Log;
    Timestamp time;
    domain::Attributes fields; ///< canonical names, redacted
    std::uint32_t line = 0;

    bool operator==(const PreviewedRecord&) const = default;
};

/// What a redaction rule did to a field, with an example of what is left.
struct PreviewedRedaction
{
    std::string rule;
    std::string field;
    std::uint64_t count = 0;
    std::string example; ///< the field's value afterwards; empty where it was dropped

    bool operator==(const PreviewedRedaction&) const = default;
};

/// What the first records of a file come to. Nothing was written anywhere.
struct ImportPreview
{
    std::string format;
    std::vector<PreviewedRecord> records; ///< the first few
    std::uint64_t read = 0; ///< records looked at
    std::uint64_t accepted = 0;
    std::map<std::string, std::uint64_t> rejected; ///< by reason
    std::map<std::string, std::uint64_t> warnings;
    std::vector<PreviewedRedaction> redactions; ///< by rule and field, most frequent first

    bool operator==(const ImportPreview&) const = default;
};

struct PreviewOptions
{
    std::filesystem::path file {};
    std::string format {}; ///< empty: found by looking
    std::filesystem::path mapping {}; ///< a format document; empty: none
    std::string mappingText {}; ///< the same as text; empty: none
    ReadingWishes reading {};
    std::size_t frames = 1000; ///< lines or documents looked at
    std::size_t records = 20; ///< kept
    Timestamp now {};
};

/// Reads the first frames as an import would: parsed, normalised, redacted under a key of its own
/// that is forgotten. Errors: as an import of the file; BadInput where no format fits.
Result<ImportPreview> previewImport(const PreviewOptions& options, const std::stop_token& stop);

} // namespace throughline::workflow
