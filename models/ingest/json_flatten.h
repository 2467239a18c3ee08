#pragma once

#include "models/codec/json_record.h"
#include "models/domain/record.h"
#include "models/ingest/text_arena.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace throughline::ingest {

/// How many fields of one record are taken apart; one more tells that there were too many.
inline constexpr std::size_t kMostJsonFields = 2'000;

/// Appends the members of an object as fields with dotted names behind `prefix`; arrays and empty
/// objects as JSON. Of a key that stands twice the last value counts. Texts are views into the
/// reader, names and JSON live in the arena. Stops behind kMostJsonFields.
void appendJsonFields(const codec::JsonRecordReader& json, std::uint32_t object,
                      std::string_view prefix, TextArena& arena,
                      std::vector<domain::Field>& fields);

/// One value as a field of this name.
[[nodiscard]] domain::Field jsonField(const codec::JsonRecordReader& json, std::uint32_t node,
                                      std::string_view name, TextArena& arena);

} // namespace throughline::ingest
