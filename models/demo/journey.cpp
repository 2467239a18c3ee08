#include "models/demo/journey.h"

#include <algorithm>
#include <cmath>

namespace throughline::demo {

namespace {

/// The three wishes of a buyer, by who he is.
struct Wishes
{
    double add = 0;
    double checkOut = 0;
    double submit = 0;
    double declined = 0;
};

Wishes wishesOf(const Visitor& visitor)
{
    constexpr std::array<double, 3> kAddByPlan {.43, .58, .65};
    constexpr std::array<double, 3> kAddByDevice {1.18, .90, 1.0};
    constexpr std::array<double, 3> kCheckOutByPlan {.68, .80, .85};
    const bool emerging = countries()[visitor.country].emerging;
    const auto plan = static_cast<std::size_t>(visitor.plan);
    Wishes wishes;
    wishes.add = kAddByPlan[plan] * kAddByDevice[static_cast<std::size_t>(visitor.device)]
        * (emerging ? .58 : 1.08);
    wishes.checkOut = kCheckOutByPlan[plan] * (emerging ? .85 : 1.0);
    wishes.submit = emerging ? .78 : .85;
    wishes.declined = emerging ? .10 : .05;
    return wishes;
}

void drawErrors(Journey& journey, const Visitor& visitor, Random& random)
{
    const Country& country = countries()[visitor.country];
    const double renderPrice = renderPriceChance(visitor.plan, visitor.device, country);
    journey.renderPriceFails = random.chance(renderPrice) && visitor.channel == Channel::Web;
    const bool storeFails = random.chance(.42);
    journey.storeFailures = storeFails ? 1 + random.below(4) : 0;
    const bool storeFailsAtEnd = random.chance(.42);
    journey.storeFailuresAtEnd = storeFailsAtEnd ? 1 + random.below(4) : 0;
    journey.searchFails = random.chance(.014);
    journey.couponFails = random.chance(couponFailureChance(visitor.release, visitor.plan));
    journey.leavesWithoutCoupon = random.chance(.62);
    for (std::size_t i = 0; i < Journey::kMaxAttempts; ++i) {
        journey.timesOut[i] = random.chance(paymentTimeoutChance(visitor.release, country));
        journey.retries[i] = random.chance(i == 0 ? .61 : .35);
    }
    journey.retries.back() = false;
    journey.celebrationFails = random.chance(.13) && visitor.channel == Channel::Web;
}

} // namespace

Journey drawJourney(const Visitor& visitor, Random& random)
{
    const Wishes wishes = wishesOf(visitor);
    const bool tester = visitor.kind == VisitorKind::Tester;
    Journey journey;
    journey.enters = random.chance(.88) || tester;
    journey.adds = random.chance(wishes.add) || tester;
    journey.checksOut = random.chance(wishes.checkOut) || tester;
    journey.submits = random.chance(wishes.submit) || tester;
    journey.declined = random.chance(wishes.declined);
    journey.triesOtherCard = random.chance(.40);
    journey.logsIn = random.chance(.35);
    journey.signsOutOthers = random.chance(.38);
    journey.signsOutAtEnd = random.chance(.50);
    journey.searches = random.chance(.28);
    journey.usesCoupon = random.chance(.30);
    journey.interrupted = random.chance(.012);
    journey.lingers = random.chance(.06);
    journey.pace = .6 + random.exponential(.5);
    journey.pages = std::min<std::uint32_t>(static_cast<std::uint32_t>(random.exponential(1.3)), 8);
    const double moreItems = random.uniform();
    journey.items = moreItems < .06 ? 3 : moreItems < .30 ? 2 : 1;
    if (journey.lingers) {
        journey.pages += 6 + random.below(14);
    }
    drawErrors(journey, visitor, random);
    return journey;
}

std::uint32_t submitsOf(const Journey& journey, std::optional<ErrorKind> without)
{
    const bool wants = journey.enters && journey.adds && journey.checksOut && journey.submits;
    const bool lostCoupon = journey.usesCoupon && journey.couponFails && journey.leavesWithoutCoupon
        && without != ErrorKind::Coupon;
    if (!wants || lostCoupon) {
        return 0;
    }
    std::uint32_t submits = 1;
    if (without != ErrorKind::PaymentTimeout) {
        while (submits < Journey::kMaxAttempts && journey.timesOut[submits - 1]
               && journey.retries[submits - 1]) {
            ++submits;
        }
    }
    return submits;
}

bool converts(const Journey& journey, std::optional<ErrorKind> without)
{
    const std::uint32_t submits = submitsOf(journey, without);
    if (submits == 0 || journey.interrupted) {
        return false;
    }
    const bool timedOut = without != ErrorKind::PaymentTimeout && journey.timesOut[submits - 1];
    return !timedOut && (!journey.declined || journey.triesOtherCard);
}

bool isAffected(const Journey& journey, ErrorKind kind)
{
    if (journey.interrupted) {
        return false;
    }
    if (kind == ErrorKind::PaymentTimeout) {
        return submitsOf(journey) > 0 && journey.timesOut[0];
    }
    return kind == ErrorKind::Coupon && journey.enters && journey.adds && journey.checksOut
        && journey.usesCoupon && journey.couponFails;
}

} // namespace throughline::demo
