#include "app/cli/commands/commands.h"
#include "app/cli/commands/view_json.h"
#include "app/cli/table.h"
#include "models/base/text.h"
#include "models/codec/text_escape.h"
#include "models/workflow/search_workflow.h"
#include "models/workflow/ticket_workflow.h"

#include <CLI/CLI.hpp>
#include <ostream>
#include <set>

namespace throughline::cli {

namespace {

void writeTicket(codec::JsonWriter& json, const domain::Ticket& ticket)
{
    json.beginObject().member("id", ticket.id).textOrNull("source", ticket.source);
    json.textOrNull("kind", ticket.kind).textOrNull("topic", ticket.topic);
    json.textOrNull("severity", ticket.severity).textOrNull("account", ticket.accountId);
    json.textOrNull("user", ticket.userId).textOrNull("session", ticket.sessionId);
    json.textOrNull("message", ticket.message).member("labels", ticket.labels);
    json.textOrNull("link_url", ticket.linkUrl)
        .member("t", formatRfc3339(ticket.created))
        .endObject();
}

class TicketsCommand : public Command
{
public:
    std::string name() const override { return "tickets"; }

    std::string summary() const override { return "tickets and the sessions they belong to"; }

    std::string example() const override { return "throughline tickets --limit 20"; }

    void addOptions(CLI::App& app) override
    {
        app.add_option("--limit", m_limit, "at most this many (default 50)");
        app.add_option("--offset", m_offset, "rows to pass over first");
    }

    Result<int> run(const CommonOptions& common, Surroundings& world) override
    {
        TL_ASSIGN(const workflow::Workspace workspace, workflow::Workspace::open(common.store));
        TL_ASSIGN(const workflow::TicketPage page,
                  workflow::listTickets(workspace, m_offset, m_limit));
        if (common.json) {
            codec::JsonWriter json(2);
            json.beginObject().member("total", page.total).key("tickets").beginArray();
            for (const workflow::TicketRow& row : page.tickets) {
                json.beginObject().key("ticket");
                writeTicket(json, row.ticket);
                json.member("candidates", row.candidates).textOrNull("session", row.sessionId);
                json.member("confidence", row.confidence).endObject();
            }
            json.endArray().endObject();
            world.out << json.text() << '\n';
            return 0;
        }
        Table table({{"ticket"},
                     {"created"},
                     {"account"},
                     {"topic"},
                     {"session"},
                     {"confidence", true},
                     {"candidates", true}});
        for (const workflow::TicketRow& row : page.tickets) {
            table.add({row.ticket.id, formatRfc3339(row.ticket.created), row.ticket.accountId,
                       row.ticket.topic.substr(0, 50), row.sessionId,
                       row.candidates > 0 ? formatFixed(row.confidence, 2) : "",
                       count(row.candidates)});
        }
        table.print(world.out);
        world.out << '\n' << count(page.total) << " tickets.\n";
        return 0;
    }

private:
    std::uint64_t m_limit = 50;
    std::uint64_t m_offset = 0;
};

class TicketCommand : public Command
{
public:
    std::string name() const override { return "ticket"; }

    std::string summary() const override
    {
        return "one ticket with its sessions, errors and traces";
    }

    std::string example() const override { return "throughline ticket 84219"; }

    void addOptions(CLI::App& app) override
    {
        app.add_option("id", m_id, "the ticket's number")->required();
    }

    Result<int> run(const CommonOptions& common, Surroundings& world) override
    {
        TL_ASSIGN(const workflow::Workspace workspace, workflow::Workspace::open(common.store));
        TL_ASSIGN(const workflow::TicketView view, workflow::showTicket(workspace, m_id));
        common.json ? printJson(view, world.out) : printText(view, world.out);
        return 0;
    }

private:
    static void printJson(const workflow::TicketView& view, std::ostream& out)
    {
        codec::JsonWriter json(2);
        json.beginObject().key("ticket");
        writeTicket(json, view.ticket);
        json.key("sessions").beginArray();
        for (const domain::TicketLink& link : view.sessions) {
            json.beginObject().member("id", link.sessionId).member("reason", link.reason);
            json.member("confidence", link.confidence).member("linked", link.linked).endObject();
        }
        json.endArray().key("error_groups").beginArray();
        std::set<domain::ErrorGroupId> seen;
        for (const workflow::ErrorMark& error : view.errors) {
            if (seen.insert(error.group).second) {
                writeError(json, error);
            }
        }
        json.endArray().key("traces").beginArray();
        for (const workflow::TraceSummary& trace : view.traces) {
            writeTrace(json, trace);
        }
        json.endArray().key("source").beginObject().member("file", view.place.file);
        json.member("line", view.place.line).endObject().endObject();
        out << json.text() << '\n';
    }

    static void printText(const workflow::TicketView& view, std::ostream& out)
    {
        out << '#' << codec::escapeTerminal(view.ticket.id) << "  "
            << formatRfc3339(view.ticket.created) << "  "
            << codec::escapeTerminal(view.ticket.accountId) << "\n"
            << codec::escapeTerminal(view.ticket.topic) << "\n"
            << codec::escapeTerminal(view.ticket.message) << "\n\n";
        Table table({{"session"}, {"confidence", true}, {"linked"}, {"evidence"}});
        for (const domain::TicketLink& link : view.sessions) {
            table.add({link.sessionId, formatFixed(link.confidence, 2), link.linked ? "yes" : "",
                       link.reason});
        }
        table.print(out);
        if (view.sessions.empty()) {
            out << "No session fits this ticket.\n";
        }
    }

    std::string m_id;
};

class SearchCommand : public Command
{
public:
    std::string name() const override { return "search"; }

    std::string summary() const override
    {
        return "errors, tickets, sessions, traces, users that match";
    }

    std::string example() const override { return "throughline search 'gateway timed out'"; }

    void addOptions(CLI::App& app) override
    {
        app.add_option("text", m_text, "words, or any id")->required();
        app.add_option("--limit", m_limit, "at most this many of each kind (default 20)");
    }

    Result<int> run(const CommonOptions& common, Surroundings& world) override
    {
        TL_ASSIGN(const workflow::Workspace workspace, workflow::Workspace::open(common.store));
        TL_ASSIGN(const workflow::SearchResult result,
                  workflow::search(workspace, m_text, m_limit, world.stop));
        if (common.json) {
            codec::JsonWriter json(2);
            json.beginObject().member("total", result.total).key("results").beginArray();
            for (const workflow::SearchHit& hit : result.hits) {
                json.beginObject().member("kind", workflow::toText(hit.kind)).member("id", hit.id);
                json.member("title", hit.title).textOrNull("excerpt", hit.excerpt);
                json.member("t", formatRfc3339(hit.time)).endObject();
            }
            json.endArray().endObject();
            world.out << json.text() << '\n';
            return 0;
        }
        Table table({{"kind"}, {"id"}, {"title"}, {"excerpt"}});
        for (const workflow::SearchHit& hit : result.hits) {
            table.add({std::string(workflow::toText(hit.kind)), hit.id, hit.title, hit.excerpt});
        }
        table.print(world.out);
        return 0;
    }

private:
    std::string m_text;
    std::uint64_t m_limit = 20;
};

} // namespace

Commands ticketCommands()
{
    Commands commands;
    commands.push_back(std::make_unique<TicketCommand>());
    commands.push_back(std::make_unique<TicketsCommand>());
    commands.push_back(std::make_unique<SearchCommand>());
    return commands;
}

} // namespace throughline::cli
