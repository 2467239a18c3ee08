#pragma once

#include "models/domain/source.h"
#include "models/ingest/import_pipeline.h"
#include "models/workflow/import_files.h"

#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace throughline::workflow {

/// How the files of a request are to be read.
struct ReadingWish
{
    std::string format; ///< empty: found by looking
    const ingest::Format* mapping = nullptr; ///< the only format; may be null
};

/// An archive that comes in on standard input: what is in it is known only as it is read.
struct StreamedArchive
{
    std::shared_ptr<codec::Archive> archive;
    ReadingWish wish;
};

/// A file of a request, or a member of an archive, with what was found out about it.
struct Candidate
{
    ingest::InspectedFile file;
    domain::SourceSummary summary;
    bool importable = false;
    std::optional<StreamedArchive> stream; ///< it stands for all that is in this
};

/// Why an archive could not be read to its end.
struct ArchiveFault
{
    Error error;
    bool keepsMembers = true; ///< what came before is sound
};

/// Looks at the members of an archive in their order and hands each over; hidden ones are passed
/// over. Nothing where it was read to its end. Errors: Usage; Cancelled; those of `take`.
Result<std::optional<ArchiveFault>> eachMember(const std::shared_ptr<codec::Archive>& archive,
                                               const ReadingWish& wish, const std::stop_token& stop,
                                               const std::function<Result<void>(Candidate)>& take);

/// What is left to say of an archive behind its members: its fault, or that there was none.
/// Takes back the members that are not to be kept.
void closeArchive(const std::filesystem::path& path, const std::optional<ArchiveFault>& fault,
                  std::vector<Candidate>& members);

/// Looks at a file and adds it, or what is inside where it is an archive: that is taken as a folder
/// is, hidden files are passed over, links and devices skipped and said so, and what no format
/// knows is skipped. What cannot be read is a candidate that says why. Errors: Usage; Cancelled.
Result<void> addCandidates(const ImportFile& wanted, const ReadingWish& wish,
                           const std::stop_token& stop, std::vector<Candidate>& candidates);

} // namespace throughline::workflow
