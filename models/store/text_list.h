#pragma once

#include "models/domain/ids.h"

#include <string>
#include <string_view>
#include <vector>

namespace throughline::store {

/// Texts as a JSON array, and back; anything else reads as none.
[[nodiscard]] std::string textListJson(const std::vector<std::string>& texts);
[[nodiscard]] std::vector<std::string> readTextList(std::string_view json);

/// Numbers of groups as a JSON array.
[[nodiscard]] std::string idListJson(const std::vector<domain::ErrorGroupId>& ids);

} // namespace throughline::store
