#include "models/workflow/store_workflow.h"

#include "models/base/text.h"
#include "models/codec/json_writer.h"
#include "models/store/block_scan.h"
#include "models/store/integrity.h"
#include "models/store/queries/overview_queries.h"
#include "models/store/queries/source_queries.h"
#include "models/store/source_state.h"
#include "models/store/store_file.h"
#include "models/workflow/record_id.h"
#include "models/workflow/session_build.h"

#include <fstream>

namespace throughline::workflow {

namespace {

std::map<std::string, std::string> asText(const store::SignalDigest& digest)
{
    std::map<std::string, std::string> texts;
    for (const domain::Signal signal : domain::kAllSignals) {
        Hash128 hash = digest[static_cast<std::size_t>(signal)];
        if (signal == domain::Signal::Span) {
            // What else an export tells of a span depends on which was imported first.
            hash.high = 0;
        }
        if (hash != Hash128 {}) {
            texts[std::string(domain::toText(signal))] = toHex(hash);
        }
    }
    return texts;
}

} // namespace

Result<StoreInfo> storeInfo(const Workspace& workspace)
{
    TL_ASSIGN(const store::Connection connection, workspace.file().openReader());
    TL_ASSIGN(const store::Overview overview, store::readOverview(connection));
    StoreInfo info;
    info.humanSessions = overview.humanSessions;
    info.botSessions = overview.botSessions;
    info.botRule = botRule().version;
    info.errorGroups = overview.errorGroups;
    info.traces = overview.traces;
    info.users = overview.users;
    info.accounts = overview.accounts;
    info.range = overview.range;
    TL_ASSIGN(info.sources, store::visibleSources(connection));
    for (const domain::SourceSummary& source : info.sources) {
        info.records += source.records;
    }
    info.records.ticket = overview.tickets; // of several versions one
    info.linkage = {{"error", "session", overview.occurrences, overview.occurrencesInSessions},
                    {"trace", "session", overview.traces, overview.tracesInSessions},
                    {"ticket", "session", overview.tickets, overview.ticketsLinked}};
    return info;
}

Result<Quarantine> quarantine(const Workspace& workspace, std::uint64_t offset, std::uint64_t limit,
                              std::optional<domain::SourceId> source)
{
    TL_ASSIGN(const store::Connection connection, workspace.file().openReader());
    Quarantine page;
    TL_ASSIGN(page.total, store::rejectedTotal(connection, source));
    TL_ASSIGN(page.rejected, store::rejectedRecords(connection, offset, limit, source));
    return page;
}

std::string rejectedJson(const domain::RejectedRecord& record)
{
    codec::JsonWriter json;
    json.beginObject();
    json.member("source", std::filesystem::path(record.file).filename().string());
    json.member("file", record.file).textOrNull("member", record.member);
    json.member("line", record.line).member("offset", record.offset);
    json.member("length", record.length);
    json.member("reason", domain::issueInfo(record.reason).text);
    json.textOrNull("detail", record.detail).member("excerpt", record.excerpt);
    return json.endObject().text();
}

Result<std::uint64_t> exportQuarantine(const Workspace& workspace,
                                       const std::filesystem::path& file,
                                       const std::stop_token& stop,
                                       std::optional<domain::SourceId> source)
{
    constexpr std::uint64_t kPage = 1000;
    std::error_code failed;
    if (std::filesystem::exists(file, failed)) {
        return environmentError("There is a file " + file.string() + " already",
                                "Name another one");
    }
    std::ofstream out(file, std::ios::binary);
    std::uint64_t written = 0;
    while (out) {
        if (stop.stop_requested()) {
            return cancelledError();
        }
        TL_ASSIGN(const Quarantine page, quarantine(workspace, written, kPage, source));
        for (const domain::RejectedRecord& record : page.rejected) {
            out << rejectedJson(record) << '\n';
        }
        written += page.rejected.size();
        if (page.rejected.size() < kPage) {
            break;
        }
    }
    out.close();
    if (!out) {
        return environmentError(file.string() + " cannot be written",
                                "Check that its folder is there and may be written to");
    }
    return written;
}

Result<Lineage> lineage(const Workspace& workspace, const std::string& id)
{
    constexpr std::string_view kTicket = "ticket:";
    const bool ticket = id.starts_with(kTicket);
    const auto ref = recordRefFromText(id);
    if (!ref && !ticket) {
        return usageError(
            "'" + id + "' is no record id",
            "Record ids look like 12:345 or ticket:17; timelines and lists show them");
    }
    TL_ASSIGN(const store::Connection connection, workspace.file().openReader());
    TL_ASSIGN(const store::RecordLineage found,
              ticket ? store::lineageOfTicket(connection, id.substr(kTicket.size()))
                     : store::lineageOf(connection, *ref));
    Lineage lineage {id, found.place, found.format, {}};
    for (const store::RecordLineage::Change& change : found.changes) {
        lineage.rules.push_back({change.rule, change.field, change.count});
    }
    return lineage;
}

Result<std::vector<StoreCheck>> verifyStore(const Workspace& workspace, const std::stop_token& stop)
{
    TL_ASSIGN(const store::Connection connection, workspace.file().openReader(stop));
    TL_ASSIGN(const auto findings, store::checkIntegrity(connection, stop));
    std::vector<StoreCheck> checks;
    for (const store::IntegrityFinding& finding : findings) {
        checks.push_back({finding.name, finding.ok, finding.message});
    }
    return checks;
}

Result<StoreDigest> storeDigest(const Workspace& workspace)
{
    TL_ASSIGN(const store::Connection connection, workspace.file().openReader());
    TL_ASSIGN(const auto sources, store::sourceDigests(connection));
    StoreDigest digest;
    store::SignalDigest total {};
    for (const store::SourceDigest& source : sources) {
        digest.sources.push_back({source.path, source.member, asText(source.digest)});
        for (std::size_t i = 0; i < total.size(); ++i) {
            total[i] += source.digest[i];
        }
    }
    digest.digest = asText(total);
    return digest;
}

} // namespace throughline::workflow
