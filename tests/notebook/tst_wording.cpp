#include "models/notebook/wording.h"
#include "tests/support/test_registry.h"

#include <QtTest>

namespace throughline {

using namespace analysis;
using namespace notebook;

namespace {

/// The comparison of a payment error that costs conversions.
Comparison harmful()
{
    Comparison c;
    c.funnel.steps = {"event:view", "event:cart", "event:pay", "event:paid"};
    c.exposureStep = 3;
    c.verdict = Verdict::Harmful;
    c.headline.method = "opportunity_matched";
    c.headline.affected = 231;
    c.headline.matchedAffected = 231;
    c.headline.difference = -.477;
    c.headline.interval = Interval {-.541, -.413};
    c.naive.affected = 240;
    c.naive.difference = -.30;
    c.lost = LostConversions {110.2, Interval {95.4, 124.97}};
    RevenueAtRisk revenue;
    revenue.estimate = 6812.6;
    revenue.currency = "USD";
    c.revenue = revenue;
    c.minimumDetectableEffect = .069;
    return c;
}

Comparison unclear(Verdict verdict)
{
    Comparison c = harmful();
    c.verdict = verdict;
    c.headline.difference = -.034;
    c.headline.interval = Interval {-.08, .012};
    return c;
}

} // namespace

class WordingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void harmfulSaysWhatItCosts();
    void harmfulWithoutMoneySaysConversions();
    void beneficialSaysMore();
    void noEvidenceSaysWhatWouldHaveShown();
    void inconclusiveSaysWhatWouldShow();
    void missingFiguresAreExplained();
    void noExposureSaysWhere();
    void oppositeNaiveFigureIsExplained();
    void unmatchedAndUnadjustedAreSaid();
    void fallBacksAreSaid();
    void earlierDifferencesAreSaid();
    void titleNamesTheErrorAndIsNeverReadAsAPlace();
    void templatesCanBeReplaced();
    void moneyReadsAsPeopleWriteIt_data();
    void moneyReadsAsPeopleWriteIt();
    void smallPointsKeepADigit();
    void everyVerdictHasALeadAndARest();
};

void WordingTest::harmfulSaysWhatItCosts()
{
    const ComparisonSentence sentence = comparisonSentence(harmful());
    QCOMPARE(sentence.lead, std::string("47.7 points fewer"));
    QCOMPARE(
        sentence.rest,
        std::string("of the 231 affected sessions converted than comparable sessions without "
                    "it (95% CI 41.3 \u2013 54.1). About 110 lost conversions (95 \u2013 125), "
                    "$6,813 at risk."));
    QCOMPARE(sentence.caveat, std::string());
    QCOMPARE(plainText(sentence), sentence.lead + " " + sentence.rest);
}

void WordingTest::harmfulWithoutMoneySaysConversions()
{
    Comparison c = harmful();
    c.revenue.reset();
    c.lost = LostConversions {6.04, Interval {1.2, 9.97}};
    const std::string rest = comparisonSentence(c).rest;
    QVERIFY2(rest.ends_with("About 6.0 lost conversions (1.2 \u2013 10)."), rest.c_str());
}

void WordingTest::beneficialSaysMore()
{
    Comparison c = harmful();
    c.verdict = Verdict::Beneficial;
    c.headline.difference = .12;
    c.headline.interval = Interval {.02, .22};
    c.lost = LostConversions {-27.7, Interval {-50.8, -4.62}};
    c.naive.difference = .2;
    const ComparisonSentence sentence = comparisonSentence(c);
    QCOMPARE(sentence.lead, std::string("12.0 points more"));
    QVERIFY(sentence.rest.find("(95% CI 2.0 \u2013 22.0)") != std::string::npos);
    QVERIFY2(sentence.rest.ends_with("About 28 conversions more than expected (4.6 \u2013 51)."),
             sentence.rest.c_str());
}

void WordingTest::noEvidenceSaysWhatWouldHaveShown()
{
    Comparison c = unclear(Verdict::NoEvidence);
    c.minimumDetectableEffect = .031;
    QCOMPARE(
        plainText(comparisonSentence(c)),
        std::string("No effect seen: of the 231 affected sessions, 3.4 points fewer converted "
                    "than of comparable sessions without it (95% CI 8.0 points fewer to 1.2 "
                    "points more). A true difference of 3.1 points would very probably show."));
    c.headline.difference = 0;
    QVERIFY(comparisonSentence(c).rest.find("as many converted") != std::string::npos);
}

void WordingTest::inconclusiveSaysWhatWouldShow()
{
    const ComparisonSentence sentence = comparisonSentence(unclear(Verdict::Inconclusive));
    QCOMPARE(sentence.lead, std::string("Inconclusive:"));
    QVERIFY2(sentence.rest.ends_with(
                 "Only a difference of about 6.9 points or more would show in this many sessions."),
             sentence.rest.c_str());
}

void WordingTest::missingFiguresAreExplained()
{
    Comparison c = unclear(Verdict::Inconclusive);
    c.headline.interval.reset();
    QVERIFY(comparisonSentence(c).rest.find("too few") != std::string::npos);
    c.headline.difference.reset();
    c.headline.affected = 1;
    c.headline.note = "no affected session has a comparable control; not matched on opportunities";
    QCOMPARE(plainText(comparisonSentence(c)),
             std::string("Inconclusive: the 1 affected session cannot be compared (no affected "
                         "session has a comparable control)."));
}

void WordingTest::noExposureSaysWhere()
{
    Comparison c;
    c.verdict = Verdict::NoExposure;
    c.funnel.steps = {"event:view", "event:pay", "event:paid"};
    QCOMPARE(plainText(comparisonSentence(c)),
             std::string("No exposure: no session that met the error entered this funnel."));
    c.exposureStep = 2;
    c.naive.affected = 1365;
    QCOMPARE(
        plainText(comparisonSentence(c)),
        std::string("No exposure: no session met the error between reaching step 2 (event:pay) "
                    "and converting. Sessions of the funnel that met it at other times: "
                    "1,365."));
}

void WordingTest::oppositeNaiveFigureIsExplained()
{
    Comparison c = harmful();
    c.naive.difference = .123;
    const std::string caveat = comparisonSentence(c).caveat;
    QVERIFY(caveat.find("12.3 points more, has the opposite sign because") != std::string::npos);
    QVERIFY(caveat.find("opposite sign") != std::string::npos);
    c.naive.difference = -.123;
    QVERIFY(comparisonSentence(c).caveat.empty());
    c.verdict = Verdict::Beneficial;
    c.headline.difference = .2;
    c.headline.interval = Interval {.1, .3};
    QVERIFY(comparisonSentence(c).caveat.find("12.3 points fewer, has the opposite sign because")
            != std::string::npos);
}

void WordingTest::unmatchedAndUnadjustedAreSaid()
{
    Comparison c = harmful();
    c.headline.method = "at_risk_stratified";
    c.headline.affected = 243;
    const std::string caveat = comparisonSentence(c).caveat;
    QVERIFY(caveat.starts_with("12 affected sessions have no comparable session"));
    QVERIFY(caveat.find("not matched on how many chances") != std::string::npos);
    QVERIFY(comparisonSentence(c).rest.starts_with("of the 231 affected sessions"));
    c.headline.affected = 232;
    QVERIFY(comparisonSentence(c).caveat.starts_with("1 affected session has"));
}

void WordingTest::fallBacksAreSaid()
{
    Comparison c = harmful();
    c.headline.method = "at_risk_stratified";
    c.opportunityMatched.matchedAffected = 12;
    QVERIFY(comparisonSentence(c).caveat.find("Too few affected sessions (12)")
            != std::string::npos);
    c.headline.method = "opportunity_matched";
    QVERIFY(comparisonSentence(c).caveat.empty());
    c.headline.note = "the failing action is not seen succeeding: compared one event earlier";
    QVERIFY(comparisonSentence(c).caveat.find("at the event before it") != std::string::npos);
    c.headline.note = "most controls meet the error later: compared with those not yet hit";
    QVERIFY(comparisonSentence(c).caveat.find("understates the effect") != std::string::npos);
    c = unclear(Verdict::Inconclusive);
    c.headline.difference.reset();
    c.headline.note = "this action ends sessions anyway";
    QVERIFY(comparisonSentence(c).rest.find("cannot be compared (this action ends sessions anyway)")
            != std::string::npos);
}

void WordingTest::earlierDifferencesAreSaid()
{
    Comparison c = harmful();
    c.checks.history.difference = -.11;
    QVERIFY(comparisonSentence(c).caveat.find("differed before") == std::string::npos);
    c.checks.differedBefore = true;
    QVERIFY(comparisonSentence(c).caveat.find("differed before: by 11.0 points")
            != std::string::npos);
    c.checks.removedBy = "device.type";
    QVERIFY(comparisonSentence(c).caveat.find("matching on device.type too removes that")
            != std::string::npos);
}

void WordingTest::titleNamesTheErrorAndIsNeverReadAsAPlace()
{
    const std::string rest = comparisonSentence(harmful(), "Oops {low} <n>").rest;
    QVERIFY2(rest.starts_with("of the 231 sessions that met Oops {low} <n> converted"),
             rest.c_str());
}

void WordingTest::templatesCanBeReplaced()
{
    ComparisonTemplates german;
    german.fewer = "{points} Punkte weniger";
    QCOMPARE(comparisonSentence(harmful(), {}, german).lead, std::string("47.7 Punkte weniger"));
    german.fewer = "{unknown} {open";
    QCOMPARE(comparisonSentence(harmful(), {}, german).lead, std::string("{unknown} {open"));
}

void WordingTest::moneyReadsAsPeopleWriteIt_data()
{
    QTest::addColumn<double>("amount");
    QTest::addColumn<QString>("currency");
    QTest::addColumn<QString>("text");
    const auto row = [](const char* name, double amount, const char* currency, const char* text) {
        QTest::newRow(name) << amount << QString::fromUtf8(currency) << QString::fromUtf8(text);
    };
    row("dollars", 6812.6, "USD", "$6,813");
    row("cents", 12.5, "USD", "$12.50");
    row("almost a hundred", 99.996, "USD", "$100");
    row("euro", 1234567, "EUR", "\u20ac1,234,567");
    row("francs", 12.5, "CHF", "12.50 CHF");
    row("no currency", 250, "", "250");
    row("negative", -250, "GBP", "-\u00a3250");
    row("nothing", -.001, "USD", "$0.00");
}

void WordingTest::moneyReadsAsPeopleWriteIt()
{
    QFETCH(double, amount);
    QFETCH(QString, currency);
    QFETCH(QString, text);
    QCOMPARE(QString::fromStdString(moneyText(amount, currency.toStdString())), text);
}

void WordingTest::smallPointsKeepADigit()
{
    QCOMPARE(pointsText(-.477), std::string("47.7"));
    QCOMPARE(pointsText(.0004), std::string("0.04"));
    QCOMPARE(pointsText(0), std::string("0.0"));
    QCOMPARE(pointsText(-1), std::string("100.0"));
}

void WordingTest::everyVerdictHasALeadAndARest()
{
    for (const Verdict verdict :
         {Verdict::NoEvidence, Verdict::Inconclusive, Verdict::NoExposure}) {
        Comparison empty;
        empty.verdict = verdict;
        const ComparisonSentence sentence = comparisonSentence(empty);
        QVERIFY(!sentence.lead.empty() && !sentence.rest.empty());
        QVERIFY(plainText(sentence).find('{') == std::string::npos);
    }
    for (const Verdict verdict : {Verdict::Harmful, Verdict::Beneficial}) {
        Comparison c = harmful();
        c.verdict = verdict;
        QVERIFY(plainText(comparisonSentence(c)).find('{') == std::string::npos);
    }
}

} // namespace throughline

using throughline::WordingTest;
THROUGHLINE_TEST(WordingTest)
#include "tst_wording.moc"
