#include "models/workflow/import_workflow.h"

#include "models/base/heap.h"
#include "models/codec/byte_source.h"
#include "models/crypto/digest.h"
#include "models/ingest/formats/documents.h"
#include "models/ingest/importer.h"
#include "models/store/source_state.h"
#include "models/store/statement.h"
#include "models/store/store_file.h"
#include "models/workflow/derive_workflow.h"
#include "models/workflow/grouping_document.h"
#include "models/workflow/import_candidate.h"
#include "models/workflow/reading_rules.h"
#include "models/workflow/source_import.h"
#include "models/workflow/store_key.h"

#include <algorithm>
#include <chrono>
#include <sys/resource.h>

namespace throughline::workflow {

namespace {

namespace fs = std::filesystem;
using domain::SourceStatus;
using domain::SourceSummary;

Result<std::string> digestOfFile(const ingest::InspectedFile& file, const std::stop_token& stop)
{
    TL_ASSIGN(const std::unique_ptr<codec::ByteSource> source, ingest::rawBytes(file));
    crypto::Sha256 digest;
    std::vector<char> buffer(codec::kReadChunkBytes);
    while (true) {
        if (stop.stop_requested()) {
            return cancelledError();
        }
        TL_ASSIGN(const std::size_t got, source->read(buffer));
        if (got == 0) {
            return digest.hex();
        }
        digest.update({buffer.data(), got});
    }
}

/// One import into one store, while the write lock is held.
class Import
{
public:
    Import(const ImportRequest& request, store::Connection& connection,
           const crypto::SecretKey& key, const ReadingRules& rules, const std::stop_token& stop,
           const ProgressSink& progress)
        : m_request(request)
        , m_connection(connection)
        , m_key(key)
        , m_rules(rules)
        , m_stop(stop)
        , m_progress(progress)
    {
    }

    Result<void> run(std::vector<Candidate>& candidates)
    {
        TL_TRY(m_dictionaries.load(m_connection));
        TL_ASSIGN(m_unfinished, store::unfinishedSources(m_connection));
        TL_TRY(discardUnwanted(candidates));
        for (std::size_t i = 0; i < candidates.size(); ++i) {
            if (candidates[i].stream) {
                std::vector<Candidate> members;
                auto read = streamed(*candidates[i].stream, members);
                const std::size_t count = members.size();
                put(candidates, i, std::move(members));
                TL_TRY(read);
                i += count - 1;
                continue;
            }
            if (candidates[i].importable) {
                TL_TRY(one(candidates[i]));
            }
            const auto& archive = candidates[i].file.archive;
            const bool last = i + 1 == candidates.size();
            if (archive != nullptr && (last || candidates[i + 1].file.archive != archive)) {
                archive->close();
            }
        }
        for (const store::UnfinishedSource& left : m_unfinished) {
            TL_TRY(store::discardSource(m_connection, left.summary.id));
        }
        return finish();
    }

    [[nodiscard]] std::uint64_t sessions() const { return m_sessions; }

private:
    /// The members of an archive that is read only once, each as it is met; of an error those
    /// before it.
    Result<void> streamed(const StreamedArchive& stream, std::vector<Candidate>& members)
    {
        const std::size_t before = m_loaded.size();
        TL_ASSIGN(const auto fault,
                  eachMember(stream.archive, stream.wish, m_stop, [&](Candidate member) {
                      members.push_back(std::move(member));
                      return members.back().importable ? one(members.back()) : Result<void>();
                  }));
        stream.archive->close();
        if (fault && !fault->keepsMembers) {
            for (std::size_t i = before; i < m_loaded.size(); ++i) {
                TL_TRY(store::discardSource(m_connection, m_loaded[i]));
            }
            m_loaded.resize(before);
            m_digests.resize(before);
        }
        closeArchive(stream.archive->path(), fault, members);
        return {};
    }

    /// Puts the members where the archive stood that held them.
    static void put(std::vector<Candidate>& candidates, std::size_t at,
                    std::vector<Candidate> members)
    {
        const auto place = candidates.erase(candidates.begin() + static_cast<std::ptrdiff_t>(at));
        candidates.insert(place, std::make_move_iterator(members.begin()),
                          std::make_move_iterator(members.end()));
    }

    /// Whether this import is going to show a source that an earlier one read to its end.
    Result<bool> wanted(const store::UnfinishedSource& source, std::vector<Candidate>& candidates)
    {
        const bool refused = m_request.strict && source.summary.rejected > 0;
        if (refused || !readUnder(m_rules, source)) {
            return false;
        }
        for (Candidate& candidate : candidates) {
            if (candidate.importable && candidate.summary.bytes == source.summary.bytes) {
                TL_TRY(digest(candidate));
                if (candidate.summary.sha256 == source.summary.sha256) {
                    return true;
                }
            }
        }
        return false;
    }

    /// Records that were taken for duplicates of a source which now goes would be lost, so with it
    /// go all that found any.
    Result<void> discardUnwanted(std::vector<Candidate>& candidates)
    {
        std::vector<store::UnfinishedSource> kept;
        bool discarded = false;
        for (store::UnfinishedSource& source : m_unfinished) {
            TL_ASSIGN(const bool stays,
                      source.loaded ? wanted(source, candidates) : Result<bool>(true));
            if (stays) {
                kept.push_back(std::move(source));
                continue;
            }
            TL_TRY(store::discardSource(m_connection, source.summary.id));
            discarded = true;
        }
        m_unfinished.clear();
        for (store::UnfinishedSource& source : kept) {
            if (discarded && source.account.duplicates > 0) {
                TL_TRY(store::discardSource(m_connection, source.summary.id));
            } else {
                m_unfinished.push_back(std::move(source));
            }
        }
        return {};
    }

    Result<void> digest(Candidate& candidate)
    {
        if (candidate.summary.sha256.empty() && candidate.file.path != "-") {
            TL_ASSIGN(candidate.summary.sha256, digestOfFile(candidate.file, m_stop));
        }
        return {};
    }

    /// Takes an unfinished source out of the list of those that nobody wants.
    std::optional<store::UnfinishedSource>
    take(const std::function<bool(const store::UnfinishedSource&)>& wanted)
    {
        const auto found = std::find_if(m_unfinished.begin(), m_unfinished.end(), wanted);
        if (found == m_unfinished.end()) {
            return std::nullopt;
        }
        store::UnfinishedSource taken = std::move(*found);
        m_unfinished.erase(found);
        return taken;
    }

    Result<bool> known(Candidate& candidate)
    {
        if (candidate.file.path == "-") {
            return false;
        }
        TL_ASSIGN(const bool sameSize, store::anyOfSize(m_connection, candidate.summary.bytes));
        if (!sameSize) {
            return false;
        }
        TL_TRY(digest(candidate));
        const std::string sha256 = candidate.summary.sha256;
        TL_ASSIGN(const auto earlier,
                  store::findByContent(m_connection, candidate.summary.bytes, sha256));
        const bool inThisRun =
            std::find(m_digests.begin(), m_digests.end(), sha256) != m_digests.end();
        if (earlier || inThisRun) {
            candidate.summary.status = SourceStatus::AlreadyImported;
            const bool elsewhere = earlier
                && (earlier->path != candidate.summary.path
                    || earlier->member != candidate.summary.member);
            candidate.summary.message = elsewhere ? "Same content as " + displayName(*earlier) + "."
                                                  : "Imported before; nothing was added.";
            return true;
        }
        // Read to its end by an import that was then interrupted.
        if (auto loaded = take([&](const store::UnfinishedSource& source) {
                return source.loaded && source.summary.sha256 == sha256;
            })) {
            const std::string path = candidate.summary.path;
            const std::string member = candidate.summary.member;
            candidate.summary = loaded->summary;
            candidate.summary.path = path;
            candidate.summary.member = member;
            store::addAccount(candidate.summary, loaded->account);
            m_loaded.push_back(loaded->summary.id);
            m_digests.push_back(sha256);
            return true;
        }
        return false;
    }

    Result<void> one(Candidate& candidate)
    {
        TL_ASSIGN(const bool done, known(candidate));
        if (done) {
            return {};
        }
        const auto resume = take([&](const store::UnfinishedSource& source) {
            return !source.loaded && source.summary.path == candidate.summary.path
                && source.summary.member == candidate.summary.member
                && source.summary.format == candidate.summary.format
                && source.summary.bytes == candidate.summary.bytes;
        });
        if (resume && mayGoOn(*resume)) {
            SourceSummary source = resume->summary;
            auto imported = load(candidate, source, resume);
            if (imported || imported.error().code != ErrorCode::BadInput) {
                return imported;
            }
        }
        if (resume) {
            TL_TRY(store::discardSource(m_connection, resume->summary.id));
        }
        SourceSummary source = candidate.summary;
        source.importedAt = m_request.now;
        TL_ASSIGN(source.id, store::insertSource(m_connection, source));
        auto imported = load(candidate, source, std::nullopt);
        if (!imported && imported.error().code == ErrorCode::BadInput) {
            TL_TRY(store::discardSource(m_connection, source.id));
            candidate.summary.status = SourceStatus::Failed;
            candidate.summary.message = describe(imported.error());
            return {};
        }
        return imported;
    }

    /// With duplicates found already, which of the store's records they met is not known any more;
    /// and records of a source that came in since were not looked at. Such a source starts over.
    [[nodiscard]] bool mayGoOn(const store::UnfinishedSource& source) const
    {
        return source.checkpoint.frames > 0 && readUnder(m_rules, source)
            && source.account.duplicates == 0
            && std::none_of(m_loaded.begin(), m_loaded.end(), [&source](domain::SourceId loaded) {
                   return source.summary.id < loaded;
               });
    }

    Result<void> load(Candidate& candidate, const SourceSummary& source,
                      const std::optional<store::UnfinishedSource>& resume)
    {
        TL_ASSIGN(const SourceSummary summary,
                  importSource(m_connection, m_dictionaries, source, candidate.file, m_key, m_rules,
                               m_request.now, resume, m_stop, m_progress));
        candidate.summary = summary;
        candidate.summary.status = SourceStatus::Imported;
        if (m_request.strict && summary.rejected > 0) {
            candidate.summary.status = SourceStatus::Failed;
            candidate.summary.message =
                std::to_string(summary.rejected) + " records were rejected and --strict was given.";
            return store::discardSource(m_connection, summary.id);
        }
        m_loaded.push_back(summary.id);
        m_digests.push_back(summary.sha256);
        return {};
    }

    /// Derives and shows everything in one transaction.
    Result<void> finish()
    {
        if (m_loaded.empty()) {
            TL_ASSIGN(m_sessions, countSessions(m_connection));
            return {};
        }
        if (m_progress) {
            m_progress({"sessions, errors and links", 0, 0, 0, 0, -1});
        }
        releaseMemory();
        TL_ASSIGN(store::Transaction transaction, store::Transaction::begin(m_connection));
        TL_TRY(deriveAll(m_connection, true, m_stop));
        TL_TRY(store::markDone(m_connection, m_loaded, m_request.now));
        TL_ASSIGN(m_sessions, countSessions(m_connection));
        return transaction.commit();
    }

    /// What reading needed is not needed any more, and what comes needs room of its own.
    void releaseMemory()
    {
        {
            store::Dictionaries none; // assigning one would keep the room of the texts
            std::swap(m_dictionaries, none);
        }
        returnFreedMemory();
    }

    const ImportRequest& m_request;
    store::Connection& m_connection;
    const crypto::SecretKey& m_key;
    const ReadingRules& m_rules;
    const std::stop_token& m_stop;
    const ProgressSink& m_progress;
    store::Dictionaries m_dictionaries;
    std::vector<store::UnfinishedSource> m_unfinished;
    std::vector<domain::SourceId> m_loaded;
    std::vector<std::string> m_digests;
    std::uint64_t m_sessions = 0;
};

/// Leaves nothing of a cancelled import behind. On a connection of its own: the stopped token would
/// end this work, too.
Result<void> discardUnfinished(const store::WriterLock& lock)
{
    TL_ASSIGN(store::Connection connection, lock.openWriter());
    TL_ASSIGN(const auto sources, store::unfinishedSources(connection));
    for (const store::UnfinishedSource& source : sources) {
        TL_TRY(store::discardSource(connection, source.summary.id));
    }
    return {};
}

std::uint64_t peakResidentBytes()
{
    struct rusage usage
    {
    };

    return ::getrusage(RUSAGE_SELF, &usage) == 0
        ? static_cast<std::uint64_t>(usage.ru_maxrss) * 1024
        : 0;
}

/// A store that was made for files of which none came in leaves nothing behind.
void forgetStore(const fs::path& store, ImportReport& report)
{
    std::error_code failed;
    for (const char* ending : {"", "-wal", "-shm", "-lock"}) {
        fs::remove(store.string() + ending, failed);
    }
    if (!report.keyFileMade.empty()) {
        fs::remove(report.keyFileMade, failed);
        report.keyFileMade.clear();
    }
}

void addUp(ImportReport& report, const std::vector<Candidate>& candidates)
{
    for (const Candidate& candidate : candidates) {
        const SourceSummary& source = candidate.summary;
        report.sources.push_back(source);
        if (source.status == SourceStatus::Imported) {
            report.records += source.records;
            report.read += source.read;
            report.accepted += source.accepted;
            report.duplicates += source.duplicates;
            report.rejected += source.rejected;
        }
    }
    report.peakResidentBytes = peakResidentBytes();
}

/// After an error nothing that was read shows.
void nothingOf(std::vector<Candidate>& candidates, ErrorCode code)
{
    for (Candidate& candidate : candidates) {
        if (candidate.summary.status == SourceStatus::Imported) {
            SourceSummary nothing;
            nothing.path = candidate.summary.path;
            nothing.member = candidate.summary.member;
            nothing.format = candidate.summary.format;
            nothing.container = candidate.summary.container;
            nothing.bytes = candidate.summary.bytes;
            nothing.status =
                code == ErrorCode::Cancelled ? SourceStatus::Cancelled : SourceStatus::Failed;
            candidate.summary = nothing;
        }
    }
}

/// Imports what can be imported into the store, which is made where there is none.
Result<void> importInto(const ImportRequest& request, ReadingRules rules,
                        std::vector<Candidate>& candidates, ImportReport& report,
                        const std::stop_token& stop, const ProgressSink& progress,
                        ImportReport* unfinished)
{
    TL_ASSIGN(const Workspace workspace, Workspace::openOrCreate(request.store, request.now));
    TL_ASSIGN(const store::WriterLock lock, store::WriterLock::acquire(workspace.file(), stop));
    TL_ASSIGN(store::Connection connection, lock.openWriter(stop));
    TL_ASSIGN(const StoreKey key, storeKey(connection, request.keyFile));
    report.keyFileMade = key.made ? key.file.string() : std::string();
    TL_TRY(followIdentityPolicy(connection, rules));
    Import import(request, connection, key.key, rules, stop, progress);
    if (auto run = import.run(candidates); !run) {
        if (run.error().code == ErrorCode::Cancelled) {
            TL_TRY(discardUnfinished(lock));
        }
        if (unfinished != nullptr) {
            nothingOf(candidates, run.error().code);
            unfinished->store = request.store;
            addUp(*unfinished, candidates);
        }
        return std::move(run).error();
    }
    report.sessions = import.sessions();
    return {};
}

} // namespace

bool ImportReport::partial() const
{
    for (const SourceSummary& source : sources) {
        if (source.status == SourceStatus::Failed || source.status == SourceStatus::Skipped
            || source.rejected > 0) {
            return true;
        }
        for (const auto& [name, count] : source.warnings) {
            const domain::IssueInfo* issue = domain::findIssue(name);
            if (issue == nullptr || issue->severity != domain::IssueSeverity::Note) {
                return true;
            }
        }
    }
    return false;
}

bool ImportReport::nothingCameIn() const
{
    return std::none_of(sources.begin(), sources.end(), [](const SourceSummary& source) {
        return source.status == SourceStatus::Imported
            || source.status == SourceStatus::AlreadyImported;
    });
}

Result<ImportReport> importFiles(const ImportRequest& request, const std::stop_token& stop,
                                 const ProgressSink& progress, ImportReport* unfinished)
{
    const auto begun = std::chrono::steady_clock::now();
    shareHeaps();
    ImportReport report;
    report.store = request.store;
    if (ingest::formatsProblem()) {
        return *ingest::formatsProblem();
    }
    TL_ASSIGN(const ReadingRules rules, readingRules(request.reading));
    TL_TRY(readGroupingDocument(groupingDocumentPath()));
    TL_ASSIGN(const std::vector<ImportFile> files, filesToImport(request.paths));
    std::optional<ingest::Format> mapping;
    if (!request.mapping.empty()) {
        TL_ASSIGN(mapping, ingest::formatOfFile(request.mapping));
    }
    std::vector<Candidate> candidates;
    for (const ImportFile& file : files) {
        if (progress) {
            progress({file.path.string(), 0, 0, 0, 0, -1}); // a packed archive takes its time
        }
        TL_TRY(
            addCandidates(file, {request.format, mapping ? &*mapping : nullptr}, stop, candidates));
    }
    if (candidates.empty()) {
        return badInputError("There is no file to import in "
                                 + (request.paths.empty() ? std::string("an empty list")
                                                          : request.paths.front().string()),
                             "Name a file, or a folder that holds some");
    }
    const bool any = std::any_of(candidates.begin(), candidates.end(),
                                 [](const Candidate& c) { return c.importable; });
    std::error_code failed;
    const bool fresh = !fs::exists(request.store, failed);
    if (any) {
        TL_TRY(importInto(request, rules, candidates, report, stop, progress, unfinished));
    }
    addUp(report, candidates);
    if (fresh && report.nothingCameIn()) {
        forgetStore(request.store, report);
    }
    report.elapsedSeconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    return report;
}

} // namespace throughline::workflow
