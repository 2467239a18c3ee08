#include "models/analysis/frustration/quick_back.h"
#include "tests/support/test_registry.h"

#include <QtTest>

namespace throughline {

using namespace analysis;

class QuickBackTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void turnsRoundSoon_data();
    void turnsRoundSoon();
};

void QuickBackTest::turnsRoundSoon_data()
{
    QTest::addColumn<QString>("pages"); // "/a@0 /b@3": page and seconds
    QTest::addColumn<QList<int>>("backs");
    QTest::newRow("nothing") << "" << QList<int> {};
    QTest::newRow("one page") << "/a@0" << QList<int> {};
    QTest::newRow("there and back") << "/a@0 /b@10 /a@15" << QList<int> {2};
    QTest::newRow("stayed too long") << "/a@0 /b@10 /a@15.001" << QList<int> {};
    QTest::newRow("somewhere else") << "/a@0 /b@1 /c@2" << QList<int> {};
    QTest::newRow("to and fro") << "/a@0 /b@1 /a@2 /b@3" << QList<int> {2, 3};
    QTest::newRow("reloading is no visit of its own") << "/a@0 /b@1 /b@2 /a@3" << QList<int> {3};
    QTest::newRow("the stay begins with the first load") << "/a@0 /b@1 /b@5 /a@7" << QList<int> {};
    QTest::newRow("query and slash do not matter") << "/a?x=1@0 /b@1 /a/@2" << QList<int> {2};
    QTest::newRow("unknown pages are alike to none") << "@0 /b@1 @2" << QList<int> {};
    QTest::newRow("only the page just before") << "/a@0 /b@1 /c@2 /a@3" << QList<int> {};
}

void QuickBackTest::turnsRoundSoon()
{
    QFETCH(QString, pages);
    QFETCH(QList<int>, backs);
    std::vector<std::string> urls;
    std::vector<Timestamp> times;
    for (const QString& one : pages.split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        urls.push_back(one.section(QLatin1Char('@'), 0, 0).toStdString());
        times.push_back(
            Timestamp {qRound64(one.section(QLatin1Char('@'), 1).toDouble() * 1000) * 1'000'000});
    }
    std::vector<PageLoad> loads;
    for (std::size_t i = 0; i < urls.size(); ++i) {
        loads.push_back({times[i], urls[i]});
    }
    QCOMPARE(quickBacks(loads), std::vector<std::size_t>(backs.begin(), backs.end()));
}

THROUGHLINE_TEST(QuickBackTest)

} // namespace throughline

#include "tst_quick_back.moc"
