#include "app/cli/commands/commands.h"
#include "app/cli/commands/source_json.h"
#include "app/cli/table.h"
#include "models/base/text.h"
#include "models/codec/text_escape.h"
#include "models/domain/sampling.h"
#include "models/workflow/demo_workflow.h"
#include "models/workflow/import_workflow.h"

#include <CLI/CLI.hpp>
#include <ostream>

namespace throughline::cli {

namespace {

using domain::SourceStatus;
using domain::SourceSummary;

void writeMap(codec::JsonWriter& json, std::string_view name,
              const std::map<std::string, std::uint64_t>& counts)
{
    json.key(name).beginObject();
    for (const auto& [what, number] : counts) {
        json.member(what, number);
    }
    json.endObject();
}

std::string reportJson(const workflow::ImportReport& report)
{
    codec::JsonWriter json(2);
    json.beginObject();
    json.member("store", report.store.string());
    json.key("sources").beginArray();
    for (const SourceSummary& source : report.sources) {
        writeSource(json, source);
    }
    json.endArray();
    json.key("totals").beginObject();
    const domain::SignalCounts& counts = report.records;
    json.member("event", counts.event).member("error", counts.error).member("log", counts.log);
    json.member("span", counts.span).member("metric", counts.metric);
    json.member("ticket", counts.ticket).member("session", report.sessions);
    json.member("read", report.read).member("accepted", report.accepted);
    json.member("duplicates", report.duplicates).member("rejected", report.rejected);
    json.endObject();
    json.member("elapsed_s", report.elapsedSeconds);
    json.member("peak_rss_bytes", report.peakResidentBytes);
    json.endObject();
    return json.text();
}

void printReport(const workflow::ImportReport& report, std::ostream& out)
{
    Table table({{"file", false},
                 {"format", false},
                 {"status", false},
                 {"read", true},
                 {"accepted", true},
                 {"duplicates", true},
                 {"rejected", true},
                 {"redacted", true}});
    for (const SourceSummary& source : report.sources) {
        std::uint64_t redacted = 0;
        for (const auto& [rule, number] : source.redactions) {
            redacted += number;
        }
        std::string name = std::filesystem::path(source.path).filename().string();
        if (!source.member.empty()) {
            name += ": " + source.member;
        }
        table.add({name, source.format.empty() ? "-" : source.format,
                   std::string(toText(source.status)), count(source.read), count(source.accepted),
                   count(source.duplicates), count(source.rejected), count(redacted)});
    }
    table.print(out);
    out << "\n"
        << count(report.accepted) << " records in " << seconds(report.elapsedSeconds) << ", "
        << count(report.sessions) << " sessions in the store.\n";
    if (report.rejected > 0) {
        out << count(report.rejected) << " records were rejected: see throughline quarantine.\n";
    }
}

/// Progress on one line of a terminal.
class TerminalProgress
{
public:
    TerminalProgress(std::ostream& err, bool show)
        : m_err(err)
        , m_show(show)
    {
    }

    ~TerminalProgress() { clear(); }

    TerminalProgress(const TerminalProgress&) = delete;
    TerminalProgress& operator=(const TerminalProgress&) = delete;

    void show(const Progress& progress)
    {
        if (!m_show) {
            return;
        }
        std::string text = std::filesystem::path(progress.what).filename().string();
        if (progress.bytesTotal > 0) {
            text += "  " + bytes(progress.bytesDone) + " of " + bytes(progress.bytesTotal) + ", "
                + count(static_cast<std::uint64_t>(progress.recordsPerSecond)) + " records/s";
            if (progress.secondsLeft >= 0) {
                text += ", " + seconds(progress.secondsLeft) + " left";
            }
        }
        m_err << "\r\x1b[K" << codec::escapeTerminal(text) << std::flush;
        m_shown = true;
    }

    void clear()
    {
        if (m_shown) {
            m_err << "\r\x1b[K" << std::flush;
            m_shown = false;
        }
    }

private:
    std::ostream& m_err;
    bool m_show;
    bool m_shown = false;
};

class ImportCommand : public Command
{
public:
    std::string name() const override { return "import"; }

    std::string summary() const override { return "import files and folders into the store"; }

    std::string example() const override
    {
        return "throughline import --store shop.throughline exports/";
    }

    void addOptions(CLI::App& app) override
    {
        app.add_option("paths", m_paths, "files and folders; - is standard input")->required();
        CLI::Option* format =
            app.add_option("--format", m_format, "the format of all files, instead of finding it");
        app.add_option("--map", m_mapping, "a format document to read all files by")
            ->excludes(format);
        app.add_option("--zone", m_reading.zone,
                       "the zone of times without one, as Europe/Berlin; else they are UTC");
        app.add_option("--pseudonymise", m_pseudonymise,
                       "all: users, accounts, sessions and devices become pseudonyms, too")
            ->check(CLI::IsMember({"all"}));
        app.add_option("--source-id-key", m_reading.sourceIdKey,
                       "a file with the key by which your own systems hash the ids of users and "
                       "accounts (HMAC-SHA-256): raw ids are hashed the same way and join them");
        app.add_option("--sample-rate", m_sampleRate,
                       "the share of sessions or records that the files hold, as 0.1 or 10%, where "
                       "they tell none");
        app.add_option("--key-file", m_keyFile, "the key behind the pseudonyms");
        app.add_flag("--salvage", m_reading.salvage,
                     "keep the whole records of a file that is cut off");
        app.add_flag("--strict", m_strict, "a rejected record fails its file");
        app.add_flag("--allow-rejects", m_allowRejects,
                     "exit status 0 although records were rejected");
    }

    Result<int> run(const CommonOptions& common, Surroundings& world) override
    {
        workflow::ImportRequest request;
        request.store = common.store;
        request.paths.assign(m_paths.begin(), m_paths.end());
        request.format = m_format;
        request.mapping = m_mapping;
        request.keyFile = m_keyFile;
        request.strict = m_strict;
        request.reading = m_reading;
        request.reading.pseudonymiseAll = m_pseudonymise == "all";
        if (!m_sampleRate.empty()) {
            request.reading.samplingRate = domain::samplingRateFromText(m_sampleRate).value_or(0);
        }
        request.now = world.now;
        TerminalProgress progress(world.err, world.errIsTerminal && !common.quiet);
        workflow::ImportReport unfinished;
        unfinished.store = common.store;
        auto report = workflow::importFiles(
            request, world.stop, [&progress](const Progress& p) { progress.show(p); }, &unfinished);
        progress.clear();
        // The summary is printed whatever came of it.
        const workflow::ImportReport& shown = report ? *report : unfinished;
        if (common.json) {
            world.out << reportJson(shown) << '\n';
        } else if (report || !shown.sources.empty()) {
            printReport(shown, world.out);
        }
        if (!report) {
            return std::move(report).error();
        }
        for (const SourceSummary& source : report->sources) {
            if (!source.message.empty()
                && (!common.quiet || source.status == SourceStatus::Failed)) {
                world.err << "throughline: " << codec::escapeTerminal(source.message) << '\n';
            }
        }
        if (!report->keyFileMade.empty() && !common.quiet) {
            world.err << "throughline: the key behind this store's pseudonyms is "
                      << codec::escapeTerminal(report->keyFileMade)
                      << ". Keep a copy: without it nothing can be added.\n";
        }
        return status(*report);
    }

private:
    [[nodiscard]] int status(const workflow::ImportReport& report) const
    {
        constexpr int kPartial = 3;
        constexpr int kBadInput = 4;
        if (report.nothingCameIn()) {
            return kBadInput;
        }
        return report.partial() && !m_allowRejects ? kPartial : 0;
    }

    std::vector<std::string> m_paths;
    std::string m_format;
    std::string m_mapping;
    std::string m_keyFile;
    workflow::ReadingWishes m_reading;
    std::string m_pseudonymise;
    std::string m_sampleRate;
    bool m_strict = false;
    bool m_allowRejects = false;
};

class DemoCommand : public Command
{
public:
    std::string name() const override { return "demo"; }

    std::string summary() const override { return "write a realistic data set as export files"; }

    std::string example() const override { return "throughline demo --out demo --sessions 20000"; }

    void addOptions(CLI::App& app) override
    {
        app.add_option("--out", m_request.folder, "the folder to write to")->required();
        app.add_option("--sessions", m_request.sessions, "human and other sessions together")
            ->check(CLI::Range(100, 50'000'000));
        app.add_option("--seed", m_request.seed, "the same seed gives the same bytes");
        app.add_option("--days", m_request.days, "days the data spans")->check(CLI::Range(1, 365));
    }

    Result<int> run(const CommonOptions& common, Surroundings& world) override
    {
        TerminalProgress progress(world.err, world.errIsTerminal && !common.quiet);
        auto written = workflow::writeDemo(m_request, world.stop,
                                           [&progress](const Progress& p) { progress.show(p); });
        progress.clear();
        if (!written) {
            return std::move(written).error();
        }
        if (common.json) {
            codec::JsonWriter json(2);
            json.beginObject().member("exports", written->exports.string());
            json.member("truth", written->truth.string()).member("sessions", written->sessions);
            json.member("commands", written->commands).endObject();
            world.out << json.text() << '\n';
            return 0;
        }
        world.out << "Wrote " << count(written->sessions) << " sessions to "
                  << written->exports.string() << "; what is true of them stands in "
                  << written->truth.string() << ".\n\nNext:\n";
        for (const std::string& command : written->commands) {
            world.out << "  " << command << '\n';
        }
        return 0;
    }

private:
    workflow::DemoRequest m_request;
};

} // namespace

void writeCounts(codec::JsonWriter& json, const domain::SignalCounts& counts)
{
    json.beginObject();
    json.member("event", counts.event).member("error", counts.error).member("log", counts.log);
    json.member("span", counts.span).member("metric", counts.metric);
    json.member("ticket", counts.ticket).endObject();
}

void writeSource(codec::JsonWriter& json, const SourceSummary& source)
{
    json.beginObject();
    json.member("path", source.path).textOrNull("member", source.member);
    json.textOrNull("format", source.format).textOrNull("sha256", source.sha256);
    json.member("bytes", source.bytes).member("status", toText(source.status));
    json.key("records");
    writeCounts(json, source.records);
    json.member("read", source.read).member("accepted", source.accepted);
    json.member("duplicates", source.duplicates);
    json.key("rejected").beginObject().member("total", source.rejected);
    writeMap(json, "by_reason", source.rejectedByReason);
    json.endObject();
    writeMap(json, "warnings", source.warnings);
    writeMap(json, "redactions", source.redactions);
    writeMap(json, "sampling_rates", source.samplingRates);
    json.key("by_field").beginArray();
    for (const domain::FieldCount& count : source.byField) {
        json.beginObject().member("kind", toText(count.kind)).member("name", count.name);
        json.member("field", count.field).member("count", count.count).endObject();
    }
    json.endArray();
    json.textOrNull("message", source.message).endObject();
}

Commands importCommands()
{
    Commands commands;
    commands.push_back(std::make_unique<ImportCommand>());
    commands.push_back(std::make_unique<DemoCommand>());
    return commands;
}

} // namespace throughline::cli
