#pragma once

#include "models/base/result.h"
#include "models/domain/import_issue.h"
#include "models/domain/provenance.h"
#include "models/domain/source.h"
#include "models/workflow/workspace.h"

#include <filesystem>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace throughline::workflow {

/// How many of one kind of record are joined to another.
struct Linkage
{
    std::string from; ///< "error", "trace", "ticket", "event"
    std::string to; ///< "session"
    std::uint64_t of = 0;
    std::uint64_t linked = 0;

    bool operator==(const Linkage&) const = default;
};

/// What is in a store.
struct StoreInfo
{
    std::uint64_t humanSessions = 0;
    std::uint64_t botSessions = 0;
    std::string botRule; ///< that tells them apart: "bots-1"
    domain::SignalCounts records; ///< of a ticket that came in several versions one
    std::uint64_t errorGroups = 0;
    std::uint64_t traces = 0;
    std::uint64_t users = 0;
    std::uint64_t accounts = 0;
    TimeRange range; ///< of all records; empty where there are none
    std::vector<domain::SourceSummary> sources;
    std::vector<Linkage> linkage;
};

Result<StoreInfo> storeInfo(const Workspace& workspace);

/// A page of the quarantine.
struct Quarantine
{
    std::uint64_t total = 0; ///< rejected by the sources looked at
    std::vector<domain::RejectedRecord> rejected;
};

/// Of all sources, or of one.
Result<Quarantine> quarantine(const Workspace& workspace, std::uint64_t offset, std::uint64_t limit,
                              std::optional<domain::SourceId> source = std::nullopt);

/// A rejected record as JSON: source, file, member, line, offset, length, reason, detail, excerpt.
std::string rejectedJson(const domain::RejectedRecord& record);

/// Writes all kept rejects, of all sources or of one, to a new file, one JSON object a line, and
/// says how many. Their excerpts are redacted as all else. Errors: Store, Cancelled; Environment
/// where the file is there already or cannot be written.
Result<std::uint64_t> exportQuarantine(const Workspace& workspace,
                                       const std::filesystem::path& file,
                                       const std::stop_token& stop,
                                       std::optional<domain::SourceId> source = std::nullopt);

/// Where a record came from and which rules changed it.
struct Lineage
{
    std::string id;
    domain::SourcePlace place;
    std::string format;

    struct Rule
    {
        std::string rule;
        std::string field;
        std::uint64_t count = 0;
    };

    std::vector<Rule> rules;
};

/// Of a record by its id "block:index", as timelines show it, or of a ticket "ticket:NUMBER". Usage
/// error where there is none.
Result<Lineage> lineage(const Workspace& workspace, const std::string& id);

/// One check of verify.
struct StoreCheck
{
    std::string name;
    bool ok = false;
    std::string message;
};

/// Is the store sound: SQLite's own check, our tables only, every block readable and of the digest
/// it was written with. Linear in the store.
Result<std::vector<StoreCheck>> verifyStore(const Workspace& workspace,
                                            const std::stop_token& stop);

/// One value per signal that depends on content alone; the same for each source.
struct StoreDigest
{
    struct Source
    {
        std::string path;
        std::string member; ///< inside an archive; empty otherwise
        std::map<std::string, std::string> digest;
    };

    std::map<std::string, std::string> digest;
    std::vector<Source> sources;
};

Result<StoreDigest> storeDigest(const Workspace& workspace);

} // namespace throughline::workflow
