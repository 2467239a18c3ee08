#include "models/ingest/normalize/url_normalizer.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <string>

namespace throughline {

using ingest::UrlParts;

class UrlNormalizerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void splitsAddresses();
    void splitsPaths();
    void takesThePath_data();
    void takesThePath();
    void normalizes_data();
    void normalizes();
    void masksIdsInPaths_data();
    void masksIdsInPaths();
};

void UrlNormalizerTest::splitsAddresses()
{
    const UrlParts parts =
        ingest::splitUrl("https://bob:pw@Shop.example.com:8443/a/b?x=1&y=?#top#2");
    const UrlParts expected {"https",   "bob:pw", "Shop.example.com", "8443", "/a/b",
                             "x=1&y=?", "top#2"};
    QCOMPARE(parts, expected);
    QCOMPARE(ingest::splitUrl("http://[::1]:80/x").host, std::string_view("[::1]"));
    QCOMPARE(ingest::splitUrl("http://[::1]/x").port, std::string_view(""));
}

void UrlNormalizerTest::splitsPaths()
{
    QCOMPARE(ingest::splitUrl("/a?next=https://x/y"),
             (UrlParts {"", "", "", "", "/a", "next=https://x/y", ""}));
    QCOMPARE(ingest::splitUrl(""), UrlParts {});
    QCOMPARE(ingest::splitUrl("#"), UrlParts {});
    QCOMPARE(ingest::splitUrl("a b://c").path, std::string_view("a b://c"));
}

void UrlNormalizerTest::takesThePath_data()
{
    QTest::addColumn<QByteArray>("url");
    QTest::addColumn<QByteArray>("path");
    const auto row = [](const char* url, const char* path) {
        QTest::newRow(*url != '\0' ? url : "empty") << QByteArray(url) << QByteArray(path);
    };
    row("https://x.example.com", "/");
    row("https://x.example.com?q=1", "/");
    row("https://x.example.com/cart?q=1#a", "/cart");
    row("/cart?q=1", "/cart");
    row("/", "/");
    row("", "");
}

void UrlNormalizerTest::takesThePath()
{
    QFETCH(QByteArray, url);
    QFETCH(QByteArray, path);
    QCOMPARE(ingest::urlPath(url.toStdString()), std::string_view(path.constData()));
}

void UrlNormalizerTest::normalizes_data()
{
    QTest::addColumn<QByteArray>("url");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char* url, const char* expected) {
        QTest::newRow(url) << QByteArray(url) << QByteArray(expected);
    };
    row("HTTPS://Shop.Example.COM:443/A?b=C#D", "https://shop.example.com/A?b=C#D");
    row("http://x:8080/", "http://x:8080/");
    row("http://x:80", "http://x");
    row("https://bob:pw@x/y", "https://x/y");
    row("/Path?Q", "/Path?Q");
}

void UrlNormalizerTest::normalizes()
{
    QFETCH(QByteArray, url);
    QFETCH(QByteArray, expected);
    const std::string once = ingest::normalizeUrl(url.toStdString());
    QCOMPARE(once, expected.toStdString());
    QCOMPARE(ingest::normalizeUrl(once), once);
}

void UrlNormalizerTest::masksIdsInPaths_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char* path, const char* expected) {
        QTest::newRow(*path != '\0' ? path : "empty") << QByteArray(path) << QByteArray(expected);
    };
    row("/orders/4711/items", "/orders/{id}/items");
    row("/u/5f9d1c0e-77aa-4e1c-9d2b-3f2a1b0c9d8e", "/u/{id}");
    row("/c/8448eb211c80319c/", "/c/{id}/");
    row("/o/ord_10293", "/o/{id}");
    row("/k/AbC123dEf456GhI789", "/k/{id}");
    row("/api/v1/users/7", "/api/v1/users/{id}");
    row("/checkout/step-2", "/checkout/step-2");
    row("/product/red-shoes", "/product/red-shoes");
    row("/facade/deadbeef", "/facade/deadbeef");
    row("/cart", "/cart");
    row("/", "/");
    row("", "");
}

void UrlNormalizerTest::masksIdsInPaths()
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, expected);
    const std::string once = ingest::pathTemplate(path.toStdString());
    QCOMPARE(once, expected.toStdString());
    QCOMPARE(ingest::pathTemplate(once), once);
}

THROUGHLINE_TEST(UrlNormalizerTest)

} // namespace throughline

#include "tst_url_normalizer.moc"
