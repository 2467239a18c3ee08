#include "models/analysis/frustration/click_response.h"
#include "tests/support/test_registry.h"

#include <QtTest>

namespace throughline {

using namespace analysis;

namespace {

Timestamp at(std::int64_t ms)
{
    return Timestamp {ms * 1'000'000};
}

std::vector<Timestamp> moments(const QList<int>& ms)
{
    std::vector<Timestamp> times;
    for (const int one : ms) {
        times.push_back(at(one));
    }
    return times;
}

std::vector<Click> clicks(const QList<int>& ms, std::string_view target = "#pay")
{
    std::vector<Click> all;
    for (const Timestamp time : moments(ms)) {
        Click click;
        click.time = time;
        click.target = target;
        all.push_back(click);
    }
    return all;
}

} // namespace

class ClickResponseTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void deadWithoutResponse_data();
    void deadWithoutResponse();
    void someClicksNeedNoResponse_data();
    void someClicksNeedNoResponse();
    void anAnsweredClickIsNotDead();
    void errorsWithinASecondCount_data();
    void errorsWithinASecondCount();
};

void ClickResponseTest::deadWithoutResponse_data()
{
    QTest::addColumn<QList<int>>("clickMs");
    QTest::addColumn<QList<int>>("responseMs");
    QTest::addColumn<QList<int>>("dead");
    QTest::newRow("no click") << QList<int> {} << QList<int> {5} << QList<int> {};
    QTest::newRow("nothing ever happens") << QList<int> {0} << QList<int> {} << QList<int> {0};
    QTest::newRow("at once") << QList<int> {10} << QList<int> {10} << QList<int> {};
    QTest::newRow("after exactly 3 s") << QList<int> {0} << QList<int> {3000} << QList<int> {};
    QTest::newRow("too late") << QList<int> {0} << QList<int> {3001} << QList<int> {0};
    QTest::newRow("before it") << QList<int> {10} << QList<int> {9} << QList<int> {0};
    QTest::newRow("one response answers all before it")
        << QList<int> {0, 500, 4000} << QList<int> {900} << QList<int> {2};
}

void ClickResponseTest::deadWithoutResponse()
{
    QFETCH(QList<int>, clickMs);
    QFETCH(QList<int>, responseMs);
    QFETCH(QList<int>, dead);
    const std::vector<std::size_t> found = deadClicks(clicks(clickMs), moments(responseMs));
    QCOMPARE(found, std::vector<std::size_t>(dead.begin(), dead.end()));
}

void ClickResponseTest::someClicksNeedNoResponse_data()
{
    QTest::addColumn<QString>("target");
    QTest::addColumn<QString>("role");
    QTest::addColumn<bool>("counts");
    QTest::newRow("a button") << "#pay-now"
                              << "button" << true;
    QTest::newRow("unknown target") << ""
                                    << "button" << false;
    QTest::newRow("a text field") << "form > input.card"
                                  << "" << false;
    QTest::newRow("by its role") << "#country"
                                 << "select" << false;
    QTest::newRow("a word that only begins alike") << "#inputs"
                                                   << "" << true;
}

void ClickResponseTest::someClicksNeedNoResponse()
{
    QFETCH(QString, target);
    QFETCH(QString, role);
    QFETCH(bool, counts);
    const std::string targetText = target.toStdString();
    const std::string roleText = role.toStdString();
    std::vector<Click> one = clicks({0}, targetText);
    one.front().role = roleText;
    QCOMPARE(deadClicks(one, {}).size(), std::size_t {counts ? 1U : 0U});
}

void ClickResponseTest::anAnsweredClickIsNotDead()
{
    std::vector<Click> all = clicks({0, 1, 2, 3});
    all[0].outcome = ClickOutcome::Responded;
    all[1].outcome = ClickOutcome::SelectedOrScrolled;
    all[2].outcome = ClickOutcome::NoResponse;
    QCOMPARE(deadClicks(all, {}), (std::vector<std::size_t> {2, 3}));
}

void ClickResponseTest::errorsWithinASecondCount_data()
{
    QTest::addColumn<QList<int>>("clickMs");
    QTest::addColumn<QList<int>>("errorMs");
    QTest::addColumn<QList<int>>("met");
    QTest::newRow("nothing") << QList<int> {} << QList<int> {} << QList<int> {};
    QTest::newRow("no error") << QList<int> {0} << QList<int> {} << QList<int> {};
    QTest::newRow("at the end") << QList<int> {0} << QList<int> {1000} << QList<int> {0};
    QTest::newRow("too late") << QList<int> {0} << QList<int> {1001} << QList<int> {};
    QTest::newRow("of two clicks both")
        << QList<int> {0, 300} << QList<int> {700} << QList<int> {0, 1};
    QTest::newRow("an error before") << QList<int> {10} << QList<int> {9} << QList<int> {};
}

void ClickResponseTest::errorsWithinASecondCount()
{
    QFETCH(QList<int>, clickMs);
    QFETCH(QList<int>, errorMs);
    QFETCH(QList<int>, met);
    const std::vector<std::size_t> found = errorClicks(clicks(clickMs), moments(errorMs));
    QCOMPARE(found, std::vector<std::size_t>(met.begin(), met.end()));
}

THROUGHLINE_TEST(ClickResponseTest)

} // namespace throughline

#include "tst_click_response.moc"
