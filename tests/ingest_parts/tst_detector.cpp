#include "models/base/random.h"
#include "models/ingest/clean_values.h"
#include "models/ingest/redact/detector.h"
#include "models/ingest/redact/text_signals.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <algorithm>
#include <string>

namespace throughline {

using ingest::Finding;
using ingest::RedactionRule;

namespace {

/// What is found, as "rule[text]" joined by blanks.
std::string found(const std::string& text, ingest::TextPlace place = {})
{
    std::string result;
    for (const Finding& finding : ingest::findPersonalData(text, place)) {
        result += (result.empty() ? "" : " ") + std::string(toText(finding.rule)) + "["
            + text.substr(finding.begin, finding.end - finding.begin) + "]";
    }
    return result;
}

} // namespace

class DetectorTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void finds_data();
    void finds();
    void leavesAlone_data();
    void leavesAlone();
    void cardKeysNeedNoFurtherEvidence();
    void addressesOfMachinesStay();
    void addressesMayBeginInTheMiddle();
    void checksCardNumbers_data();
    void checksCardNumbers();
    void overlapsBecomeOne();
    void signalsMissNothing();
    void signalsAreTheSameAtEveryOffset();
    void signalsLookAtPatterns();
    void longTextsAreLinear();
};

void DetectorTest::finds_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char* name, const char* text, const char* expected) {
        QTest::newRow(name) << QByteArray(text) << QByteArray(expected);
    };
    row("e-mail", "from alice@example.com.", "email[alice@example.com]");
    row("e-mail in brackets", "<a.b+c@mail.example.co.uk>", "email[a.b+c@mail.example.co.uk]");
    row("e-mail in quotes", "user='o'brien@example.com'", "email[o'brien@example.com]");
    row("quoted local part", "\"john doe\"@example.com", "email[\"john doe\"@example.com]");
    row("mailto", "mailto:ALICE@EXAMPLE.ORG?x", "email[ALICE@EXAMPLE.ORG]");
    row("underscore first", "_a@example.com", "email[_a@example.com]");
    row("path", "/users/alice@example.com/edit", "email[alice@example.com]");
    row("assignment", "q=alice@example.com&x=1", "email[alice@example.com]");
    row("international domain", "j\xC3\xB6rg@m\xC3\xBCnchen.de",
        "email[j\xC3\xB6rg@m\xC3\xBCnchen.de]");
    row("punycode", "a@xn--mnchen-3ya.xn--p1ai", "email[a@xn--mnchen-3ya.xn--p1ai]");
    row("other script leaning",
        "\xE9\x82\xAE\xE7\xAE\xB1"
        "a@example.com\xE3\x80\x82\xE8\xB0\xA2",
        "email[a@example.com]");
    row("typographic quotes",
        "\xE2\x80\x9C"
        "a@example.com\xE2\x80\x9D",
        "email[a@example.com]");
    row("percent", "alice%40example.com", "email[alice%40example.com]");
    row("percent twice", "alice%2540example.com", "email[alice%2540example.com]");
    row("JSON escape", "alice\\u0040example.com", "email[alice\\u0040example.com]");
    row("fullwidth",
        "alice\xEF\xBC\xA0"
        "example.com",
        "email[alice\xEF\xBC\xA0"
        "example.com]");
    row("zero width",
        "ali\xE2\x80\x8B"
        "ce@exam\xC2\xADple.com",
        "email[ali\xE2\x80\x8B"
        "ce@exam\xC2\xADple.com]");
    row("digits behind", "a@example.com.5", "email[a@example.com]");
    row("dash behind", "a@example.com-sales", "email[a@example.com]");
    row("two", "a@example.com,b@example.org", "email[a@example.com] email[b@example.org]");
    row("card grouped", "x 4929-6495-8333-3657 y", "card[4929-6495-8333-3657]");
    row("card grouped by blanks", "4929 6495 8333 3657", "card[4929 6495 8333 3657]");
    row("card grouped, fullwidth digits",
        "\xEF\xBC\x94"
        "929 6495 8333 3657",
        "card[\xEF\xBC\x94"
        "929 6495 8333 3657]");
    row("card behind a word", "card no. 4929649583333657", "card[4929649583333657]");
    row("amex", "Amex 378282246310005", "card[378282246310005]");
    row("amex grouped", "3782 822463 10005", "card[3782 822463 10005]");
    row("card in Chinese",
        "\xE5\x8D\xA1\xE5\x8F\xB7"
        "4929649583333657",
        "card[4929649583333657]");
    row("card in a table of numbers", "7 12 4929 6495 8333 3657 99", "card[4929 6495 8333 3657]");
    row("cvv in text", "cvv: 159", "cvv[159]");
    row("iban", "to DE89370400440532013000 now", "iban[DE89370400440532013000]");
    row("iban grouped", "DE89 3704 0044 0532 0130 00", "iban[DE89 3704 0044 0532 0130 00]");
    row("ssn", "ssn 078-05-1126.", "ssn[078-05-1126]");
    row("phone", "call +49 170 1234567", "phone[+49 170 1234567]");
    row("phone behind a word", "phone number: (212) 555-1234", "phone[(212) 555-1234]");
    row("bearer", "Authorization was Bearer abc123.def456-x", "bearer[abc123.def456-x]");
    row("authorization header", "Authorization: Token abcdef0123456789",
        "bearer[Token abcdef0123456789]");
    row("basic", "basic YWxpY2U6c2VjcmV0", "bearer[YWxpY2U6c2VjcmV0]");
    row("cookie header", "Cookie: sid=abc; theme=dark", "secret[sid=abc; theme=dark]");
    row("JWT", "got eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc-DEF_123 back",
        "secret[eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc-DEF_123]");
    row("PEM",
        "k -----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA7\n-----END RSA PRIVATE KEY----- k",
        "secret[-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA7\n-----END RSA PRIVATE "
        "KEY-----]");
    row("AWS", "AKIAABCDEFGHIJKLMNOP", "secret[AKIAABCDEFGHIJKLMNOP]");
    row("GitHub", "ghp_0123456789abcdefghijABCDEFGHIJ012345",
        "secret[ghp_0123456789abcdefghijABCDEFGHIJ012345]");
    row("Slack", "xoxb-123456789012-abcdefABCDEF", "secret[xoxb-123456789012-abcdefABCDEF]");
    row("Stripe", "sk_live_0123456789abcdefABCDEF", "secret[sk_live_0123456789abcdefABCDEF]");
    row("Google", "AIzaSyA-0123456789abcdefghijABCDEFGHIJ0",
        "secret[AIzaSyA-0123456789abcdefghijABCDEFGHIJ0]");
    row("user in an address", "https://bob:pw@x.example.com/y", "url_auth[bob:pw]");
    row("e-mail as user in an address", "ftp://a@b.co:pw@x.example.com/y", "url_auth[a@b.co:pw]");
    row("database address", "postgres://app:s3cr3t@db:5432/shop", "url_auth[app:s3cr3t]");
    row("secret parameters", "/x?token=abc&q=shoes&api_key=k1#f", "secret[abc] secret[k1]");
    row("encoded parameters", "/x?next=%2Fy%3Ftoken%3Dabc%26q%3D1", "secret[abc]");
    row("person parameters", "/x?email=bob&first_name=Al", "email[bob] person[Al]");
    row("network address", "from 203.0.113.42, retry", "ip[203.0.113.42]");
    row("with a port", "84.170.12.200:51234 reset", "ip[84.170.12.200]");
    row("at the end of a sentence", "blocked 203.0.113.42.", "ip[203.0.113.42]");
    row("host of an address", "http://203.0.113.42/a?b=1", "ip[203.0.113.42]");
    row("in a dotted name", "map.203.0.113.42", "ip[203.0.113.42]");
    row("private, in a sentence", "mail from IP 192.168.0.1.", "ip[192.168.0.1]");
    row("in a path", "GET /ip/203.0.113.42", "ip[203.0.113.42]");
    row("small numbers behind a word", "client ip: 8.8.4.4", "ip[8.8.4.4]");
    row("version 6 in full", "peer 2a02:8109:9440:1d8c:a5f3:77e1:9b0a:1c2d gone",
        "ip[2a02:8109:9440:1d8c:a5f3:77e1:9b0a:1c2d]");
    row("version 6, zeros left out", "[2001:db8::8a2e:370:7334]:443",
        "ip[2001:db8::8a2e:370:7334]");
    row("version 6 before a colon", "2001:DB8::1: refused", "ip[2001:DB8::1]");
    row("version 6, encoded", "ip=2001%3Adb8%3A%3A7", "ip[2001%3Adb8%3A%3A7]");
    row("version 4 in version 6", "::ffff:203.0.113.42", "ip[203.0.113.42]");
    row("behind a product, too large for one", "nginx 98.76.54.32 met", "ip[98.76.54.32]");
    row("of a client with a product", "client nginx at 5.120.33.7", "ip[5.120.33.7]");
    row("place", "delivered near 52.5200, 13.4050 at noon", "geo[52.5200, 13.4050]");
    row("place of many decimals", "52.520008,13.404954", "geo[52.520008,13.404954]");
    row("place south and west", "home (-33.868820;-151.209290)", "geo[-33.868820;-151.209290]");
    row("place with directions", "52.5200\xC2\xB0 N, 13.4050\xC2\xB0 E",
        "geo[52.5200\xC2\xB0 N, 13.4050\xC2\xB0 E]");
    row("place on a map", "/maps/@52.5200,13.4050,15z", "geo[52.5200,13.4050]");
    row("place behind another number", "n=1, 52.520008,13.404954", "geo[52.520008,13.404954]");
    row("place in a dotted name", "map.52.520008,13.404954", "geo[52.520008,13.404954]");
    row("geo address", "geo:52.5200,13.4050", "geo[52.5200,13.4050]");
    row("latitude alone", "lat=52.520008 lng: 13.404954", "geo[52.520008] geo[13.404954]");
    row("place as JSON text", R"(sent {"lat":52.5200,"lon":-13.4050,)",
        "geo[52.5200] geo[-13.4050]");
    row("place in parameters", "/x?lat=52.520&lon=13.405&zoom=9", "geo[52.520] geo[13.405]");
    row("hardware address", "from 00:1b:44:11:3a:b7, gone", "mac[00:1b:44:11:3a:b7]");
    row("with dashes", "(00-1B-44-11-3A-B7)", "mac[00-1B-44-11-3A-B7]");
    row("of digits behind a word", "BSSID 10:20:30:40:50:59", "mac[10:20:30:40:50:59]");
    row("IMEI", "IMEI: 356938035643809.", "imei[356938035643809]");
    row("IMEI in parts", "imei 35-693803-564380-9", "imei[35-693803-564380-9]");
    row("home folder", "at f (/home/jo/shop/a.js:1:2)", "user_path[jo]");
    row("of a Mac", "File \"/Users/jo.x/Library/Caches/a\"", "user_path[jo.x]");
    row("of Windows", "C:\\Users\\Jo Example\\a.txt", "user_path[Jo Example]");
    row("of Windows, escaped", "\"C:\\\\Users\\\\jo\\\\a\"", "user_path[jo]");
    row("of a file address", "file:///C:/Users/jo/a.js:3", "user_path[jo]");
    row("assignment of a password", "login password=hunter2, ok", "password[hunter2]");
    row("password in JSON text", "sent {\"password\":\"hunter2\",", "password[hunter2]");
    row("password in escaped JSON", "sent {\\\"api_key\\\":\\\"abc\\\"}", "password[abc]");
    row("password behind a colon", "password: hunter2", "password[hunter2]");
}

void DetectorTest::finds()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, expected);
    QCOMPARE(QByteArray::fromStdString(found(text.toStdString())), expected);
}

void DetectorTest::leavesAlone_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char* text : {"",
                             "@",
                             "a@b",
                             "@example.com",
                             "a@.com",
                             "alice at example.com",
                             "logo@2x.png",
                             "icon@1.5x.webp",
                             "render@app.js:12:5",
                             "handler@main.py:12:5",
                             "onClick@https://x.example.com/app.js:1:2",
                             "git@github.com:org/repo.git",
                             "lodash@4.17.21",
                             "@scope/pkg@1.2.3",
                             "widget@1.2.beta",
                             "shop@2026.06.20+abc123",
                             "root@localhost",
                             "user@10.0.0.1",
                             "Object@4e25154f.toString",
                             "https://medium.example.com/@alice",
                             "4929649583333657",
                             "span 4929649583333657",
                             "4929649583333658 card",
                             "card 4929649583333658",
                             "1234-5678-9012-3456",
                             "card 1700000000000000",
                             "a1b24929-6495-8333-3657-123456789012",
                             "card4929649583333657x",
                             "17 03 22 14 55 01 99",
                             "1700000000000",
                             "1700000000000000000",
                             "Chrome/120.0.0.0 Safari/537.36",
                             "2024-11-12T14:13:36+1030",
                             "1.2.3.4",
                             "upgraded from 1.2.3.4 to 1.12.0.1",
                             "version 4.18.0.193",
                             "v4.18.0.193 SDK 21.40.193.5",
                             "Edge/119.0.218.97",
                             "app-2.20.133.44.jar",
                             "nginx 1.25.3.141 started, upstream client nginx 1.25.3.1",
                             "remote Firefox 115.6.40.1 and Chrome 120.0.99.109",
                             "took 12.345678 s, 13.404954 ms",
                             "weights 0.123456, 0.654321",
                             "weights 52.520008, 13.404954, 7.125000",
                             "lat 52.5 lon 13.4",
                             "/x?lat=52.5&lon=13&v=1.2345",
                             "1.23456.7, 13.404954",
                             "ratio 200.123456, 13.404954",
                             "4.18.0.193-beta 4.18.0.193.7",
                             "256.1.1.1 1.2.3 203.0.113.042",
                             "10.20.30.40 172.31.200.4 192.168.99.7 127.0.0.53 100.64.9.200",
                             "mask 255.255.255.0, 0.0.0.0, 224.0.0.251",
                             "fe80::1ff:fe23:4567:890a%eth2 fd12:3456::9 ::1 ff02::fb",
                             "a::b dead::beef std::pair<a::b> 12::34",
                             "at 12:34:56.789 on 2026-03-02T12:34:56Z 2026:03:02",
                             "20:01:0d:b8:85:a3:8d:30",
                             "00:00:00:00:00:00 ff:ff:ff:ff:ff:ff",
                             "aa-bb-cc-dd-ee-ff-00-11-22-33 x00:1b:44:11:3a:b7",
                             "00:1b:44:11:3a:b7z 00:1b:44-11:3a:b7 00:1b:44:11:3a",
                             "10:20:30:40:50:59 20-10-11-12-13-14",
                             "356938035643809",
                             "imei 356938035643808",
                             "span 356938035643809, imei unknown",
                             "imei of 2356938035643809",
                             "/home/node/app/server.js:1:2",
                             "/home/jo",
                             "https://x.example/home/jo/a.png",
                             "GET /home/products/list.json",
                             "/home/products/list",
                             "/v2/Users/2819c223/a.json",
                             "C:\\Users\\Public\\x.dll",
                             "datadog.@view.name",
                             "2001:db8:1 app.js:2001:12:5",
                             "1e+12345678",
                             "token_count=5",
                             "author=bob",
                             "passwordless_enabled=true",
                             "token expired",
                             "Password: must be longer than that",
                             "Invalid password: user not found",
                             "basic information follows",
                             "bearer authentication failed",
                             "the key: it works",
                             "cookie: a sentence without pairs",
                             "password=null",
                             "retry count=5 keys=7",
                             "DE00370400440532013000",
                             "DE8937040044053201300",
                             "000-12-3456",
                             "666-12-3456",
                             "123-00-4567",
                             "123-45-6789-1",
                             "status?code",
                             "a=b&c=d",
                             "/x?page=2&country_code=DE",
                             "eyJ",
                             "task-0123456789",
                             "5f9d1c0e-77aa-4e1c-9d2b-3f2a1b0c9d8e",
                             "8448eb211c80319c8448eb211c80319c",
                             "\xE2\x80\xB9"
                             "card\xE2\x80\xBA",
                             "100% of 50%40",
                             "caf\xC3\xA9 \xE2\x80\x94 na\xC3\xAFve"}) {
        QTest::newRow(*text != '\0' ? text : "empty") << QByteArray(text);
    }
}

void DetectorTest::leavesAlone()
{
    QFETCH(QByteArray, text);
    QCOMPARE(QByteArray::fromStdString(found(text.toStdString())), QByteArray());
}

void DetectorTest::cardKeysNeedNoFurtherEvidence()
{
    QCOMPARE(found("4929649583333657", {.cardKey = true}), std::string("card[4929649583333657]"));
    QCOMPARE(found("4929649583333658", {.cardKey = true}), std::string());
}

void DetectorTest::addressesOfMachinesStay()
{
    QCOMPARE(found("203.0.113.42 and a@example.com", {.machine = true}),
             std::string("email[a@example.com]"));
}

void DetectorTest::addressesMayBeginInTheMiddle()
{
    QCOMPARE(found("sig=abc&x=1", {.insideAddress = true}), std::string("secret[abc]"));
    QCOMPARE(found("sig=abc&x=1"), std::string());
}

void DetectorTest::checksCardNumbers_data()
{
    QTest::addColumn<QByteArray>("digits");
    QTest::addColumn<bool>("card");
    const auto row = [](const char* digits, bool card) {
        QTest::newRow(*digits != '\0' ? digits : "empty") << QByteArray(digits) << card;
    };
    row("4111111111111111", true);
    row("4222222222222", true);
    row("5555555555554444", true);
    row("2223003122003222", true);
    row("378282246310005", true);
    row("6011111111111117", true);
    row("30569309025904", true);
    row("3530111333300000", true);
    row("6200000000000005", true);
    row("4111111111111112", false);
    row("1111111111111117", false);
    row("411111111111111", false);
    row("", false);
    row("4111 1111 1111 1111", false);
    row("41111111111111111111", false);
}

void DetectorTest::checksCardNumbers()
{
    QFETCH(QByteArray, digits);
    QFETCH(bool, card);
    QCOMPARE(ingest::isCardNumber(digits.toStdString()), card);
}

void DetectorTest::overlapsBecomeOne()
{
    const auto findings = ingest::findPersonalData("password=alice@example.com;x");
    QCOMPARE(findings.size(), std::size_t {1});
    const std::string text = "x=1 card: password=4929-6495-8333-3657,card 4929-6495-8333-3657";
    std::size_t at = 0;
    for (const Finding& finding : ingest::findPersonalData(text)) {
        QVERIFY(finding.begin >= at);
        QVERIFY(finding.end > finding.begin && finding.end <= text.size());
        at = finding.end;
    }
}

void DetectorTest::signalsMissNothing()
{
    // A text in which a detector finds something must not look inconspicuous, wherever it stands
    // in it.
    const std::vector<std::string> planted {"a@b.co",
                                            "a%40b.co",
                                            "4929-6495-8333-3657",
                                            "card 4929649583333657",
                                            "?sig=a",
                                            "DE89370400440532013000",
                                            "078-05-1126",
                                            "+491701234567",
                                            "52.520008, 13.404954",
                                            "lat=52.5200 lng=13.4050",
                                            "Bearer a1b2c3d4",
                                            "bearer a1b2c3d4",
                                            "basic YWxpY2U6c2VjcmV0",
                                            "AKIAABCDEFGHIJKLMNOP",
                                            "password=x",
                                            "PASSWD=x",
                                            "passphrase=x",
                                            "pwd=x",
                                            "api_key=\"x\"",
                                            "APIKEY: x1x1",
                                            "client_secret=x",
                                            "token=x",
                                            "cvv=123",
                                            "ccv=123",
                                            "jwt=x",
                                            "Cookie: a=b",
                                            "authorization: a1b2c3d4",
                                            "xoxb-1234567890ab",
                                            "glpat-0123456789abcdefghij",
                                            "npm_0123456789abcdefghijABCDEFGHIJ012345",
                                            "whsec_0123456789abcdef",
                                            "sk_test_0123456789",
                                            "eyJhbGciOiJI.eyJzdWIiOiIx.abc",
                                            "-----BEGIN PRIVATE KEY-----",
                                            "github_pat_0123456789abcdefghij01",
                                            "sk-0123456789abcdefghijABCDEFGHIJ012345"};
    for (const std::string& text : planted) {
        for (std::size_t before = 0; before < 100; ++before) {
            for (const std::size_t after : {0U, 1U, 30U}) {
                const std::string whole =
                    std::string(before, '.') + " " + text + std::string(after, ' ');
                QVERIFY2(!found(whole).empty(), whole.c_str());
            }
        }
    }
}

void DetectorTest::signalsAreTheSameAtEveryOffset()
{
    Random random(3);
    static constexpr std::string_view kAlphabet = "abkeyJpsw_- =:.\"\\u%@+0123456789IAz\xC3";
    for (int i = 0; i < 3000; ++i) {
        std::string text;
        for (std::uint32_t n = random.below(90); n > 0; --n) {
            text += kAlphabet[random.below(static_cast<std::uint32_t>(kAlphabet.size()))];
        }
        const std::uint8_t alone = ingest::textSignals(text);
        const std::string padded =
            std::string(random.below(70), '.') + text + std::string(random.below(70), '.');
        const std::uint8_t inside = ingest::textSignals(padded);
        QVERIFY((alone & inside) == alone);
    }
}

/// Texts that differ in digits only are alike to the signals, and what asks for signs of persons
/// alone misses none of them.
void DetectorTest::signalsLookAtPatterns()
{
    namespace signal = ingest::text_signal;
    Random random(4);
    static constexpr std::string_view kAlphabet = "abkeyJpsw_- =:.\"\\u%@+0123456789IAz\xC3/hom";
    for (int i = 0; i < 20'000; ++i) {
        std::string text;
        for (std::uint32_t n = random.below(40); n > 0; --n) {
            text += kAlphabet[random.below(static_cast<std::uint32_t>(kAlphabet.size()))];
        }
        std::string pattern = text;
        for (char& letter : pattern) {
            letter = letter >= '0' && letter <= '9' ? '0' : letter;
        }
        const std::uint8_t signals = ingest::textSignals(text);
        QCOMPARE(ingest::textSignals(pattern), signals);
        QVERIFY((signals & (signal::kAt | signal::kEncoded | signal::kPlus)) == 0
                || ingest::hasPersonSign(text));
        if (text.size() <= ingest::ShortText::kLongest) {
            const ingest::ShortText shortened(text);
            QVERIFY(shortened.withoutDigits() == ingest::ShortText(pattern));
            QCOMPARE(shortened == ingest::ShortText(pattern), text == pattern);
        }
    }
}

void DetectorTest::longTextsAreLinear()
{
    // A text of each kind that invites repeated looking; seconds would mean quadratic work.
    for (const std::string part :
         {"@", "a@b.co ", "://a@b", "1 2 3 4 ", "4929-6495-", "password=", "?a=b&", "\"@", "%40",
          "eyJaaaaaaaa.", "-----BEGIN PRIVATE KEY-----", "+1 (2) ", "1.2.", "8.8.8.8",
          "2001:", "2a02::", "52.5200,", "1.2345 "}) {
        std::string text;
        while (text.size() < 400'000) {
            text += part;
        }
        QElapsedTimer timer;
        timer.start();
        static_cast<void>(ingest::findPersonalData(text));
        QVERIFY2(timer.elapsed() < 2000, part.c_str());
    }
}

THROUGHLINE_TEST(DetectorTest)

} // namespace throughline

#include "tst_detector.moc"
