#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace throughline::ingest {

/// A number with a fraction in a text, sign included.
struct Decimal
{
    std::size_t begin = 0;
    std::size_t end = 0;
    std::size_t decimals = 0; ///< digits behind its point
    double value = 0;
};

/// The number whose point stands there, nullopt where it is no plain number of at most three digits
/// before the point: a version, a part of a word or a network address are none.
[[nodiscard]] std::optional<Decimal> decimalAt(std::string_view text, std::size_t point);

/// The value of a field of latitudes and longitudes with one decimal each, which is some 10 km:
/// enough for a map of a country, too little for a home. Degrees, minutes and seconds become a
/// token. nullopt where it is as coarse already or tells of no place.
[[nodiscard]] std::optional<std::string> coarseCoordinates(std::string_view value);

} // namespace throughline::ingest
