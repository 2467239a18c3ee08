#include "models/analysis/frustration/reload.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <deque>

namespace throughline {

using analysis::Cluster;
using analysis::Navigation;
using analysis::PageLoad;

class ReloadTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void clusters_data();
    void clusters();
    void pages_data();
    void pages();
};

void ReloadTest::clusters_data()
{
    QTest::addColumn<QString>("loads"); // seconds:url, r: a marked reload, p: after progress
    QTest::addColumn<QString>("expected");
    QTest::newRow("none") << ""
                          << "";
    QTest::newRow("one") << "0:/a"
                         << "";
    QTest::newRow("two unmarked") << "0:/a 5:/a"
                                  << "";
    QTest::newRow("three") << "0:/a 5:/a 10:/a"
                           << "0-2";
    QTest::newRow("three in exactly a minute") << "0:/a 5:/a 60:/a"
                                               << "0-2";
    QTest::newRow("three in more than a minute") << "0:/a 31:/a 61:/a"
                                                 << "";
    QTest::newRow("the query does not matter") << "0:/a?x=1 5:/a?x=2 10:/a"
                                               << "0-2";
    QTest::newRow("three products are browsing") << "0:/p/1 5:/p/2 10:/p/3"
                                                 << "";
    QTest::newRow("to and fro is browsing") << "0:/a 5:/b 10:/a 15:/b 20:/a"
                                            << "";
    QTest::newRow("progress in between") << "0:/a 5:/a 10:/ap 15:/a"
                                         << "";
    QTest::newRow("two, the second marked") << "0:/a 5:/ar"
                                            << "0-1";
    QTest::newRow("two, only the first marked") << "0:/ar 5:/a"
                                                << "";
    QTest::newRow("two marked but a minute apart") << "0:/a 61:/ar"
                                                   << "";
    QTest::newRow("marked load of another page") << "0:/b 5:/ar"
                                                 << "";
    QTest::newRow("one long row counts once") << "0:/a 25:/a 50:/a 75:/a 100:/a"
                                              << "0-4";
    QTest::newRow("two rows") << "0:/a 5:/a 10:/a 200:/a 205:/ar"
                              << "0-2 3-4";
    QTest::newRow("no urls") << "0: 5: 10:"
                             << "";
}

void ReloadTest::clusters()
{
    QFETCH(QString, loads);
    QFETCH(QString, expected);
    std::deque<std::string> urls;
    std::vector<PageLoad> input;
    for (const QString& word : loads.split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        PageLoad load;
        const qsizetype colon = word.indexOf(QLatin1Char(':'));
        load.time = Timestamp::fromSeconds(word.left(colon).toLongLong());
        QString url = word.mid(colon + 1);
        load.navigation = url.endsWith(QLatin1Char('r')) ? Navigation::Reload : Navigation::Unknown;
        load.afterProgress = url.size() > 2 && url.endsWith(QLatin1Char('p'));
        if (load.navigation == Navigation::Reload || load.afterProgress) {
            url.chop(1);
        }
        load.url = urls.emplace_back(url.toStdString());
        input.push_back(load);
    }
    QStringList found;
    for (const Cluster& cluster : analysis::reloads(input)) {
        found << QStringLiteral("%1-%2").arg(cluster.first).arg(cluster.last);
        QCOMPARE(std::size_t {cluster.count}, cluster.last - cluster.first + 1);
    }
    QCOMPARE(found.join(QLatin1Char(' ')), expected);
}

void ReloadTest::pages_data()
{
    QTest::addColumn<QByteArray>("url");
    QTest::addColumn<QByteArray>("page");
    QTest::newRow("path") << QByteArray("/checkout") << QByteArray("/checkout");
    QTest::newRow("root") << QByteArray("/") << QByteArray("/");
    QTest::newRow("slash at the end") << QByteArray("/checkout/") << QByteArray("/checkout");
    QTest::newRow("query and fragment")
        << QByteArray("/checkout?step=2#top") << QByteArray("/checkout");
    QTest::newRow("whole") << QByteArray("https://shop.example/checkout/?a=b")
                           << QByteArray("shop.example/checkout");
    QTest::newRow("host only") << QByteArray("https://shop.example/") << QByteArray("shop.example");
    QTest::newRow("a route behind the hash")
        << QByteArray("/app?utm=x#/cart/?a=1") << QByteArray("/app#/cart");
    QTest::newRow("an old route") << QByteArray("/#!cart") << QByteArray("/#!cart");
    QTest::newRow("a URL in the query")
        << QByteArray("/go?to=https://x.example") << QByteArray("/go");
    QTest::newRow("nothing") << QByteArray("") << QByteArray("");
    QTest::newRow("only a query") << QByteArray("?a") << QByteArray("");
}

void ReloadTest::pages()
{
    QFETCH(QByteArray, url);
    QFETCH(QByteArray, page);
    QCOMPARE(QByteArray::fromStdString(analysis::pageOf(url.toStdString())), page);
}

THROUGHLINE_TEST(ReloadTest)

} // namespace throughline

#include "tst_reload.moc"
