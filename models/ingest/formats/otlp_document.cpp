#include "models/ingest/formats/otlp_document.h"

#include "models/base/same_text.h"
#include "models/codec/json_text.h"
#include "models/codec/json_writer.h"
#include "models/ingest/formats/otlp_dialects.h"

namespace throughline::ingest {

using codec::JsonKind;
using codec::JsonNode;
using domain::Field;
using domain::ValueKind;

void OtlpDocument::findSpelling(std::uint32_t resource)
{
    m_snake = false;
    if (node(resource).kind != JsonKind::Object) {
        return;
    }
    for (std::uint32_t i = resource + 1; i < node(resource).next; i = node(i).next) {
        m_snake = m_snake || otlpName(node(i).key) != node(i).key;
    }
}

std::uint32_t OtlpDocument::child(std::uint32_t object, std::string_view name) const
{
    const std::uint32_t found = m_json.child(object, name);
    return found != 0 || !m_snake ? found : m_json.child(object, otlpSnakeName(name));
}

void OtlpDocument::readValue(std::uint32_t value, Field& field)
{
    field.kind = ValueKind::Null;
    if (value == 0 || node(value).kind != JsonKind::Object || node(value).next == value + 1) {
        return;
    }
    const JsonNode& inner = node(value + 1);
    field.value = inner.text;
    if (sameText(inner.key, "stringValue")) { // as nearly all are
        field.kind = ValueKind::Text;
        field.plain = inner.plain;
        return;
    }
    const std::string_view type = otlpName(inner.key);
    if (type == "stringValue" || type == "bytesValue") {
        field.kind = ValueKind::Text;
        field.plain = inner.plain;
    } else if (type == "intValue" || type == "doubleValue") {
        field.kind = codec::isJsonNumber(inner.text) ? ValueKind::Number : ValueKind::Text;
    } else if (type == "boolValue") {
        field.kind = ValueKind::Boolean;
    } else {
        std::string json;
        appendAny(json, value);
        field.value = m_arena.keep(json);
        field.kind = ValueKind::Json;
    }
}

/// The same as plain JSON: {"arrayValue": {"values": [...]}} becomes an array.
void OtlpDocument::appendAny(std::string& json, std::uint32_t value)
{
    if (value == 0 || node(value).kind != JsonKind::Object || node(value).next == value + 1) {
        json += "null";
        return;
    }
    const std::uint32_t inner = value + 1;
    const std::string_view type = otlpName(node(inner).key);
    if (type == "arrayValue" || type == "kvlistValue") {
        const bool list = type == "arrayValue";
        const std::uint32_t values = child(inner, "values");
        json += list ? '[' : '{';
        for (std::uint32_t i = values + 1; values != 0 && i < node(values).next; i = node(i).next) {
            if (i != values + 1) {
                json += ',';
            }
            if (!list) {
                codec::appendJsonString(json, textOf(i, "key"));
                json += ':';
            }
            appendAny(json, list ? i : child(i, "value"));
        }
        json += list ? ']' : '}';
    } else if ((type == "intValue" || type == "doubleValue")
               && codec::isJsonNumber(node(inner).text)) {
        json += node(inner).text;
    } else {
        codec::appendJson(json, m_json, inner);
    }
}

std::optional<OtlpDocument::Attribute> OtlpDocument::attribute(std::uint32_t entry) const
{
    const std::uint32_t end = node(entry).next;
    const std::uint32_t second = end > entry + 1 ? node(entry + 1).next : end;
    const bool usual = node(entry).kind == JsonKind::Object && second < end
        && node(second).next == end && sameText(node(entry + 1).key, "key")
        && sameText(node(second).key, "value");
    return usual ? std::optional(Attribute {entry + 1, second}) : std::nullopt;
}

void OtlpDocument::addAttributes(std::uint32_t list, Fields& fields)
{
    if (list == 0) {
        return;
    }
    for (std::uint32_t i = list + 1; i < node(list).next; i = node(i).next) {
        const auto usual = attribute(i);
        const std::uint32_t name = usual ? usual->name : child(i, "key");
        if (name != 0 && !node(name).text.empty()) {
            Field& field = fields.emplace_back();
            field.key = node(name).text;
            readValue(usual ? usual->value : child(i, "value"), field);
        }
    }
}

/// Written in place: a field put together elsewhere and copied has the processor wait for its
/// parts.
Field& OtlpDocument::add(const OtlpKey& key, Fields& fields)
{
    Field& field = fields.emplace_back();
    field.key = key.name;
    field.keyNumber = key.number;
    return field;
}

void OtlpDocument::addText(const OtlpKey& key, std::uint32_t value, Fields& fields) const
{
    if (value != 0 && !node(value).text.empty()) {
        Field& field = add(key, fields);
        field.value = node(value).text;
        field.plain = node(value).plain;
    }
}

void OtlpDocument::addId(const OtlpKey& key, std::uint32_t id, Fields& fields)
{
    if (!node(id).text.empty()) {
        Field& field = add(key, fields);
        field.value = otlpId(node(id).text, m_arena);
        field.plain = node(id).plain;
    }
}

void OtlpDocument::addWord(const OtlpKey& key, std::string_view word, Fields& fields)
{
    if (!word.empty()) {
        Field& field = add(key, fields);
        field.value = word;
        field.plain = true;
    }
}

void OtlpDocument::readTime(const OtlpKey& key, std::string_view text, Field& time)
{
    time = {};
    time.key = key.name;
    time.keyNumber = key.number;
    time.value = timeOf(text);
}

} // namespace throughline::ingest
