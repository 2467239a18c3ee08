#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace throughline::codec {

enum class JsonKind : std::uint8_t
{
    Null,
    Boolean,
    Number,
    String,
    Array,
    Object
};

/// One value of a parsed document. Nodes stand in document order; the children of node n are n + 1,
/// then nodes[n + 1].next and so on while smaller than nodes[n].next.
struct JsonNode
{
    std::string_view key; ///< unescaped; empty in arrays and at the root
    std::string_view text; ///< string: unescaped; number, boolean: as written; else empty
    std::uint32_t next = 0; ///< the node after this one's subtree
    JsonKind kind = JsonKind::Null;
    bool plain = false; ///< a string that is written without an escape
};

/// A list of nodes that is emptied without forgetting its memory; adding one is a few instructions.
class JsonNodes
{
public:
    [[nodiscard]] std::size_t size() const { return m_size; }

    [[nodiscard]] std::span<const JsonNode> all() const { return {m_nodes.data(), m_size}; }

    JsonNode& operator[](std::size_t i) { return m_nodes[i]; }

    const JsonNode& operator[](std::size_t i) const { return m_nodes[i]; }

    /// The new node; good until the next one. Written in place, member by member: a node put
    /// together elsewhere and then copied as a whole has the processor wait until its parts have
    /// reached memory.
    JsonNode& add(std::string_view key)
    {
        if (m_size == m_nodes.size()) {
            m_nodes.resize(m_size < kFirst ? kFirst : 2 * m_size);
        }
        JsonNode& node = m_nodes[m_size++];
        node.key = key;
        node.text = {};
        node.next = 0;
        node.kind = JsonKind::Null;
        node.plain = false;
        return node;
    }

    void clear() { m_size = 0; }

private:
    static constexpr std::size_t kFirst = 64;

    std::vector<JsonNode> m_nodes; ///< only the first m_size count
    std::size_t m_size = 0;
};

enum class JsonProblem : std::uint8_t
{
    None,
    Syntax,
    Utf8,
    TooDeep,
    BadNumber,
    TooManyValues
};

/// Parses one JSON value at a time into a flat list of nodes, every value looked at: numbers keep
/// their text, so 64 bits and nanoseconds stay exact. At most 256 levels and two million values.
/// The node's views live in the input or in the reader, until the next parse. Not thread-safe.
class JsonRecordReader
{
public:
    /// Bytes behind the text that must be readable (their content does not matter).
    static constexpr std::size_t kPadding = 64;

    JsonRecordReader();
    JsonRecordReader(const JsonRecordReader&) = delete;
    JsonRecordReader& operator=(const JsonRecordReader&) = delete;
    ~JsonRecordReader();

    /// False: problem() says why, and nodes() is empty. The text must be padded.
    bool parse(std::string_view text);

    /// The same for any text, by way of a copy.
    bool parseCopy(std::string_view text);

    [[nodiscard]] std::span<const JsonNode> nodes() const { return m_nodes.all(); }

    [[nodiscard]] JsonProblem problem() const { return m_problem; }

    /// A lone half of an escaped surrogate pair became U+FFFD.
    [[nodiscard]] bool replacedLoneSurrogate() const { return m_loneSurrogate; }

    /// Some object of the document has the same key twice.
    [[nodiscard]] bool repeatsKey() const { return m_repeatsKey; }

    /// The child of an object node with this key, the last one where it stands twice; 0: none.
    [[nodiscard]] std::uint32_t child(std::uint32_t object, std::string_view key) const;

private:
    struct Parser;
    struct Walk;

    std::unique_ptr<Parser> m_parser;
    JsonNodes m_nodes;
    std::string m_copy;
    JsonProblem m_problem = JsonProblem::None;
    bool m_loneSurrogate = false;
    bool m_repeatsKey = false;
};

/// A JSON number by the grammar of RFC 8259.
[[nodiscard]] bool isJsonNumber(std::string_view text);

} // namespace throughline::codec
