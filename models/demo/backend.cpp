#include "models/demo/backend.h"

#include "models/demo/trace_builder.h"

#include <algorithm>
#include <array>

namespace throughline::demo {

namespace {

constexpr std::int64_t kMs = 1'000'000;

std::string bearerToken(Random& random)
{
    constexpr std::string_view kAlphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    std::string token = "eyJhbGciOiJIUzI1NiJ9.";
    for (int i = 0; i < 68; ++i) {
        token += i == 34 ? '.' : kAlphabet[random.below(kAlphabet.size())];
    }
    return token;
}

/// Plays what the services do about one request.
class Serving
{
public:
    Serving(const BackendRequest& request, const SessionStory& story, Random& random)
        : m_request(request)
        , m_story(story)
        , m_random(random)
        , m_trace(request, story, random)
    {
    }

    TraceDraft run()
    {
        switch (m_request.operation) {
        case Operation::LogIn:
            logIn();
            break;
        case Operation::SignOut:
            signOut();
            break;
        case Operation::Search:
            search();
            break;
        case Operation::AddToCart:
            addToCart();
            break;
        case Operation::ApplyCoupon:
            applyCoupon();
            break;
        case Operation::Pay:
            pay();
            break;
        }
        return m_trace.take();
    }

private:
    void logIn()
    {
        const std::size_t auth =
            m_trace.addSpan(Service::Auth, "logIn", 0, m_trace.inside(0), SpanKind::Server);
        const SpanWindow window = m_trace.inside(auth);
        m_trace.addSpan(Service::Auth, "SELECT user", auth, {window.startNs, window.at(.55)},
                        SpanKind::Client);
        m_trace.addSpan(Service::Auth, "redis SET", auth, {window.at(.7), window.at(.85)},
                        SpanKind::Client);
        m_trace.addLog(auth, LogLevel::Info,
                       "login of " + emailOf(m_story.visitor.user) + " from 203.0.113."
                           + std::to_string(1 + m_random.below(250)));
        ++m_trace.personal().emails;
        if (m_random.chance(.03)) {
            m_trace.addLog(auth, LogLevel::Debug,
                           "outgoing headers: Authorization: Bearer " + bearerToken(m_random)
                               + " Accept: application/json");
            ++m_trace.personal().tokens;
        }
    }

    void signOut()
    {
        const std::size_t auth =
            m_trace.addSpan(Service::Auth, "signOut", 0, m_trace.inside(0), SpanKind::Server);
        const SpanWindow window = m_trace.inside(auth);
        const std::uint32_t attempts = std::max(m_request.failures, 1U);
        for (std::uint32_t i = 0; i < attempts; ++i) {
            const SpanWindow part {window.at(i / static_cast<double>(attempts)),
                                   window.at((i + .8) / static_cast<double>(attempts))};
            const std::size_t store =
                m_trace.addSpan(Service::Auth, "redis DEL", auth, part, SpanKind::Client);
            if (m_request.failures == 0) {
                continue;
            }
            m_trace.span(store).failed = true;
            const ExceptionText what = describe(ErrorKind::SessionStore, m_story.visitor.release,
                                                {.attempt = i + 1}, m_random);
            m_trace.addException(
                m_trace.addLog(store, LogLevel::Error,
                               "redis DEL failed, attempt " + std::to_string(i + 1)),
                what);
        }
    }

    void search()
    {
        const std::size_t catalog =
            m_trace.addSpan(Service::Catalog, "search", 0, m_trace.inside(0), SpanKind::Server);
        const std::size_t query = m_trace.addSpan(Service::Catalog, "index.query", catalog,
                                                  m_trace.inside(catalog), SpanKind::Internal);
        if (m_request.failures == 0) {
            return;
        }
        m_trace.span(catalog).failed = true;
        m_trace.span(query).failed = true;
        const std::int64_t tookNs = m_trace.span(query).endNs - m_trace.span(query).startNs;
        const auto took = static_cast<std::uint64_t>(tookNs / kMs);
        m_trace.addException(m_trace.addLog(query, LogLevel::Error, "search failed"),
                             describe(ErrorKind::SearchIndex, m_story.visitor.release,
                                      {.milliseconds = took}, m_random));
    }

    void addToCart()
    {
        const std::size_t cart =
            m_trace.addSpan(Service::Checkout, "addItem", 0, m_trace.inside(0), SpanKind::Server);
        const SpanWindow window = m_trace.inside(cart);
        m_trace.addSpan(Service::Checkout, "UPDATE cart", cart, {window.at(.3), window.at(.9)},
                        SpanKind::Client);
    }

    void applyCoupon()
    {
        const std::size_t cart = m_trace.addSpan(Service::Checkout, "applyCoupon", 0,
                                                 m_trace.inside(0), SpanKind::Server);
        const std::size_t coupons = m_trace.addSpan(Service::Coupons, "GET /coupons/{code}", cart,
                                                    m_trace.inside(cart), SpanKind::Server);
        if (m_request.failures > 0) {
            m_trace.span(cart).failed = true;
            m_trace.span(coupons).failed = true;
            m_trace.span(coupons).exception =
                describe(ErrorKind::Coupon, m_story.visitor.release, {}, m_random);
            return;
        }
        m_trace.addSpan(Service::Coupons, "SELECT coupon", coupons, m_trace.inside(coupons),
                        SpanKind::Client);
    }

    void pay()
    {
        const std::string order = std::to_string(m_story.order);
        const bool fails = m_request.failures > 0;
        const std::size_t checkout = m_trace.addSpan(Service::Checkout, "authorizeOrder", 0,
                                                     m_trace.inside(0), SpanKind::Server);
        m_trace.span(checkout).failed = fails;
        m_trace.span(checkout).attributes = {{"order.id", order}};
        m_trace
            .addLog(checkout, LogLevel::Info,
                    "authorize order " + order + " attempt " + std::to_string(m_request.attempt))
            .timeNs = m_trace.span(checkout).startNs + kMs / 2;
        const SpanWindow window = m_trace.inside(checkout);
        const double step = fails ? .006 : .08;
        m_trace.addSpan(Service::Checkout, "SELECT cart", checkout, {window.at(0), window.at(step)},
                        SpanKind::Client);
        m_trace.addSpan(Service::Checkout, "reserve stock", checkout,
                        {window.at(step * 1.2), window.at(step * 3)}, SpanKind::Internal);
        const std::size_t call =
            m_trace.addSpan(Service::Payments, "payments.call", checkout,
                            {window.at(step * 3.3), window.at(.998)}, SpanKind::Server);
        callGateway(call, fails);
    }

    void callGateway(std::size_t call, bool fails)
    {
        m_trace.span(call).attributes = {
            {"order.id", std::to_string(m_story.order)},
            {"http.route", "/payments"},
            {"http.response.status_code", std::to_string(m_request.status), true},
            {"http.request.resend_count", fails ? "2" : "0", true},
            {"server.address", "gateway.acquirer"}};
        if (m_story.visitor.kind == VisitorKind::Human) {
            m_trace.span(call).attributes.push_back({"user.id", userName(m_story.visitor.user)});
        }
        const SpanWindow window = m_trace.inside(call);
        const double chargeEnd = fails ? .994 : .9;
        const std::size_t charge =
            m_trace.addSpan(Service::Payments, "POST gateway/charge", call,
                            {window.startNs, window.at(chargeEnd)}, SpanKind::Client);
        m_trace.addSpan(Service::Payments, "audit.write", call,
                        {window.at(chargeEnd + .001), window.at(.999)}, SpanKind::Internal);
        if (fails) {
            m_trace.span(call).failed = true;
            m_trace.span(charge).failed = true;
            timeOut(call, charge);
        } else if (m_request.status == 402) {
            m_trace.addLog(call, LogLevel::Warn,
                           "card " + std::string(testCardNumber(m_random)) + " declined for order "
                               + std::to_string(m_story.order));
            ++m_trace.personal().cards;
        }
    }

    /// One exception, recorded twice: on the span and in a log a moment later.
    void timeOut(std::size_t call, std::size_t charge)
    {
        const std::int64_t waitedNs = m_trace.span(charge).endNs - m_trace.span(charge).startNs;
        const ExceptionText what = describe(
            ErrorKind::PaymentTimeout, m_story.visitor.release,
            {.order = m_story.order, .milliseconds = static_cast<std::uint64_t>(waitedNs / kMs)},
            m_random);
        m_trace.span(call).exception = what;
        m_trace.addException(
            m_trace.addLog(call, LogLevel::Error,
                           what.message + " user " + emailOf(m_story.visitor.user)),
            what);
        ++m_trace.personal().emails;
    }

    const BackendRequest& m_request;
    const SessionStory& m_story;
    Random& m_random;
    TraceBuilder m_trace;
};

} // namespace

TraceDraft serve(const BackendRequest& request, const SessionStory& story, Random& random)
{
    return Serving(request, story, random).run();
}

TraceDraft syncStock(Timestamp start, Release release, bool fails, Random& random)
{
    TraceDraft trace;
    trace.id = {random.next() | 1U, random.next() | 1U};
    trace.release = release;
    const std::uint64_t tookMs = fails ? 3000 + random.below(40) : 200 + random.below(1400);
    const std::int64_t endNs = start.ns + static_cast<std::int64_t>(tookMs) * kMs;
    SpanDraft root;
    root.service = Service::Stock;
    root.name = "stock.sync";
    root.id = random.next() | 1U;
    root.startNs = start.ns;
    root.endNs = endNs;
    root.failed = fails;
    SpanDraft call = root;
    call.name = "GET warehouse/stock";
    call.parent = root.id;
    call.id = random.next() | 1U;
    call.startNs += 2 * kMs;
    call.endNs -= 3 * kMs;
    call.kind = SpanKind::Client;
    LogDraft log;
    log.service = Service::Stock;
    log.span = root.id;
    log.timeNs = endNs - kMs;
    log.body = "stock synced in " + std::to_string(tookMs) + " ms";
    if (fails) {
        const ExceptionText what =
            describe(ErrorKind::StockSync, release, {.milliseconds = tookMs}, random);
        log.level = LogLevel::Error;
        log.body = "stock sync failed";
        log.attributes = {{"exception.type", std::string(what.type)},
                          {"exception.message", what.message}};
    }
    trace.spans = {std::move(root), std::move(call)};
    trace.logs = {std::move(log)};
    return trace;
}

std::string_view testCardNumber(Random& random)
{
    static constexpr std::array<std::string_view, 4> kNumbers {
        "4111 1111 1111 1111", "5555-5555-5555-4444", "4242424242424242", "3782 822463 10005"};
    return kNumbers[random.below(kNumbers.size())];
}

} // namespace throughline::demo
