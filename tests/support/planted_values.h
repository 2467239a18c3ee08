#pragma once

#include "models/base/random.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace throughline::test {

template<std::size_t size>
std::string_view oneOf(Random& random, const std::array<std::string_view, size>& list)
{
    return list[random.below(static_cast<std::uint32_t>(size))];
}

/// Something personal or secret as a source writes it.
struct Planted
{
    std::string text; ///< as it stands in the record
    std::string needle; ///< what must not be left
};

inline constexpr std::uint32_t kPlantedKinds = 20;

/// A value of each structured kind in the ways logs write it; `kind` below kPlantedKinds.
[[nodiscard]] Planted plant(Random& random, std::uint32_t kind);

} // namespace throughline::test
