#pragma once

#include "models/codec/json_record.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

namespace throughline::codec {

/// Where the signs of a JSON text stand: braces, brackets, colons and commas outside of strings,
/// and the first letter of every string, number and word. What stands between two of them is the
/// token the first one begins, and blanks. Not thread-safe.
class JsonSigns
{
public:
    JsonSigns();
    JsonSigns(const JsonSigns&) = delete;
    JsonSigns& operator=(const JsonSigns&) = delete;
    ~JsonSigns();

    /// Utf8 or Syntax where the text is no sequence of tokens: bytes that are no UTF-8, a string
    /// without an end, a raw control character in one, nothing at all. The text must be padded as
    /// JsonRecordReader::kPadding says.
    [[nodiscard]] JsonProblem find(std::string_view text);

    /// Ascending. Behind the last one, outside the span, stands the length of the text.
    [[nodiscard]] std::span<const std::uint32_t> places() const;

private:
    struct Finder;

    std::unique_ptr<Finder> m_finder;
};

} // namespace throughline::codec
