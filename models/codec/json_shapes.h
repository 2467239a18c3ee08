#pragma once

#include "models/codec/json_node.h"
#include "models/codec/json_ways.h"

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace throughline::codec {

/// All documents that are written alike but for the letters of their strings and the digits of
/// their numbers: the same keys in the same order, blanks and null in the same places.
struct JsonShape
{
    std::vector<JsonNode> nodes; ///< with the texts of a document that had it
    std::vector<std::uint32_t> values; ///< the nodes whose text is the document's own
    std::deque<std::string> keys; ///< that the nodes look at
};

/// The shapes of the documents of one file. The lines of an export are written by one program and
/// have a few shapes; a document of a known one is read from its first letter to its last, each
/// value up to its end, with nothing asked of what stands between but that it is the same. A
/// document that has no shape, or one of a file where they hardly come back, costs next to nothing.
/// Not thread-safe.
class JsonShapes
{
public:
    /// The number of the document's shape; 0: it has no known one, which says nothing about it. The
    /// text must be padded as JsonRecordReader::kPadding says.
    [[nodiscard]] std::uint32_t follow(std::string_view text);

    /// Of the document that was followed last, good until the next is: the texts of its strings,
    /// numbers, true and false in order.
    [[nodiscard]] std::span<const std::string_view> texts() const
    {
        return std::span(m_met).first(m_followed->values.size());
    }

    /// What of its texts is a refrain.
    [[nodiscard]] const JsonRefrain& refrain() const { return m_ways.refrain(); }

    /// Its nodes, as the JsonRecordReader tells them.
    [[nodiscard]] std::span<const JsonNode> nodes();

    /// Remembers how the document is written. `nodes` are its values as the JsonRecordReader tells
    /// them; no object of it has a key twice. Linear in the document.
    void learn(std::string_view text, std::span<const JsonNode> nodes);

private:
    JsonWays m_ways {true};
    JsonShapeList<JsonShape> m_shapes;
    JsonShape* m_followed = nullptr;
    std::vector<std::string_view> m_met; ///< values of the document at hand
};

} // namespace throughline::codec
