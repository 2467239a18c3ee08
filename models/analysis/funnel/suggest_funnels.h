#pragma once

#include "models/domain/funnel.h"

#include <cstdint>
#include <string>
#include <vector>

namespace throughline::analysis {

/// One step a pattern looks for.
struct PatternStep
{
    std::string role; ///< "cart"; for people
    /// Names to look for, in lower case with `_` between words, `*` for any text; the first that
    /// occurs wins.
    std::vector<std::string> names;
    bool optional = false; ///< left out where nothing fits

    bool operator==(const PatternStep&) const = default;
};

/// A funnel many products have: a document of resources/funnels, as its reader gives it.
struct FunnelPattern
{
    std::string name; ///< the suggested funnel's name
    std::vector<PatternStep> steps;
    Duration window = Duration::days(1);

    bool operator==(const FunnelPattern&) const = default;
};

/// How often something occurs in the data.
struct NameCount
{
    std::string name; ///< of an event, or the path of a view
    std::uint64_t count = 0; ///< sessions that have it

    bool operator==(const NameCount&) const = default;
};

/// A funnel to offer, with how often each of its steps occurs by itself.
struct FunnelSuggestion
{
    domain::FunnelDefinition definition;
    std::vector<std::uint64_t> counts; ///< per step, as given

    bool operator==(const FunnelSuggestion&) const = default;
};

/// Patterns whose required steps all occur, each with at least two steps, most frequent first by
/// their first step, then by the number of steps; where none fits, the most frequent views in
/// falling order. A name fills one step of a suggestion.
[[nodiscard]] std::vector<FunnelSuggestion>
suggestFunnels(const std::vector<FunnelPattern>& patterns, const std::vector<NameCount>& events,
               const std::vector<NameCount>& views);

/// A name as patterns see it: AddToCart, "Add to cart" and add-to-cart are all add_to_cart.
[[nodiscard]] std::string foldedName(const std::string& name);

} // namespace throughline::analysis
