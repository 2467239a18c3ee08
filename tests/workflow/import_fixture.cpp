#include "tests/workflow/import_fixture.h"

#include "models/base/text.h"
#include "models/store/block_scan.h"
#include "models/store/queries/source_queries.h"
#include "models/store/statement.h"
#include "models/store/store_file.h"
#include "tests/support/must.h"

#include <QtGlobal>

#include <algorithm>

namespace throughline::workflow::test {

namespace {

using throughline::test::must;

namespace fs = std::filesystem;

constexpr std::string_view kTickets =
    "SELECT t.record, t.offset, t.length, t.line FROM ticket t JOIN source s ON s.id = t.source_id "
    "WHERE s.state = 'done' AND s.id = ?1 ORDER BY t.line";

std::string place(std::uint32_t line, std::uint64_t offset, std::uint32_t length)
{
    return "line " + std::to_string(line) + " bytes " + std::to_string(offset) + "+"
        + std::to_string(length);
}

std::string counts(std::string_view word, const std::map<std::string, std::uint64_t>& table)
{
    std::string text;
    for (const auto& [name, count] : table) {
        text += "  " + std::string(word) + " " + name + " " + std::to_string(count) + "\n";
    }
    return text;
}

std::string header(const domain::SourceSummary& source)
{
    const domain::SignalCounts& n = source.records;
    return "source " + fs::path(source.path).filename().string() + " " + source.format
        + (source.container.empty() ? "" : " " + source.container) + "\n  read "
        + std::to_string(source.read) + " accepted " + std::to_string(source.accepted)
        + " duplicates " + std::to_string(source.duplicates) + " rejected "
        + std::to_string(source.rejected) + "\n  event " + std::to_string(n.event) + " error "
        + std::to_string(n.error) + " log " + std::to_string(n.log) + " span "
        + std::to_string(n.span) + " metric " + std::to_string(n.metric) + " ticket "
        + std::to_string(n.ticket) + "\n" + counts("warning", source.warnings)
        + counts("redaction", source.redactions);
}

std::string records(const store::Connection& connection, domain::SourceId source)
{
    std::string text;
    auto reader = must(store::BlockReader::create(connection));
    for (const store::BlockInfo& block : must(store::chooseBlocks(connection, {}))) {
        if (block.source != source) {
            continue;
        }
        store::PlaceColumns places;
        must(reader.places(block.id, places));
        const auto& lines = *must(reader.lines(block.id));
        for (std::size_t i = 0; i < lines.size(); ++i) {
            text += std::string(toText(block.signal)) + ' '
                + place(places.line[i], places.offset[i], places.length[i]) + " part "
                + std::to_string(places.part[i]) + "\n  " + std::string(lines[i]) + "\n";
        }
    }
    auto tickets = must(store::Statement::prepare(connection, kTickets));
    tickets.bindAll(source.value());
    while (must(tickets.step())) {
        text += "ticket "
            + place(static_cast<std::uint32_t>(tickets.integer(3)), tickets.count(1),
                    static_cast<std::uint32_t>(tickets.integer(2)))
            + "\n  " + tickets.string(0) + "\n";
    }
    return text;
}

} // namespace

ImportRequest ImportFixture::request(const Paths& paths) const
{
    ImportRequest request;
    request.store = store();
    request.paths = paths;
    request.mapping = mapping;
    request.keyFile = keyFile();
    request.now = kNow;
    return request;
}

Result<ImportReport> ImportFixture::tryImport(const Paths& paths, const std::stop_token& stop) const
{
    return importFiles(request(paths), stop, {});
}

ImportReport ImportFixture::import(const Paths& paths) const
{
    return must(tryImport(paths));
}

std::map<std::string, std::string> ImportFixture::digest() const
{
    return must(storeDigest(must(Workspace::open(store())))).digest;
}

std::string ImportFixture::damage() const
{
    std::string text;
    for (const StoreCheck& check : must(verifyStore(must(Workspace::open(store())), {}))) {
        text += check.ok ? std::string() : check.name + ": " + check.message + "\n";
    }
    return text;
}

StoreInfo ImportFixture::info() const
{
    return must(storeInfo(must(Workspace::open(store()))));
}

std::string ImportFixture::visible() const
{
    const auto file = must(store::StoreFile::find(store()));
    const auto connection = must(file.openReader());
    const auto rejects = must(store::rejectedRecords(connection, 0, 100'000));
    std::string text;
    for (const domain::SourceSummary& source : must(store::visibleSources(connection))) {
        text += header(source) + records(connection, source.id);
        for (const domain::RejectedRecord& reject : rejects) {
            if (reject.file == source.path) {
                text += "reject " + place(reject.line, reject.offset, reject.length) + " "
                    + std::string(domain::issueInfo(reject.reason).text)
                    + (reject.detail.empty() ? "" : " (" + reject.detail + ")") + "\n  "
                    + replaceAll(replaceAll(reject.excerpt, "\r", "\\r"), "\n", "\\n") + "\n";
            }
        }
    }
    return text;
}

std::vector<std::string> ImportFixture::lines() const
{
    const auto file = must(store::StoreFile::find(store()));
    const auto connection = must(file.openReader());
    auto reader = must(store::BlockReader::create(connection));
    std::vector<std::string> lines;
    for (const store::BlockInfo& block : must(store::chooseBlocks(connection, {}))) {
        for (const std::string_view line : *must(reader.lines(block.id))) {
            lines.push_back(std::string(toText(block.signal)) + ' ' + std::string(line));
        }
    }
    return lines;
}

std::string ImportFixture::storeBytes() const
{
    std::string bytes;
    for (const char* suffix : {"", "-wal", "-shm", "-lock"}) {
        bytes += throughline::test::readBytes(store().string() + suffix);
    }
    return bytes;
}

bool balances(const domain::SourceSummary& source)
{
    std::uint64_t reasons = 0;
    for (const auto& [reason, count] : source.rejectedByReason) {
        reasons += count;
    }
    return source.read == source.accepted + source.duplicates + source.rejected
        && reasons == source.rejected;
}

bool balances(const ImportReport& report)
{
    return report.read == report.accepted + report.duplicates + report.rejected
        && std::all_of(report.sources.begin(), report.sources.end(),
                       [](const domain::SourceSummary& source) { return balances(source); });
}

std::string eventLine(std::string_view session, int second, std::string_view name)
{
    const Timestamp time = Timestamp {1'772'323'200'000'000'000} + Duration::seconds(second);
    return "{\"ts\":\"" + formatRfc3339(time) + "\",\"event\":\"" + std::string(name)
        + "\",\"session.id\":\"" + std::string(session) + "\"}\n";
}

std::string manyEvents(int count, int from)
{
    std::string text;
    for (int i = from; i < from + count; ++i) {
        text += eventLine("s" + std::to_string(i / 7), i, i % 3 == 0 ? "view" : "click");
    }
    return text;
}

std::string traceLine(int number)
{
    static const std::string line =
        R"({"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},"scopeSpans":[{"spans":[{"traceId":"0af7651916cd43dd8448eb211c80NNNN","spanId":"b7ad6b716920NNNN","name":"GET /","kind":2,"startTimeUnixNano":"1772323200000NNNN00","endTimeUnixNano":"1772323201000NNNN00"}]}]}]})";
    return replaceAll(line, "NNNN", std::to_string(1'000 + number)) + "\n";
}

std::filesystem::path packed(const ImportFixture& workspace, std::string_view name,
                             std::string_view bytes, codec::Container container)
{
    const std::filesystem::path path = workspace.path(name);
    auto sink = codec::createSink(path, container);
    if (!sink.ok() || !(*sink)->write(bytes).ok() || !(*sink)->close().ok()) {
        qFatal("cannot write %s", path.c_str());
    }
    return path;
}

std::map<domain::SourceStatus, int> statuses(const ImportReport& report)
{
    std::map<domain::SourceStatus, int> counts;
    for (const domain::SourceSummary& source : report.sources) {
        ++counts[source.status];
    }
    return counts;
}

} // namespace throughline::workflow::test
