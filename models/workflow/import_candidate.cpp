#include "models/workflow/import_candidate.h"

#include "models/base/text.h"

#include <algorithm>

namespace throughline::workflow {

namespace {

using codec::ArchiveMember;
using domain::SourceStatus;

Candidate failed(const std::filesystem::path& path, const Error& error)
{
    Candidate candidate;
    candidate.summary.path = path.string();
    candidate.summary.status = SourceStatus::Failed;
    candidate.summary.message = describe(error);
    return candidate;
}

/// What the look at a file came to. `named`: the user asked for this very file.
Result<Candidate> candidateOf(Result<ingest::InspectedFile> inspected, Candidate candidate,
                              bool named)
{
    if (!inspected) {
        if (inspected.error().code == ErrorCode::Usage) {
            return std::move(inspected).error();
        }
        candidate.summary.status = SourceStatus::Failed;
        candidate.summary.message = describe(inspected.error());
        return candidate;
    }
    candidate.file = *std::move(inspected);
    // What a pipe holds is known to the one who reads it.
    const bool unseen = candidate.file.path == "-" && candidate.file.archive == nullptr;
    const SourceStatus useless = named ? SourceStatus::Failed : SourceStatus::Skipped;
    candidate.summary.format = candidate.file.format;
    candidate.summary.container = candidate.file.container;
    candidate.summary.bytes = candidate.file.bytes;
    if (candidate.file.empty) {
        candidate.summary.status = useless;
        candidate.summary.message =
            candidate.file.name() + " is empty: there is nothing to import.";
    } else if (candidate.file.chosen.format == nullptr && !unseen) {
        candidate.summary.status = useless;
        candidate.summary.message = candidate.file.refusal;
    } else {
        candidate.importable = true;
    }
    return candidate;
}

/// A part of the name begins with a point, or it is what one system leaves in archives for itself.
bool isHidden(std::string_view name)
{
    const std::vector<std::string_view> parts = split(name, '/');
    return std::any_of(parts.begin(), parts.end(), [](std::string_view part) {
        return part == "__MACOSX" || (part.starts_with('.') && part != "." && part != "..");
    });
}

/// What keeps an entry from being read; empty: nothing.
std::string obstacle(ArchiveMember::Kind kind)
{
    switch (kind) {
    case ArchiveMember::Kind::File:
        break;
    case ArchiveMember::Kind::Link:
        return " is a link, which is never followed.";
    case ArchiveMember::Kind::Special:
        return " is a device or a pipe, which is passed over.";
    case ArchiveMember::Kind::Encrypted:
        return " is encrypted. Unpack it with its password first, and import the file.";
    case ArchiveMember::Kind::Unreadable:
        return " cannot be read: the archive is damaged there. Copy or download it again.";
    }
    return {};
}

Result<Candidate> memberCandidate(const std::shared_ptr<codec::Archive>& archive,
                                  const ArchiveMember& member, const ReadingWish& wish)
{
    Candidate candidate;
    candidate.summary.path = archive->path().string();
    candidate.summary.member = member.name;
    candidate.summary.container = archive->kindName();
    if (const std::string reason = obstacle(member.kind); !reason.empty()) {
        const bool lost = member.kind == ArchiveMember::Kind::Encrypted
            || member.kind == ArchiveMember::Kind::Unreadable;
        candidate.summary.status = lost ? SourceStatus::Failed : SourceStatus::Skipped;
        candidate.summary.message = archive->path().string() + ": " + member.name + reason;
        return candidate;
    }
    TL_ASSIGN(candidate,
              candidateOf(ingest::inspectMember(archive, member, wish.format, wish.mapping),
                          std::move(candidate), false));
    // Only the end of a zip archive tells links from files.
    const bool maybeLink =
        !candidate.importable && archive->streamed() && archive->kindName() == "zip";
    candidate.summary.message += maybeLink ? " If it is a link: links are never followed." : "";
    return candidate;
}

/// Documents of office programs are zip archives of their own kind.
bool isOfficeDocument(const ArchiveMember& member)
{
    return member.name == "[Content_Types].xml" || member.name == "mimetype";
}

Result<void> addMembers(const std::shared_ptr<codec::Archive>& archive, const ReadingWish& wish,
                        const std::stop_token& stop, std::vector<Candidate>& candidates)
{
    std::vector<Candidate> members;
    TL_ASSIGN(const auto fault, eachMember(archive, wish, stop, [&members](Candidate member) {
                  members.push_back(std::move(member));
                  return Result<void>();
              }));
    archive->close();
    closeArchive(archive->path(), fault, members);
    std::move(members.begin(), members.end(), std::back_inserter(candidates));
    return {};
}

/// Standard input, which is looked at without losing a byte.
Result<Candidate> inputCandidate(const ReadingWish& wish)
{
    Candidate candidate;
    candidate.summary.path = "-";
    auto input = std::make_unique<codec::PeekedSource>(codec::standardInput());
    auto archive = codec::Archive::ofStream(input);
    if (!archive) {
        return failed("-", archive.error());
    }
    if (*archive != nullptr) {
        candidate.summary.container = (*archive)->kindName();
        candidate.importable = true;
        candidate.stream = {*archive, wish};
        return candidate;
    }
    TL_ASSIGN(candidate,
              candidateOf(ingest::inspectFile("-", wish.format, wish.mapping), std::move(candidate),
                          true));
    candidate.file.input = std::move(input);
    return candidate;
}

} // namespace

Result<std::optional<ArchiveFault>> eachMember(const std::shared_ptr<codec::Archive>& archive,
                                               const ReadingWish& wish, const std::stop_token& stop,
                                               const std::function<Result<void>(Candidate)>& take)
{
    while (true) {
        if (stop.stop_requested()) {
            return cancelledError();
        }
        const auto member = archive->next();
        if (!member) {
            // A packed tar has no checksum but the one around it: where that fails, no member is
            // known to be sound.
            return std::optional(ArchiveFault {member.error(), !archive->packed()});
        }
        if (!*member) {
            return std::optional<ArchiveFault>();
        }
        if (isOfficeDocument(**member)) {
            return std::optional(
                ArchiveFault {badInputError(archive->path().string() + " is an office document",
                                            "Export it as CSV, and import that"),
                              false});
        }
        if (!isHidden((*member)->name)) {
            TL_ASSIGN(Candidate candidate, memberCandidate(archive, **member, wish));
            TL_TRY(take(std::move(candidate)));
        }
    }
}

void closeArchive(const std::filesystem::path& path, const std::optional<ArchiveFault>& fault,
                  std::vector<Candidate>& members)
{
    if (fault) {
        if (!fault->keepsMembers) {
            members.clear();
        }
        members.push_back(failed(path, fault->error));
    } else if (members.empty()) {
        members.push_back(
            failed(path, badInputError(path.string() + " is an archive without a file")));
    }
}

Result<void> addCandidates(const ImportFile& wanted, const ReadingWish& wish,
                           const std::stop_token& stop, std::vector<Candidate>& candidates)
{
    if (wanted.path == "-") {
        TL_ASSIGN(Candidate input, inputCandidate(wish));
        candidates.push_back(std::move(input));
        return {};
    }
    const auto archive = codec::Archive::open(wanted.path);
    if (!archive) {
        candidates.push_back(failed(wanted.path, archive.error()));
        return {};
    }
    if (*archive != nullptr) {
        return addMembers(*archive, wish, stop, candidates);
    }
    Candidate candidate;
    candidate.summary.path = wanted.path.string();
    TL_ASSIGN(Candidate looked,
              candidateOf(ingest::inspectFile(wanted.path, wish.format, wish.mapping),
                          std::move(candidate), wanted.named));
    candidates.push_back(std::move(looked));
    return {};
}

} // namespace throughline::workflow
