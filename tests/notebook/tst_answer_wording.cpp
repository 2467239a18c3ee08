#include "models/notebook/answer_wording.h"
#include "models/notebook/template_text.h"
#include "models/notebook/wording.h"
#include "tests/support/test_registry.h"

#include <QtTest>

namespace throughline {

using namespace analysis;
using namespace notebook;

namespace {

SetDifferences differences()
{
    SetDifferences found;
    found.first = 1'200;
    found.second = 34'000;
    found.tested = 41;
    SetDifference one;
    one.field = "plan.tier";
    one.value = "pro";
    one.firstShare = .312;
    one.secondShare = .101;
    one.difference = .211;
    one.interval = Interval {.18, .24};
    one.pValue = one.qValue = 1e-9;
    found.values = {one};
    return found;
}

ReleaseEffect fixedRelease()
{
    ReleaseEffect effect;
    effect.version = "2.3.1";
    effect.group = domain::ErrorGroupId(3);
    effect.before = {Timestamp {}, Timestamp {} + Duration::days(7)};
    effect.after = {Timestamp {} + Duration::days(7), Timestamp {} + Duration::days(14)};
    effect.occurrencesBefore = {1'000, 20, 21, 21.0, Interval {13.5, 32.4}};
    effect.occurrencesAfter = {1'000, 0, 0, 0.0, Interval {0, 3.8}};
    effect.verdict = FixVerdict::Fixed;
    effect.conversion.method = "before_after";
    effect.conversion.difference = .021;
    effect.conversion.interval = Interval {.004, .038};
    return effect;
}

} // namespace

class AnswerWordingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesTheSurestDifference();
    void saysThatNothingDiffers();
    void saysWhetherTheFixWorked();
    void releaseWithoutFigures_data();
    void releaseWithoutFigures();
    void tellsHowItMovedBefore();
    void warnsOfATurnedSign();
    void placesAreFilledOnce();
};

void AnswerWordingTest::namesTheSurestDifference()
{
    SetDifferences found = differences();
    QCOMPARE(differenceSentence(found),
             std::string("What tells the 1,200 sessions from the 34,000 others most surely is "
                         "plan.tier pro: 31.2% of the first, 10.1% of the second."));
    found.values.front().value.clear();
    QCOMPARE(differenceName(found.values.front()), std::string("no plan.tier"));
    found.values.front().kind = FeatureKind::ErrorGroup;
    found.values.front().value = "E3";
    found.inBoth = 5;
    QVERIFY(differenceSentence(found).find("meeting error E3") != std::string::npos);
    QVERIFY(differenceSentence(found).find("5 sessions are in both") != std::string::npos);
}

void AnswerWordingTest::saysThatNothingDiffers()
{
    SetDifferences found = differences();
    found.values.front().qValue = .2;
    QVERIFY(differenceSentence(found).find("Nothing tells") == 0);
    found.values.clear();
    QVERIFY(differenceSentence(found).find("of 41 things tested") != std::string::npos);
    found.second = 0;
    QCOMPARE(differenceSentence(found),
             std::string("There is nothing to compare: 1,200 sessions against 0."));
    QCOMPARE(differenceSentence({}),
             std::string("There is nothing to compare: 0 sessions against 0."));
}

void AnswerWordingTest::saysWhetherTheFixWorked()
{
    QCOMPARE(releaseSentence(fixedRelease(), "Timeout"),
             std::string("The fix worked: Timeout occurs 0.00 times per 1,000 sessions since 2.3.1 "
                         "(95% CI 0.00 to 3.80), 21.0 in the 7 days before (13.5 to 32.4). "
                         "Conversion is 2.1 points higher than in the 7 days before (95% CI +0.4 "
                         "to +3.8)."));
    ReleaseEffect effect = fixedRelease();
    effect.verdict = FixVerdict::NotAsked;
    effect.group = {};
    QVERIFY(releaseSentence(effect).find("Conversion is") == 0);
}

void AnswerWordingTest::releaseWithoutFigures_data()
{
    QTest::addColumn<int>("verdict");
    QTest::addColumn<bool>("sessions");
    QTest::addColumn<bool>("converts");
    QTest::addColumn<QString>("says");
    const auto of = [](FixVerdict verdict) { return static_cast<int>(verdict); };
    QTest::newRow("nobody at risk")
        << of(FixVerdict::NeverSeen) << false << false << "E3 cannot be judged";
    QTest::newRow("never seen") << of(FixVerdict::NeverSeen) << true << false << "Nothing to fix";
    QTest::newRow("unclear") << of(FixVerdict::Unclear) << true << false << "Not clear yet";
    QTest::newRow("fewer") << of(FixVerdict::Fewer) << true << false << "Fewer, but not gone";
    QTest::newRow("more") << of(FixVerdict::More) << true << false << "It got worse";
    QTest::newRow("no session of the funnel")
        << of(FixVerdict::NotAsked) << true << true << "Conversion cannot be compared";
}

void AnswerWordingTest::releaseWithoutFigures()
{
    QFETCH(int, verdict);
    QFETCH(bool, sessions);
    QFETCH(bool, converts);
    QFETCH(QString, says);
    ReleaseEffect effect = fixedRelease();
    effect.verdict = static_cast<FixVerdict>(verdict);
    effect.conversion = {};
    effect.conversion.method = converts ? "before_after" : "";
    if (!sessions) {
        effect.occurrencesBefore = effect.occurrencesAfter = {};
    }
    const QString said = QString::fromStdString(releaseSentence(effect));
    QVERIFY2(said.startsWith(says), qPrintable(said));
    QVERIFY(!said.contains(QLatin1Char('{')));
}

void AnswerWordingTest::tellsHowItMovedBefore()
{
    ReleaseEffect effect = fixedRelease();
    effect.placebo.difference = .01;
    effect.placebo.interval = Interval {.002, .018};
    QVERIFY(releaseSentence(effect).find("it had moved before the release too: by +1.0 points")
            != std::string::npos);
    effect.placebo.interval = Interval {-.002, .022};
    QVERIFY(
        releaseSentence(effect).find("Before the release no move shows (\u22120.2 to +2.2 points)")
        != std::string::npos);
}

void AnswerWordingTest::warnsOfATurnedSign()
{
    QCOMPARE(signFlipSentence({"device.type", .021, -.05}),
             std::string("Over all values of device.type together the difference is 2.1 points "
                         "more, within them it is 5.0 points fewer: the mix of device.type turns "
                         "the sign."));
}

void AnswerWordingTest::placesAreFilledOnce()
{
    QCOMPARE(fillTemplate("{a} {b} {c", {{"a", "{b}"}, {"b", "x"}}), std::string("{b} x {c"));
    QCOMPARE(fillTemplate("{unknown}", {}), std::string("{unknown}"));
}

THROUGHLINE_TEST(AnswerWordingTest)

} // namespace throughline

#include "tst_answer_wording.moc"
