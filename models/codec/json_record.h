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

    [[nodiscard]] std::span<const JsonNode> nodes() const { return m_nodes; }

    [[nodiscard]] JsonProblem problem() const { return m_problem; }

    /// A lone half of an escaped surrogate pair became U+FFFD.
    [[nodiscard]] bool replacedLoneSurrogate() const { return m_loneSurrogate; }

    /// Some object of the document has the same key twice.
    [[nodiscard]] bool repeatsKey() const { return m_repeatsKey; }

    /// The child of an object node with this key, the last one where it stands twice; 0: none.
    [[nodiscard]] std::uint32_t child(std::uint32_t object, std::string_view key) const;

private:
    struct Parser;

    std::unique_ptr<Parser> m_parser;
    std::vector<JsonNode> m_nodes;
    std::string m_copy;
    JsonProblem m_problem = JsonProblem::None;
    bool m_loneSurrogate = false;
    bool m_repeatsKey = false;
};

/// A JSON number by the grammar of RFC 8259.
[[nodiscard]] bool isJsonNumber(std::string_view text);

} // namespace throughline::codec
