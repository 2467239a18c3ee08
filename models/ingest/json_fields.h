#pragma once

#include "models/codec/json_record.h"
#include "models/ingest/importer.h"
#include "models/ingest/text_arena.h"

#include <string>
#include <string_view>
#include <vector>

namespace throughline::ingest {

/// One parsed frame and the memory for what is made of it: what importers of JSON formats have in
/// common. Views and nodes live until the next open().
class JsonFields
{
public:
    using Fields = std::vector<domain::Field>;

    /// Parses the frame. False: it is blank, or was rejected: no JSON, or no object.
    Result<bool> open(std::string_view text, const domain::Provenance& place, RawSink& sink);

    /// The same where an array is welcome, too.
    Result<bool> openList(std::string_view text, const domain::Provenance& place, RawSink& sink);

    /// The same for the text of a value inside a frame. False: it is no JSON.
    bool openValue(std::string_view text);

    [[nodiscard]] const codec::JsonNode& node(std::uint32_t i) const { return m_json.nodes()[i]; }

    [[nodiscard]] bool isObject(std::uint32_t i) const
    {
        return node(i).kind == codec::JsonKind::Object;
    }

    /// The member of an object; 0: none, or `object` is no object.
    [[nodiscard]] std::uint32_t child(std::uint32_t object, std::string_view key) const
    {
        return isObject(object) ? m_json.child(object, key) : 0;
    }

    /// The member of a member ...; 0: none.
    [[nodiscard]] std::uint32_t at(std::uint32_t object,
                                   std::initializer_list<std::string_view> path) const;

    /// The text of a scalar member; empty: none.
    [[nodiscard]] std::string_view text(std::uint32_t object, std::string_view key) const;

    /// Calls visit(i) for each child of a member that is an array or object; 0 stands for none.
    template<typename Visit>
    void each(std::uint32_t list, const Visit& visit) const
    {
        if (list != 0) {
            eachOf(list, visit);
        }
    }

    /// The same for any node, the root too.
    template<typename Visit>
    void eachOf(std::uint32_t list, const Visit& visit) const
    {
        for (std::uint32_t i = list + 1; i < node(list).next; i = node(i).next) {
            visit(i);
        }
    }

    /// A value with its type: arrays and objects as JSON text.
    [[nodiscard]] domain::Field field(std::string_view name, std::uint32_t value);

    /// Adds a value; nothing for node 0.
    void add(Fields& fields, std::string_view name, std::uint32_t value);

    /// Adds all members of an object, those of objects inside it under dotted names.
    void flatten(Fields& fields, std::string_view prefix, std::uint32_t object);

    [[nodiscard]] std::string json(std::uint32_t value) const;

    /// A hexadecimal id with the zeros in front that some exporters drop: 16 or 32 digits read as
    /// nothing else.
    [[nodiscard]] std::string_view wholeHexId(std::string_view id);

    /// Microseconds since 1970 as nanoseconds; empty for an empty text.
    [[nodiscard]] std::string_view microsToNanos(std::string_view micros);

    /// Adds `[...` as the JSON it is with its end; nothing for an empty text.
    void addList(Fields& fields, std::string_view name, std::string& list);

    TextArena& arena() { return m_arena; }

private:
    void flattenInto(Fields& fields, std::string_view prefix, std::uint32_t object,
                     std::size_t depth);

    codec::JsonRecordReader m_json;
    TextArena m_arena;
};

/// A text field.
[[nodiscard]] inline domain::Field textField(std::string_view name, std::string_view value)
{
    return {name, value, domain::ValueKind::Text};
}

/// Appends the field's value as JSON.
void appendFieldJson(std::string& json, const domain::Field& field);

/// One entry of `span.events`: {"name":...,"time":...,"attributes":{...}}.
void appendSpanEvent(std::string& json, std::string_view name, std::string_view timeNs,
                     const std::vector<domain::Field>& attributes);

/// One entry of `span.links`.
void appendSpanLink(std::string& json, std::string_view traceId, std::string_view spanId,
                    const std::vector<domain::Field>& attributes);

} // namespace throughline::ingest
