#include "models/codec/json_text.h"

#include "models/codec/json_writer.h"

namespace throughline::codec {

void appendJson(std::string& json, const JsonRecordReader& reader, std::uint32_t node)
{
    const auto nodes = reader.nodes();
    const JsonNode& value = nodes[node];
    switch (value.kind) {
    case JsonKind::Null:
        json += "null";
        return;
    case JsonKind::Boolean:
    case JsonKind::Number:
        json += value.text;
        return;
    case JsonKind::String:
        appendJsonString(json, value.text);
        return;
    case JsonKind::Array:
    case JsonKind::Object:
        break;
    }
    if (const JsonElement* const element = reader.element(node);
        element != nullptr && element->shape != 0) {
        JsonRecordReader unfolded;
        unfolded.parseCopy(element->text);
        appendJson(json, unfolded, 0);
        return;
    }
    const bool object = value.kind == JsonKind::Object;
    json += object ? '{' : '[';
    for (std::uint32_t child = node + 1; child < value.next; child = nodes[child].next) {
        if (child != node + 1) {
            json += ',';
        }
        if (object) {
            appendJsonString(json, nodes[child].key);
            json += ':';
        }
        appendJson(json, reader, child); // at most 256 deep, the reader sees to it
    }
    json += object ? '}' : ']';
}

} // namespace throughline::codec
