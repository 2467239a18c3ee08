#pragma once

#include "models/analysis/compare/comparison.h"
#include "models/analysis/funnel/funnel_result.h"
#include "models/index/session_index.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>

namespace throughline::analysis {

/// What a conversion is worth: given, or seen in the data.
struct ConversionValue
{
    double mean = 0; ///< in units of the currency, not micros
    std::string currency; ///< ISO 4217; empty where the events name none
    bool given = false;
    std::uint64_t conversions = 0; ///< that the mean is of
    std::uint64_t otherCurrencies = 0; ///< conversions left out for their currency
    std::uint64_t withoutAmount = 0; ///< conversions whose converting event carries no amount

    bool operator==(const ConversionValue&) const = default;
};

/// Whether this event, by its place in the index, matches the last step. Empty: all may.
using EventPredicate = std::function<bool(std::uint32_t event)>;

/// Mean revenue of the converting event over the sessions (in scope) that converted, in their most
/// frequent currency, the alphabetically first on a tie. The converting event is the first with an
/// amount at the moment of converting that matches the last step. None without any amount.
[[nodiscard]] std::optional<ConversionValue>
observedConversionValue(const index::SessionIndex& index, const FunnelLevels& levels,
                        std::span<const std::uint32_t> sessions,
                        const EventPredicate& matchesLastStep = {});

/// Lost conversions in money.
[[nodiscard]] RevenueAtRisk revenueAtRisk(const LostConversions& lost,
                                          const ConversionValue& value);

} // namespace throughline::analysis
