#include "models/notebook/wording.h"
#include "models/qt/comparison_text.h"
#include "models/qt/qt_text.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <algorithm>

namespace throughline {

using analysis::Comparison;
using analysis::Interval;
using analysis::Verdict;
using qt::Emphasis;
using qt::TextRun;

namespace {

Comparison harmful()
{
    Comparison made;
    made.verdict = Verdict::Harmful;
    made.exposureStep = 4;
    made.headline.affected = 233;
    made.headline.matchedAffected = 231;
    made.headline.difference = -0.477;
    made.headline.interval = Interval {-0.541, -0.413};
    made.naive.difference = 0.2;
    made.lost = analysis::LostConversions {110, Interval {95, 125}};
    made.revenue = analysis::RevenueAtRisk {6813, {}, "USD", 61.9, false, 0};
    return made;
}

Comparison with(Verdict verdict)
{
    Comparison made = harmful();
    made.verdict = verdict;
    made.minimumDetectableEffect = 0.03;
    return made;
}

bool hasRun(const std::vector<TextRun>& runs, const char* text, Emphasis emphasis)
{
    return std::find(runs.begin(), runs.end(), TextRun {QString::fromUtf8(text), emphasis})
        != runs.end();
}

} // namespace

class ComparisonTextTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void saysTheSameAsEveryOtherFront_data()
    {
        QTest::addColumn<int>("verdict");
        for (const Verdict verdict : {Verdict::Harmful, Verdict::Beneficial, Verdict::NoEvidence,
                                      Verdict::Inconclusive, Verdict::NoExposure}) {
            QTest::newRow(std::string(toText(verdict)).c_str()) << static_cast<int>(verdict);
        }
    }

    void saysTheSameAsEveryOtherFront()
    {
        QFETCH(int, verdict);
        const Comparison comparison = with(static_cast<Verdict>(verdict));
        const auto sentence = notebook::comparisonSentence(comparison);
        QString joined;
        for (const TextRun& run : qt::comparisonText(comparison)) {
            joined += run.text;
            QVERIFY(std::none_of(run.text.begin(), run.text.end(),
                                 [](QChar c) { return c.unicode() < 0x20; }));
        }
        QCOMPARE(joined, qt::toQString(sentence.lead + " " + sentence.rest));
        QCOMPARE(qt::comparisonCaveat(comparison), qt::toQString(sentence.caveat));
    }

    void whatItCostsStandsOut()
    {
        const auto runs = qt::comparisonText(harmful());
        QVERIFY(hasRun(runs, "47.7 points fewer", Emphasis::Strong));
        QVERIFY(hasRun(runs, "110 lost conversions", Emphasis::Strong));
        QVERIFY(hasRun(runs, "$6,813 at risk", Emphasis::Strong));
        QVERIFY(hasRun(runs, "(95% CI 41.3 \u2013 54.1)", Emphasis::Aside));
    }
};

THROUGHLINE_TEST(ComparisonTextTest)

} // namespace throughline

#include "tst_comparison_text.moc"
