#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace throughline::ingest {

enum class JsonType : std::uint8_t
{
    Null,
    Boolean,
    Number,
    String,
    Array,
    Object
};

/// One value of a JSON text by its place in it, so that parts can be replaced and all else stays
/// byte for byte. A string's place includes its quotes.
struct JsonPlace
{
    std::size_t begin = 0;
    std::size_t end = 0;
    std::size_t keyBegin = 0; ///< of an object's member, with quotes; equal to keyEnd elsewhere
    std::size_t keyEnd = 0;
    std::uint32_t next = 0; ///< the value after this one's subtree
    JsonType type = JsonType::Null;
};

/// The values of an array or object in document order: the children of value n are n + 1, then
/// their `next` while smaller than n's. Empty: the text is not one whole array or object of at most
/// 256 levels. Numbers and escapes are not checked, only delimited.
[[nodiscard]] std::vector<JsonPlace> jsonPlaces(std::string_view text);

/// What stands between a string's quotes, escapes undone; unknown escapes stay.
[[nodiscard]] std::string unescapeJson(std::string_view inner);

/// The text as a JSON string with quotes; bytes beyond ASCII stay as they are.
[[nodiscard]] std::string quoteJson(std::string_view text);

} // namespace throughline::ingest
