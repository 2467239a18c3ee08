#pragma once

#include "models/codec/json_node.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace throughline::codec {

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

    [[nodiscard]] std::span<const JsonNode> nodes() const
    {
        if (m_view.empty() && m_shape != 0) {
            showShape();
        }
        return m_view;
    }

    /// The number of the document's shape (see JsonShape), where it has one that was met before:
    /// then its nodes are those of the other documents of this shape but for the texts of strings
    /// and numbers and of true and false. 0: none is known.
    [[nodiscard]] std::uint32_t shape() const { return m_shape; }

    /// Of such a document: the texts of its strings, numbers, true and false, in the order of their
    /// nodes. Costs nothing, where nodes() have to be put together.
    [[nodiscard]] std::span<const std::string_view> texts() const;

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

    bool walk(std::string_view text);
    void showShape() const;

    std::unique_ptr<Parser> m_parser;
    JsonNodes m_nodes;
    mutable std::span<const JsonNode> m_view; ///< empty: that of the shape is yet to be shown
    std::uint32_t m_shape = 0;
    std::string m_copy;
    JsonProblem m_problem = JsonProblem::None;
    bool m_loneSurrogate = false;
    bool m_repeatsKey = false;
};

/// A JSON number by the grammar of RFC 8259.
[[nodiscard]] bool isJsonNumber(std::string_view text);

} // namespace throughline::codec
