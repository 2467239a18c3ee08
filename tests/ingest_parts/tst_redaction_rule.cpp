#include "models/ingest/redact/pseudonymizer.h"
#include "models/ingest/redact/redaction_report.h"
#include "models/ingest/redact/redaction_rule.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <string>

namespace throughline {

using ingest::PersonKind;
using ingest::Pseudonymizer;

namespace {

Pseudonymizer pseudonymizer()
{
    return Pseudonymizer(*crypto::SecretKey::fromBytes("0123456789abcdef0123456789abcdef"));
}

} // namespace

class RedactionRuleTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wordsAreStable();
    void recognisesItsTokens();
    void takesNothingElseForAToken_data();
    void takesNothingElseForAToken();
    void tokensKeepEquality();
    void idsKeepEqualityAndStay();
    void canonicalForms_data();
    void canonicalForms();
    void reportsAddUp();
};

void RedactionRuleTest::wordsAreStable()
{
    const std::array<std::string_view, ingest::kRedactionRules> words {
        "email",  "card",      "cvv",       "bearer", "secret", "url_auth", "password",
        "person", "phone",     "iban",      "ssn",    "ip",     "geo",      "mac",
        "imei",   "user_path", "source_id", "custom", "allowed"};
    for (std::size_t i = 0; i < words.size(); ++i) {
        QCOMPARE(toText(static_cast<ingest::RedactionRule>(i)), words[i]);
    }
}

void RedactionRuleTest::recognisesItsTokens()
{
    Pseudonymizer names = pseudonymizer();
    for (const std::string& token :
         {ingest::makeToken("card"), ingest::makeToken("secret:jwt"), ingest::makeToken("auth"),
          names.token(PersonKind::Email, "a@b.co"), names.token(PersonKind::Ip, "8.8.8.8")}) {
        QVERIFY2(ingest::isToken(token), token.c_str());
        QCOMPARE(ingest::tokenLength(token + " and more"), token.size());
        QVERIFY(!ingest::isToken(token + " "));
    }
}

void RedactionRuleTest::takesNothingElseForAToken_data()
{
    QTest::addColumn<QByteArray>("text");
    const auto row = [](const char* name, const char* text) {
        QTest::newRow(name) << QByteArray(text);
    };
    row("empty", "");
    row("bare", "card");
    row("open",
        "\xE2\x80\xB9"
        "card");
    row("an address in brackets",
        "\xE2\x80\xB9"
        "email:alice@example.com"
        "\xE2\x80\xBA");
    row("a name in brackets",
        "\xE2\x80\xB9"
        "alice"
        "\xE2\x80\xBA");
    row("digits in brackets",
        "\xE2\x80\xB9"
        "card:4929649583333657"
        "\xE2\x80\xBA");
    row("pseudonym too short",
        "\xE2\x80\xB9"
        "email:7k3f"
        "\xE2\x80\xBA");
}

void RedactionRuleTest::takesNothingElseForAToken()
{
    QFETCH(QByteArray, text);
    QCOMPARE(ingest::tokenLength(text.toStdString()), std::size_t {0});
    QVERIFY(!ingest::isToken(text.toStdString()));
}

void RedactionRuleTest::tokensKeepEquality()
{
    Pseudonymizer names = pseudonymizer();
    const std::string alice = names.token(PersonKind::Email, "alice@example.com");
    QCOMPARE(alice,
             std::string("\xE2\x80\xB9"
                         "email:fgqe34ees5pcxcfsdl5xbodgpi"
                         "\xE2\x80\xBA"));
    QCOMPARE(names.token(PersonKind::Email, " Alice@EXAMPLE.com"), alice);
    QVERIFY(names.token(PersonKind::Email, "bob@example.com") != alice);
    QVERIFY(names.token(PersonKind::Name, "alice@example.com") != alice);
    // More values than it remembers do not change any of them.
    for (int i = 0; i < 70'000; ++i) {
        static_cast<void>(names.token(PersonKind::Name, std::to_string(i)));
    }
    QCOMPARE(names.token(PersonKind::Email, "alice@example.com"), alice);
}

void RedactionRuleTest::idsKeepEqualityAndStay()
{
    Pseudonymizer names = pseudonymizer();
    const std::string id = names.id(PersonKind::User, "U-1001");
    QVERIFY(id.starts_with("user_"));
    QCOMPARE(id.size(), std::size_t {31});
    QCOMPARE(names.id(PersonKind::User, "U-1001"), id);
    QCOMPARE(names.id(PersonKind::User, id), id);
    QVERIFY(names.id(PersonKind::User, "u-1001") != id);
    QVERIFY(names.id(PersonKind::Account, "U-1001").substr(8) != id.substr(5));
}

void RedactionRuleTest::canonicalForms_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<QByteArray>("raw");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char* name, PersonKind kind, const char* raw, const char* expected) {
        QTest::newRow(name) << static_cast<int>(kind) << QByteArray(raw) << QByteArray(expected);
    };
    row("e-mail", PersonKind::Email, " A.B@X.Org ", "a.b@x.org");
    row("phone", PersonKind::Phone, "+49 (170) 123-4567", "+491701234567");
    row("phone without plus", PersonKind::Phone, "(212) 555-1234", "2125551234");
    row("hardware address", PersonKind::Device, "00-1B-44-11-3A-B7", "001b44113ab7");
    row("IMEI", PersonKind::Device, "35-693803-564380-9", "356938035643809");
    row("device id", PersonKind::Device, "A-1", "A-1");
    row("user id", PersonKind::User, " U-1 ", "U-1");
    row("composed and decomposed name", PersonKind::Name, "Jo\xCC\x88rg", "J\xC3\xB6rg");
}

void RedactionRuleTest::canonicalForms()
{
    QFETCH(int, kind);
    QFETCH(QByteArray, raw);
    QFETCH(QByteArray, expected);
    QCOMPARE(ingest::canonicalPerson(static_cast<PersonKind>(kind), raw.toStdString()),
             expected.toStdString());
}

void RedactionRuleTest::reportsAddUp()
{
    ingest::RedactionReport one {{{"email", 2}}, {{{"email", "body"}, 2}}};
    const ingest::RedactionReport other {{{"email", 1}, {"card", 1}},
                                         {{{"email", "body"}, 1}, {{"card", "note"}, 1}}};
    one += other;
    QCOMPARE(one,
             (ingest::RedactionReport {{{"email", 3}, {"card", 1}},
                                       {{{"email", "body"}, 3}, {{"card", "note"}, 1}}}));
}

THROUGHLINE_TEST(RedactionRuleTest)

} // namespace throughline

#include "tst_redaction_rule.moc"
