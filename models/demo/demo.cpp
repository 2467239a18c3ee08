#include "models/demo/demo.h"

#include "models/codec/byte_sink.h"
#include "models/demo/arrivals.h"
#include "models/demo/export_writer.h"
#include "models/demo/traffic.h"
#include "models/demo/truth.h"

#include <algorithm>
#include <system_error>
#include <utility>

namespace throughline::demo {

namespace {

constexpr std::uint64_t kMaxSessions = 20'000'000;
constexpr std::uint32_t kMaxDays = 365;
constexpr std::uint64_t kFirstTicket = 84'000;
constexpr std::uint64_t kProgressSteps = 100;

constexpr std::uint64_t kArrivalPurpose = 11;
constexpr std::uint64_t kSessionPurpose = 12;
constexpr std::uint64_t kJobPurpose = 13;

VisitorKind drawKind(Random& random)
{
    if (!random.chance(.08)) {
        return VisitorKind::Human;
    }
    const double draw = random.uniform();
    return draw < .72 ? VisitorKind::Crawler
        : draw < .86  ? VisitorKind::Monitor
                      : VisitorKind::Tester;
}

/// Makes sessions one after the other and hands each to the writer and the tally.
class DemoRun
{
public:
    DemoRun(const DemoOptions& options, ExportWriter& writer)
        : m_options(options)
        , m_writer(writer)
        , m_range {kDataEnd - Duration::days(options.days), kDataEnd}
        , m_population(options.sessions, options.seed)
        , m_arrivals(m_range, options.sessions, randomFor(options.seed, kArrivalPurpose, 0).next())
        , m_nextJob(m_range.from + Duration::minutes(29))
    {
    }

    Result<void> run(const std::stop_token& stop, const ProgressSink& progress)
    {
        const std::uint64_t step = std::max<std::uint64_t>(m_options.sessions / kProgressSteps, 1);
        while (const std::optional<Timestamp> start = m_arrivals.next()) {
            if (stop.stop_requested()) {
                return cancelledError();
            }
            runJobsUntil(*start);
            TL_TRY(m_writer.release(*start));
            addSession(*start);
            if (progress && m_tally.sessions % step == 0) {
                progress({.what = "demo data",
                          .bytesDone = m_writer.fileBytes(),
                          .records = m_tally.sessions});
            }
        }
        runJobsUntil(m_range.to);
        return m_writer.close();
    }

    [[nodiscard]] const Tally& tally() const { return m_tally; }

private:
    /// The stock job runs every half hour, the last time one minute before the end.
    void runJobsUntil(Timestamp until)
    {
        for (; m_nextJob < until; m_nextJob = m_nextJob + Duration::minutes(30)) {
            Random random = randomFor(m_options.seed, kJobPurpose, m_jobs);
            ++m_jobs;
            const bool fails = random.chance(.18);
            const Release release = m_nextJob < releasedAt(Release::R230, m_range) ? Release::R220
                : m_nextJob < releasedAt(Release::R231, m_range)                   ? Release::R230
                                                                                   : Release::R231;
            const TraceDraft trace = syncStock(m_nextJob, release, fails, random);
            m_writer.add(trace);
            m_tally.add(trace);
            if (fails) {
                m_tally.addFailure(ErrorKind::StockSync);
            }
        }
    }

    void addSession(Timestamp start)
    {
        const std::uint64_t number = m_tally.sessions;
        Random random = randomFor(m_options.seed, kSessionPurpose, number);
        const bool last = number + 1 == m_options.sessions;
        const VisitorKind kind = last ? VisitorKind::Monitor : drawKind(random);
        m_story.number = number;
        m_story.id = sessionName(m_options.seed, number);
        m_story.visitor = kind == VisitorKind::Human
            ? m_population.visitor(start, m_range, random)
            : m_population.machine(kind, start, m_range, random);
        m_story.journey = drawJourney(m_story.visitor, random);
        Traffic(m_story, random).play(start);
        m_writer.add(m_story);
        m_tally.add(m_story);
        for (const BackendRequest& request : m_story.requests) {
            const TraceDraft trace = serve(request, m_story, random);
            m_writer.add(trace);
            m_tally.add(trace);
        }
        if (std::optional<Complaint> complaint = complain(m_story, random)) {
            addComplaint(*std::move(complaint));
        }
        if (random.chance(.003)) {
            addComplaint(smallTalk(start, random));
        }
    }

    void addComplaint(Complaint complaint)
    {
        complaint.number = kFirstTicket + m_tally.tickets;
        if (complaint.linkUrl.empty()) {
            complaint.linkUrl =
                "https://support.shop.example/tickets/" + std::to_string(complaint.number);
        }
        m_writer.add(complaint);
        m_tally.add(complaint);
    }

    const DemoOptions& m_options;
    ExportWriter& m_writer;
    TimeRange m_range;
    Population m_population;
    Arrivals m_arrivals;
    Timestamp m_nextJob;
    std::uint64_t m_jobs = 0;
    SessionStory m_story;
    Tally m_tally;
};

Result<void> checkOptions(const DemoOptions& options)
{
    if (options.sessions < 1 || options.sessions > kMaxSessions) {
        return usageError(std::to_string(options.sessions) + " sessions cannot be made",
                          "Ask for 1 to 20000000 sessions.");
    }
    if (options.days < 1 || options.days > kMaxDays) {
        return usageError(std::to_string(options.days) + " days cannot be filled",
                          "Ask for 1 to 365 days.");
    }
    if (options.folder.empty()) {
        return usageError("the demo data needs a folder to go to", "Name one with --out.");
    }
    return {};
}

/// For a POSIX shell: quoted where it holds more than plain characters.
std::string shellWord(const std::string& text)
{
    const bool plain = std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
            || std::string_view("/._-:+=,@").find(c) != std::string_view::npos;
    });
    if (plain && !text.empty()) {
        return text;
    }
    std::string quoted = "'";
    for (const char c : text) {
        quoted += c == '\'' ? "'\\''" : std::string(1, c);
    }
    return quoted + '\'';
}

std::vector<std::string> commandsFor(const DemoOptions& options,
                                     const domain::FunnelDefinition& funnel)
{
    const std::string store =
        " --store " + shellWord((options.folder / "demo.throughline").string());
    std::string define = "throughline funnel define " + funnel.name + store;
    for (const std::string& step : funnel.steps) {
        define += " --step " + shellWord(step);
    }
    return {"throughline import" + store + ' ' + shellWord((options.folder / "exports").string()),
            define + " --window 30m", "throughline errors" + store + " --funnel " + funnel.name};
}

Result<DemoSummary> writeAll(const DemoOptions& options, const std::stop_token& stop,
                             const ProgressSink& progress, const std::filesystem::path& truthFile)
{
    TL_ASSIGN(auto writer, ExportWriter::create(options.folder / "exports"));
    DemoRun run(options, writer);
    TL_TRY(run.run(stop, progress));
    TL_ASSIGN(auto truth, codec::createSink(truthFile, codec::Container::Plain));
    TL_TRY(truth->write(truthText(options, run.tally())));
    TL_TRY(truth->close());

    const Tally& tally = run.tally();
    DemoSummary summary;
    summary.exports = writer.paths();
    summary.truthFile = truthFile;
    summary.sessions = tally.sessions;
    summary.humanSessions = tally.sessions - tally.machineSessions;
    summary.events = tally.clientRecords;
    summary.spans = tally.spans;
    summary.logs = tally.logs;
    summary.tickets = tally.tickets;
    summary.fileBytes = writer.fileBytes();
    summary.funnel = demoFunnel();
    summary.commands = commandsFor(options, summary.funnel);
    return summary;
}

} // namespace

domain::FunnelDefinition demoFunnel()
{
    domain::FunnelDefinition funnel;
    funnel.name = kFunnelName;
    for (const std::string_view step : kFunnelSteps) {
        funnel.steps.push_back("event:" + std::string(step));
    }
    funnel.window = kFunnelWindow;
    return funnel;
}

Result<DemoSummary> writeDemo(const DemoOptions& options, const std::stop_token& stop,
                              const ProgressSink& progress)
{
    TL_TRY(checkOptions(options));
    const std::filesystem::path truthFile = options.folder / "truth.json";
    Result<DemoSummary> made = writeAll(options, stop, progress, truthFile);
    if (!made.ok()) {
        std::error_code ignored;
        for (const std::filesystem::path& path :
             ExportWriter::pathsIn(options.folder / "exports")) {
            std::filesystem::remove(path, ignored);
        }
        std::filesystem::remove(truthFile, ignored);
    }
    return made;
}

} // namespace throughline::demo
