#pragma once

#include "models/index/index_builder.h"

#include <cstdint>
#include <string>
#include <vector>

namespace throughline::workflow {

/// Contexts of the store as the index wants them, and what they say of bots.
struct SessionContexts
{
    index::IndexDictionaries dictionaries; ///< contexts, their fields and values alone
    std::vector<std::uint8_t> bot; ///< by context
};

/// `texts`: the JSON of each, by ordinal.
[[nodiscard]] SessionContexts readContexts(const std::vector<std::string>& texts);

} // namespace throughline::workflow
