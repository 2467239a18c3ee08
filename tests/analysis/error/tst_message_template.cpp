#include "models/analysis/error/message_template.h"
#include "models/base/utf8.h"
#include "tests/support/test_registry.h"

#include <QtTest>

namespace throughline {

using namespace analysis;

#define OPEN "\xE2\x80\xB9"
#define CLOSE "\xE2\x80\xBA"

class MessageTemplateTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void replaces_data();
    void replaces();
    void isStableOnItsOwnResult();
    void keepsTwoLines();
    void boundsItsLength();
    void readsIdsAsNumbersInKeys();
};

void MessageTemplateTest::replaces_data()
{
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* name, const char* message, const char* expected) {
        QTest::newRow(name) << QString::fromUtf8(message) << QString::fromUtf8(expected);
    };
    row("nothing", "card was declined", "card was declined");
    row("empty", "", "");
    row("blanks", "  a\t b\r", "a b");

    row("url", "GET https://api.example.com:8443/v1/42?x=1#y failed.", "GET <url> failed.");
    row("url in parentheses", "gone (see https://a.example/b).", "gone (see <url>).");
    row("database url", "no postgres://user@db:5432/shop today", "no <url> today");
    row("url before e-mail", "see https://a.example/bob@example.com now", "see <url> now");
    row("url before uuid", "https://a.example/550e8400-e29b-41d4-a716-446655440000", "<url>");
    row("url before redaction", "https://a.example/" OPEN "user" CLOSE "/x gone", "<url> gone");
    row("e-mail", "no user bob.b+x@mail.example.com here", "no user <email> here");
    row("e-mail before hex", "8a7b6c5d@example.com", "<email>");
    row("redacted e-mail", "no user " OPEN "email:7k3f9a\xE2\x80\xA6" CLOSE " here",
        "no user <email> here");
    row("redacted card", "card " OPEN "card" CLOSE " refused", "card <card> refused");
    row("no e-mail in a frame", "render@app.js:12:5", "render@app.js:<n>:<n>");
    row("uuid", "order 550e8400-e29b-41d4-a716-446655440000 gone", "order <uuid> gone");
    row("uuid before hex", "550E8400-E29B-41D4-A716-446655440000", "<uuid>");

    row("iso time", "at 2024-01-02T10:11:12.123Z", "at <time>");
    row("iso time with zone", "at 2024-01-02 10:11:12,123 +02:00 gone", "at <time> gone");
    row("date", "since 2024-01-02", "since <time>");
    row("german date", "seit 02.01.2024, 10:11 Uhr", "seit <time> Uhr");
    row("american date", "since 1/2/2024 10:11:12 PM", "since <time>");
    row("access log date", "[12/Mar/2024:10:00:00 +0000] x", "[<time>] x");
    row("mail date", "Mon, 02 Jan 2006 15:04:05 GMT late", "<time> late");
    row("unix date", "Mon Jan  2 15:04:05 2006 late", "<time> late");
    row("compact time", "20240102T101112Z", "<time>");
    row("time before ip", "10:11:12 10.1.1.2", "<time> <ip>");
    row("line and column are no time", "line 12:34", "line <n>:<n>");
    row("month as a word", "may 5 users pay", "may <n> users pay");
    row("no date", "2024-13-45", "<n>-<n>-<n>");

    row("ip and port", "connect ECONNREFUSED 10.0.0.1:5432", "connect ECONNREFUSED <ip>");
    row("ip alone", "connect ECONNREFUSED 10.0.0.1", "connect ECONNREFUSED <ip>");
    row("ipv6", "connect 2001:db8::1 and ::1 and [fe80::1]:80", "connect <ip> and <ip> and <ip>");
    row("no ip in a version", "Chrome/120.0.0.0", "Chrome/<n>");
    row("c++ name", "std::vector a::b", "std::vector a::b");
    row("localhost", "localhost:3000 refused", "<host> refused");
    row("host", "ENOTFOUND api-7.eu.example.com", "ENOTFOUND <host>");
    row("host and port", "no db.internal:5432", "no <host>");
    row("class name is no host", "com.acme.net.Client failed in java.net.Socket",
        "com.acme.net.Client failed in java.net.Socket");
    row("file is no host", "app.js:12", "app.js:<n>");

    row("hex", "commit 8a7b6c5d", "commit <hex>");
    row("long hex", "da39a3ee5e6b4b0d3255bfef95601890afd80709", "<hex>");
    row("address", "at 0x7ffe", "at <hex>");
    row("java identity", "com.acme.Bar@1b2c3d4", "com.acme.Bar@<hex>");
    row("mac", "nic 00:1b:44:11:3a:b7 down", "nic <hex> down");
    row("word of hex letters", "facade defaced effaced", "facade defaced effaced");
    row("short hex stays", "code a1b2", "code a1b2");
    row("prefixed id", "customer cus_9s6XKzkNRiz8i3 gone", "customer cus_<id> gone");
    row("prefixed id without digits", "customer cus_QsxXKzkNRizvip gone", "customer cus_<id> gone");
    row("ulid", "01ARZ3NDEKTSV4RRFFQ69G5FAV", "<id>");
    row("constant", "MAX_RETRIES_EXCEEDED", "MAX_RETRIES_EXCEEDED");

    row("duration", "after 30000ms", "after <duration>");
    row("duration with blank", "after 1.5 s or 5 minutes", "after <duration> or <duration>");
    row("go duration", "after 1m30.5s", "after <duration>");
    row("size", "12.5 MB of 1,024KiB, 3 bytes", "<size> of <size>, <size>");
    row("duration before number", "waited 5s for 5", "waited <duration> for <n>");

    row("integer", "order 77 and -3", "order <n> and <n>");
    row("english number", "paid 1,234.56", "paid <n>");
    row("german number", "paid 1.234,56", "paid <n>");
    row("french number",
        "paid 1\xE2\x80\xAF"
        "234,56",
        "paid <n>");
    row("hard blank",
        "paid 1\xC2\xA0"
        "234,56",
        "paid <n>");
    row("plain blank", "paid 1 234,56", "paid <n>");
    row("swiss number", "paid 1'234.50", "paid <n>");
    row("two numbers", "codes 5 404", "codes <n> <n>");
    row("exponent", "1.5e-7", "<n>");
    row("percent", "50%", "<n>%");
    row("version", "v1.2.3 and 4.17.21", "v<n> and <n>");
    row("dimensions", "1920x1080", "<n>x<n>");
    row("behind a dash", "U-1001", "U-<n>");
    row("behind an underscore", "user_42", "user_<n>");
    row("long run in a word", "ORD10045", "ORD<n>");
    row("error code stays", "P2002 and TS2345", "P2002 and TS2345");
    row("words with digits stay", "utf8 ES2015 x86_64 sha256 2nd", "utf8 ES2015 x86_64 sha256 2nd");
    row("beside other letters",
        "\xE8\xAE\xA2\xE5\x8D\x95"
        "12345",
        "\xE8\xAE\xA2\xE5\x8D\x95<n>");

    row("status code", "failed with status code 503", "failed with status code 503");
    row("status", "status: 404 for 3 items", "status: 404 for <n> items");
    row("http", "HTTP 502", "HTTP 502");
    row("http version", "HTTP/1.1 500 for 7", "HTTP/<n> 500 for <n>");
    row("status in json", "{\"status\":503,\"id\":77}", "{\"status\":503,\"id\":<n>}");
    row("camel case", "responseStatus=418", "responseStatus=418");
    row("no status", "HTTP call took 300 units", "HTTP call took <n> units");
    row("not a status", "status 700 of 42", "status <n> of <n>");
    row("react code", "Minified React error #130; visit https://a.example/?x=130",
        "Minified React error #130; visit <url>");

    row("short quote stays", "(reading 'total')", "(reading 'total')");
    row("quote with digit", "no key 'item9'", "no key <quoted>");
    row("quote with path", "open '/tmp/x'", "open <quoted>");
    row("long quote", "name \"aaaaaaaaaaaaaaaaaaaaaaaaa\"", "name <quoted>");
    row("quote of 24", "name \"aaaaaaaaaaaaaaaaaaaaaaaa\"", "name \"aaaaaaaaaaaaaaaaaaaaaaaa\"");
    row("backticks", "column `a1` of `b`", "column <quoted> of `b`");
    row("quote with e-mail", "Duplicate entry 'bob@example.com'", "Duplicate entry <quoted>");
    row("apostrophes", "can't find users' list, don't ask 3",
        "can't find users' list, don't ask <n>");
    row("open quote", "unexpected \" at 3", "unexpected \" at <n>");
}

void MessageTemplateTest::replaces()
{
    QFETCH(QString, message);
    QFETCH(QString, expected);
    QCOMPARE(QString::fromStdString(messageTemplate(message.toStdString())), expected);
}

void MessageTemplateTest::isStableOnItsOwnResult()
{
    for (const char* message :
         {"GET https://a.example/1 for bob@example.com took 3 ms",
          "order 550e8400-e29b-41d4-a716-446655440000, 8a7b6c5d",
          "at 2024-01-02 10:11:12 from 10.0.0.1:80 'x1' \"y/z\" cus_9s6XKzkNRiz8i3",
          "status 503 after 12.5 MB"}) {
        const std::string once = messageTemplate(message);
        QCOMPARE(messageTemplate(once), once);
    }
}

void MessageTemplateTest::keepsTwoLines()
{
    QCOMPARE(messageTemplate("\n\n first 1 \r\n\n second 2\nthird 3"),
             std::string("first <n>\nsecond <n>"));
}

void MessageTemplateTest::boundsItsLength()
{
    std::string message;
    for (int i = 0; i < 100'000; ++i) {
        message += "\xC3\xA4";
    }
    const std::string result = messageTemplate(message);
    QVERIFY(result.size() <= kMaxTemplateBytes);
    QVERIFY(isValidUtf8(result));
    QVERIFY(isValidUtf8(messageTemplate("\xC3\xFF broken \xE2\x80")));
}

void MessageTemplateTest::readsIdsAsNumbersInKeys()
{
    const auto key = [](const char* message) { return templateKey(messageTemplate(message)); };
    QCOMPARE(key("blob 8a7b6c5d lost"), key("blob 12345678 lost"));
    QCOMPARE(key("customer cus_9s6XKzkNRiz8i3"), std::string("customer cus_<n>"));
    QVERIFY(key("mail bob@example.com") != key("mail 7"));
}

} // namespace throughline

using throughline::MessageTemplateTest;
THROUGHLINE_TEST(MessageTemplateTest)
#include "tst_message_template.moc"
