#pragma once

#include "models/ingest/text_arena.h"

#include <string_view>

/// What programs write that turn OTLP's protobuf messages into JSON in other ways than its own.
namespace throughline::ingest {

/// The camelCase name of a member of OTLP written in snake_case; other names as they are.
[[nodiscard]] std::string_view otlpName(std::string_view key);

/// The snake_case name of the same member; the name itself where it is one word.
[[nodiscard]] std::string_view otlpSnakeName(std::string_view camelName);

/// Whether an id is as long as one of 16 or 8 bytes in base64.
[[nodiscard]] inline bool mayBeBase64Id(std::string_view id)
{
    return id.size() == 24 || id.size() == 12;
}

/// An id of 16 or 8 bytes in base64 as hexadecimal; anything else as it is. The lengths tell them
/// apart: 24 and 12 characters against 32 and 16.
[[nodiscard]] std::string_view otlpId(std::string_view id, TextArena& arena);

/// The first bytes are those of a binary OTLP request, or of several with their lengths before.
[[nodiscard]] bool looksLikeOtlpProtobuf(std::string_view head);

} // namespace throughline::ingest
