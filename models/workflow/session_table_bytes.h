#pragma once

#include "models/base/byte_pack.h"
#include "models/workflow/session_build.h"

#include <optional>
#include <string>
#include <string_view>

namespace throughline::workflow {

/// A session table as bytes, for the cache in the store, and back. nullopt: the bytes are those of
/// another version of the program or of the rule for bots, or damaged; the table is then built
/// anew.
void writeBytes(const SessionTable& table, const ByteSink& sink);
[[nodiscard]] std::optional<SessionTable> sessionTableFromBytes(std::string_view bytes);

} // namespace throughline::workflow
