#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace throughline::ingest {

/// Ids quoted in a text for people, in the order of the text, each once, at most 64: call it before
/// the text is redacted and keep nothing else of it. What the redaction rules would remove is no
/// id. Forms:
///   session:<id>  behind the word session or replay, in an address (/sessions/<id>, /replay/<id>,
///                 ?session=<id>), as written
///   trace:<hex>   32 hexadecimal digits, or the first id of a traceparent; lower case
///   id:<token>    16 hexadecimal digits with a letter (lower case), a UUID, 17 to 20 decimal
///                 digits, order_123-like tokens, and what stands behind the words order,
///                 request, reference and their like with four digits or more: as written
[[nodiscard]] std::vector<std::string> extractIds(std::string_view text);

} // namespace throughline::ingest
