#include "tests/widgets/gallery_session.h"

#include "tests/widgets/gallery_frame.h"
#include "widgets/data/quarantine_view.h"
#include "widgets/data/source_list.h"
#include "widgets/session/inspector.h"
#include "widgets/session/session_list.h"
#include "widgets/session/ticket_panel.h"
#include "widgets/session/timeline_panel.h"
#include "widgets/session/trace_panel.h"
#include "widgets/shared/empty_state.h"
#include "widgets/shared/filter_bar.h"
#include "widgets/shared/import_progress.h"
#include "widgets/shared/message_bar.h"

#include <QSplitter>
#include <QVBoxLayout>

namespace throughline::test {

using namespace widgets;
using domain::TimelineItem;
using domain::TimelineKind;

namespace {

constexpr Timestamp kStart = Timestamp::fromSeconds(1791987561);

domain::SessionSummary session(const std::string& user, int seconds)
{
    domain::SessionSummary summary;
    summary.id = "s_" + user;
    summary.user = user;
    summary.start = kStart;
    summary.end = kStart + Duration::seconds(seconds);
    return summary;
}

SessionListRow listRow(const std::string& user, int seconds, std::uint32_t rage,
                       std::uint32_t errors, const QString& outcome = {})
{
    SessionListRow row {session(user, seconds), outcome};
    row.session.rageClicks = rage;
    row.session.errors = errors;
    return row;
}

SessionList::Rows sessionRows()
{
    const QString retry = QStringLiteral("converted on retry");
    std::vector<SessionListRow> rows {
        listRow("u_20416", 134, 4, 2),       listRow("u_11872", 62, 3, 1),
        listRow("u_07755", 220, 0, 2),       listRow("u_30219", 111, 0, 1),
        listRow("u_00345", 58, 0, 1, retry), listRow("u_14903", 125, 0, 1, retry),
        listRow("u_09077", 44, 0, 1),        listRow("u_26640", 79, 0, 1),
        listRow("u_00918", 168, 0, 1, retry)};
    rows[0].session.tickets = 1;
    rows[2].session.reloads = 2;
    return std::make_shared<const std::vector<SessionListRow>>(std::move(rows));
}

TimelineItem item(TimelineKind kind, double second, const std::string& title, double length = 0,
                  std::uint8_t severity = 0)
{
    TimelineItem made;
    made.kind = kind;
    made.time = kStart + Duration {static_cast<std::int64_t>(second * 1e9)};
    made.duration = Duration {static_cast<std::int64_t>(length * 1e9)};
    made.title = title;
    made.severity = severity;
    made.place.file = "web.ndjson.gz";
    made.place.line = 41213;
    return made;
}

TimelinePlot::Items timelineItems()
{
    std::vector<TimelineItem> items;
    const auto add = [&items](TimelineItem each) { items.push_back(std::move(each)); };
    const std::vector<std::pair<double, std::string>> views {{0, "/"},
                                                             {14, "/products"},
                                                             {48, "/products/42"},
                                                             {66, "/checkout"},
                                                             {104, "/checkout/pay"}};
    for (const auto& [second, path] : views) {
        add(item(TimelineKind::View, second, path));
    }
    for (const double second : {16.0, 22.0, 31.0, 49.0, 58.0, 67.0, 80.0, 92.0, 105.0}) {
        add(item(TimelineKind::Action, second, "click"));
    }
    for (const double second : {121.5, 122.4, 123.1, 125.0}) {
        add(item(TimelineKind::Action, second, "Pay now"));
        items.back().frustration = true;
    }
    add(item(TimelineKind::Error, 20, "TypeError"));
    items.back().id = "E3";
    add(item(TimelineKind::Error, 112, "PaymentGatewayTimeout"));
    items.back().id = "E1";
    add(item(TimelineKind::Request, 15, "GET /api/products 200", 3));
    add(item(TimelineKind::Request, 49, "GET /api/products/42 200", 1.4));
    add(item(TimelineKind::Request, 67, "GET /api/cart 200", 2));
    add(item(TimelineKind::Request, 93, "POST /api/coupon 200", 1));
    add(item(TimelineKind::Request, 108, "POST /api/pay 504", 4.02, 17));
    for (double second = 15; second < 127; second += 7.3) {
        add(item(TimelineKind::Log, second, "log", 0, second > 108 && second < 112 ? 17 : 9));
    }
    add(item(TimelineKind::Ticket, 134 + 38 * 60, "#52107"));
    std::stable_sort(items.begin(), items.end(),
                     [](const TimelineItem& a, const TimelineItem& b) { return a.time < b.time; });
    return std::make_shared<const std::vector<TimelineItem>>(std::move(items));
}

analysis::TraceRow span(const std::string& service, const std::string& name, std::uint32_t depth,
                        double from, double length, bool failed, bool critical)
{
    analysis::TraceRow row;
    row.span.service = service;
    row.span.name = name;
    row.span.status = failed ? "error" : "ok";
    row.span.start = kStart + Duration {static_cast<std::int64_t>((108 + from) * 1e9)};
    row.span.duration = Duration {static_cast<std::int64_t>(length * 1e9)};
    row.depth = depth;
    row.onCriticalPath = critical;
    return row;
}

WaterfallPlot::Trace trace()
{
    analysis::TraceView view;
    view.rows = {span("web", "POST /api/pay", 0, 0, 4.02, true, true),
                 span("checkout", "authorizeOrder", 1, 0.01, 3.99, true, true),
                 span("checkout", "SELECT cart", 2, 0.02, 0.022, false, false),
                 span("checkout", "reserve stock", 2, 0.04, 0.038, false, false),
                 span("payments", "payments.call", 2, 0.09, 3.905, true, true),
                 span("payments", "POST gateway/charge", 3, 0.1, 3.89, true, true),
                 span("payments", "audit.write", 3, 3.99, 0.014, false, false)};
    std::uint64_t number = 1;
    for (analysis::TraceRow& row : view.rows) {
        row.span.id = {number++};
    }
    view.range = {view.rows[0].span.start, view.rows[0].span.start + Duration::milliseconds(4020)};
    view.services = 3;
    view.criticalPath = Duration::milliseconds(3980);
    return std::make_shared<const analysis::TraceView>(std::move(view));
}

LogView::Lines logs()
{
    const Timestamp at = kStart + Duration::milliseconds(111'891);
    return std::make_shared<const std::vector<LogLine>>(std::vector<LogLine> {
        {at,
         17,
         QStringLiteral("error"),
         QStringLiteral("payments"),
         QStringLiteral("gateway timed out after 3 912 ms for order 58120 user <email:k2p9>"),
         {}},
        {at - Duration::milliseconds(3900),
         9,
         QStringLiteral("info"),
         QStringLiteral("checkout"),
         QStringLiteral("authorize order 58120 attempt 1"),
         {}}});
}

InspectorSubject subject()
{
    InspectorSubject made {QStringLiteral("Selected span"),
                           QStringLiteral("payments.call"),
                           {},
                           {},
                           QStringLiteral("Same error")};
    const std::vector<std::pair<QString, QString>> rows {
        {QStringLiteral("service.name"), QStringLiteral("payments")},
        {QStringLiteral("service.version"), QStringLiteral("2.3.1")},
        {QStringLiteral("duration"), QStringLiteral("3.905 s (self 15 ms)")},
        {QStringLiteral("status"), QStringLiteral("error \u00B7 504")},
        {QStringLiteral("http.route"), QStringLiteral("/api/pay")},
        {QStringLiteral("server.address"), QStringLiteral("gateway.example")},
        {QStringLiteral("http.request.resend_count"), QStringLiteral("2")},
        {QStringLiteral("user.id"), QStringLiteral("u_20416 (pseudonym)")},
        {QStringLiteral("trace_id"), QStringLiteral("4f0c9b1d22e84a35b7d0a1c2e3f40516")}};
    for (const auto& [key, value] : rows) {
        made.rows.push_back({key, value, true});
    }
    made.place = domain::SourcePlace {"exports/traces.otlp.jsonl", {}, 0, 0, 1204};
    return made;
}

TicketPanel::Rows tickets()
{
    TicketRow certain;
    certain.ticket.id = "52107";
    certain.ticket.topic = "Payment fails on my phone";
    certain.ticket.severity = "blocking";
    certain.link = {"52107",
                    "s",
                    domain::LinkRule::ExplicitReference,
                    1.0,
                    "session id in the ticket \u00B7 +38 min",
                    true};
    TicketRow likely;
    likely.ticket.id = "52119";
    likely.ticket.topic = "was I charged twice?? the page hangs on pay";
    likely.link = {
        "52119", "s", domain::LinkRule::SameAccount, 0.74, "same account, same day, matching text",
        false};
    return std::make_shared<const std::vector<TicketRow>>(std::vector<TicketRow> {certain, likely});
}

TimelinePanel* timelinePanel()
{
    auto* timeline = new TimelinePanel;
    domain::SessionSummary summary = session("u_20416", 134);
    summary.account = "acct_0731";
    summary.attributes = {{"plan.tier", "enterprise"},
                          {"device.type", "mobile"},
                          {"geo.country.iso_code", "BR"},
                          {"service.version", "2.3.1"}};
    const TimelinePlot::Items items = timelineItems();
    timeline->setSession(summary, items, QStringLiteral("did not convert"));
    timeline->setHighlightedError(QStringLiteral("E1"));
    for (std::size_t i = 0; i < items->size(); ++i) {
        if ((*items)[i].title == "POST /api/pay 504") {
            timeline->selectItem(i);
        }
    }
    return timeline;
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

QWidget* withMargins(QWidget* inner)
{
    auto* outer = new QWidget;
    auto* layout = new QVBoxLayout(outer);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->addWidget(inner);
    return outer;
}

domain::SourceSummary source(const std::string& path, const std::string& format, std::uint64_t read,
                             std::uint64_t rejected)
{
    domain::SourceSummary made;
    made.path = path;
    made.format = format;
    made.read = read;
    made.rejected = rejected;
    made.duplicates = read / 100;
    made.accepted = read - rejected - made.duplicates;
    made.bytes = read * 412;
    made.redactions = {{"email", read / 7}};
    made.timeRange = {Timestamp::fromSeconds(1790812800), Timestamp::fromSeconds(1792022400)};
    return made;
}

} // namespace

QWidget* makeSessionGallery()
{
    auto* list = new SessionList;
    list->setRows(sessionRows(), 231);
    list->selectSession(QStringLiteral("s_u_20416"));
    auto* tracePanel = new TracePanel;
    tracePanel->setTrace(trace(), logs());
    tracePanel->selectSpan({5});
    auto* inspector = new Inspector;
    inspector->setSubject(subject());
    auto* ticketPanel = new TicketPanel;
    ticketPanel->setTickets(tickets());
    QSplitter* body =
        splitter(Qt::Horizontal,
                 {list, splitter(Qt::Vertical, {timelinePanel(), tracePanel}, {360, 410}),
                  splitter(Qt::Vertical, {inspector, ticketPanel}, {570, 200})},
                 {270, 750, 300});
    QWidget* window = makeGalleryWindow(
        {QStringLiteral("session"),
         {QStringLiteral("Checkout funnel"), QStringLiteral("PaymentGatewayTimeout"),
          QStringLiteral("session s_u_20416")},
         QStringLiteral("231 sessions \u00B7 128 did not convert"),
         QStringLiteral("shop-october.throughline"),
         QStringLiteral("web.ndjson.gz line 41,213 \u00B7 clock skew corrected \u22121.8 s"),
         true},
        nullptr, withMargins(body));
    filterBarOf(*window).setChips({{QStringLiteral("error.group"), QStringLiteral("is"),
                                    QStringLiteral("PaymentGatewayTimeout"), true}});
    return window;
}

QWidget* makeDataGallery()
{
    auto* sources = new SourceList;
    std::vector<domain::SourceSummary> rows {
        source("/exports/web.ndjson.gz", "json-events", 481'220, 12),
        source("/exports/traces.otlp.jsonl", "otlp-traces", 120'443, 0),
        source("/exports/logs.jsonl", "otlp-logs", 902'118, 3),
        source("/exports/tickets.csv", "tickets-csv", 310, 1)};
    rows[2].warnings = {{"time_without_zone", 214}};
    rows.push_back({});
    rows.back().path = "/exports/notes.docx";
    rows.back().status = domain::SourceStatus::Skipped;
    rows.back().message = "not a known format";
    sources->setSources(
        std::make_shared<const std::vector<domain::SourceSummary>>(std::move(rows)));
    auto* quarantine = new QuarantineView;
    quarantine->setRecords(
        std::make_shared<const std::vector<domain::RejectedRecord>>(
            std::vector<domain::RejectedRecord> {
                {"/exports/web.ndjson.gz", "", 4021, 889'120, 80, domain::IssueCode::BadJson,
                 "unexpected end of the object", "{\"event\": \"view\", \"user\": "},
                {"/exports/logs.jsonl", "", 77, 20'112, 120, domain::IssueCode::TimeMissing,
                 "no field holds a time", "{\"message\": \"started\"}"}}),
        16);
    return makeGalleryWindow(
        {QStringLiteral("data"),
         {QStringLiteral("Sources")},
         QStringLiteral("5 files \u00B7 1,504,091 records"),
         QStringLiteral("shop-october.throughline"),
         QStringLiteral("read = accepted + duplicates + rejected"),
         false},
        nullptr, withMargins(splitter(Qt::Vertical, {sources, quarantine}, {400, 400})));
}

QWidget* makeEmptyGallery()
{
    auto* body = new QWidget;
    auto* column = new QVBoxLayout(body);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto* bar = new MessageBar;
    bar->showError(badInputError("notes.docx is not an export that Throughline knows",
                                 "Export it as CSV, JSON or NDJSON."));
    auto* progress = new ImportProgress;
    progress->setProgress({"web.ndjson.gz", 312'000'000, 1'204'000'000, 1'402'118, 184'000, 12.4});
    auto* empty = new EmptyState;
    empty->setRecentStores(
        {{QStringLiteral("/home/me/shop-october.throughline"), QStringLiteral("shop-october"),
          QStringLiteral("yesterday")},
         {QStringLiteral("/home/me/very/deep/folder/of/other/things/shop-september.throughline"),
          QStringLiteral("shop-september"), QStringLiteral("3 weeks ago")}});
    column->addWidget(bar);
    column->addWidget(progress);
    column->addWidget(empty, 1);
    return makeGalleryWindow({QStringLiteral("data"),
                              {QStringLiteral("Welcome")},
                              {},
                              QStringLiteral("No store"),
                              {},
                              false},
                             nullptr, body);
}

} // namespace throughline::test
