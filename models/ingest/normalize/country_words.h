#pragma once

#include <string_view>

namespace throughline::ingest {

/// The ISO 3166 alpha-2 code of a country by its English name as analytics tools write it, in lower
/// case; empty: no country of that name.
[[nodiscard]] std::string_view countryOfName(std::string_view lowerName);

} // namespace throughline::ingest
