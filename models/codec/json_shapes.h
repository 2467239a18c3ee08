#pragma once

#include "models/codec/json_node.h"

#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace throughline::codec {

/// All documents that are written alike but for the letters of their strings and the digits of
/// their numbers: the same keys in the same order, blanks and null in the same places.
struct JsonShape
{
    std::uint32_t number = 0; ///< from 1 on, in the order in which they were learnt
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
    JsonShapes();
    JsonShapes(const JsonShapes&) = delete;
    JsonShapes& operator=(const JsonShapes&) = delete;
    ~JsonShapes();

    /// The number of the document's shape; 0: it has no known one, which says nothing about it. The
    /// text must be padded as JsonRecordReader::kPadding says.
    [[nodiscard]] std::uint32_t follow(std::string_view text);

    /// Of the document that was followed last, good until the next is: the texts of its strings,
    /// numbers, true and false in order.
    [[nodiscard]] std::span<const std::string_view> texts() const
    {
        return std::span(m_met).first(m_followed->values.size());
    }

    /// Its nodes, as the JsonRecordReader tells them.
    [[nodiscard]] std::span<const JsonNode> nodes();

    /// Remembers how the document is written. `nodes` are its values as the JsonRecordReader tells
    /// them; no object of it has a key twice. Linear in the document.
    void learn(std::string_view text, std::span<const JsonNode> nodes);

private:
    struct Place;

    [[nodiscard]] bool isWorthwhile();
    void spend(int price);
    [[nodiscard]] Place* next(std::vector<std::unique_ptr<Place>>& places, const char*& at,
                              const char* end);
    [[nodiscard]] Place* placeFor(std::vector<std::unique_ptr<Place>>& places,
                                  std::string_view before, JsonKind kind);

    std::vector<std::unique_ptr<Place>> m_first; ///< ways to begin
    std::vector<std::string_view> m_met; ///< values of the document at hand: the first m_count
    std::size_t m_count = 0;
    JsonShape* m_followed = nullptr;
    std::size_t m_places = 0;
    std::size_t m_bytes = 0; ///< of what stands between values
    std::uint32_t m_shapes = 0;
    int m_credit; ///< of documents that may be looked at in vain
    int m_rest = 0; ///< documents until it is tried again
    bool m_notAscii = false; ///< some value of the document at hand has such letters
};

} // namespace throughline::codec
