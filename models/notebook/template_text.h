#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace throughline::notebook {

/// What stands for the named places of a sentence.
using Places = std::vector<std::pair<std::string_view, std::string>>;

/// The template with its places, {name} and alike, filled in one pass: what is put in is never read
/// as a place. An unknown place stays as it is.
[[nodiscard]] std::string fillTemplate(std::string_view text, const Places& places);

} // namespace throughline::notebook
