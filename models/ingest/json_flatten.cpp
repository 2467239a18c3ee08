#include "models/ingest/json_flatten.h"

#include "models/codec/json_text.h"

#include <unordered_map>

namespace throughline::ingest {

namespace {

using codec::JsonKind;
using codec::JsonNode;
using domain::ValueKind;

constexpr std::size_t kMaxNameBytes = 1'024; ///< of a dotted name; deeper objects stay JSON

using LastOfKey = std::unordered_map<std::string_view, std::uint32_t>;

LastOfKey lastOfKeys(const codec::JsonRecordReader& json, std::uint32_t object)
{
    LastOfKey last;
    const auto nodes = json.nodes();
    for (std::uint32_t i = object + 1; i < nodes[object].next; i = nodes[i].next) {
        last[nodes[i].key] = i;
    }
    return last;
}

} // namespace

domain::Field jsonField(const codec::JsonRecordReader& json, std::uint32_t node,
                        std::string_view name, TextArena& arena)
{
    const JsonNode& value = json.nodes()[node];
    domain::Field field {name, value.text, ValueKind::Text};
    field.plain = value.plain;
    if (value.kind >= JsonKind::Array) {
        std::string text;
        codec::appendJson(text, json, node);
        field.value = arena.keep(text);
        field.kind = ValueKind::Json;
    } else if (value.kind != JsonKind::String) {
        field.kind = value.kind == JsonKind::Number ? ValueKind::Number
            : value.kind == JsonKind::Boolean       ? ValueKind::Boolean
                                                    : ValueKind::Null;
    }
    return field;
}

void appendJsonFields(const codec::JsonRecordReader& json, std::uint32_t object,
                      std::string_view prefix, TextArena& arena, std::vector<domain::Field>& fields)
{
    const auto nodes = json.nodes();
    LastOfKey last;
    if (json.repeatsKey()) {
        last = lastOfKeys(json, object);
    }
    for (std::uint32_t i = object + 1; i < nodes[object].next; i = nodes[i].next) {
        if (fields.size() > kMostJsonFields) {
            return;
        }
        const JsonNode& node = nodes[i];
        if (!last.empty() && last[node.key] != i) {
            continue;
        }
        const std::string_view name = prefix.empty() ? node.key : arena.join(prefix, ".", node.key);
        if (node.kind == JsonKind::Object && node.next > i + 1 && name.size() <= kMaxNameBytes) {
            appendJsonFields(json, i, name, arena, fields);
        } else {
            fields.push_back(jsonField(json, i, name, arena));
        }
    }
}

} // namespace throughline::ingest
