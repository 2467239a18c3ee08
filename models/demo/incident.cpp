#include "models/demo/incident.h"

#include <array>

namespace throughline::demo {

namespace {

std::string hexDigits(Random& random, int digits)
{
    std::string text;
    for (int i = 0; i < digits; ++i) {
        text += "0123456789abcdef"[random.below(16)];
    }
    return text;
}

/// How far the code above has moved this line since the first release.
int movedBy(Release release)
{
    constexpr std::array<int, 3> kLines {-11, -4, 0};
    return kLines[static_cast<std::size_t>(release)];
}

std::string lineOf(int line, Release release)
{
    return std::to_string(line + movedBy(release));
}

std::string header(std::string_view type, const std::string& message)
{
    return std::string(type) + ": " + message;
}

std::string browserFrame(std::string_view function, Release release, int column)
{
    std::string frame = "\n    at ";
    frame += function;
    return frame + " (" + bundleUrl(release)
        + ":2:" + std::to_string(column + 37 * movedBy(release)) + ')';
}

void browserError(ExceptionText& text, Release release, std::string_view message,
                  std::span<const std::string_view> functions)
{
    text.message = message;
    text.stack = header(text.type, text.message);
    int column = 48113;
    for (const std::string_view function : functions) {
        text.stack += browserFrame(function, release, column);
        column += 2719;
    }
}

void paymentTimeout(ExceptionText& text, Release release, const IncidentDetail& detail)
{
    text.message = "gateway timed out after " + std::to_string(detail.milliseconds)
        + " ms for order " + std::to_string(detail.order);
    text.stack = header(text.type, text.message)
        + "\n\tat com.shop.payments.GatewayClient.charge(GatewayClient.java:" + lineOf(94, release)
        + ")\n\tat com.shop.payments.PaymentService.authorize(PaymentService.java:"
        + lineOf(101, release)
        + ")\n\tat com.shop.payments.PaymentController.post(PaymentController.java:"
        + lineOf(108, release)
        + ")\n\tat java.base/jdk.internal.reflect.DirectMethodHandleAccessor.invoke("
          "DirectMethodHandleAccessor.java:103)"
          "\n\tat "
          "org.springframework.web.servlet.FrameworkServlet.service(FrameworkServlet.java:897)"
          "\n\tat org.apache.catalina.core.ApplicationFilterChain.internalDoFilter("
          "ApplicationFilterChain.java:206)"
          "\n\tat java.base/java.lang.Thread.run(Thread.java:1583)";
}

void sessionStore(ExceptionText& text, Release release, const IncidentDetail& detail,
                  Random& random)
{
    text.message = "READONLY You can't write against a read only replica (key "
        + hexDigits(random, 12) + ", attempt " + std::to_string(detail.attempt) + ')';
    text.stack = header(text.type, text.message)
        + "\n   at Shop.Auth.RedisStore.Delete(String key, Int32 attempt) in "
          "/src/Auth/RedisStore.cs:line "
        + lineOf(57, release)
        + "\n   at Shop.Auth.SignOut.Handle(SignOutRequest request) in /src/Auth/SignOut.cs:line "
        + lineOf(33, release)
        + "\n   at Microsoft.AspNetCore.Routing.EndpointMiddleware.Invoke(HttpContext httpContext)"
          "\n   at Microsoft.AspNetCore.Server.Kestrel.Core.Internal.Http.HttpProtocol."
          "ProcessRequests[TContext](IHttpApplication`1 application)";
}

void coupon(ExceptionText& text, Release release, Random& random)
{
    static constexpr std::array<std::string_view, 4> kCodes {"SPRING", "WELCOME", "FRIENDS",
                                                             "BASKET"};
    const std::string_view code = kCodes[random.below(kCodes.size())];
    const std::uint32_t number = 1000 + random.below(9000);
    const std::uint32_t shard = random.below(8);
    text.message = "coupon " + std::string(code) + '-' + std::to_string(number)
        + " is not readable: shard " + std::to_string(shard) + " has no primary";
    text.stack = "Traceback (most recent call last):\n"
                 "  File \"/usr/local/lib/python3.12/site-packages/flask/app.py\", line 880, in "
                 "full_dispatch_request\n    rv = self.dispatch_request()\n"
                 "  File \"/srv/coupons/app/api.py\", line "
        + lineOf(58, release)
        + ", in apply\n    coupon = store.find(code)\n"
          "  File \"/srv/coupons/app/store.py\", line "
        + lineOf(41, release) + ", in find\n    raise CouponServiceError(code, shard)\n"
        + header(text.type, text.message);
}

void searchIndex(ExceptionText& text, Release release, const IncidentDetail& detail, Random& random)
{
    const std::uint32_t shard = random.below(12);
    text.message = "index shard " + std::to_string(shard) + " unavailable, query took "
        + std::to_string(detail.milliseconds) + " ms";
    const std::string goroutine = std::to_string(100 + random.below(90'000));
    const std::string index = "0xc000" + hexDigits(random, 6);
    const std::string query = "0xc000" + hexDigits(random, 6);
    const std::string server = "0xc000" + hexDigits(random, 6);
    text.stack = "goroutine " + goroutine
        + " [running]:\nruntime/debug.Stack()\n\t/usr/local/go/src/runtime/debug/stack.go:26 "
          "+0x5e\n"
          "shop.example/catalog/search.(*Index).Query("
        + index + ", {" + query + ", 0x1b})\n\t/src/catalog/search/index.go:" + lineOf(142, release)
        + " +0x2e5\nshop.example/catalog/api.(*Server).Search(" + server
        + ")\n\t/src/catalog/api/server.go:" + lineOf(77, release)
        + " +0x1a4\nnet/http.HandlerFunc.ServeHTTP(" + server
        + ")\n\t/usr/local/go/src/net/http/server.go:2220 +0x29\n"
          "created by net/http.(*Server).Serve in goroutine 1\n"
          "\t/usr/local/go/src/net/http/server.go:3360 +0x485\n";
}

void stockSync(ExceptionText& text, const IncidentDetail& detail, Random& random)
{
    text.message = "stock of warehouse " + std::to_string(1 + random.below(40))
        + " not synced after " + std::to_string(detail.milliseconds) + " ms: connection refused";
}

} // namespace

std::string bundleUrl(Release release)
{
    constexpr std::array<std::string_view, 3> kHashes {"3c07be54", "b91d20fa", "8f3a91c2"};
    return "https://cdn.shop.example/assets/storefront."
        + std::string(kHashes[static_cast<std::size_t>(release)]) + ".js";
}

ExceptionText describe(ErrorKind kind, Release release, const IncidentDetail& detail,
                       Random& random)
{
    static constexpr std::array<std::string_view, 4> kRenderPrice {"renderPrice", "ProductCard",
                                                                   "renderList", "commitUpdate"};
    static constexpr std::array<std::string_view, 3> kCelebrate {"celebrate", "ThankYouPage",
                                                                 "commitUpdate"};
    ExceptionText text;
    text.type = errorInfo(kind).type;
    switch (kind) {
    case ErrorKind::RenderPrice:
        browserError(text, release, errorInfo(kind).title, kRenderPrice);
        break;
    case ErrorKind::Celebrate:
        browserError(text, release, errorInfo(kind).title, kCelebrate);
        break;
    case ErrorKind::ResizeObserver:
        text.message = errorInfo(kind).title;
        break;
    case ErrorKind::PaymentTimeout:
        paymentTimeout(text, release, detail);
        break;
    case ErrorKind::SessionStore:
        sessionStore(text, release, detail, random);
        break;
    case ErrorKind::Coupon:
        coupon(text, release, random);
        break;
    case ErrorKind::SearchIndex:
        searchIndex(text, release, detail, random);
        break;
    case ErrorKind::StockSync:
        stockSync(text, detail, random);
        break;
    }
    return text;
}

} // namespace throughline::demo
