#pragma once

#include "models/codec/json_node.h"
#include "models/codec/json_ways.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace throughline::codec {

/// An element of a list that is watched (JsonRecordReader::watchElementsOf()).
struct JsonElement
{
    std::uint32_t node = 0;
    std::uint32_t shape = 0; ///< not 0: it is folded, its node is the only one
    std::uint32_t firstValue = 0; ///< of a folded one, in the reader's list of values
    std::uint32_t values = 0;
    std::string_view text; ///< from brace to brace
};

/// The shapes of the elements of one kind of list. The records of a batch are written by one
/// program and have a few shapes; an element of a known one is read from its first letter to its
/// last, each free value up to its end, with nothing asked of what stands between but that it is
/// the same. Where shapes hardly come back, they soon are no longer looked for. Not thread-safe.
class JsonElementShapes
{
public:
    /// What elements that are written alike have in common.
    struct Shape
    {
        std::uint32_t number = 0; ///< from 1 on, in the order in which they were learnt; 0: none
        std::uint32_t signs = 0; ///< as JsonSigns counts them
        std::uint32_t nodes = 0;
    };

    /// The shape of the element that begins at `at`, which is behind it then; its free values come
    /// behind the first `used` of `values`. nullptr: it has no known one, which says nothing about
    /// it. The text up to `end` must be one whose signs were found, and padded as
    /// JsonRecordReader::kPadding says.
    [[nodiscard]] const Shape* follow(const char*& at, const char* end,
                                      std::vector<std::string_view>& values, std::size_t& used);

    /// Remembers how the element is written and returns the number of its shape; 0: it is not
    /// remembered. `nodes` are those of the element alone, an object without a repeated key,
    /// `freedoms` one for each of them. Linear.
    std::uint32_t learn(std::string_view text, std::span<const JsonNode> nodes,
                        std::span<const JsonFreedom> freedoms);

private:
    JsonWays m_ways {false};
    JsonShapeList<Shape> m_shapes;
};

} // namespace throughline::codec
