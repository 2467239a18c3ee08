#pragma once

#include "models/domain/source.h"
#include "models/ingest/import_pipeline.h"
#include "models/workflow/import_files.h"

#include <stop_token>
#include <string>
#include <vector>

namespace throughline::workflow {

/// A file of a request, or a member of an archive, with what was found out about it.
struct Candidate
{
    ingest::InspectedFile file;
    domain::SourceSummary summary;
    bool importable = false;
};

/// How the files of a request are to be read.
struct ReadingWish
{
    std::string format; ///< empty: found by looking
    const ingest::Format* mapping = nullptr; ///< the only format; may be null
};

/// Looks at a file and adds it, or what is inside where it is an archive: that is taken as a folder
/// is, hidden files are passed over, links and devices skipped and said so, and what no format
/// knows is skipped. What cannot be read is a candidate that says why. Errors: Usage; Cancelled.
Result<void> addCandidates(const ImportFile& wanted, const ReadingWish& wish,
                           const std::stop_token& stop, std::vector<Candidate>& candidates);

} // namespace throughline::workflow
