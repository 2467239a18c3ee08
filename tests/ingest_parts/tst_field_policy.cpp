#include "models/base/text.h"
#include "models/ingest/redact/field_policy.h"
#include "models/ingest/redact/key_words.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <string>

namespace throughline {

using ingest::FieldAction;
using ingest::PersonKind;

class FieldPolicyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void splitsKeysIntoWords_data();
    void splitsKeysIntoWords();
    void decidesByKey_data();
    void decidesByKey();
    void knowsWhoIsMeant_data();
    void knowsWhoIsMeant();
    void knowsSecretParameters_data();
    void knowsSecretParameters();
};

void FieldPolicyTest::splitsKeysIntoWords_data()
{
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<QByteArray>("words");
    const auto row = [](const char* key, const char* words) {
        QTest::newRow(*key != '\0' ? key : "empty") << QByteArray(key) << QByteArray(words);
    };
    row("creditCardCVV", "credit card cvv");
    row("credit_card.cvv2", "credit card cvv");
    row("APIKey", "api key");
    row("apikey", "api key");
    row("userID", "user id");
    row("http.request.header.set-cookie", "http request header set cookie");
    row("Address Line 1", "address line");
    row("$email", "email");
    row("passwordless_enabled", "passwordless enabled");
    row("", "");
    row("123", "");
}

void FieldPolicyTest::splitsKeysIntoWords()
{
    QFETCH(QByteArray, key);
    QFETCH(QByteArray, words);
    QCOMPARE(join(ingest::wordsOfKey(key.toStdString()), " "), words.toStdString());
}

void FieldPolicyTest::decidesByKey_data()
{
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<int>("action");
    const auto rows = [](FieldAction action, std::initializer_list<const char*> keys) {
        for (const char* key : keys) {
            QTest::newRow(key) << QByteArray(key) << static_cast<int>(action);
        }
    };
    rows(FieldAction::Coordinates,
         {"lat", "user.latitude", "geo.location.lat", "location_lng", "coords.long", "geo_point",
          "geo.location", "coordinates", "$geoip_latitude"});
    rows(FieldAction::Scan,
         {"latency", "db.lat", "p95_lat", "long", "location", "app.screen.coordinate.x",
          "position"});
    rows(FieldAction::Secret,
         {"password",
          "user.password",
          "userPassword",
          "password_hash",
          "new_password",
          "passwd",
          "pwd",
          "secret",
          "client_secret",
          "apiKey",
          "api_key",
          "x-api-key",
          "access_token",
          "accessToken",
          "token",
          "refresh_token",
          "authorization",
          "http.request.header.authorization",
          "http.request.header.cookie",
          "set-cookie",
          "Cookie",
          "private_key",
          "aws.secret_access_key",
          "jwt",
          "otp",
          "credentials",
          "csrf_token"});
    rows(FieldAction::Cvv, {"cvv", "card_cvc", "creditCardCvv", "cvv2", "security_code", "ccv"});
    rows(FieldAction::CardNumber,
         {"creditCardNumber", "card_number", "cardNumber", "pan", "cc_number", "credit_card"});
    rows(FieldAction::ScanCard, {"card", "payment.card.brand", "card_last4"});
    rows(FieldAction::Person,
         {"email",
          "user.email",
          "customer_email",
          "emailAddress",
          "first_name",
          "lastName",
          "surname",
          "full_name",
          "user.full_name",
          "requester.name",
          "jira.Assignee",
          "Creator",
          "jira.watcher.name",
          "traits.name",
          "$set.name",
          "$set_once.name",
          "person.properties.name",
          "customer_name",
          "username",
          "phone",
          "contact_phone",
          "phoneNumber",
          "client.address",
          "client_ip",
          "ip",
          "user.ip_address",
          "x-forwarded-for",
          "cardholder_name",
          "imei",
          "device.imei",
          "mac_address",
          "wifiMacAddress",
          "bssid"});
    rows(FieldAction::DropPerson,
         {"dob", "birthdate", "date_of_birth", "ssn", "address", "billing_address", "street",
          "shipping.street", "address_line1", "postal_code", "zip", "passport_number", "iban"});
    rows(FieldAction::Keep,
         {"trace_id", "span_id", "dd.trace_id", "ticket.id", "service.name", "service.version",
          "device.type", "plan.tier"});
    rows(FieldAction::PersonId,
         {"user.id", "userId", "account.id", "session.id", "sessionId", "enduser.pseudo.id",
          "customer_id"});
    rows(FieldAction::ScanId, {"order_id", "cart.id", "requestId", "id", "card_id", "build.uuid"});
    rows(FieldAction::ScanUrl, {"url.full", "url.query", "page.url", "referrer", "link.href"});
    rows(FieldAction::ScanMachine,
         {"lib.version", "versions.chrome", "sdk_version", "server.address", "host.name",
          "host.mac_address", "host.address", "host.ip", "destination.ip.address",
          "network.local.address"});
    // Traps: what only looks like a secret or a person.
    rows(FieldAction::Scan,
         {"author",
          "authority",
          "token_count",
          "passwordless_enabled",
          "token_type",
          "max_tokens",
          "gen_ai.usage.input_tokens",
          "password_reset_url_count",
          "passwordStrength",
          "monkey",
          "feature_flag.name",
          "feature_flag.set.name",
          "properties.name",
          "product.name",
          "display_name",
          "browser.user_agent.name",
          "repository.full_name",
          "email_count",
          "email.subject",
          "memory.address",
          "cookie_consent",
          "cookie_enabled",
          "key",
          "code",
          "company",
          "body",
          "message",
          "discard",
          "dashboard",
          "keyboard",
          "event.name",
          "tokens",
          "expected",
          "secretary"});
}

void FieldPolicyTest::decidesByKey()
{
    QFETCH(QByteArray, key);
    QFETCH(int, action);
    QCOMPARE(static_cast<int>(ingest::policyForKey(key.toStdString()).action), action);
}

void FieldPolicyTest::knowsWhoIsMeant_data()
{
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<int>("person");
    const auto row = [](const char* key, PersonKind person) {
        QTest::newRow(key) << QByteArray(key) << static_cast<int>(person);
    };
    row("user.email", PersonKind::Email);
    row("mail", PersonKind::Email);
    row("mobile_number", PersonKind::Phone);
    row("user.full_name", PersonKind::Name);
    row("client.address", PersonKind::Ip);
    row("user.id", PersonKind::User);
    row("account_id", PersonKind::Account);
    row("session.id", PersonKind::Session);
    row("device.id", PersonKind::Device);
}

void FieldPolicyTest::knowsWhoIsMeant()
{
    QFETCH(QByteArray, key);
    QFETCH(int, person);
    QCOMPARE(static_cast<int>(ingest::policyForKey(key.toStdString()).person), person);
}

void FieldPolicyTest::knowsSecretParameters_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<bool>("secret");
    for (const char* name : {"token", "access_token", "key", "api_key", "sig", "X-Amz-Signature",
                             "code", "password", "auth", "client_secret", "cvv"}) {
        QTest::newRow(name) << QByteArray(name) << true;
    }
    for (const char* name : {"q", "page", "country_code", "utm_source", "keyword", "session", "id",
                             "sort", "author", "token_count"}) {
        QTest::newRow(name) << QByteArray(name) << false;
    }
}

void FieldPolicyTest::knowsSecretParameters()
{
    QFETCH(QByteArray, name);
    QFETCH(bool, secret);
    QCOMPARE(ingest::isSecretParameter(name.toStdString()), secret);
}

THROUGHLINE_TEST(FieldPolicyTest)

} // namespace throughline

#include "tst_field_policy.moc"
