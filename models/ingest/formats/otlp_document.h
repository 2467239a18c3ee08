#pragma once

#include "models/codec/json_record.h"
#include "models/domain/record.h"
#include "models/ingest/text_arena.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace throughline::ingest {

/// A name that the importer gives to what OTLP tells, with a number for as long as the importer
/// lives, so that nobody has to look it up for each record.
struct OtlpKey
{
    explicit OtlpKey(std::string_view text)
        : name(text)
    {
    }

    std::string_view name;
    std::uint32_t number = domain::nextKeyNumber();
};

/// One frame of OTLP as JSON: its nodes by the names of the protocol, in whichever spelling the
/// file has, and its values and attributes as ours. What it makes lives until the next frame. Not
/// thread-safe.
class OtlpDocument
{
public:
    using Fields = std::vector<domain::Field>;

    /// False: it is no JSON; json() tells why.
    bool parse(std::string_view text)
    {
        m_arena.reset();
        m_snake = false;
        return m_json.parse(text);
    }

    [[nodiscard]] const codec::JsonRecordReader& json() const { return m_json; }

    /// See there.
    void watchElementsOf(std::string_view key) { m_json.watchElementsOf(key); }

    /// See there.
    std::uint32_t learnElement(std::uint32_t node, std::span<const codec::JsonFreedom> freedoms)
    {
        return m_json.learnElement(node, freedoms);
    }

    [[nodiscard]] const codec::JsonNode& node(std::uint32_t i) const { return m_json.nodes()[i]; }

    [[nodiscard]] TextArena& arena() { return m_arena; }

    /// Finds out how the resource at hand spells its members: if its scopes stand in snake_case, so
    /// does all else.
    void findSpelling(std::uint32_t resource);

    /// Its members are spelled as those of the other one.
    void spellAs(const OtlpDocument& other) { m_snake = other.m_snake; }

    /// The member of this name; 0: there is none.
    [[nodiscard]] std::uint32_t child(std::uint32_t object, std::string_view name) const;

    /// Its text; empty where there is none.
    [[nodiscard]] std::string_view textOf(std::uint32_t object, std::string_view name) const
    {
        const std::uint32_t found = child(object, name);
        return found == 0 ? std::string_view() : node(found).text;
    }

    /// {"stringValue": "x"} and its relatives as one value, into the field.
    void readValue(std::uint32_t value, domain::Field& field);

    /// Where key and value of an attribute stand.
    struct Attribute
    {
        std::uint32_t name = 0;
        std::uint32_t value = 0;
    };

    /// An entry of a list of them that is a key, a value, and nothing else, as nearly all are.
    [[nodiscard]] std::optional<Attribute> attribute(std::uint32_t entry) const;

    /// A list of keys and values.
    void addAttributes(std::uint32_t list, Fields& fields);

    /// A text, unless it is empty. 0: there is none.
    void addText(const OtlpKey& key, std::uint32_t value, Fields& fields) const;

    /// An id, in hexadecimal or base64, unless it is empty.
    void addId(const OtlpKey& key, std::uint32_t id, Fields& fields);

    /// A word of ours, unless it is empty.
    static void addWord(const OtlpKey& key, std::string_view word, Fields& fields);

    /// "0" stands for: not known.
    [[nodiscard]] static std::string_view timeOf(std::string_view text)
    {
        return text == "0" ? std::string_view() : text;
    }

    static void readTime(const OtlpKey& key, std::string_view text, domain::Field& time);

private:
    static domain::Field& add(const OtlpKey& key, Fields& fields);
    void appendAny(std::string& json, std::uint32_t value);

    codec::JsonRecordReader m_json;
    TextArena m_arena;
    bool m_snake = false;
};

} // namespace throughline::ingest
