#pragma once

#include "models/analysis/funnel/funnel_result.h"
#include "models/layout/funnel_layout.h"
#include "models/notebook/figure.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace throughline::notebook {

/// Of the affected, how many stand at a step as a share of those at the exposure step (from 1);
/// none before it.
[[nodiscard]] layout::FunnelShares affectedShares(const analysis::FunnelResult& affected,
                                                  std::uint32_t exposureStep);

/// "view_products" as people say it: "View products"; anything that is no plain name as it is.
[[nodiscard]] std::string stepLabel(std::string_view name);

/// What a picture of a funnel shows.
struct FunnelPicture
{
    const analysis::FunnelResult& unaffected; ///< everybody, where there are no affected
    const analysis::FunnelResult* affected = nullptr;
    std::uint32_t exposureStep = 1;
    std::string unaffectedName = "without";
    std::string affectedName = "with error";
};

/// Bars per step side by side, each with the share and the counts below it.
[[nodiscard]] Figure funnelFigure(const FunnelPicture& picture);

} // namespace throughline::notebook
