#include "models/demo/traffic.h"

#include <algorithm>

namespace throughline::demo {

namespace {

constexpr std::int64_t kMinuteMs = 60'000;
constexpr std::uint64_t kFirstOrder = 84'000'000;

std::string money(std::int64_t cents)
{
    const std::string rest = std::to_string(cents % 100);
    return std::to_string(cents / 100) + (rest.size() < 2 ? ".0" : ".") + rest;
}

} // namespace

void Traffic::play(Timestamp start)
{
    constexpr std::uint64_t kOrdersPerSession = 3;
    m_stage.open(start);
    m_story.order = kFirstOrder + m_story.number * kOrdersPerSession + m_random.below(3);
    if (m_story.visitor.kind == VisitorKind::Crawler) {
        crawl();
    } else if (m_story.visitor.kind == VisitorKind::Monitor) {
        probe();
    } else {
        shop();
    }
    if (m_story.visitor.kind == VisitorKind::Human && m_story.visitor.channel == Channel::Web) {
        m_stage.addResizeWarnings();
    }
    m_story.endMs = 0;
    for (const ClientEvent& happened : m_story.events) {
        const std::int64_t length = std::max<std::int64_t>(happened.durationMs, 0);
        m_story.endMs = std::max(m_story.endMs, happened.timeMs + length);
    }
}

void Traffic::crawl()
{
    const std::int64_t pages = m_stage.between(15, 45);
    const bool renders = m_random.chance(.25);
    for (std::int64_t i = 0; i < pages; ++i) {
        const std::string path = "/products/" + std::to_string(1 + m_random.below(4000));
        m_stage.view(i == 0 ? "/products" : path);
        if (i == 0) {
            m_stage.pass(10, 40);
            m_stage.event("view_products");
            if (renders) {
                m_stage.clientError(ErrorKind::RenderPrice, m_stage.between(20, 120));
            }
        }
        m_stage.pass(900, 2600);
    }
}

void Traffic::probe()
{
    m_stage.view("/");
    m_stage.pass(1400, 1900);
    m_stage.view("/products");
    m_stage.pass(10, 40);
    m_stage.event("view_products");
    m_stage.pass(1400, 1900);
    m_stage.view("/checkout");
}

void Traffic::shop()
{
    open();
    if (!m_story.journey.enters) {
        return;
    }
    lookAtList();
    browse();
    if (!m_story.journey.adds) {
        return;
    }
    fillCart();
    if (m_story.journey.checksOut && checkOut() && m_story.journey.submits) {
        pay();
    }
}

void Traffic::open()
{
    ClientEvent& landing = m_stage.view("/");
    if (m_random.chance(.4)) {
        landing.fields.push_back(textField("referrer", "https://search.example/"));
    }
    const Journey& journey = m_story.journey;
    if (!journey.enters && m_random.chance(.4)) {
        m_stage.pause(8);
        m_stage.view("/help/delivery");
    }
    if (journey.enters && journey.logsIn) {
        m_stage.pause(5);
        m_stage.view("/login");
        m_stage.pause(7);
        m_stage.click("#sign-in");
        m_stage.request("login",
                        {.operation = Operation::LogIn, .durationMs = m_stage.between(90, 380)});
    }
}

void Traffic::lookAtList()
{
    m_stage.pause(4);
    m_stage.view("/products");
    m_stage.pass(10, 40);
    m_stage.event("view_products");
    if (m_story.journey.renderPriceFails) {
        m_stage.clientError(ErrorKind::RenderPrice, m_stage.between(20, 120));
    }
    if (m_story.journey.signsOutOthers) {
        m_stage.pause(3);
        signOut("others", m_story.journey.storeFailures);
    }
    if (m_story.journey.searches) {
        m_stage.pause(6);
        m_stage.click("#search");
        const bool fails = m_story.journey.searchFails;
        ClientEvent& made = m_stage.request(
            "search",
            {.operation = Operation::Search,
             .durationMs = fails ? m_stage.between(900, 1400) : m_stage.between(60, 260),
             .status = fails ? 503 : 200,
             .failures = fails ? 1U : 0U});
        static constexpr std::array<std::string_view, 6> kQueries {
            "running shoes", "desk lamp", "caf\xC3\xA9 press",
            "winter jacket", "yoga mat",  "usb-c cable"};
        made.fields.push_back(
            textField("query", std::string(kQueries[m_random.below(kQueries.size())])));
        m_stage.meet(ErrorKind::SearchIndex, fails ? 1 : 0);
    }
}

void Traffic::signOut(std::string_view scope, std::uint32_t failures)
{
    m_stage.click(scope == "others" ? "#sign-out-others" : "#sign-out");
    const std::int64_t perFailure = 130;
    m_stage
        .request("logout",
                 {.operation = Operation::SignOut,
                  .durationMs = m_stage.between(60, 160) + perFailure * failures,
                  .status = failures > 0 ? 202 : 200,
                  .failures = failures})
        .fields.push_back(textField("scope", std::string(scope)));
    m_stage.meet(ErrorKind::SessionStore, failures);
}

void Traffic::browse()
{
    const bool rages = m_random.chance(.012);
    for (std::uint32_t i = 0; i < m_story.journey.pages; ++i) {
        m_stage.pause(7);
        m_stage.view("/products/" + std::to_string(1 + m_random.below(4000)));
        m_stage.pause(4);
        if (rages && i == 0) {
            m_stage.rageClick("#gallery-next");
        } else {
            m_stage.click("#gallery-next");
        }
    }
}

void Traffic::fillCart()
{
    if (m_story.journey.interrupted) {
        m_stage.pass(35 * kMinuteMs, 58 * kMinuteMs);
    }
    for (std::uint32_t i = 0; i < m_story.journey.items; ++i) {
        m_stage.pass(1000, 1500);
        m_stage.pause(8);
        m_stage.click("#add-to-cart");
        ClientEvent& made = m_stage.request(
            "add_to_cart",
            {.operation = Operation::AddToCart, .durationMs = m_stage.between(70, 300)});
        made.fields.push_back(
            textField("product.id", "sku_" + std::to_string(1 + m_random.below(4000))));
        made.fields.push_back(numberField("quantity", std::to_string(m_stage.between(1, 3))));
    }
    m_stage.pause(4);
    m_stage.view("/cart");
}

bool Traffic::checkOut()
{
    m_stage.pause(8);
    m_stage.view("/checkout");
    m_stage.pass(10, 40);
    m_stage.event("view_checkout");
    if (!m_story.journey.usesCoupon) {
        return true;
    }
    m_stage.pause(6);
    m_stage.click("#apply-coupon");
    const bool fails = m_story.journey.couponFails;
    m_stage.request("apply_coupon",
                    {.operation = Operation::ApplyCoupon,
                     .durationMs = fails ? m_stage.between(700, 1500) : m_stage.between(80, 300),
                     .status = fails ? 500 : 200,
                     .failures = fails ? 1U : 0U});
    m_stage.meet(ErrorKind::Coupon, fails ? 1 : 0);
    return !(fails && m_story.journey.leavesWithoutCoupon);
}

void Traffic::pay()
{
    const Journey& journey = m_story.journey;
    m_stage.pause(6);
    m_stage.view("/checkout/pay");
    m_story.revenueCents = 1900 + static_cast<std::int64_t>(m_random.exponential(4300));
    if (countries()[m_story.visitor.country].euro && m_random.chance(.3)) {
        m_story.currency = "EUR";
    }
    const std::uint32_t submits = submitsOf(journey);
    for (std::uint32_t attempt = 1; attempt <= submits; ++attempt) {
        const bool timesOut = journey.timesOut[attempt - 1];
        if (submitPayment(attempt, timesOut, !timesOut && journey.declined)) {
            return purchase();
        }
    }
    const bool declined = journey.declined && !journey.timesOut[submits - 1];
    if (declined && journey.triesOtherCard && submitPayment(submits + 1, false, false)) {
        return purchase();
    }
    m_story.revenueCents = 0;
}

bool Traffic::submitPayment(std::uint64_t attempt, bool timesOut, bool declined)
{
    m_stage.pause(5);
    m_stage.click("#pay-now");
    ClientEvent& made = m_stage.request(
        "payment_submit",
        {.operation = Operation::Pay,
         .durationMs = timesOut ? m_stage.between(3960, 4230) : m_stage.between(240, 720),
         .status = timesOut ? 504
             : declined     ? 402
                            : 200,
         .failures = timesOut ? 1U : 0U,
         .attempt = attempt});
    made.fields.push_back(textField("order.id", std::to_string(m_story.order)));
    made.fields.push_back(numberField("cart.value", money(m_story.revenueCents)));
    m_stage.pass(15, 60);
    if (timesOut) {
        m_stage.meet(ErrorKind::PaymentTimeout, 1);
        m_stage.event("payment_failed")
            .fields.push_back(textField("order.id", std::to_string(m_story.order)));
        frustration();
    } else if (declined) {
        m_stage.event("payment_declined")
            .fields.push_back(textField("order.id", std::to_string(m_story.order)));
    }
    return !timesOut && !declined;
}

void Traffic::frustration()
{
    if (m_random.chance(.58)) {
        m_stage.pass(900, 2100);
        m_stage.rageClick("#pay-now");
    }
    if (m_random.chance(.25)) {
        const std::int64_t times = m_stage.between(1, 2);
        for (std::int64_t i = 0; i < times; ++i) {
            m_stage.pass(2000, 4500);
            m_stage.view("/checkout/pay")
                .fields.push_back(textField("browser.web_vital.navigation_type", "reload"));
            ++m_story.reloads;
        }
    }
}

void Traffic::purchase()
{
    ClientEvent& made = m_stage.event("payment_success");
    made.fields.push_back(textField("order.id", std::to_string(m_story.order)));
    made.fields.push_back(numberField("revenue", money(m_story.revenueCents)));
    made.fields.push_back(textField("currency", std::string(m_story.currency)));
    m_stage.pass(60, 160);
    m_stage.view("/checkout/done");
    if (m_story.journey.celebrationFails) {
        m_stage.clientError(ErrorKind::Celebrate, m_stage.between(80, 300));
    }
    if (m_story.journey.signsOutAtEnd) {
        m_stage.pause(6);
        signOut("this", m_story.journey.storeFailuresAtEnd);
    }
}

} // namespace throughline::demo
