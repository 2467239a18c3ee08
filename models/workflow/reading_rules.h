#pragma once

#include "models/base/result.h"
#include "models/ingest/normalize/timestamp_normalizer.h"
#include "models/ingest/redact/redactor.h"
#include "models/store/connection.h"
#include "models/workflow/reading_wishes.h"

#include <optional>
#include <string>

namespace throughline::workflow {

/// Wishes, checked and ready.
struct ReadingRules
{
    ingest::TimeRules time;
    ingest::RedactionOptions redaction;
    std::optional<double> samplingRate;
    bool salvage = false;
    std::string fingerprint; ///< equal where the same bytes come to the same records
};

/// Errors: Usage for an unknown zone, a sampling rate that is no share, a key file that cannot be
/// used and for a wrong document among the user's redaction rules.
Result<ReadingRules> readingRules(const ReadingWishes& wishes);

/// A store holds ids as they came, or as pseudonyms, never both: the same person would be two. The
/// first import decides; later ones follow it. Usage error where pseudonyms are wished for in a
/// store of raw ids.
Result<void> followIdentityPolicy(store::Connection& connection, ReadingRules& rules);

} // namespace throughline::workflow
