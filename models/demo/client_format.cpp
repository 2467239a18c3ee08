#include "models/demo/client_format.h"

#include "models/codec/json_writer.h"

#include <algorithm>
#include <array>

namespace throughline::demo {

namespace {

using codec::appendJsonString;

void appendDigits(std::string& text, int value, int width)
{
    std::array<char, 8> digits {};
    for (int i = width - 1; i >= 0; --i) {
        digits[static_cast<std::size_t>(i)] = static_cast<char>('0' + value % 10);
        value /= 10;
    }
    text.append(digits.data(), static_cast<std::size_t>(width));
}

/// `,"key":"value"`, or without the comma where it opens an object.
void appendMember(std::string& json, std::string_view key, std::string_view value)
{
    if (json.empty() || json.back() != '{') {
        json += ',';
    }
    appendJsonString(json, key);
    json += ':';
    appendJsonString(json, value);
}

void appendField(std::string& json, std::string_view key, const ExtraField& field)
{
    if (!field.number) {
        appendMember(json, key, field.value);
        return;
    }
    if (json.back() != '{') {
        json += ',';
    }
    appendJsonString(json, key);
    json += ':';
    json += field.value;
}

/// Fields in order of key, as objects within objects where they share the words before a dot.
void appendNested(std::string& json, std::span<const ExtraField> fields)
{
    std::string_view open; // the words, dot included, of the objects that are open
    const auto closeTo = [&](std::size_t size) {
        json.append(static_cast<std::size_t>(std::count(
                        open.begin() + static_cast<std::ptrdiff_t>(size), open.end(), '.')),
                    '}');
        open = open.substr(0, size);
    };
    for (const ExtraField& field : fields) {
        std::size_t shared = 0;
        for (std::size_t i = 0; i < open.size() && i < field.key.size() && open[i] == field.key[i];
             ++i) {
            shared = open[i] == '.' ? i + 1 : shared;
        }
        closeTo(shared);
        for (std::size_t dot = field.key.find('.', shared); dot != std::string_view::npos;
             dot = field.key.find('.', shared)) {
            json += json.back() == '{' ? "" : ",";
            appendJsonString(json, field.key.substr(shared, dot - shared));
            json += ":{";
            shared = dot + 1;
            open = field.key.substr(0, shared);
        }
        appendField(json, field.key.substr(shared), field);
    }
    closeTo(0);
}

std::vector<ExtraField> contextFields(const SessionStory& story, std::size_t country)
{
    const Visitor& visitor = story.visitor;
    const bool web = visitor.channel == Channel::Web;
    std::vector<ExtraField> fields {
        {"app.channel", std::string(toText(visitor.channel))},
        {"deployment.environment.name", visitor.staging ? "staging" : "production"},
        {"device.type", std::string(toText(visitor.device))},
        {"geo.country.iso_code", std::string(countries()[country].code)},
        {"os.name", std::string(visitor.system)},
        {"service.name", web ? "storefront" : "shop-app"},
        {"service.version", std::string(toText(visitor.release))},
        {"session.id", story.id},
    };
    if (web) {
        fields.push_back({"browser.name", std::string(visitor.browser)});
    }
    if (visitor.kind == VisitorKind::Human) {
        fields.push_back({"account.id", accountName(visitor.account)});
        fields.push_back({"experiment.checkout_layout", visitor.user % 2 == 0 ? "a" : "b"});
        fields.push_back({"plan.tier", std::string(toText(visitor.plan))});
        fields.push_back({"user.id", userName(visitor.user)});
    }
    std::sort(fields.begin(), fields.end(),
              [](const ExtraField& a, const ExtraField& b) { return a.key < b.key; });
    return fields;
}

/// The shared members without the braces around them.
std::string contextOf(const SessionStory& story, std::size_t country)
{
    const std::vector<ExtraField> fields = contextFields(story, country);
    std::string json = "{";
    if (story.visitor.channel == Channel::Web) {
        for (const ExtraField& field : fields) {
            appendField(json, field.key, field);
        }
    } else {
        appendNested(json, fields);
    }
    return json.substr(1);
}

} // namespace

void appendIsoTime(std::string& text, std::int64_t milliseconds)
{
    const CivilTime time = toCivil(Timestamp::fromMilliseconds(milliseconds));
    appendDigits(text, time.year, 4);
    text += '-';
    appendDigits(text, time.month, 2);
    text += '-';
    appendDigits(text, time.day, 2);
    text += 'T';
    appendDigits(text, time.hour, 2);
    text += ':';
    appendDigits(text, time.minute, 2);
    text += ':';
    appendDigits(text, time.second, 2);
    text += '.';
    appendDigits(text, time.nanosecond / 1'000'000, 3);
    text += 'Z';
}

std::int64_t writtenTimeMs(const ClientEvent& event, const Visitor& visitor)
{
    const std::int64_t shown = event.timeMs - visitor.clockOffset.ns / 1'000'000;
    return visitor.channel == Channel::Web ? shown : shown / 1000 * 1000;
}

void ClientFormat::begin(const SessionStory& story)
{
    m_story = &story;
    m_context = contextOf(story, story.visitor.country);
    m_laterContext = story.visitor.laterCountry == story.visitor.country
        ? m_context
        : contextOf(story, story.visitor.laterCountry);
}

void ClientFormat::collect(const ClientEvent& event, bool first)
{
    const Visitor& visitor = m_story->visitor;
    m_fields.clear();
    m_fields.push_back({"url.path", event.path});
    m_fields.insert(m_fields.end(), event.fields.begin(), event.fields.end());
    if (first || visitor.kind != VisitorKind::Human) {
        m_fields.push_back({"user_agent.original", visitor.userAgent});
    }
    if (visitor.kind == VisitorKind::Monitor || visitor.kind == VisitorKind::Tester) {
        m_fields.push_back(
            {"user_agent.synthetic.type", visitor.kind == VisitorKind::Monitor ? "bot" : "test"});
    }
}

void ClientFormat::append(std::string& line, const ClientEvent& event, bool first)
{
    collect(event, first);
    if (m_story->visitor.channel == Channel::Web) {
        appendWeb(line, event);
    } else {
        appendApp(line, event);
    }
    line += "}\n";
}

void ClientFormat::appendWeb(std::string& line, const ClientEvent& event)
{
    line += R"({"timestamp":")";
    appendIsoTime(line, writtenTimeMs(event, m_story->visitor));
    line += '"';
    if (!event.name.empty()) {
        appendMember(line, "event.name", event.name);
    }
    line += ',';
    line += event.laterContext ? m_laterContext : m_context;
    for (const ExtraField& field : m_fields) {
        appendField(line, field.key, field);
    }
    if (event.trace.valid()) {
        appendMember(line, "trace_id", domain::toHex(event.trace));
        line += R"(,"duration_ms":)" + std::to_string(event.durationMs);
    }
}

/// Apps tell no duration: with starts in whole seconds it would contradict the servers' clock.
void ClientFormat::appendApp(std::string& line, const ClientEvent& event)
{
    m_fields.push_back({"event.name", std::string(event.name)});
    if (event.trace.valid()) {
        m_fields.push_back({"dd.trace_id", std::to_string(event.trace.low)});
    }
    std::sort(m_fields.begin(), m_fields.end(),
              [](const ExtraField& a, const ExtraField& b) { return a.key < b.key; });
    line +=
        R"({"timestamp":)" + std::to_string(writtenTimeMs(event, m_story->visitor) / 1000) + ',';
    line += event.laterContext ? m_laterContext : m_context;
    appendNested(line, m_fields);
}

void appendComplaint(std::string& line, const Complaint& complaint)
{
    line += '{';
    appendMember(line, "source", complaint.source);
    appendMember(line, "kind", complaint.kind);
    appendMember(line, "ticket.id", std::to_string(complaint.number));
    line += R"(,"ts":")";
    appendIsoTime(line, complaint.createdMs);
    line += '"';
    appendMember(line, "topic", complaint.topic);
    appendMember(line, "severity", complaint.severity);
    if (!complaint.account.empty()) {
        appendMember(line, "account.id", complaint.account);
    }
    if (!complaint.user.empty()) {
        appendMember(line, "user.id", complaint.user);
    }
    appendMember(line, "message", complaint.message);
    line += R"(,"labels":[)";
    for (const std::string_view label : complaint.labels) {
        line += line.back() == '[' ? "" : ",";
        appendJsonString(line, label);
    }
    line += ']';
    if (!complaint.linkUrl.empty()) {
        appendMember(line, "link.url", complaint.linkUrl);
    }
    line += "}\n";
}

} // namespace throughline::demo
