#include "tests/widgets/gallery_impact.h"

#include "tests/widgets/gallery_frame.h"
#include "widgets/impact/comparison_panel.h"
#include "widgets/impact/error_detail.h"
#include "widgets/impact/error_list.h"
#include "widgets/impact/funnel_panel.h"
#include "widgets/plot/overview_strip.h"
#include "widgets/shared/filter_bar.h"

#include <QSplitter>
#include <QVBoxLayout>

#include <cmath>

namespace throughline::test {

using namespace widgets;

namespace {

constexpr Timestamp kFrom = Timestamp::fromSeconds(1790812800);
constexpr Timestamp kTo = Timestamp::fromSeconds(1792022400);

std::shared_ptr<const OverviewSeries> overview()
{
    auto series = std::make_shared<OverviewSeries>();
    series->range = {kFrom, kTo};
    for (int i = 0; i < 14 * 12; ++i) {
        const double day = std::sin((i % 12) / 12.0 * 3.14159);
        const double weekend = (i / 12) % 7 > 4 ? 0.7 : 1.0;
        series->sessions.push_back(
            static_cast<std::uint32_t>(30 + 90 * day * weekend + (i * 7) % 11));
        const bool bad = i > 55 && i < 80;
        series->errors.push_back(static_cast<std::uint32_t>((bad ? 30 : 9) + (i * 5) % 9));
    }
    series->releases = {{kFrom + Duration::days(5), QStringLiteral("2.3.0")},
                        {kFrom + Duration::days(10), QStringLiteral("2.3.1")}};
    return series;
}

ErrorListRow errorRow(std::int64_t id, const std::string& type, const std::string& culprit,
                      const std::string& service, std::uint64_t sessions, std::uint64_t users)
{
    ErrorListRow row;
    row.group.id = domain::ErrorGroupId {id};
    row.group.type = type;
    row.group.culprit = culprit;
    row.group.services = {service};
    row.group.sessions = sessions;
    row.group.users = users;
    row.group.count = sessions * 2;
    for (std::int64_t i = 0; i < 14; ++i) {
        row.trend.push_back(static_cast<std::uint32_t>(8 + (i * (id + 3)) % 9));
    }
    return row;
}

ImpactHeadline headline(analysis::Verdict verdict, double lost, double low, double high,
                        std::optional<double> revenue)
{
    return {verdict, lost, analysis::Interval {low, high}, revenue, "USD"};
}

std::vector<ErrorListRow> errorRows()
{
    using analysis::Verdict;
    std::vector<ErrorListRow> rows {
        errorRow(1, "PaymentGatewayTimeout", "Gateway.charge", "payments", 231, 225),
        errorRow(2, "CouponServiceError", "CouponStore.find", "coupons", 52, 49),
        errorRow(3, "TypeError", "renderPrice", "storefront", 1278, 971),
        errorRow(4, "SessionStoreError", "RedisStore.delete", "auth", 2440, 1830),
        errorRow(5, "ReferenceError", "celebrate", "storefront", 365, 345)};
    rows[0].group.status = domain::ErrorStatus::Regressed;
    rows[0].group.tickets = 53;
    rows[0].group.versions = {"2.2.0", "2.3.0", "2.3.1"};
    rows[0].group.environments = {"production"};
    rows[0].group.firstSeen = kFrom;
    rows[1].group.status = domain::ErrorStatus::New;
    rows[1].group.versions = {"2.3.1"};
    rows[2].group.tickets = 1;
    rows[0].impact = headline(Verdict::Harmful, 110, 95, 125, 6813);
    rows[1].impact = headline(Verdict::Harmful, 24, 16, 33, 1504);
    rows[2].impact = headline(Verdict::NoEvidence, -15, -46, 16, std::nullopt);
    rows[3].impact = headline(Verdict::NoEvidence, 0, -6, 6, std::nullopt);
    rows[4].impact = ImpactHeadline {analysis::Verdict::NoExposure, {}, {}, {}, {}};
    return rows;
}

ErrorDetailValue detail(const domain::ErrorGroup& group)
{
    domain::ExceptionLink link {
        "PaymentGatewayTimeout", "gateway timed out after <n> ms for order <n>", {}};
    link.frames = {
        {"com.shop.payments.Gateway", "charge", "Gateway.java", 94, 0, true},
        {"com.shop.payments.PaymentService", "authorize", "PaymentService.java", 101, 0, true},
        {"org.web.Dispatcher", "invoke", "Dispatcher.java", 108, 0, false}};
    return {group, {link}, {{"2.2.0", 84}, {"2.3.0", 96}, {"2.3.1", 51}}};
}

std::shared_ptr<const analysis::FunnelResult> funnel(const std::vector<std::uint64_t>& counts)
{
    const std::vector<std::string> names {"view_products", "add_to_cart", "view_checkout",
                                          "payment_submit", "payment_success"};
    const std::vector<double> seconds {0, 14, 21, 9, 0.4};
    auto result = std::make_shared<analysis::FunnelResult>();
    result->definition.name = "Checkout";
    result->definition.window = Duration::minutes(30);
    for (std::size_t i = 0; i < counts.size(); ++i) {
        analysis::FunnelStepResult step;
        step.step = static_cast<std::uint32_t>(i + 1);
        step.name = names[i];
        step.count = counts[i];
        step.rateFromStart = static_cast<double>(counts[i]) / static_cast<double>(counts[0]);
        step.dropped = i + 1 < counts.size() ? counts[i] - counts[i + 1] : 0;
        if (i > 0) {
            step.medianSecondsFromPrevious = seconds[i];
        }
        result->steps.push_back(step);
        result->definition.steps.push_back("event:" + names[i]);
    }
    return result;
}

std::shared_ptr<const analysis::Comparison> comparison()
{
    auto made = std::make_shared<analysis::Comparison>();
    made->funnel = funnel({1, 1, 1, 1, 1})->definition;
    made->exposureStep = 4;
    made->verdict = analysis::Verdict::Harmful;
    made->headline.affected = 231;
    made->headline.matchedAffected = 231;
    made->headline.difference = -0.477;
    made->headline.interval = analysis::Interval {-0.541, -0.413};
    made->headline.match = {"plan.tier", "device.type", "geo.country.iso_code", "service.version"};
    made->naive.difference = 0.191;
    made->lost = analysis::LostConversions {110, analysis::Interval {95, 125}};
    made->revenue = analysis::RevenueAtRisk {6813, {}, "USD", 61.9, false, 0};
    made->minimumDetectableEffect = 0.069;
    const auto metric = [&](const char* name, double affected, double control) {
        analysis::MetricEffect effect;
        effect.name = name;
        effect.affected = affected;
        effect.control = control;
        effect.difference = affected - control;
        made->metrics.push_back(effect);
    };
    metric("time_to_convert_s", 41.0, 34.8);
    metric("rage_clicks", 0.58, 0.0);
    const auto segment = [&](const char* field, const char* value, std::uint64_t n,
                             double difference, double half) {
        analysis::SegmentEffect effect;
        effect.field = field;
        effect.value = value;
        effect.affected = n;
        effect.difference = difference;
        effect.interval = analysis::Interval {difference - half, difference + half};
        made->segments.push_back(effect);
    };
    segment("plan.tier", "free", 118, -0.461, 0.09);
    segment("plan.tier", "pro", 84, -0.498, 0.105);
    segment("plan.tier", "enterprise", 29, -0.47, 0.185);
    segment("device.type", "mobile", 93, -0.492, 0.09);
    segment("device.type", "desktop", 126, -0.464, 0.088);
    segment("geo.country.iso_code", "BR", 38, -0.51, 0.155);
    analysis::SegmentEffect few;
    few.field = "geo.country.iso_code";
    few.value = "IS";
    few.affected = 2;
    made->segments.push_back(few);
    return made;
}

QSplitter* splitter(Qt::Orientation orientation, const QList<QWidget*>& widgets,
                    const QList<int>& sizes)
{
    auto* made = new QSplitter(orientation);
    made->setHandleWidth(8);
    for (QWidget* widget : widgets) {
        made->addWidget(widget);
    }
    made->setSizes(sizes);
    return made;
}

struct ImpactPanels
{
    ErrorList* list = new ErrorList;
    ErrorDetail* detail = new ErrorDetail;
    FunnelPanel* funnel = new FunnelPanel;
    ComparisonPanel* comparison = new ComparisonPanel;
};

QWidget* arrange(const ImpactPanels& panels)
{
    auto* strip = new OverviewStrip;
    strip->setSeries(overview());
    QSplitter* left = splitter(Qt::Vertical, {panels.list, panels.detail}, {540, 190});
    QSplitter* right = splitter(Qt::Vertical, {panels.funnel, panels.comparison}, {310, 430});
    auto* body = new QWidget;
    auto* layout = new QVBoxLayout(body);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->addWidget(splitter(Qt::Horizontal, {left, right}, {720, 620}));
    panels.list->setFunnels({QStringLiteral("Checkout"), QStringLiteral("Signup")},
                            QStringLiteral("Checkout"));
    panels.list->setRows(std::make_shared<const std::vector<ErrorListRow>>(errorRows()));
    panels.funnel->setEditable(true);
    QWidget* window = makeGalleryWindow(
        {QStringLiteral("impact"),
         {QStringLiteral("Checkout funnel"), QStringLiteral("PaymentGatewayTimeout")},
         QStringLiteral("11,024 sessions \u00B7 5 error groups \u00B7 976 bot sessions left out"),
         QStringLiteral("shop-october.throughline"),
         QStringLiteral("answered in 14 ms \u00B7 4 sources \u00B7 linked: 98% of tickets"),
         false},
        strip, body);
    filterBarOf(*window).setChips({{QStringLiteral("deployment.environment.name"),
                                    QStringLiteral("is"), QStringLiteral("production"), true},
                                   {QStringLiteral("service.version"), QStringLiteral("is any of"),
                                    QStringLiteral("2.3.0, 2.3.1"), true}});
    return window;
}

} // namespace

QWidget* makeImpactGallery()
{
    const ImpactPanels panels;
    QWidget* window = arrange(panels);
    panels.list->selectGroup(domain::ErrorGroupId {1});
    panels.detail->setDetail(detail(errorRows().front().group));
    panels.funnel->setFunnel({funnel({11'024, 5'376, 3'812, 3'134, 2'889}),
                              funnel({231, 231, 231, 231, 103}), 4, QStringLiteral("without"),
                              QStringLiteral("with selected error")});
    panels.comparison->setComparison(comparison());
    return window;
}

QWidget* makeQuietImpactGallery()
{
    const ImpactPanels panels;
    QWidget* window = arrange(panels);
    panels.funnel->setFunnel({funnel({11'024, 5'376, 3'812, 3'134, 2'889}), nullptr, 0, {}, {}});
    analysis::Comparison quiet = *comparison();
    quiet.verdict = analysis::Verdict::NoEvidence;
    quiet.headline.difference = -0.011;
    quiet.headline.interval = analysis::Interval {-0.034, 0.012};
    quiet.segments.clear();
    panels.comparison->setComparison(
        std::make_shared<const analysis::Comparison>(std::move(quiet)));
    return window;
}

} // namespace throughline::test
