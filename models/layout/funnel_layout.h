#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace throughline::layout {

/// The bar of one arm at one step, in chart coordinates: step i (from 0) is the stretch from
/// i - 0.5 to i + 0.5, heights are shares from 0 to 1.
struct FunnelBar
{
    std::size_t step = 0; ///< from 0
    std::size_t arm = 0; ///< from 0
    double left = 0;
    double right = 0;
    double height = 0; ///< 0 ... 1
    bool present = true; ///< false: this arm has no number at this step, no bar and no ghost

    bool operator==(const FunnelBar&) const = default;
};

/// One arm: its share at each step; none where the arm is not counted there.
using FunnelShares = std::vector<std::optional<double>>;

/// Bars of all arms, step by step, arms side by side in `barWidth` (0 to 1) of each step. Shares
/// outside 0 to 1 and not-a-number are held to the nearest bound (NaN: 0). A shorter arm is absent
/// at the steps it lacks. No arms: no bars.
[[nodiscard]] std::vector<FunnelBar> funnelBars(std::span<const FunnelShares> arms,
                                                double barWidth);

/// Which part of a step was hit.
enum class FunnelPart : std::uint8_t
{
    Reached,
    Dropped
};

struct FunnelHit
{
    std::size_t step = 0;
    std::size_t arm = 0;
    FunnelPart part = FunnelPart::Reached;

    bool operator==(const FunnelHit&) const = default;
};

/// The bar, or the gap above it, at a point in chart coordinates; none beside all bars.
[[nodiscard]] std::optional<FunnelHit> hitFunnel(std::span<const FunnelBar> bars, double x,
                                                 double y);

} // namespace throughline::layout
