#include "models/demo/scenario.h"

namespace throughline::demo {

namespace {

constexpr std::array<Country, 14> kCountries {{
    {"US", .27, false, 1.0, false},
    {"GB", .09, false, 1.0, false},
    {"DE", .08, false, 1.0, true},
    {"FR", .06, false, 1.0, true},
    {"CA", .05, false, 1.0, false},
    {"JP", .04, false, 1.0, false},
    {"AU", .04, false, 1.0, false},
    {"NL", .03, false, 1.0, true},
    {"ES", .03, false, 1.2, true},
    {"PL", .02, false, 1.2, false},
    {"BR", .11, true, 1.9, false},
    {"IN", .11, true, 1.4, false},
    {"MX", .04, true, 1.4, false},
    {"ID", .03, true, 1.2, false},
}};

constexpr std::array<ServiceInfo, kServices> kServiceTable {{
    {"web", "nodejs", "web-5c7d8"},
    {"checkout", "java", "checkout-66b9f"},
    {"payments", "java", "payments-7f9c"},
    {"catalog", "go", "catalog-84d5"},
    {"auth", "dotnet", "auth-59c6b"},
    {"coupons", "python", "coupons-6f4d"},
    {"stock", "go", "stock-7b88"},
}};

constexpr std::array<ErrorInfo, kErrorKinds> kErrors {{
    {"render_price", "TypeError", "Cannot read properties of undefined (reading 'cents')",
     "renderPrice", "storefront", true, 1, "no-evidence", "negative",
     "met by old phones on free plans in markets that buy little anyway"},
    {"payment_timeout", "PaymentGatewayTimeout", "gateway timed out after <n> ms for order <n>",
     "GatewayClient.charge", "payments", false, 4, "harmful", "positive",
     "only people about to pay can meet it; the same exception stands in a log and a span event"},
    {"celebrate", "ReferenceError", "confetti is not defined", "celebrate", "storefront", true, 0,
     "no-exposure", "positive", "thrown on the thank-you page, after the purchase"},
    {"session_store", "SessionStoreError",
     "READONLY You can't write against a read only replica (key <hex>, attempt <n>)",
     "RedisStore.Delete", "auth", false, 1, "no-evidence", "positive",
     "several attempts per sign-out; some sessions meet it only after their purchase"},
    {"coupon", "CouponServiceError", "coupon <code> is not readable: shard <n> has no primary",
     "find", "coupons", false, 3, "harmful", "any", "release 2.3.1 and plan pro only"},
    {"resize_observer", "ResizeObserverError",
     "ResizeObserver loop completed with undelivered notifications.", "", "storefront", true, 1,
     "no-evidence", "positive", "once a minute at most: long sessions meet more of it", true},
    {"stock_sync", "StockSyncError",
     "stock of warehouse <n> not synced after <n> ms: connection refused", "", "stock", false, 0,
     "no-exposure", "none", "background job without sessions; no stack"},
    {"search_index", "SearchIndexError", "index shard <n> unavailable, query took <n> ms",
     "(*Index).Query", "catalog", false, 1, "no-evidence", "any",
     "harmless, but in a small data set too rare to say so"},
}};

} // namespace

std::string_view toText(Plan plan)
{
    constexpr std::array<std::string_view, 3> kNames {"free", "pro", "enterprise"};
    return kNames[static_cast<std::size_t>(plan)];
}

std::string_view toText(Device device)
{
    constexpr std::array<std::string_view, 3> kNames {"desktop", "mobile", "tablet"};
    return kNames[static_cast<std::size_t>(device)];
}

std::string_view toText(Channel channel)
{
    constexpr std::array<std::string_view, 3> kNames {"web", "ios", "android"};
    return kNames[static_cast<std::size_t>(channel)];
}

std::string_view toText(Release release)
{
    constexpr std::array<std::string_view, 3> kNames {"2.2.0", "2.3.0", "2.3.1"};
    return kNames[static_cast<std::size_t>(release)];
}

std::span<const Country> countries()
{
    return kCountries;
}

const ServiceInfo& serviceInfo(Service service)
{
    return kServiceTable[static_cast<std::size_t>(service)];
}

const ErrorInfo& errorInfo(ErrorKind kind)
{
    return kErrors[static_cast<std::size_t>(kind)];
}

double renderPriceChance(Plan plan, Device device, const Country& country)
{
    if (device == Device::Desktop) {
        return .01;
    }
    if (device == Device::Tablet) {
        return .03;
    }
    if (plan != Plan::Free) {
        return country.emerging ? .30 : .06;
    }
    return country.emerging ? .90 : .15;
}

double paymentTimeoutChance(Release release, const Country& country)
{
    constexpr std::array<double, 3> kByRelease {.040, .125, .050};
    return kByRelease[static_cast<std::size_t>(release)] * country.timeoutFactor;
}

double couponFailureChance(Release release, Plan plan)
{
    return release == Release::R231 && plan == Plan::Pro ? .40 : 0;
}

Timestamp releasedAt(Release release, TimeRange range)
{
    constexpr std::array<std::int64_t, 3> kPerMille {0, 340, 698};
    const std::int64_t part = range.length().ns / 1000;
    return range.from + Duration::nanoseconds(part * kPerMille[static_cast<std::size_t>(release)]);
}

} // namespace throughline::demo
