#pragma once

#include "models/domain/ids.h"

#include <optional>
#include <string>
#include <string_view>

namespace throughline::workflow {

/// A record's id within its store, as lists and timelines show it: "12:345".
[[nodiscard]] std::string toText(const domain::RecordRef& ref);
[[nodiscard]] std::optional<domain::RecordRef> recordRefFromText(std::string_view text);

} // namespace throughline::workflow
