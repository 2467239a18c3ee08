#include "models/demo/truth.h"

#include "models/codec/json_writer.h"

#include <cmath>

namespace throughline::demo {

namespace {

using codec::JsonWriter;

void writeCounts(JsonWriter& json, const DemoOptions& options, const Tally& tally)
{
    json.member("seed", options.seed)
        .member("days", options.days)
        .member("from", formatRfc3339(kDataEnd - Duration::days(options.days)))
        .member("to", formatRfc3339(kDataEnd))
        .member("sessions", tally.sessions)
        .member("human_sessions", tally.sessions - tally.machineSessions)
        .member("bot_sessions", tally.machineSessions)
        .member("events", tally.clientRecords)
        .member("client_errors", tally.clientErrors)
        .member("spans", tally.spans)
        .member("traces", tally.traces)
        .member("logs", tally.logs)
        .member("tickets_total", tally.tickets);
    json.key("identities").beginObject();
    json.member("users", tally.users.size()).member("accounts", tally.accounts.size()).endObject();
}

void writeFunnel(JsonWriter& json, const Tally& tally)
{
    const domain::FunnelDefinition funnel = demoFunnel();
    json.key("funnel").beginObject();
    json.member("name", funnel.name).member("steps", funnel.steps);
    json.member("unit", "session").member("order", "ordered").member("window", "30m");
    json.member("window_s", static_cast<std::int64_t>(funnel.window.toSeconds()));
    json.key("counts").beginArray();
    for (const std::uint64_t count : tally.funnel) {
        json.value(count);
    }
    json.endArray().endObject();
}

void writeEffect(JsonWriter& json, const ErrorInfo& info, const ErrorTally& error)
{
    if (info.verdict != "harmful") {
        json.member("effect_points", 0.0);
        return;
    }
    json.member("affected", error.affected)
        .member("affected_converted", error.affectedConverted)
        .member("would_convert", error.wouldConvert)
        .member("lost_conversions", error.wouldConvert - error.affectedConverted);
    json.key("effect_points");
    if (error.affected == 0) {
        json.null();
        return;
    }
    const auto lost = static_cast<double>(error.wouldConvert - error.affectedConverted);
    const double points = -100 * lost / static_cast<double>(error.affected);
    json.value(std::round(points * 100) / 100 + 0.0);
}

/// What a right comparison says of data this size. Near the limits chance has the last word.
std::string_view verdictOf(const ErrorInfo& info, const ErrorTally& error)
{
    constexpr std::uint64_t kEnoughForHarm = 25;
    constexpr std::uint64_t kEnoughForNoHarm = 700; // 2.8 standard errors are then about 5 points
    if (info.verdict == "harmful") {
        return error.affected == 0            ? "no-exposure"
            : error.affected < kEnoughForHarm ? "inconclusive"
                                              : info.verdict;
    }
    if (info.verdict == "no-evidence") {
        return error.sessions == 0              ? "no-exposure"
            : error.sessions < kEnoughForNoHarm ? "inconclusive"
                                                : info.verdict;
    }
    return info.verdict;
}

void writeErrors(JsonWriter& json, const Tally& tally)
{
    json.key("errors").beginArray();
    for (std::size_t i = 0; i < kErrorKinds; ++i) {
        const ErrorInfo& info = errorInfo(static_cast<ErrorKind>(i));
        const ErrorTally& error = tally.errors[i];
        json.beginObject()
            .member("key", info.key)
            .member("type", info.type)
            .member("title", info.title)
            .textOrNull("culprit", info.culprit)
            .member("service", info.service)
            .member("origin", info.frontend ? "frontend" : "backend")
            .member("records", error.records)
            .member("occurrences", error.occurrences)
            .member("bot_occurrences", error.machineOccurrences)
            .member("human_sessions", error.sessions)
            .member("users", error.users.size())
            .member("accounts", error.accounts.size())
            .member("tickets", error.tickets)
            .member("exposure_step", info.exposureStep);
        writeEffect(json, info, error);
        json.member("verdict", verdictOf(info, error));
        json.key("unbiased_methods").beginArray();
        if (!info.manyMoments) {
            json.value("at_risk_stratified");
        }
        json.value("opportunity_matched").endArray();
        json.member("naive", info.naive).member("note", info.note);
        json.endObject();
    }
    json.endArray();
}

void writeTickets(JsonWriter& json, const Tally& tally)
{
    json.key("tickets").beginObject();
    json.member("total", tally.tickets);
    json.key("by_tier").beginObject();
    for (const std::size_t tier : {1U, 2U, 3U, 4U}) {
        json.member(std::to_string(tier), tally.ticketsByTier[tier]);
    }
    json.member("none", tally.ticketsByTier[0]).endObject();
    json.key("links").beginArray();
    for (const TicketTruth& link : tally.ticketLinks) {
        json.beginObject()
            .member("ticket", std::to_string(link.ticket))
            .member("session", link.session)
            .member("tier", link.tier);
        json.textOrNull("error", link.about ? errorInfo(*link.about).key : std::string_view());
        json.endObject();
    }
    json.endArray().endObject();
}

void writeRevenue(JsonWriter& json, const Tally& tally)
{
    json.key("revenue").beginArray();
    for (const auto& [currency, money] : tally.revenue) {
        json.beginObject()
            .member("currency", currency)
            .member("orders", money.orders)
            .member("total", static_cast<double>(money.cents) / 100)
            .endObject();
    }
    json.endArray();
}

void writeClocks(JsonWriter& json, const Tally& tally)
{
    json.member("clocks_off", tally.clocksOff);
    json.key("clock_offsets").beginArray();
    for (const ClockTruth& clock : tally.clocks) {
        json.beginObject()
            .member("session", clock.session)
            .member("offset_s", static_cast<double>(clock.offsetMs) / 1000)
            .member("requests", std::uint64_t {clock.requests})
            .endObject();
    }
    json.endArray();
}

} // namespace

std::string truthText(const DemoOptions& options, const Tally& tally)
{
    JsonWriter json(1);
    json.beginObject();
    writeCounts(json, options, tally);
    writeFunnel(json, tally);
    writeErrors(json, tally);
    writeRevenue(json, tally);
    json.key("frustration").beginObject();
    json.member("rage_bursts", tally.rageBursts).member("reloads", tally.reloads).endObject();
    json.key("personal_data").beginObject();
    json.member("emails", tally.personal.emails)
        .member("cards", tally.personal.cards)
        .member("tokens", tally.personal.tokens)
        .endObject();
    writeClocks(json, tally);
    writeTickets(json, tally);
    json.endObject();
    return json.text() + '\n';
}

} // namespace throughline::demo
