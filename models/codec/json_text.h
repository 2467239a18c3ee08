#pragma once

#include "models/codec/json_record.h"

#include <string>

namespace throughline::codec {

/// Appends the value of a node as JSON text without blanks: members in document order, numbers as
/// written. Never longer than the text it was read from, but for escapes of control characters.
void appendJson(std::string& json, const JsonRecordReader& reader, std::uint32_t node);

} // namespace throughline::codec
