#include "models/domain/sampling.h"
#include "tests/support/test_registry.h"

#include <QtTest>

namespace throughline {

class SamplingRateTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsShares_data();
    void readsShares();
    void readsTraceStates_data();
    void readsTraceStates();
    void writesWhatItReads();
};

void SamplingRateTest::readsShares_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<double>("rate"); // 0: none
    QTest::newRow("a share") << "0.25" << 0.25;
    QTest::newRow("per cent") << " 12.5 % " << 0.125;
    QTest::newRow("all") << "1" << 1.0;
    QTest::newRow("an exponent") << "1e-3" << 0.001;
    for (const char* none :
         {"", "0", "-0.5", "1.01", "101%", "%", "nan", "inf", "half", "0.1 0.2"}) {
        QTest::addRow("no share: %s", none) << none << 0.0;
    }
}

void SamplingRateTest::readsShares()
{
    QFETCH(const QString, text);
    QFETCH(const double, rate);
    QCOMPARE(domain::samplingRateFromText(text.toStdString()).value_or(0), rate);
}

void SamplingRateTest::readsTraceStates_data()
{
    QTest::addColumn<QString>("state");
    QTest::addColumn<double>("rate"); // 0: none
    QTest::newRow("all are kept") << "ot=th:0" << 1.0;
    QTest::newRow("half") << "ot=th:8" << 0.5;
    QTest::newRow("one in four") << "ot=th:c" << 0.25;
    QTest::newRow("one in 16, zeros left out") << "ot=th:f" << 0.0625;
    QTest::newRow("among others") << "vendor=x:th:8, ot=rv:6e6d1a75832a2f;th:c" << 0.25;
    QTest::newRow("fourteen digits") << "ot=th:fd70a3d70a3d71" << 0.01;
    for (const char* none :
         {"", "ot=", "ot=th:", "ot=th:x", "ot=th:ffffffffffffff0", "dd=th:8", "ot=rv:8"}) {
        QTest::addRow("none: %s", none) << none << 0.0;
    }
}

void SamplingRateTest::readsTraceStates()
{
    QFETCH(const QString, state);
    QFETCH(const double, rate);
    const double read = domain::samplingRateOfTraceState(state.toStdString()).value_or(0);
    QVERIFY2(std::abs(read - rate) < 1e-9, qPrintable(QString::number(read)));
}

void SamplingRateTest::writesWhatItReads()
{
    for (const double rate : {1.0, 0.1, 1.0 / 3, 1e-6}) {
        QCOMPARE(*domain::samplingRateFromText(domain::samplingRateText(rate)), rate);
    }
    QCOMPARE(domain::samplingRateText(0.1), std::string("0.1"));
}

THROUGHLINE_TEST(SamplingRateTest)

} // namespace throughline

#include "tst_sampling.moc"
