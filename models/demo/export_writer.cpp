#include "models/demo/export_writer.h"

#include "models/demo/otlp_format.h"

#include <array>
#include <system_error>

namespace throughline::demo {

namespace {

constexpr std::size_t kWebEvents = 0;
constexpr std::size_t kAppEvents = 1;
constexpr std::size_t kTraces = 2;
constexpr std::size_t kLogs = 3;
constexpr std::size_t kTickets = 4;

struct FileInfo
{
    std::string_view name;
    codec::Container container = codec::Container::Plain;
};

constexpr std::array<FileInfo, 5> kFiles {{
    {"frontend-events.ndjson.gz", codec::Container::Gzip},
    {"mobile-events.ndjson", codec::Container::Plain},
    {"backend-traces.otlp.jsonl.zst", codec::Container::Zstd},
    {"backend-logs.otlp.jsonl", codec::Container::Plain},
    {"tickets.ndjson", codec::Container::Plain},
}};

constexpr std::int64_t kNsPerMs = 1'000'000;

} // namespace

Result<ExportWriter> ExportWriter::create(const std::filesystem::path& folder)
{
    std::error_code reason;
    std::filesystem::create_directories(folder, reason);
    if (reason) {
        return environmentError("'" + folder.string() + "' cannot be created: " + reason.message(),
                                "Name a folder that may be written to.");
    }
    ExportWriter writer;
    writer.m_paths = pathsIn(folder);
    for (std::size_t i = 0; i < kFiles.size(); ++i) {
        TL_ASSIGN(auto queue, LineQueue::create(writer.m_paths[i], kFiles[i].container));
        writer.m_files.push_back(std::move(queue));
    }
    return writer;
}

std::vector<std::filesystem::path> ExportWriter::pathsIn(const std::filesystem::path& folder)
{
    std::vector<std::filesystem::path> paths;
    paths.reserve(kFiles.size());
    for (const FileInfo& file : kFiles) {
        paths.push_back(folder / file.name);
    }
    return paths;
}

void ExportWriter::add(const SessionStory& story)
{
    const bool web = story.visitor.channel == Channel::Web;
    LineQueue& file = m_files[web ? kWebEvents : kAppEvents];
    m_clientFormat.begin(story);
    for (std::size_t i = 0; i < story.events.size(); ++i) {
        m_clientFormat.append(file.add(story.events[i].timeMs), story.events[i], i == 0);
    }
}

void ExportWriter::add(const TraceDraft& trace)
{
    appendTraceRequest(m_files[kTraces].add(trace.spans.front().startNs / kNsPerMs), trace);
    if (!trace.logs.empty()) {
        appendLogsRequest(m_files[kLogs].add(trace.logs.front().timeNs / kNsPerMs), trace);
    }
}

void ExportWriter::add(const Complaint& complaint)
{
    appendComplaint(m_files[kTickets].add(complaint.createdMs), complaint);
}

Result<void> ExportWriter::release(Timestamp before)
{
    for (LineQueue& file : m_files) {
        TL_TRY(file.release(before.ns / kNsPerMs));
    }
    return {};
}

Result<void> ExportWriter::close()
{
    for (LineQueue& file : m_files) {
        TL_TRY(file.close());
    }
    return {};
}

std::uint64_t ExportWriter::fileBytes() const
{
    std::uint64_t bytes = 0;
    for (const LineQueue& file : m_files) {
        bytes += file.fileBytes();
    }
    return bytes;
}

} // namespace throughline::demo
