#pragma once

#include "models/base/random.h"
#include "models/demo/population.h"

#include <array>
#include <cstdint>
#include <optional>

namespace throughline::demo {

/// Everything that chance decides about one session, drawn before anything happens: what the
/// visitor wants, and which errors wait where. So the outcome without an error is known for the
/// very session that meets it, and its true effect is a plain difference.
///
/// What the visitor wants depends on plan, device and country alone. An error waits at one fixed
/// moment (the first look at the list, one sign-out, one search, one coupon, a submitted
/// payment), and whether it does depends on plan, device, country, release and channel alone.
struct Journey
{
    static constexpr std::size_t kMaxAttempts = 3;

    bool enters = false; ///< looks at the product list: step 1
    bool adds = false;
    bool checksOut = false;
    bool submits = false;
    bool declined = false; ///< the first card is refused
    bool triesOtherCard = false;

    bool logsIn = false;
    bool signsOutOthers = false; ///< ends this user's sessions on other devices, and goes on
    bool signsOutAtEnd = false; ///< after a purchase
    bool searches = false;
    bool usesCoupon = false;
    bool interrupted = false; ///< comes back to the cart after the funnel's window
    bool lingers = false; ///< looks at many more pages
    double pace = 1; ///< how slow the visitor is
    std::uint32_t pages = 0; ///< product pages looked at
    std::uint32_t items = 1; ///< put into the cart

    bool renderPriceFails = false;
    std::uint32_t storeFailures = 0; ///< failed attempts when signing out the others
    std::uint32_t storeFailuresAtEnd = 0;
    bool searchFails = false;
    bool couponFails = false;
    bool leavesWithoutCoupon = false;
    std::array<bool, kMaxAttempts> timesOut {};
    std::array<bool, kMaxAttempts> retries {}; ///< after that attempt timed out
    bool celebrationFails = false;
};

/// A human's or tester's journey.
[[nodiscard]] Journey drawJourney(const Visitor& visitor, Random& random);

/// Submits that happen, timeouts included, in a world without the errors of the kind given.
[[nodiscard]] std::uint32_t submitsOf(const Journey& journey,
                                      std::optional<ErrorKind> without = {});

/// Does it end in a purchase within the funnel's window, in a world without that error?
[[nodiscard]] bool converts(const Journey& journey, std::optional<ErrorKind> without = {});

/// Does it meet this error where it could still change the outcome? For the harmful two only.
[[nodiscard]] bool isAffected(const Journey& journey, ErrorKind kind);

} // namespace throughline::demo
