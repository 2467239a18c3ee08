#pragma once

#include "models/analysis/compare/comparison_table.h"
#include "models/index/session_index.h"

#include <array>
#include <cstdint>
#include <string_view>

namespace throughline::test {

/// What an error does to who meets it.
enum class World : std::uint8_t
{
    Harmless,
    ManyBounces, ///< harmless; half of the sessions end after one action
    RaisesLeaving, ///< 30 of 100 leave at once
    HalvesConversion, ///< half the chance from then on
    BlocksSome, ///< 30 of 100 never convert
    Confounded, ///< harmless; a device meets it more and converts less
    StrikesLate ///< from 20 s after on a third of the chance
};

inline constexpr std::array<World, 7> kWorlds {
    World::Harmless,   World::ManyBounces, World::RaisesLeaving, World::HalvesConversion,
    World::BlocksSome, World::Confounded,  World::StrikesLate};

[[nodiscard]] std::string_view nameOf(World world);

/// Sessions of a shop: users differ in how soon they leave or convert; each action is one of four
/// operations, which fail now and then. Every session is lived twice with the same luck, with and
/// without the error, so the true effect is a plain difference.
struct SimulatedWorld
{
    index::SessionIndex index;
    analysis::FunnelLevels levels;
    index::SegmentColumn device;
    index::ExposureSet exposures;
    IdSet scope;
    double truth = 0; ///< mean change of the affected sessions
    std::uint64_t affected = 0;

    [[nodiscard]] analysis::ComparisonTable table(bool matchDevice = true) const;
};

[[nodiscard]] SimulatedWorld simulate(World world, std::uint64_t seed, std::uint32_t sessions);

} // namespace throughline::test
