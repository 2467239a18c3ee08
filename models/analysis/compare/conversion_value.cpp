#include "models/analysis/compare/conversion_value.h"

#include <algorithm>
#include <map>

namespace throughline::analysis {

namespace {

/// Place in the revenue columns of the session's converting event, if it has an amount.
std::optional<std::size_t> convertingAmount(const index::SessionIndex& index,
                                            const FunnelLevels& levels, std::uint32_t session,
                                            const EventPredicate& matchesLastStep)
{
    const std::int64_t convertedMs =
        levels.reachedMs[std::size_t {session} * levels.steps + levels.steps - 1];
    const auto begin = index.revenueEvent.begin();
    auto at = std::lower_bound(begin, index.revenueEvent.end(), index.firstEvent[session]);
    for (; at != index.revenueEvent.end() && *at < index.firstEvent[session + 1]; ++at) {
        if (index.offsetMs(session, *at) == convertedMs
            && (!matchesLastStep || matchesLastStep(*at))) {
            return static_cast<std::size_t>(at - begin);
        }
    }
    return std::nullopt;
}

struct Amounts
{
    std::uint64_t count = 0;
    long double micros = 0;
};

} // namespace

std::optional<ConversionValue> observedConversionValue(const index::SessionIndex& index,
                                                       const FunnelLevels& levels,
                                                       std::span<const std::uint32_t> sessions,
                                                       const EventPredicate& matchesLastStep)
{
    std::map<std::string, Amounts> byCurrency;
    std::uint64_t amounts = 0;
    ConversionValue value;
    for (const std::uint32_t session : sessions) {
        if (levels.level[session] < levels.steps) {
            continue;
        }
        const auto place = convertingAmount(index, levels, session, matchesLastStep);
        if (!place) {
            value.withoutAmount += 1;
            continue;
        }
        Amounts& sum = byCurrency[index.currencies[index.revenueCurrency[*place]]];
        sum.count += 1;
        sum.micros += static_cast<long double>(index.revenueMicros[*place]);
        amounts += 1;
    }
    if (byCurrency.empty()) {
        return std::nullopt;
    }
    const auto most =
        std::max_element(byCurrency.begin(), byCurrency.end(), [](const auto& a, const auto& b) {
            return a.second.count < b.second.count;
        });
    value.currency = most->first;
    value.conversions = most->second.count;
    value.otherCurrencies = amounts - value.conversions;
    value.mean = static_cast<double>(most->second.micros
                                     / (1e6L * static_cast<long double>(value.conversions)));
    return value;
}

RevenueAtRisk revenueAtRisk(const LostConversions& lost, const ConversionValue& value)
{
    RevenueAtRisk revenue;
    revenue.estimate = lost.estimate * value.mean;
    if (lost.interval) {
        const double a = lost.interval->low * value.mean;
        const double b = lost.interval->high * value.mean;
        revenue.interval = Interval {std::min(a, b), std::max(a, b)};
    }
    revenue.currency = value.currency;
    revenue.valuePerConversion = value.mean;
    revenue.given = value.given;
    revenue.otherCurrencies = value.otherCurrencies;
    return revenue;
}

} // namespace throughline::analysis
