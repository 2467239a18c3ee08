#include "models/notebook/escalation.h"

#include "models/base/text.h"
#include "models/codec/text_escape.h"
#include "models/notebook/impact_parts.h"
#include "models/notebook/number_text.h"
#include "models/notebook/wording.h"

#include <algorithm>
#include <utility>

namespace throughline::notebook {

namespace {

constexpr std::size_t kNamed = 5;

std::vector<std::pair<std::string, std::string>> linksOf(const Escalation& draft)
{
    std::vector<std::pair<std::string, std::string>> links;
    const auto add = [&](const std::string& kind, const std::vector<std::string>& ids) {
        for (const std::string& id : ids) {
            links.emplace_back(std::string(kind).append(" ").append(id),
                               deepLink(kind, id, draft.store));
        }
    };
    add("error", draft.errorGroups);
    add("session", draft.sessions);
    add("trace", draft.traces);
    add("ticket", draft.tickets);
    return links;
}

void writeTicket(codec::JsonWriter& json, const Escalation& draft)
{
    json.key("ticket").beginObject().key("id").null();
    json.member("source", "throughline").member("kind", "ticket").member("topic", draft.topic);
    json.textOrNull("severity", draft.severity).textOrNull("account", draft.account);
    json.textOrNull("user", draft.user).textOrNull("session", draft.session);
    json.textOrNull("message", draft.message).member("labels", draft.labels);
    json.key("link_url").null().member("t", formatRfc3339(draft.made)).endObject();
}

std::string_view severityOf(const analysis::Comparison& comparison)
{
    switch (comparison.verdict) {
    case analysis::Verdict::Harmful:
        return "major";
    case analysis::Verdict::Inconclusive:
        return "minor";
    case analysis::Verdict::NoEvidence:
    case analysis::Verdict::Beneficial:
    case analysis::Verdict::NoExposure:
        break;
    }
    return "question";
}

std::string messageOf(const ImpactFacts& facts)
{
    const domain::ErrorGroup& group = facts.group;
    std::string text = plainText(comparisonSentence(facts.comparison)) + "\n\nError: "
        + errorName(group) + ", " + group.title + "\nWhere: " + join(group.services, ", ")
        + (group.culprit.empty() ? "" : ", " + group.culprit)
        + "\nVersions: " + join(group.versions, ", ")
        + "\nSeen: " + rangeText(momentText(group.firstSeen), momentText(group.lastSeen))
        + " UTC\nMet by: " + countOf(group.sessions, "session") + ", "
        + countOf(group.users, "user") + ", " + countOf(group.accounts, "account");
    if (facts.ticketsTotal > 0) {
        text += "\nTickets about it: " + countText(facts.ticketsTotal);
    }
    return text;
}

} // namespace

std::string deepLink(const std::string& kind, const std::string& id, const std::string& store)
{
    return "throughline://view/" + kind + '/' + codec::escapeUrlQuery(id)
        + "?store=" + codec::escapeUrlQuery(store);
}

Escalation escalationOf(const ImpactFacts& facts)
{
    Escalation draft;
    draft.topic = impactTitle(facts);
    draft.message = messageOf(facts);
    draft.severity = severityOf(facts.comparison);
    draft.labels = {"error:" + domain::toText(facts.group.id)};
    draft.errorGroups = {domain::toText(facts.group.id)};
    draft.store = facts.storeId;
    draft.made = facts.made;
    for (std::size_t i = 0; i < std::min(facts.sessions.size(), kNamed); ++i) {
        draft.sessions.push_back(facts.sessions[i].id);
        if (!facts.sessions[i].trace.empty()) {
            draft.traces.push_back(facts.sessions[i].trace);
        }
    }
    for (std::size_t i = 0; i < std::min(facts.tickets.size(), kNamed); ++i) {
        draft.tickets.push_back(facts.tickets[i].id);
    }
    if (facts.example) {
        for (const domain::TimelineItem& item : facts.example->items) {
            draft.sources.push_back(item.place);
        }
    }
    return draft;
}

void writeEscalation(codec::JsonWriter& json, const Escalation& draft)
{
    json.beginObject();
    writeTicket(json, draft);
    json.member("sessions", draft.sessions).member("traces", draft.traces);
    json.key("links").beginArray();
    for (const auto& [name, url] : linksOf(draft)) {
        json.beginObject().member("name", name).member("url", url).endObject();
    }
    json.endArray().key("sources").beginArray();
    for (const domain::SourcePlace& place : draft.sources) {
        json.beginObject().member("file", place.file).textOrNull("member", place.member);
        json.member("line", place.line).endObject();
    }
    json.endArray().endObject();
}

std::string plainTextOf(const Escalation& draft)
{
    std::string text = draft.topic + "\n\n" + draft.message + '\n';
    const auto add = [&text](std::string_view what, const std::vector<std::string>& ids) {
        if (!ids.empty()) {
            text.append(what).append(": ").append(join(ids, ", ")).append("\n");
        }
    };
    add("Evidence, sessions", draft.sessions);
    add("Evidence, traces", draft.traces);
    add("Evidence, tickets", draft.tickets);
    return text;
}

std::string markdownOf(const Escalation& draft)
{
    std::string text = "**" + std::string(trim(codec::escapeMarkdown(draft.topic))) + "**\n\n";
    bool facts = false; // the lines below the first empty one, one each
    for (const std::string_view line : split(draft.message, '\n')) {
        const std::string escaped = codec::escapeMarkdown(line);
        const std::string_view words = trim(escaped);
        facts = facts || words.empty();
        text.append(facts && !words.empty() ? "- " : "").append(words).append("\n");
    }
    text += facts ? "" : "\n";
    for (const auto& [name, url] : linksOf(draft)) {
        text += "- Evidence: " + codec::escapeMarkdown(name) + ", `" + url + "`\n";
    }
    return text;
}

} // namespace throughline::notebook
