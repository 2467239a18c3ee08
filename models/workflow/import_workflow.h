#pragma once

#include "models/base/progress.h"
#include "models/base/result.h"
#include "models/domain/source.h"
#include "models/workflow/reading_wishes.h"
#include "models/workflow/workspace.h"

#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

namespace throughline::workflow {

struct ImportRequest
{
    std::filesystem::path store;
    std::vector<std::filesystem::path> paths; ///< files and folders; "-" is standard input
    std::string format; ///< empty: found by looking
    std::filesystem::path mapping; ///< a format document that all files are read by; empty: none
    std::filesystem::path keyFile; ///< empty: the store's own, made with it
    bool strict = false; ///< a rejected record fails its source
    ReadingWishes reading; ///< zone, pseudonyms, the organisation's own hash
    Timestamp now;
};

/// What an import did, file by file.
struct ImportReport
{
    std::filesystem::path store;
    std::vector<domain::SourceSummary> sources;
    domain::SignalCounts records; ///< of the sources that were imported now
    std::uint64_t sessions = 0; ///< in the whole store afterwards
    std::uint64_t read = 0;
    std::uint64_t accepted = 0;
    std::uint64_t duplicates = 0;
    std::uint64_t rejected = 0;
    double elapsedSeconds = 0;
    std::uint64_t peakResidentBytes = 0;
    std::string keyFileMade; ///< path of a key made by this import; empty otherwise

    /// Something was rejected, repaired, skipped or lost.
    [[nodiscard]] bool partial() const;
    /// Not one source came in or was there already.
    [[nodiscard]] bool nothingCameIn() const;
};

/// Imports files and folders into a store, which is made where there is none. All files become
/// visible together, in one last step; until then and after any error, kill or stop, the store
/// shows what it showed before, and the same request goes on where it was. A file that cannot be
/// read fails alone; its summary says why. Errors: Store, Environment, Busy, Cancelled; Usage and
/// BadInput when not one file could be found or looked at. `unfinished` gets the list of files when
/// an error ends an import that had begun: none of them came in.
Result<ImportReport> importFiles(const ImportRequest& request, const std::stop_token& stop,
                                 const ProgressSink& progress, ImportReport* unfinished = nullptr);

} // namespace throughline::workflow
