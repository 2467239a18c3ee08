#pragma once

#include "models/codec/json_elements.h"
#include "models/codec/json_node.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

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

    /// What of those texts is a refrain, which may have no number.
    [[nodiscard]] const JsonRefrain& refrain() const;

    /// From now on, elements of arrays under this key are read along their shapes where these were
    /// learnt: such an element is folded, one node without children stands for it.
    void watchElementsOf(std::string_view key) { m_watched = key; }

    /// What is known of a node that is an object in such an array; nullptr: it is none, or the
    /// whole document has a known shape.
    [[nodiscard]] const JsonElement* element(std::uint32_t node) const;

    /// The free values of a folded element, in order.
    [[nodiscard]] std::span<const std::string_view> values(const JsonElement& element) const
    {
        return std::span(m_values).subspan(element.firstValue, element.values);
    }

    /// Learns how an element that is not folded is written; `freedoms` one for each of its nodes.
    /// The number of its shape; 0: it is not learnt.
    std::uint32_t learnElement(std::uint32_t node, std::span<const JsonFreedom> freedoms);

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
    struct Watched;

    bool walk(std::string_view text);
    void showShape() const;
    [[nodiscard]] bool folds() const;

    std::unique_ptr<Parser> m_parser;
    JsonNodes m_nodes;
    mutable std::span<const JsonNode> m_view; ///< empty: that of the shape is yet to be shown
    std::uint32_t m_shape = 0;
    std::string m_watched; ///< empty: no arrays are
    std::vector<JsonElement> m_elements; ///< of watched arrays, ascending by node
    mutable std::size_t m_nextElement = 0; ///< that is likely to be asked for
    std::vector<std::string_view> m_values; ///< of folded elements
    std::string m_copy;
    JsonProblem m_problem = JsonProblem::None;
    bool m_loneSurrogate = false;
    bool m_repeatsKey = false;
};

/// A JSON number by the grammar of RFC 8259.
[[nodiscard]] bool isJsonNumber(std::string_view text);

} // namespace throughline::codec
