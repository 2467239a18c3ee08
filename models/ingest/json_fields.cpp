#include "models/ingest/json_fields.h"

#include "models/base/text.h"
#include "models/codec/json_text.h"
#include "models/codec/json_writer.h"
#include "models/ingest/json_head.h"

namespace throughline::ingest {

namespace {

using codec::JsonKind;
using domain::Field;
using domain::IssueCode;
using domain::ValueKind;

/// Deeper objects, and names longer than a key ought to be, stay JSON.
constexpr std::size_t kMaxDepth = 8;
constexpr std::size_t kMaxNameBytes = 512;

void appendAttributes(std::string& json, const std::vector<Field>& attributes)
{
    json += "\"attributes\":{";
    for (std::size_t i = 0; i < attributes.size(); ++i) {
        json += i > 0 ? "," : "";
        codec::appendJsonString(json, attributes[i].key);
        json += ':';
        appendFieldJson(json, attributes[i]);
    }
    json += "}}";
}

void appendMember(std::string& json, std::string_view name, std::string_view value)
{
    codec::appendJsonString(json, name);
    json += ':';
    codec::appendJsonString(json, value);
    json += ',';
}

} // namespace

Result<bool> JsonFields::openList(std::string_view text, const domain::Provenance& place,
                                  RawSink& sink)
{
    if (trim(text).empty()) {
        return false;
    }
    m_arena.reset();
    if (!m_json.parse(text)) {
        TL_TRY(sink.reject(issueOf(m_json.problem()), "", place, text));
        return false;
    }
    if (m_json.replacedLoneSurrogate()) {
        sink.note(IssueCode::LoneSurrogate);
    }
    if (m_json.repeatsKey()) {
        sink.note(IssueCode::DuplicateKey);
    }
    return true;
}

Result<bool> JsonFields::open(std::string_view text, const domain::Provenance& place, RawSink& sink)
{
    TL_ASSIGN(const bool parsed, openList(text, place, sink));
    if (parsed && !isObject(0)) {
        TL_TRY(sink.reject(IssueCode::NotAnObject, "", place, text));
        return false;
    }
    return parsed;
}

bool JsonFields::openValue(std::string_view text)
{
    m_arena.reset();
    return m_json.parseCopy(text);
}

std::string_view JsonFields::wholeHexId(std::string_view id)
{
    constexpr std::string_view kZeros = "00000000000000000000000000000000";
    const std::size_t whole = id.size() <= 16 ? 16 : 32;
    return id.empty() || id.size() >= whole
        ? id
        : m_arena.join(kZeros.substr(0, whole - id.size()), id, "");
}

std::string_view JsonFields::microsToNanos(std::string_view micros)
{
    return micros.empty() ? micros : m_arena.join(micros, "000", "");
}

void JsonFields::addList(Fields& fields, std::string_view name, std::string& list)
{
    if (!list.empty()) {
        list += ']';
        fields.push_back({name, m_arena.keep(list), ValueKind::Json});
    }
}

std::uint32_t JsonFields::at(std::uint32_t object,
                             std::initializer_list<std::string_view> path) const
{
    for (const std::string_view key : path) {
        object = child(object, key);
        if (object == 0) {
            return 0;
        }
    }
    return object;
}

std::string_view JsonFields::text(std::uint32_t object, std::string_view key) const
{
    const std::uint32_t value = child(object, key);
    return value == 0 ? std::string_view() : node(value).text;
}

std::string JsonFields::json(std::uint32_t value) const
{
    std::string json;
    codec::appendJson(json, m_json, value);
    return json;
}

Field JsonFields::field(std::string_view name, std::uint32_t value)
{
    const codec::JsonNode& from = node(value);
    Field field {name, from.text, ValueKind::Text};
    field.plain = from.plain;
    switch (from.kind) {
    case JsonKind::Null:
        field.kind = ValueKind::Null;
        break;
    case JsonKind::Boolean:
        field.kind = ValueKind::Boolean;
        break;
    case JsonKind::Number:
        field.kind = ValueKind::Number;
        break;
    case JsonKind::String:
        break;
    case JsonKind::Array:
    case JsonKind::Object:
        field.value = m_arena.keep(json(value));
        field.kind = ValueKind::Json;
        break;
    }
    return field;
}

void JsonFields::add(Fields& fields, std::string_view name, std::uint32_t value)
{
    if (value != 0) {
        fields.push_back(field(name, value));
    }
}

void JsonFields::flatten(Fields& fields, std::string_view prefix, std::uint32_t object)
{
    flattenInto(fields, prefix, object, 0);
}

void JsonFields::flattenInto(Fields& fields, std::string_view prefix, std::uint32_t object,
                             std::size_t depth)
{
    for (std::uint32_t i = object + 1; i < node(object).next; i = node(i).next) {
        const std::string_view name =
            prefix.empty() ? node(i).key : m_arena.join(prefix, ".", node(i).key);
        const bool open = isObject(i) && node(i).next > i + 1 && depth < kMaxDepth
            && name.size() <= kMaxNameBytes;
        if (open) {
            flattenInto(fields, name, i, depth + 1);
        } else if (!name.empty()) {
            fields.push_back(field(name, i));
        }
    }
}

void appendFieldJson(std::string& json, const Field& field)
{
    if (field.kind == ValueKind::Text) {
        codec::appendJsonString(json, field.value);
    } else if (field.kind == ValueKind::Null) {
        json += "null";
    } else {
        json += field.value;
    }
}

void appendSpanEvent(std::string& json, std::string_view name, std::string_view timeNs,
                     const std::vector<Field>& attributes)
{
    json += json.empty() ? "[{" : ",{";
    appendMember(json, "name", name);
    appendMember(json, "time", timeNs);
    appendAttributes(json, attributes);
}

void appendSpanLink(std::string& json, std::string_view traceId, std::string_view spanId,
                    const std::vector<Field>& attributes)
{
    json += json.empty() ? "[{" : ",{";
    appendMember(json, "trace_id", traceId);
    appendMember(json, "span_id", spanId);
    appendAttributes(json, attributes);
}

} // namespace throughline::ingest
