#include "models/qt/filter_terms.h"
#include "tests/support/test_registry.h"

#include <QtTest>

namespace throughline {

class FilterTermsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void saysATermInWords_data()
    {
        QTest::addColumn<QString>("term");
        QTest::addColumn<QString>("words");
        QTest::newRow("one value") << "plan.tier:pro"
                                   << "plan.tier|is|pro";
        QTest::newRow("not one value") << "!plan.tier:pro"
                                       << "plan.tier|is not|pro";
        QTest::newRow("several values") << "plan.tier:[pro,free]"
                                        << "plan.tier|is any of|pro, free";
        QTest::newRow("none of several") << "!plan.tier:[pro,free]"
                                         << "plan.tier|is none of|pro, free";
        QTest::newRow("present") << "has:plan.tier"
                                 << "plan.tier|is present|";
        QTest::newRow("missing") << "!has:plan.tier"
                                 << "plan.tier|is missing|";
        QTest::newRow("above") << "revenue:>100"
                               << "revenue|is above|100";
        QTest::newRow("a word") << "timeout"
                                << "any text|contains|timeout";
        QTest::newRow("an error group") << "error.group:E7"
                                        << "error.group|is|E7";
    }

    void saysATermInWords()
    {
        QFETCH(QString, term);
        QFETCH(QString, words);
        const auto terms = qt::filterTerms(term.toStdString());
        QVERIFY(terms.ok());
        QCOMPARE(terms.value().size(), std::size_t {1});
        const qt::FilterTerm& one = terms.value().front();
        QCOMPARE(QStringList({one.field, one.relation, one.value}).join(QLatin1Char('|')), words);
    }

    void flippingTwiceChangesNothing()
    {
        const std::string filter = "plan.tier:pro has:device.type";
        for (std::size_t place = 0; place < 3; ++place) {
            const auto once = qt::withFlippedTerm(filter, place);
            QVERIFY(once.ok());
            QCOMPARE(qt::withFlippedTerm(once.value(), place).value(), filter);
        }
    }

    void aTermThatIsThereIsNotAddedAgain()
    {
        const auto twice = qt::withFilter("plan.tier:pro", "plan.tier:pro device.type:mobile");
        QVERIFY(twice.ok());
        QCOMPARE(twice.value(), std::string("plan.tier:pro device.type:mobile"));
    }

    void removesTheTermAtAPlace()
    {
        QCOMPARE(qt::withoutTerm("plan.tier:pro device.type:mobile", 0).value(),
                 std::string("device.type:mobile"));
        QCOMPARE(qt::withoutTerm("plan.tier:pro", 0).value(), std::string());
        QCOMPARE(qt::withoutTerm("plan.tier:pro", 9).value(), std::string("plan.tier:pro"));
    }

    void aValueFilterReadsBackWhateverTheValue_data()
    {
        QTest::addColumn<QString>("value");
        QTest::newRow("plain") << "pro";
        QTest::newRow("blank inside") << "a b";
        QTest::newRow("star") << "a*b";
        QTest::newRow("quote and colon") << "say \"hi\": now";
        QTest::newRow("bracket") << "[a,b]";
    }

    void aValueFilterReadsBackWhateverTheValue()
    {
        QFETCH(QString, value);
        for (const bool negated : {false, true}) {
            const std::string text = qt::valueFilter("plan.tier", value.toStdString(), negated);
            const auto terms = qt::filterTerms(text);
            QVERIFY2(terms.ok(), text.c_str());
            QCOMPARE(terms.value().size(), std::size_t {1});
            QCOMPARE(terms.value().front().value, value);
        }
    }

    void anEmptyValueAsksForNone()
    {
        QCOMPARE(qt::valueFilter("plan.tier", "", false), std::string("!has:plan.tier"));
        QCOMPARE(qt::valueFilter("plan.tier", "", true), std::string("has:plan.tier"));
    }

    void aFilterThatCannotBeReadIsRefused()
    {
        QVERIFY(!qt::filterTerms("plan.tier:[pro").ok());
        QCOMPARE(qt::canonicalFilter("plan.tier:[pro").error().code, ErrorCode::Usage);
        QVERIFY(!qt::withFilter("plan.tier:pro", "\"open").ok());
    }

    void splittingAndJoiningGivesTheSame()
    {
        const std::string filter = "plan.tier:pro !has:device.type revenue:>100";
        std::string joined;
        const auto terms = qt::splitFilter(filter);
        QVERIFY(terms.ok());
        for (const std::string& term : terms.value()) {
            joined = qt::withFilter(joined, term).value();
        }
        QCOMPARE(joined, filter);
    }
};

THROUGHLINE_TEST(FilterTermsTest)

} // namespace throughline

#include "tst_filter_terms.moc"
