#include "models/notebook/escalation.h"
#include "models/notebook/impact_moments.h"
#include "models/notebook/impact_parts.h"
#include "models/notebook/impact_report.h"
#include "models/notebook/report_html.h"
#include "models/notebook/report_json.h"
#include "models/notebook/report_markdown.h"
#include "tests/notebook/hostile_text.h"
#include "tests/support/test_registry.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

#include <limits>

namespace throughline {

using namespace notebook;
using analysis::Comparison;
using analysis::Interval;
using analysis::Verdict;

namespace {

analysis::FunnelResult funnelOf(const std::vector<std::uint64_t>& counts, const std::string& name)
{
    analysis::FunnelResult result;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        analysis::FunnelStepResult step;
        step.step = static_cast<std::uint32_t>(i + 1);
        step.name = name;
        step.expression = "event:" + name;
        step.count = counts[i];
        step.rateFromStart =
            counts[0] == 0 ? 0 : static_cast<double>(counts[i]) / static_cast<double>(counts[0]);
        result.steps.push_back(step);
    }
    result.entered = counts.empty() ? 0 : counts.front();
    result.converted = counts.empty() ? 0 : counts.back();
    return result;
}

Comparison harmful(const std::string& text)
{
    Comparison c;
    c.funnel.name = text;
    c.funnel.steps = {text, text, text};
    c.exposureStep = 2;
    c.verdict = Verdict::Harmful;
    c.headline.method = "opportunity_matched";
    c.headline.match = {"plan.tier", text};
    c.headline.affected = 231;
    c.headline.matchedAffected = 229;
    c.headline.control = 2903;
    c.headline.difference = -.477;
    c.headline.interval = Interval {-.541, -.413};
    c.opportunityMatched = c.headline;
    c.naive.method = "naive";
    c.naive.affected = 240;
    c.naive.difference = .178;
    c.placebo.method = "placebo";
    c.placebo.difference = -.003;
    c.placebo.interval = Interval {-.031, .026};
    c.lost = analysis::LostConversions {110.2, Interval {95.4, 124.97}};
    c.revenue = analysis::RevenueAtRisk {6812.6, Interval {5900, 7730}, "USD", 61.82, false, 0};
    c.minimumDetectableEffect = .069;
    c.segments = {{"plan.tier", "pro", 84, 900, -.498, Interval {-.6, -.4}, 1e-9, 1e-8, 41.8},
                  {"plan.tier", text, 120, 900, -.47, Interval {-.6, -.35}, 1e-9, 1e-8, 56.4},
                  {"geo.country.iso_code", "", 1, 3, std::nullopt, std::nullopt, std::nullopt,
                   std::nullopt, 0}};
    return c;
}

/// Every text of it is `text`.
ImpactFacts factsOf(const std::string& text)
{
    ImpactFacts facts;
    facts.store = text;
    facts.made = Timestamp::fromSeconds(1'795'910'400);
    facts.range = {Timestamp::fromSeconds(1'790'812'800), Timestamp::fromSeconds(1'792'022'400)};
    facts.scope.where = text;
    facts.group.id = domain::ErrorGroupId(3);
    facts.group.ruleSet = "TL-1";
    facts.group.type = text;
    facts.group.title = text;
    facts.group.culprit = text;
    facts.group.components = {text};
    facts.group.services = {text};
    facts.group.versions = {text, text};
    facts.group.environments = {text};
    facts.group.count = 250;
    facts.group.sessions = 240;
    facts.group.users = 225;
    facts.group.accounts = 203;
    facts.group.tickets = 53;
    facts.group.firstSeen = facts.range.from;
    facts.group.lastSeen = facts.range.to;
    facts.message = text;
    facts.stack = text;
    facts.versions = {{text, 3}};
    facts.services = {{text, 3}};
    facts.environments = {{"", 3}};
    facts.perHour = {{facts.range.from, 3}, {facts.range.from + Duration::days(2), 5}};
    facts.comparison = harmful(text);
    facts.with = funnelOf({240, 231, 103}, text);
    facts.without = funnelOf({11024, 3134, 2889}, text);
    const ImpactSession session {text, facts.range.from, text, {text, text}, 1};
    domain::TimelineItem item;
    item.title = text;
    item.id = text;
    item.place.file = "folder/" + text;
    ImpactExample example;
    example.session = session;
    for (const auto kind : {domain::TimelineKind::View, domain::TimelineKind::Request,
                            domain::TimelineKind::Error, domain::TimelineKind::Ticket}) {
        item.kind = kind;
        example.items.push_back(item);
    }
    example.ticket = text;
    facts.example = example;
    facts.sessions = {session, session};
    facts.sessionsTotal = 231;
    domain::Ticket ticket;
    ticket.id = text;
    ticket.topic = text;
    ticket.severity = text;
    ticket.accountId = text;
    facts.tickets = {ticket};
    facts.ticketsTotal = 53;
    domain::SourceSummary source;
    source.path = "folder/" + text;
    source.format = text;
    source.read = 1000;
    source.accepted = 990;
    source.rejected = 10;
    source.redactions = {{"card", 9}, {"email", 412}};
    facts.sources = {source};
    facts.digest = {{"event", "7f3a91c2"}};
    facts.botRule = "bots-1";
    return facts;
}

/// All text of the sections before the first new page.
std::string firstPage(const Document& document)
{
    Document page = document;
    page.data.clear();
    const auto behind = std::find_if(page.sections.begin(), page.sections.end(),
                                     [](const Section& section) { return section.newPage; });
    page.sections.erase(behind, page.sections.end());
    return jsonReport(page);
}

bool has(const std::string& text, const std::string& part)
{
    return text.find(part) != std::string::npos;
}

bool saysNotANumber(const std::string& text)
{
    static const QRegularExpression words(QStringLiteral("\\b(nan|inf)\\b"));
    return QString::fromStdString(text).contains(words);
}

domain::TimelineItem moment(domain::TimelineKind kind, const std::string& title)
{
    domain::TimelineItem item;
    item.kind = kind;
    item.title = title;
    item.id = title;
    return item;
}

} // namespace

class ImpactReportTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void firstPageAnswersTheThreeQuestions();
    void everyFigureSaysWhereItComesFrom();
    void numbersAreThoseOfTheComparison();
    void everyVerdictHasATitle_data();
    void everyVerdictHasATitle();
    void emptyFactsMakeAReport();
    void whatIsLeftOutIsSaid();
    void nothingIsNotANumber();
    void worstSegmentsComeFirst();
    void harderHitSegmentIsNamed();
    void hostileTextStaysText();
    void momentsAreThoseAroundTheError();
    void ticketDraftNamesItsEvidence();
};

void ImpactReportTest::firstPageAnswersTheThreeQuestions()
{
    const std::string page = firstPage(impactReport(factsOf("PaymentGatewayTimeout")));
    QVERIFY(has(page, "47.7 points fewer"));
    QVERIFY(has(page, "(95% CI 41.3 \u2013 54.1)"));
    QVERIFY(has(page, "110 lost conversions"));
    QVERIFY(has(page, "$6,813 at risk"));
    QVERIFY(has(page, "Who is hit most?"));
    QVERIFY(has(page, "Most lost conversions: plan: PaymentGatewayTimeout, about 56 of 110."));
    QVERIFY(has(page,
                "Evidence: session PaymentGatewayTimeout on 1 Oct 2026, trace "
                "PaymentGatewayTimeout, ticket"));
    QVERIFY(has(page, "+17.8 points"));
    QVERIFY(has(page, "costs about 110 conversions of PaymentGatewayTimeout in 14 days"));
}

void ImpactReportTest::everyFigureSaysWhereItComesFrom()
{
    int figures = 0;
    for (const Section& section : impactReport(factsOf("x")).sections) {
        for (const Block& block : section.blocks) {
            if (const auto* figure = std::get_if<FigureBlock>(&block)) {
                ++figures;
                const std::string said = joinFacts(provenanceFacts(figure->provenance));
                for (const char* part :
                     {"filter: x", "231 affected, 2,903 unaffected", "95% intervals",
                      "opportunity matched", "grouping TL-1", "comparison 1", "bots-1", "412 email",
                      "10 of 1,000 records", "data "}) {
                    QVERIFY2(has(said, part), said.c_str());
                }
                QVERIFY(!figure->table.rows.empty());
            }
        }
    }
    QCOMPARE(figures, 3);
}

void ImpactReportTest::numbersAreThoseOfTheComparison()
{
    const QJsonObject json =
        QJsonDocument::fromJson(QByteArray::fromStdString(jsonReport(impactReport(factsOf("x")))))
            .object();
    const QJsonValue headline = json[QLatin1String("comparison")][QLatin1String("headline")];
    QCOMPARE(headline[QLatin1String("difference")].toDouble(), -.477);
    QCOMPARE(json[QLatin1String("error_group")][QLatin1String("impact")]
                 [QLatin1String("lost_conversions")]
                     .toDouble(),
             110.2);
    QCOMPARE(json[QLatin1String("funnel")][QLatin1String("with_error")][QLatin1String("entered")]
                 .toInt(),
             240);
}

void ImpactReportTest::everyVerdictHasATitle_data()
{
    QTest::addColumn<int>("verdict");
    QTest::addColumn<QString>("title");
    QTest::newRow("harmful") << static_cast<int>(Verdict::Harmful)
                             << QStringLiteral("E costs about 110 conversions of E in 14 days");
    QTest::newRow("beneficial") << static_cast<int>(
        Verdict::Beneficial) << QStringLiteral("Sessions with E convert more often in E, not less");
    QTest::newRow("no evidence") << static_cast<int>(Verdict::NoEvidence)
                                 << QStringLiteral("No lost conversions of E seen from E");
    QTest::newRow("no exposure") << static_cast<int>(Verdict::NoExposure)
                                 << QStringLiteral(
                                        "E costs no conversions of E: nobody met it on the way");
    QTest::newRow("inconclusive") << static_cast<int>(
        Verdict::Inconclusive) << QStringLiteral("Not clear yet whether E costs conversions of E");
}

void ImpactReportTest::everyVerdictHasATitle()
{
    QFETCH(int, verdict);
    QFETCH(QString, title);
    ImpactFacts facts = factsOf("E");
    facts.comparison.verdict = static_cast<Verdict>(verdict);
    QCOMPARE(QString::fromStdString(impactTitle(facts)), title);
    QVERIFY(!htmlReport(impactReport(facts)).empty());
}

void ImpactReportTest::emptyFactsMakeAReport()
{
    const std::string page = firstPage(impactReport({}));
    QVERIFY(has(page, "No session of this store met it."));
    QVERIFY(!saysNotANumber(page));
}

void ImpactReportTest::whatIsLeftOutIsSaid()
{
    const std::string markdown = markdownReport(impactReport(factsOf("x")), "r").text;
    QVERIFY(has(markdown, "and 229 more rows, left out here"));
    QVERIFY(has(markdown, "and 52 more rows, left out here"));
}

void ImpactReportTest::nothingIsNotANumber()
{
    ImpactFacts facts = factsOf("x");
    const double nan = std::numeric_limits<double>::quiet_NaN();
    facts.comparison.segments[0].difference = nan;
    facts.comparison.metrics = {
        {"time_s", nan, std::numeric_limits<double>::infinity(), nan, std::nullopt, nan}};
    const std::string markdown = markdownReport(impactReport(facts), "r").text;
    QVERIFY(!saysNotANumber(markdown));
}

void ImpactReportTest::worstSegmentsComeFirst()
{
    const auto worst = worstSegments(harmful("free"), 6);
    QCOMPARE(worst.size(), std::size_t {2}); // the third has no estimate
    QCOMPARE(worst[0].value, std::string("free"));
    QCOMPARE(worstSegments(harmful("free"), 1).size(), std::size_t {1});
    Comparison everybody = harmful("free");
    everybody.segments[0].affected = 231; // has the value: tells nothing
    QCOMPARE(worstSegments(everybody, 6).size(), std::size_t {1});
}

void ImpactReportTest::harderHitSegmentIsNamed()
{
    Comparison c = harmful("free");
    QVERIFY(has(textOf(segmentWords(c)), "no segment is clearly hit harder"));
    c.segments[0].interval = Interval {-.6, -.48};
    QVERIFY(has(textOf(segmentWords(c)), "Hit harder per session than the whole: plan: pro"));
    c.segments.clear();
    QVERIFY(has(textOf(segmentWords(c)), "too few affected sessions"));
}

void ImpactReportTest::hostileTextStaysText()
{
    for (const std::string& text : test::hostileTexts()) {
        const Document document = impactReport(factsOf(text));
        const std::string html = htmlReport(document);
        QVERIFY(!has(html, "<script"));
        QVERIFY(!has(html, "<img"));
        QVERIFY(!has(html, "<iframe"));
        QVERIFY(!has(html, "\x1b"));
        QVERIFY(!has(markdownReport(document, "r").text, "\x1b"));
        QVERIFY(!QJsonDocument::fromJson(QByteArray::fromStdString(jsonReport(document))).isNull());
    }
}

void ImpactReportTest::momentsAreThoseAroundTheError()
{
    using domain::TimelineKind;
    std::vector<domain::TimelineItem> timeline;
    for (int i = 0; i < 20; ++i) {
        timeline.push_back(moment(TimelineKind::View, "/" + std::to_string(i)));
        timeline.push_back(moment(TimelineKind::Span, "span"));
    }
    timeline.push_back(moment(TimelineKind::Error, "E9"));
    timeline.push_back(moment(TimelineKind::Error, "E3"));
    for (int i = 0; i < 4; ++i) {
        timeline.push_back(moment(TimelineKind::Action, "click #pay-now"));
    }
    timeline.push_back(moment(TimelineKind::View, "/help"));
    timeline.push_back(moment(TimelineKind::Ticket, "84219"));
    const auto told = tellingMoments(timeline, "E3", 7);
    QCOMPARE(told.size(), std::size_t {7});
    QCOMPARE(told[2].title, std::string("/19"));
    QCOMPARE(told[3].title, std::string("E3"));
    QCOMPARE(told[4].title, std::string("click #pay-now, 4 times"));
    QCOMPARE(told[6].title, std::string("84219"));
    QCOMPARE(tellingMoments(timeline, "E3", 3).size(), std::size_t {3});
    QCOMPARE(tellingMoments(timeline, "E1", 5).size(), std::size_t {5});
    QVERIFY(tellingMoments({}, "E1", 5).empty());
    QCOMPARE(tellingMoments({moment(TimelineKind::Error, "E1")}, "E1", 5).size(), std::size_t {1});
}

void ImpactReportTest::ticketDraftNamesItsEvidence()
{
    ImpactFacts facts = factsOf("abc");
    facts.storeId = "8c1f";
    facts.sessions.front().id = "s 1/2";
    const Escalation draft = escalationOf(facts);
    QCOMPARE(draft.labels, std::vector<std::string> {"error:E3"});
    QCOMPARE(draft.severity, std::string("major"));
    const std::string markdown = markdownOf(draft);
    QVERIFY(has(markdown, "`throughline://view/session/s%201%2F2?store=8c1f`"));
    QVERIFY(has(plainTextOf(draft), "47.7 points fewer"));
    codec::JsonWriter json;
    writeEscalation(json, draft);
    const QJsonObject read =
        QJsonDocument::fromJson(QByteArray::fromStdString(json.text())).object();
    QCOMPARE(read[QLatin1String("ticket")][QLatin1String("topic")].toString(),
             QString::fromStdString(impactTitle(facts)));
    QCOMPARE(read[QLatin1String("links")].toArray().size(), 6);
    QCOMPARE(read[QLatin1String("sources")].toArray().size(), 4);
}

} // namespace throughline

using throughline::ImpactReportTest;
THROUGHLINE_TEST(ImpactReportTest)

#include "tst_impact_report.moc"
