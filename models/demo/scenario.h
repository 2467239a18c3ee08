#pragma once

#include "models/base/time.h"

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

/// The made-up company: a shop with a web front and two native apps, seven services behind them,
/// three releases in the time looked at, and eight errors whose harm is known because it is
/// planted here. Nothing in this folder depends on the clock, the locale or the time zone.
namespace throughline::demo {

/// All records lie before this moment, whenever the data is made.
inline constexpr Timestamp kDataEnd = Timestamp::fromSeconds(1'792'022'400); // 2026-10-15
/// Human traffic starts no session in the last hours, so that every outcome can be seen.
inline constexpr Duration kQuietEnd = Duration::hours(2);
inline constexpr Duration kFunnelWindow = Duration::minutes(30);

inline constexpr std::string_view kFunnelName = "checkout";
inline constexpr std::array<std::string_view, 5> kFunnelSteps {
    "view_products", "add_to_cart", "view_checkout", "payment_submit", "payment_success"};

enum class VisitorKind : std::uint8_t
{
    Human,
    Crawler, ///< only its user agent gives it away
    Monitor, ///< user_agent.synthetic.type = bot
    Tester ///< user_agent.synthetic.type = test; goes all the way through the checkout
};

enum class Plan : std::uint8_t
{
    Free,
    Pro,
    Enterprise
};
enum class Device : std::uint8_t
{
    Desktop,
    Mobile,
    Tablet
};
enum class Channel : std::uint8_t
{
    Web,
    Ios,
    Android
};
enum class Release : std::uint8_t
{
    R220,
    R230,
    R231
};

[[nodiscard]] std::string_view toText(Plan plan);
[[nodiscard]] std::string_view toText(Device device);
[[nodiscard]] std::string_view toText(Channel channel);
[[nodiscard]] std::string_view toText(Release release);

/// A market and how it differs from the others.
struct Country
{
    std::string_view code; ///< ISO 3166 alpha-2
    double share = 0; ///< of all users
    bool emerging = false; ///< more phones, more free plans, far fewer purchases
    double timeoutFactor = 1; ///< how much oftener the acquirer there times out
    bool euro = false; ///< some pay in EUR
};

[[nodiscard]] std::span<const Country> countries();

/// A program of the company that writes spans and logs.
enum class Service : std::uint8_t
{
    Web,
    Checkout,
    Payments,
    Catalog,
    Auth,
    Coupons,
    Stock
};
inline constexpr std::size_t kServices = 7;

struct ServiceInfo
{
    std::string_view name;
    std::string_view language; ///< telemetry.sdk.language
    std::string_view pod; ///< k8s.pod.name without its number
};

[[nodiscard]] const ServiceInfo& serviceInfo(Service service);

/// What a session may meet.
enum class ErrorKind : std::uint8_t
{
    RenderPrice, ///< TypeError: harmless, met by those who buy little anyway
    PaymentTimeout, ///< PaymentGatewayTimeout: costs about half of the purchases it hits
    Celebrate, ///< ReferenceError: after the purchase
    SessionStore, ///< SessionStoreError: harmless and the loudest
    Coupon, ///< CouponServiceError: harmful in one release and plan
    ResizeObserver, ///< harmless, the longer the session the likelier
    StockSync, ///< StockSyncError: of a background job, without stack and session
    SearchIndex ///< SearchIndexError: harmless and rare
};
inline constexpr std::size_t kErrorKinds = 8;

/// What is known about a planted error beforehand.
struct ErrorInfo
{
    std::string_view key; ///< its name in truth.json
    std::string_view type;
    std::string_view title; ///< message with its variable parts masked
    std::string_view culprit; ///< function nearest to the throw, as the stack spells it
    std::string_view service;
    bool frontend = false;
    std::uint32_t exposureStep = 0; ///< of the checkout funnel, from 1; 0: never exposed
    std::string_view verdict; ///< what a right comparison says of enough data
    std::string_view naive; ///< sign of the naive difference, or what to expect of it
    std::string_view note;
    /// It may strike at many moments of a session, so only matching on opportunities is unbiased;
    /// the others wait at one moment, where at_risk_stratified is right, too.
    bool manyMoments = false;
};

[[nodiscard]] const ErrorInfo& errorInfo(ErrorKind kind);

/// Chance that the first look at the product list throws. Depends on match fields alone, so a
/// comparison within them finds no difference.
[[nodiscard]] double renderPriceChance(Plan plan, Device device, const Country& country);

/// Chance that one submit of a payment times out.
[[nodiscard]] double paymentTimeoutChance(Release release, const Country& country);

/// Chance that applying a coupon fails: in one cell of release and plan only.
[[nodiscard]] double couponFailureChance(Release release, Plan plan);

/// Moment at which a release came out, in data of this length.
[[nodiscard]] Timestamp releasedAt(Release release, TimeRange range);

} // namespace throughline::demo
