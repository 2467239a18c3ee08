#include "app/cli/commands/view_json.h"

#include "models/workflow/record_id.h"

namespace throughline::cli {

namespace {

/// The contract knows five kinds; the timeline's lanes are finer.
std::string_view kindText(domain::TimelineKind kind)
{
    switch (kind) {
    case domain::TimelineKind::View:
    case domain::TimelineKind::Action:
    case domain::TimelineKind::Request:
        return "event";
    default:
        return toText(kind);
    }
}

} // namespace

void writeSession(codec::JsonWriter& json, const domain::SessionSummary& session)
{
    json.beginObject().member("id", session.id).textOrNull("user", session.user);
    json.textOrNull("account", session.account).member("start", formatRfc3339(session.start));
    json.member("end", formatRfc3339(session.end)).member("events", session.events);
    json.member("errors", session.errors).member("tickets", session.tickets);
    json.member("rage_clicks", session.rageClicks).member("reloads", session.reloads);
    json.member("bot", session.bot).member("derived", session.derived);
    json.key("clock_offset_s");
    session.clock.pairs > 0 ? json.value(session.clock.offset.toSeconds()) : json.null();
    json.key("clock_uncertainty_s");
    session.clock.pairs > 0 && !session.clock.oneSided
        ? json.value(session.clock.uncertainty.toSeconds())
        : json.null();
    json.member("clock_one_sided", session.clock.oneSided);
    json.member("clock_contradictory", session.clock.contradictory);
    json.key("attributes").beginObject();
    for (const domain::Attribute& attribute : session.attributes) {
        json.member(attribute.key, attribute.value);
    }
    json.endObject().endObject();
}

void writeTimelineItem(codec::JsonWriter& json, const domain::TimelineItem& item)
{
    json.beginObject().member("t", formatRfc3339(item.time)).member("kind", kindText(item.kind));
    json.member("lane", toText(item.kind)).member("title", item.title).textOrNull("id", item.id);
    json.textOrNull("trace_id", item.trace.valid() ? domain::toHex(item.trace) : "");
    json.textOrNull("record", item.record.block.value() > 0 ? workflow::toText(item.record) : "");
    json.key("source").beginObject().member("file", item.place.file);
    json.textOrNull("member", item.place.member).member("line", item.place.line).endObject();
    json.endObject();
}

void writeTrace(codec::JsonWriter& json, const workflow::TraceSummary& trace)
{
    json.beginObject().member("trace_id", domain::toHex(trace.id));
    json.textOrNull("session", trace.sessionId).textOrNull("service", trace.service);
    json.textOrNull("name", trace.name).member("start", formatRfc3339(trace.start));
    json.member("duration_ms", trace.duration.toMilliseconds()).member("spans", trace.spans);
    json.member("errors", trace.errors).endObject();
}

void writeError(codec::JsonWriter& json, const workflow::ErrorMark& error)
{
    json.beginObject().member("error_group", domain::toText(error.group));
    json.textOrNull("type", error.type).member("title", error.title);
    json.member("t", formatRfc3339(error.time));
    json.textOrNull("trace_id", error.trace.valid() ? domain::toHex(error.trace) : "");
    json.member("id", workflow::toText(error.record)).endObject();
}

} // namespace throughline::cli
