#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
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

/// Whether a value of this kind says itself by a text of its own.
constexpr bool hasText(JsonKind kind)
{
    return kind == JsonKind::String || kind == JsonKind::Number || kind == JsonKind::Boolean;
}

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

} // namespace throughline::codec
