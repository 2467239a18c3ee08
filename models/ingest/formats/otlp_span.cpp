#include "models/ingest/formats/otlp_span.h"

#include "models/base/same_text.h"
#include "models/base/text.h"
#include "models/codec/json_writer.h"
#include "models/ingest/formats/otlp_dialects.h"

#include <array>
#include <utility>

namespace throughline::ingest {

namespace {

using domain::Field;
using domain::ValueKind;

constexpr std::array<std::string_view, 6> kSpanKinds {"",       "internal", "server",
                                                      "client", "producer", "consumer"};

void appendField(std::string& json, const Field& field)
{
    if (field.kind == ValueKind::Text) {
        codec::appendJsonString(json, field.value);
    } else if (field.kind == ValueKind::Null) {
        json += "null";
    } else {
        json += field.value;
    }
}

} // namespace

/// SPAN_KIND_SERVER, 2, "2" and "server" are one.
std::string_view OtlpSpanReader::kindWord(std::string_view text)
{
    if (const auto number = parseUnsigned(text); number && *number < kSpanKinds.size()) {
        return kSpanKinds[*number];
    }
    for (const std::string_view kind : kSpanKinds) {
        const std::string lower = toLowerAscii(text);
        if (!kind.empty() && (lower == kind || lower == "span_kind_" + std::string(kind))) {
            return kind;
        }
    }
    return {};
}

std::string_view OtlpSpanReader::statusWord(std::string_view code)
{
    if (code.empty()) { // as nearly all have it
        return "unset";
    }
    const std::string lower = toLowerAscii(code);
    if (lower == "2" || lower == "status_code_error" || lower == "error") {
        return "error";
    }
    return lower == "1" || lower == "status_code_ok" || lower == "ok" ? "ok" : "unset";
}

OtlpSpanReader::Member OtlpSpanReader::memberOf(std::string_view key)
{
    static constexpr std::array<std::pair<std::string_view, Member>, 12> kMembers {
        {{"traceId", Member::TraceId},
         {"spanId", Member::SpanId},
         {"parentSpanId", Member::ParentSpanId},
         {"name", Member::Name},
         {"kind", Member::Kind},
         {"startTimeUnixNano", Member::Start},
         {"endTimeUnixNano", Member::End},
         {"traceState", Member::TraceState},
         {"attributes", Member::Attributes},
         {"events", Member::Events},
         {"links", Member::Links},
         {"status", Member::Status}}};
    const std::string_view name = otlpName(key);
    for (const auto& [known, member] : kMembers) {
        if (known == name) {
            return member;
        }
    }
    return Member::Other;
}

/// The member of this name, which nearly always stood in the same place before.
OtlpSpanReader::Member OtlpSpanReader::memberAt(std::size_t place, std::string_view key)
{
    constexpr std::size_t kPlaces = 64;
    if (place >= kPlaces) {
        return memberOf(key);
    }
    if (place >= m_met.size()) {
        m_met.resize(place + 1);
    }
    Met& met = m_met[place];
    if (!sameText(met.key, key)) {
        met.key = key;
        met.member = memberOf(key);
    }
    return met.member;
}

void OtlpSpanReader::read(OtlpDocument& document, std::uint32_t object, RawRecord& record)
{
    std::size_t place = 0;
    const std::uint32_t end = document.node(object).next;
    for (std::uint32_t i = object + 1; i < end; i = document.node(i).next) {
        take(document, memberAt(place++, document.node(i).key), i, record);
    }
}

void OtlpSpanReader::take(OtlpDocument& document, Member member, std::uint32_t at,
                          RawRecord& record) const
{
    const std::string_view text = document.node(at).text;
    switch (member) {
    case Member::TraceId:
        document.addId(m_traceId, at, record.fields);
        break;
    case Member::SpanId:
        document.addId(m_spanId, at, record.fields);
        break;
    case Member::ParentSpanId:
        document.addId(m_parent, at, record.fields);
        break;
    case Member::Name:
        document.addText(m_name, at, record.fields);
        break;
    case Member::Kind:
        OtlpDocument::addWord(m_kind, kindWord(text), record.fields);
        break;
    case Member::Start:
        OtlpDocument::readTime(m_start, text, record.time);
        break;
    case Member::End:
        OtlpDocument::readTime(m_end, text, record.end);
        break;
    case Member::TraceState:
        document.addText(m_state, at, record.fields);
        break;
    case Member::Attributes:
        document.addAttributes(at, record.fields);
        break;
    case Member::Events:
        addList(document, m_events, at, record, true);
        break;
    case Member::Links:
        addList(document, m_links, at, record, false);
        break;
    case Member::Status:
        takeStatus(document, at, record);
        break;
    case Member::Other:
        break;
    }
}

void OtlpSpanReader::takeStatus(OtlpDocument& document, std::uint32_t at, RawRecord& record) const
{
    OtlpDocument::addWord(m_status, statusWord(document.textOf(at, "code")), record.fields);
    document.addText(m_message, document.child(at, "message"), record.fields);
}

/// Span events or links as a JSON array of flat objects.
void OtlpSpanReader::addList(OtlpDocument& document, const OtlpKey& key, std::uint32_t list,
                             RawRecord& record, bool events)
{
    if (document.node(list).next == list + 1) {
        return;
    }
    std::string json = "[";
    for (std::uint32_t i = list + 1; i < document.node(list).next; i = document.node(i).next) {
        json += i == list + 1 ? "{" : ",{";
        const auto member = [&](std::string_view as, std::string_view from) {
            json += '"';
            json += as;
            json += "\":";
            const std::string_view text = document.textOf(i, from);
            codec::appendJsonString(json, events ? text : otlpId(text, document.arena()));
            json += ',';
        };
        if (events) {
            member("name", "name");
            member("time", "timeUnixNano");
        } else {
            member("trace_id", "traceId");
            member("span_id", "spanId");
        }
        json += "\"attributes\":{";
        std::vector<Field> attributes;
        document.addAttributes(document.child(i, "attributes"), attributes);
        for (std::size_t a = 0; a < attributes.size(); ++a) {
            json += a > 0 ? "," : "";
            codec::appendJsonString(json, attributes[a].key);
            json += ':';
            appendField(json, attributes[a]);
        }
        json += "}}";
    }
    json += ']';
    Field& field = record.fields.emplace_back();
    field.key = key.name;
    field.keyNumber = key.number;
    field.value = document.arena().keep(json);
    field.kind = ValueKind::Json;
}

} // namespace throughline::ingest
