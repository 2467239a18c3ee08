#pragma once

#include "app/window/store_facts.h"
#include "models/workflow/session_set.h"
#include "widgets/shared/filter_bar.h"

#include <QString>

namespace throughline::app {

/// What a list of sessions is, as a chip: "Checkout" "lost after" "2 add_to_cart, with TypeError".
[[nodiscard]] widgets::FilterChip sessionSetChip(const workflow::SessionSet& set,
                                                 const domain::FunnelDefinition& funnel,
                                                 const StoreFacts& facts);

/// The same for the trail: "lost after add_to_cart"; empty for a whole scope and for an error's
/// sessions, which the trail names anyway.
[[nodiscard]] QString sessionSetCrumb(const workflow::SessionSet& set,
                                      const domain::FunnelDefinition& funnel,
                                      const StoreFacts& facts);

/// "event:add_to_cart" is add_to_cart.
[[nodiscard]] QString stepName(const domain::FunnelDefinition& funnel, std::uint32_t step);

} // namespace throughline::app
