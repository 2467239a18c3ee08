#include "app/cli/commands/commands.h"
#include "app/cli/commands/scope_options.h"
#include "app/cli/commands/view_json.h"
#include "app/cli/table.h"
#include "models/base/text.h"
#include "models/codec/text_escape.h"
#include "models/workflow/record_id.h"
#include "models/workflow/session_workflow.h"
#include "models/workflow/trace_workflow.h"

#include <CLI/CLI.hpp>
#include <ostream>

namespace throughline::cli {

namespace {

class SessionsCommand : public Command
{
public:
    std::string name() const override { return "sessions"; }

    std::string summary() const override { return "sessions, frustrated ones first"; }

    std::string example() const override
    {
        return "throughline sessions --where 'error.group:E3' --limit 20";
    }

    void addOptions(CLI::App& app) override
    {
        m_scope.addTo(app);
        app.add_option("--sort", m_sort, "what comes first")
            ->check(CLI::IsMember({"frustrated", "newest", "longest", "errors"}));
        app.add_option("--limit", m_limit, "at most this many (default 50)");
        app.add_option("--offset", m_offset, "rows to pass over first");
    }

    Result<int> run(const CommonOptions& common, Surroundings& world) override
    {
        TL_ASSIGN(const workflow::Workspace workspace, workflow::Workspace::open(common.store));
        TL_ASSIGN(const auto snapshot, workflow::loadSnapshot(workspace, world.stop));
        TL_ASSIGN(const domain::Scope scope, m_scope.scope(snapshot->sessions.dataEnd));
        const auto sort =
            workflow::sessionSortFromText(m_sort).value_or(workflow::SessionSort::Newest);
        TL_ASSIGN(const workflow::SessionPage page,
                  workflow::listSessions(workspace, *snapshot, scope, sort, m_offset, m_limit,
                                         world.stop));
        if (common.json) {
            codec::JsonWriter json(2);
            json.beginObject().member("total", page.total).key("sessions").beginArray();
            for (const domain::SessionSummary& session : page.sessions) {
                writeSession(json, session);
            }
            json.endArray().endObject();
            world.out << json.text() << '\n';
            return 0;
        }
        Table table({{"session"},
                     {"user"},
                     {"account"},
                     {"start"},
                     {"length", true},
                     {"events", true},
                     {"errors", true},
                     {"rage", true},
                     {"tickets", true}});
        for (const domain::SessionSummary& session : page.sessions) {
            table.add({session.id, session.user, session.account, formatRfc3339(session.start),
                       seconds((session.end - session.start).toSeconds()), count(session.events),
                       count(session.errors), count(session.rageClicks), count(session.tickets)});
        }
        table.print(world.out);
        world.out << '\n' << count(page.total) << " sessions.\n";
        return 0;
    }

private:
    ScopeOptions m_scope;
    std::string m_sort = "frustrated";
    std::uint64_t m_limit = 50;
    std::uint64_t m_offset = 0;
};

class SessionCommand : public Command
{
public:
    std::string name() const override { return "session"; }

    std::string summary() const override { return "one session with everything linked to it"; }

    std::string example() const override { return "throughline session s_1f0c2a"; }

    void addOptions(CLI::App& app) override
    {
        app.add_option("id", m_id, "the session's id")->required();
    }

    Result<int> run(const CommonOptions& common, Surroundings& world) override
    {
        TL_ASSIGN(const workflow::Workspace workspace, workflow::Workspace::open(common.store));
        TL_ASSIGN(const workflow::SessionView view, workflow::showSession(workspace, m_id));
        common.json ? printJson(view, world.out) : printText(view, world.out);
        return 0;
    }

private:
    static void printJson(const workflow::SessionView& view, std::ostream& out)
    {
        codec::JsonWriter json(2);
        json.beginObject().key("session");
        writeSession(json, view.session);
        json.key("timeline").beginArray();
        for (const domain::TimelineItem& item : view.timeline) {
            writeTimelineItem(json, item);
        }
        json.endArray().key("traces").beginArray();
        for (const workflow::TraceSummary& trace : view.traces) {
            writeTrace(json, trace);
        }
        json.endArray().key("errors").beginArray();
        for (const workflow::ErrorMark& error : view.errors) {
            writeError(json, error);
        }
        json.endArray().key("tickets").beginArray();
        for (const domain::TicketLink& link : view.tickets) {
            json.beginObject().member("id", link.ticketId).key("link").beginObject();
            json.member("reason", link.reason).member("confidence", link.confidence);
            json.member("linked", link.linked).endObject().endObject();
        }
        json.endArray().endObject();
        out << json.text() << '\n';
    }

    /// What is added to the client's times is by how much its clock was behind; where it was ahead
    /// that is negative. From one side alone only the most that it can be is known.
    static void printClock(const domain::ClockOffset& clock, std::ostream& out)
    {
        const double behind = clock.offset.toSeconds();
        const bool ahead = behind < 0;
        out << "  clock "
            << (!clock.oneSided ? ""
                    : ahead     ? "at least "
                                : "at most ")
            << formatFixed(ahead ? -behind : behind, 3);
        if (!clock.oneSided) {
            out << " +- " << formatFixed(clock.uncertainty.toSeconds(), 3);
        }
        out << (ahead ? " s ahead of" : " s behind") << " the servers', from " << clock.pairs
            << (clock.pairs == 1 ? " request" : " requests")
            << (clock.contradictory ? ", which contradict each other" : "") << '\n';
    }

    static void printText(const workflow::SessionView& view, std::ostream& out)
    {
        const domain::SessionSummary& session = view.session;
        out << codec::escapeTerminal(session.id) << "  " << codec::escapeTerminal(session.user)
            << "  " << codec::escapeTerminal(session.account) << "  "
            << formatRfc3339(session.start) << "  "
            << seconds((session.end - session.start).toSeconds()) << (session.bot ? "  bot" : "")
            << '\n';
        for (const domain::Attribute& attribute : session.attributes) {
            out << "  " << codec::escapeTerminal(attribute.key) << ' '
                << codec::escapeTerminal(attribute.value) << '\n';
        }
        if (session.clock.pairs > 0) {
            printClock(session.clock, out);
        }
        out << '\n';
        Table table({{"time"}, {"kind"}, {"what"}, {"id"}, {"file"}, {"line", true}});
        for (const domain::TimelineItem& item : view.timeline) {
            table.add({formatRfc3339(item.time), std::string(toText(item.kind)), item.title,
                       item.id, std::filesystem::path(item.place.file).filename().string(),
                       std::to_string(item.place.line)});
        }
        table.print(out);
        for (const domain::TicketLink& link : view.tickets) {
            out << "\nticket " << codec::escapeTerminal(link.ticketId) << "  "
                << formatFixed(link.confidence, 2) << "  " << codec::escapeTerminal(link.reason);
        }
        out << (view.tickets.empty() ? "" : "\n");
    }

    std::string m_id;
};

class TracesCommand : public Command
{
public:
    std::string name() const override { return "traces"; }

    std::string summary() const override { return "traces, slowest first"; }

    std::string example() const override { return "throughline traces --sort errors --limit 20"; }

    void addOptions(CLI::App& app) override
    {
        app.add_option("--sort", m_sort, "what comes first")
            ->check(CLI::IsMember({"slowest", "newest", "errors"}));
        app.add_option("--limit", m_limit, "at most this many (default 50)");
        app.add_option("--offset", m_offset, "rows to pass over first");
    }

    Result<int> run(const CommonOptions& common, Surroundings& world) override
    {
        TL_ASSIGN(const workflow::Workspace workspace, workflow::Workspace::open(common.store));
        const auto sort =
            workflow::traceSortFromText(m_sort).value_or(workflow::TraceSort::Slowest);
        TL_ASSIGN(const workflow::TracePage page,
                  workflow::listTraces(workspace, sort, m_offset, m_limit));
        if (common.json) {
            codec::JsonWriter json(2);
            json.beginObject().member("total", page.total).key("traces").beginArray();
            for (const workflow::TraceSummary& trace : page.traces) {
                writeTrace(json, trace);
            }
            json.endArray().endObject();
            world.out << json.text() << '\n';
            return 0;
        }
        Table table({{"trace"},
                     {"root"},
                     {"start"},
                     {"duration", true},
                     {"spans", true},
                     {"errors", true},
                     {"session"}});
        for (const workflow::TraceSummary& trace : page.traces) {
            table.add({domain::toHex(trace.id), trace.service + ' ' + trace.name,
                       formatRfc3339(trace.start), seconds(trace.duration.toSeconds()),
                       count(trace.spans), count(trace.errors), trace.sessionId});
        }
        table.print(world.out);
        world.out << '\n' << count(page.total) << " traces.\n";
        return 0;
    }

private:
    std::string m_sort = "slowest";
    std::uint64_t m_limit = 50;
    std::uint64_t m_offset = 0;
};

class TraceCommand : public Command
{
public:
    std::string name() const override { return "trace"; }

    std::string summary() const override
    {
        return "one trace as a waterfall, with logs and errors";
    }

    std::string example() const override { return "throughline trace 9532127138774266268"; }

    void addOptions(CLI::App& app) override
    {
        app.add_option("id", m_id, "the trace's id, hexadecimal or decimal")->required();
    }

    Result<int> run(const CommonOptions& common, Surroundings& world) override
    {
        TL_ASSIGN(const workflow::Workspace workspace, workflow::Workspace::open(common.store));
        TL_ASSIGN(const workflow::TraceDetail detail, workflow::showTrace(workspace, m_id));
        common.json ? printJson(detail, world.out) : printText(detail, world.out);
        return 0;
    }

private:
    static void printJson(const workflow::TraceDetail& detail, std::ostream& out)
    {
        codec::JsonWriter json(2);
        json.beginObject().member("trace_id", domain::toHex(detail.view.id));
        json.textOrNull("session_id", detail.sessionId).key("spans").beginArray();
        for (const analysis::TraceRow& row : detail.view.rows) {
            json.beginObject().member("span_id", domain::toHex(row.span.id));
            json.textOrNull("parent_span_id",
                            row.span.parent.valid() ? domain::toHex(row.span.parent) : "");
            json.textOrNull("service", row.span.service).member("name", row.span.name);
            json.member("start", formatRfc3339(row.span.start));
            json.member("duration_ms", row.span.duration.toMilliseconds());
            json.member("self_ms", row.self.toMilliseconds());
            json.textOrNull("status", row.span.status).member("depth", row.depth);
            json.member("on_critical_path", row.onCriticalPath).endObject();
        }
        json.endArray().key("logs").beginArray();
        for (const workflow::TraceLog& log : detail.logs) {
            json.beginObject().member("t", formatRfc3339(log.time));
            json.member("severity", static_cast<int>(log.severity))
                .textOrNull("service", log.service);
            json.member("message", log.message)
                .member("id", workflow::toText(log.record))
                .endObject();
        }
        json.endArray().key("errors").beginArray();
        for (const workflow::ErrorMark& error : detail.errors) {
            writeError(json, error);
        }
        json.endArray().endObject();
        out << json.text() << '\n';
    }

    static void printText(const workflow::TraceDetail& detail, std::ostream& out)
    {
        out << domain::toHex(detail.view.id) << "  " << detail.view.rows.size() << " spans, "
            << detail.view.services << " services, "
            << seconds(detail.view.range.length().toSeconds()) << ", critical path "
            << seconds(detail.view.criticalPath.toSeconds()) << '\n';
        if (!detail.sessionId.empty()) {
            out << "session " << codec::escapeTerminal(detail.sessionId) << '\n';
        }
        out << '\n';
        Table table(
            {{"span"}, {"start", true}, {"duration", true}, {"self", true}, {"status"}, {"path"}});
        for (const analysis::TraceRow& row : detail.view.rows) {
            table.add({std::string(static_cast<std::size_t>(row.depth) * 2, ' ') + row.span.service
                           + ' ' + row.span.name,
                       seconds((row.span.start - detail.view.range.from).toSeconds()),
                       seconds(row.span.duration.toSeconds()), seconds(row.self.toSeconds()),
                       row.span.status, row.onCriticalPath ? "critical" : ""});
        }
        table.print(out);
        for (const workflow::TraceLog& log : detail.logs) {
            out << formatRfc3339(log.time) << "  " << codec::escapeTerminal(log.service) << "  "
                << codec::escapeTerminal(log.message) << '\n';
        }
    }

    std::string m_id;
};

} // namespace

Commands sessionCommands()
{
    Commands commands;
    commands.push_back(std::make_unique<SessionCommand>());
    commands.push_back(std::make_unique<SessionsCommand>());
    commands.push_back(std::make_unique<TraceCommand>());
    commands.push_back(std::make_unique<TracesCommand>());
    return commands;
}

} // namespace throughline::cli
