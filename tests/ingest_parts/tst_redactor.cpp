#include "models/base/utf8.h"
#include "models/ingest/redact/redactor.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <memory>
#include <string>

namespace throughline {

using domain::ValueKind;
using ingest::PersonKind;
using ingest::Pseudonymizer;
using ingest::RedactedField;
using ingest::RedactionChange;
using ingest::RedactionOptions;
using ingest::Redactor;

namespace {

constexpr std::string_view kKey = "0123456789abcdef0123456789abcdef";

Pseudonymizer pseudonymizer()
{
    return Pseudonymizer(*crypto::SecretKey::fromBytes(kKey));
}

/// Tokens with a readable pseudonym: "<email:alice@example.com>" stands for the token of Alice.
std::string withTokens(std::string text)
{
    Pseudonymizer names = pseudonymizer();
    for (std::size_t open = text.find('<'); open != std::string::npos;
         open = text.find('<', open + 1)) {
        const std::size_t close = text.find('>', open);
        const std::string body = text.substr(open + 1, close - open - 1);
        std::string token = ingest::makeToken(body);
        for (const PersonKind kind :
             {PersonKind::Email, PersonKind::Phone, PersonKind::Name, PersonKind::Ip}) {
            const std::string prefix = std::string(toText(kind)) + ":";
            if (body.starts_with(prefix)) {
                token = names.token(kind, body.substr(prefix.size()));
            }
        }
        text.replace(open, close - open + 1, token);
    }
    return text;
}

} // namespace

class RedactorTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void remembersWhatItLeftAlone();
    void init();
    void redactsFields_data();
    void redactsFields();
    void keepsFields_data();
    void keepsFields();
    void dropsFields_data();
    void dropsFields();
    void redactsJson_data();
    void redactsJson();
    void keepsJsonByteForByte();
    void theSamePersonHasOneToken();
    void hidesOpaqueIdsWhenAsked();
    void redactsKeys();
    void redactsExcerpts_data();
    void redactsExcerpts();
    void boundsExcerpts();
    void countsByRuleAndField();
    void survivesKeysMadeOfData();
    void knowsFieldsInAnyOrder();

private:
    [[nodiscard]] std::string redacted(std::string_view key, std::string_view value, ValueKind kind)
    {
        const RedactedField field = m_redactor->redactField(key, value, kind);
        return field.change == RedactionChange::Dropped ? "(dropped)" : std::string(field.value);
    }

    std::unique_ptr<Redactor> m_redactor;
};

void RedactorTest::init()
{
    m_redactor = std::make_unique<Redactor>(pseudonymizer());
}

void RedactorTest::redactsFields_data()
{
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char* name, const char* key, const char* value,
                        const char* expected) {
        QTest::newRow(name) << QByteArray(key) << QByteArray(value) << QByteArray(expected);
    };
    row("message", "body", "mail from Alice@example.com, sorry",
        "mail from <email:alice@example.com>, sorry");
    row("e-mail field", "user.email", "alice@example.com", "<email:alice@example.com>");
    row("e-mail field with a name", "user.email", "Alice A. <alice@example.com>",
        "<email:alice@example.com>");
    row("list of e-mails", "emails", "a@x.org; b@x.org", "<email:a@x.org>, <email:b@x.org>");
    row("e-mail field without e-mail", "user.email", "alice", "<email:alice>");
    row("name field", "user.full_name", "Alice Adams", "<name:Alice Adams>");
    row("name that is an e-mail", "user.name", "alice@example.com", "<email:alice@example.com>");
    row("phone field", "customer_phone", "+49 170 1234567", "<phone:+491701234567>");
    row("address of a client", "client.address", "203.0.113.42", "<ip:203.0.113.42>");
    row("address of a client with a port", "client_ip", "[2001:DB8:0:0::7]:443",
        "<ip:2001:db8::7>");
    row("addresses of a way", "x-forwarded-for", "203.0.113.42, 10.1.2.3,2001:DB8::7",
        "<ip:203.0.113.42>, 10.1.2.3, <ip:2001:db8::7>");
    row("address in a text", "body", "from 203.0.113.42:51234, again",
        "from <ip:203.0.113.42>:51234, again");
    row("address of version 6 in a text", "body", "from 2001:DB8:0:0::7", "from <ip:2001:db8::7>");
    row("user id that is an e-mail", "user.id", "alice@example.com", "<email:alice@example.com>");
    row("encoded e-mail as user id", "user.id", "alice%40example.com", "<email:alice@example.com>");
    row("user id that is a phone", "user.id", "+491701234567", "<phone:+491701234567>");
    row("user id that holds an e-mail", "user.id", "auth0|alice@example.com",
        "auth0|<email:alice@example.com>");
    row("session id that is an e-mail", "session.id", "alice@example.com",
        "<email:alice@example.com>");
    row("latitude", "location.lat", "52.520008", "52.5");
    row("longitude as a text", "geo_longitude", "-13.404954", "-13.4");
    row("two coordinates", "coords", "52.520008, 13.404954", "52.5, 13.4");
    row("degrees and minutes", "gps", "52\xC2\xB0 31' 12.0\" N", "<geo>");
    row("coordinates in JSON", "payload", R"({"pos":{"lat":52.520008,"lng":-0.04},"v":1.25})",
        R"({"pos":{"lat":52.5,"lng":0.0},"v":1.25})");
    row("list of coordinates", "payload", R"({"coordinates":[13.404954,52.520008]})",
        R"({"coordinates":[13.4,52.5]})");
    row("place in a text", "body", "left near 52.5200, 13.4050", "left near <geo>");
    row("some id that is an e-mail", "lead_id", "alice@example.com", "<email:alice@example.com>");
    row("card number field", "creditCardNumber", "4929-6495-8333-3657", "<card>");
    row("card number with a slip", "card_number", "4929 6495 8333 3658", "<card>");
    row("card by key", "payment.card", "4929649583333657", "<card>");
    row("address", "url.full", "https://bob:pw@x.example.com/a?token=abc&q=1",
        "https://<auth>@x.example.com/a?token=&q=1");
    row("query", "url.query", "token=abc&q=1", "token=&q=1");
    row("event name", "event.name", "invited bob@example.com", "invited <email:bob@example.com>");
    row("an alias of a word field", "event", "login of bob@example.com",
        "login of <email:bob@example.com>");
    row("any attribute", "note", "password=hunter2", "password=<password>");
    row("JSON in a text", "payload", R"({"user":{"email":"a@x.org"},"n":[1,2]})",
        R"({"user":{"email":"<email:a@x.org>"},"n":[1,2]})");
    row("JSON in JSON in a text", "payload", R"({"inner":"{\"password\":\"x\"}"})",
        R"({"inner":"{\"password\":\"<password>\"}"})");
}

void RedactorTest::redactsFields()
{
    QFETCH(QByteArray, key);
    QFETCH(QByteArray, value);
    QFETCH(QByteArray, expected);
    // A text with a real angle bracket in it stands for itself.
    const std::string wanted = withTokens(expected.toStdString());
    const std::string once = redacted(key.toStdString(), value.toStdString(), ValueKind::Text);
    QCOMPARE(once, wanted);
    QCOMPARE(redacted(key.toStdString(), once, ValueKind::Text), once);
}

void RedactorTest::keepsFields_data()
{
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<bool>("number");
    const auto row = [](const char* name, const char* key, const char* value, bool number = false) {
        QTest::newRow(name) << QByteArray(key) << QByteArray(value) << number;
    };
    row("trace", "trace_id", "8448eb211c80319c8448eb211c80319c");
    row("span of digits that is a card", "span_id", "4929649583333657");
    row("order number that is a card", "order_id", "4929649583333657");
    row("number that is a card", "order.total_cents", "4929649583333657", true);
    row("microseconds", "started_us", "1745532517537123", true);
    row("nanoseconds", "started_ns", "1745532517537123456", true);
    row("opaque user", "user.id", "U-1001");
    row("numeric user", "user.id", "184213", true);
    row("opaque account", "account.id", "acct_123");
    row("version", "service.version", "shop@1.2.dev");
    row("service", "service.name", "payment");
    row("user agent", "user_agent.original", "Mozilla/5.0 (X11) Chrome/120.0.0.0 Safari/537.36");
    row("asset", "resource.url", "https://cdn.example.com/logo@2x.png?v=3");
    row("frame", "exception.stacktrace",
        "render@app.js:12:5\nmain@https://x.example.com/app.js:1:2");
    row("author", "author", "somebody");
    row("token count", "token_count", "512", true);
    row("passwordless", "passwordless_enabled", "yes");
    row("placeholder user", "user.email", "null");
    row("guest", "user.name", "guest");
    row("private address", "client.address", "192.168.0.1");
    row("private address with a port", "client.address", "10.1.2.3:5000");
    row("address of a server", "server.address", "203.0.113.42");
    row("version of four numbers", "sdk.version", "93.118.201.7");
    row("id of four numbers", "order_id", "93.118.201.7");
    row("user id of four numbers", "user.id", "93.118.201.7");
    row("loopback", "client_ip", "::1");
    row("last four digits", "card_last4", "3657");
    row("card brand", "card.brand", "visa");
    row("empty e-mail", "user.email", "");
    row("product", "product.name", "Red Shoes");
    row("boolean-like", "cookie_consent", "granted");
}

void RedactorTest::keepsFields()
{
    QFETCH(QByteArray, key);
    QFETCH(QByteArray, value);
    QFETCH(bool, number);
    const std::string text = value.toStdString();
    const RedactedField field = m_redactor->redactField(
        key.toStdString(), text, number ? ValueKind::Number : ValueKind::Text);
    QVERIFY(field.change == RedactionChange::Unchanged);
    QCOMPARE(field.value.data(), text.data());
    QVERIFY(m_redactor->takeReport().byRule.empty());
}

void RedactorTest::dropsFields_data()
{
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<int>("kind");
    QTest::addColumn<QByteArray>("rule");
    const auto row = [](const char* key, const char* value, ValueKind kind, const char* rule) {
        QTest::newRow(key) << QByteArray(key) << QByteArray(value) << static_cast<int>(kind)
                           << QByteArray(rule);
    };
    row("password", "hunter2", ValueKind::Text, "password");
    row("user.passwordHash", "$2b$10$abc", ValueKind::Text, "password");
    row("api_key", "abc", ValueKind::Text, "password");
    row("pwd", "123456", ValueKind::Number, "password");
    row("http.request.header.authorization", "Bearer abc", ValueKind::Text, "password");
    row("http.request.header.cookie", R"(["a=b","c=d"])", ValueKind::Json, "password");
    row("creditCardCvv", "159", ValueKind::Number, "cvv");
    row("cvc", "159", ValueKind::Text, "cvv");
    row("date_of_birth", "1980-01-02", ValueKind::Text, "person");
    row("billing_address", "1 Main Street", ValueKind::Text, "person");
    row("zip", "12345", ValueKind::Number, "person");
}

void RedactorTest::dropsFields()
{
    QFETCH(QByteArray, key);
    QFETCH(QByteArray, value);
    QFETCH(int, kind);
    QFETCH(QByteArray, rule);
    QCOMPARE(redacted(key.toStdString(), value.toStdString(), static_cast<ValueKind>(kind)),
             std::string("(dropped)"));
    QCOMPARE(m_redactor->takeReport().byRule,
             (std::map<std::string, std::uint64_t> {{rule.toStdString(), 1}}));
    // Flags and missing values are no secrets.
    const RedactedField flag =
        m_redactor->redactField(key.toStdString(), "true", ValueKind::Boolean);
    QVERIFY(flag.change == RedactionChange::Unchanged);
}

void RedactorTest::redactsJson_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char* name, const char* json, const char* expected) {
        QTest::newRow(name) << QByteArray(json) << QByteArray(expected);
    };
    row("nested card",
        R"({"creditCard":{"creditCardNumber":"4111-1111-1111-1111","creditCardCvv":321}})",
        R"({"creditCard":{"creditCardNumber":"<card>","creditCardCvv":"<cvv>"}})");
    row("card number as a number", R"({"card":{"number":4111111111111111,"brand":"visa"}})",
        R"({"card":{"number":"<card>","brand":"visa"}})");
    row("headers by name",
        R"([{"name":"Authorization","value":"Bearer x"},{"value":"a=b","name":"Cookie"},{"name":"Accept","value":"*/*"}])",
        R"([{"name":"Authorization","value":"<password>"},{"value":"<password>","name":"Cookie"},{"name":"Accept","value":"*/*"}])");
    row("attributes by key",
        R"([{"key":"user.email","value":{"stringValue":"a@x.org"}},{"key":"n","value":{"intValue":"1"}}])",
        R"([{"key":"user.email","value":{"stringValue":"<email:a@x.org>"}},{"key":"n","value":{"intValue":"1"}}])");
    row("two-element pair", R"([["password","x"],["colour","red"]])",
        R"([["password","<password>"],["colour","red"]])");
    row("secret object", R"({"token":{"a":1},"cookies":["a","b"],"n":null})",
        R"({"token":"<password>","cookies":"<password>","n":null})");
    row("person object", R"({"user":{"name":"Al","email":"a@x.org","id":"u1","active":true}})",
        R"({"user":{"name":"<name:Al>","email":"<email:a@x.org>","id":"u1","active":true}})");
    row("address object", R"({"address":{"street":"Main","lines":["1","2"]}})",
        R"({"address":{"street":"<person>","lines":["<person>","<person>"]}})");
    row("escapes", R"({"t":"mail a\u0040x.org\n"})", "{\"t\":\"mail <email:a@x.org>\\n\"}");
    row("keys", R"({"a@x.org":1})", R"({"<email:a@x.org>":1})");
    row("text in arrays", R"(["x","from a@x.org"])", R"(["x","from <email:a@x.org>"])");
    row("broken JSON", R"({"email":"a@x.org")", R"({"email":"<email:a@x.org>")");
}

void RedactorTest::redactsJson()
{
    QFETCH(QByteArray, json);
    QFETCH(QByteArray, expected);
    const std::string once = redacted("attributes", json.toStdString(), ValueKind::Json);
    QCOMPARE(once, withTokens(expected.toStdString()));
    QCOMPARE(redacted("attributes", once, ValueKind::Json), once);
    // The same in a text that happens to be JSON.
    if (!QByteArray(QTest::currentDataTag()).startsWith("broken")) {
        QCOMPARE(redacted("note", json.toStdString(), ValueKind::Text), once);
    }
}

void RedactorTest::keepsJsonByteForByte()
{
    const std::string json =
        "{ \"a\" : [1.50, -0, 1e5 , \"\\u00e9\\/\" ] ,\"b\":{} , \"c\":\"x\" }";
    const RedactedField field = m_redactor->redactField("span.events", json, ValueKind::Json);
    QVERIFY(field.change == RedactionChange::Unchanged);
    const std::string changed =
        redacted("span.events", "{ \"a\" : 1.50 , \"password\":\"x\" , \"b\":\"\\u00e9\" }",
                 ValueKind::Json);
    QCOMPARE(changed,
             withTokens("{ \"a\" : 1.50 , \"password\":\"<password>\" , \"b\":\"\\u00e9\" }"));
}

void RedactorTest::theSamePersonHasOneToken()
{
    const std::string token = redacted("user.email", "Alice@Example.com", ValueKind::Text);
    QCOMPARE(redacted("user.id", "alice@example.com", ValueKind::Text), token);
    QCOMPARE(redacted("body", "alice@example.com", ValueKind::Text), token);
    QCOMPARE(redacted("body", "ALICE%40example.com", ValueKind::Text), token);
    QCOMPARE(redacted("requester.name", "alice@example.com", ValueKind::Text), token);
    QCOMPARE(m_redactor->redactId(PersonKind::User, "alice@example.com"), token);
    QCOMPARE(redacted("x", R"({"mail":"alice@example.com"})", ValueKind::Json),
             R"({"mail":")" + token + "\"}");
}

void RedactorTest::hidesOpaqueIdsWhenAsked()
{
    RedactionOptions options;
    options.pseudonymiseIds = true;
    Redactor hiding(pseudonymizer(), options);
    const auto hidden = [&hiding](std::string_view key, std::string_view value) {
        return std::string(hiding.redactField(key, value, ValueKind::Text).value);
    };
    Pseudonymizer names = pseudonymizer();
    QCOMPARE(hidden("user.id", "U-1001"), names.id(PersonKind::User, "U-1001"));
    QCOMPARE(hidden("enduser.pseudo.id", "U-1001"), names.id(PersonKind::User, "U-1001"));
    QCOMPARE(hidden("account.id", "acct_123"), names.id(PersonKind::Account, "acct_123"));
    QCOMPARE(hidden("session.id", "s_1"), names.id(PersonKind::Session, "s_1"));
    QCOMPARE(hiding.redactId(PersonKind::Session, "s_1"), names.id(PersonKind::Session, "s_1"));
    QCOMPARE(hidden("user.id", "alice@example.com"),
             names.token(PersonKind::Email, "alice@example.com"));
    for (const std::string_view key : {"order_id", "trace_id", "ticket.id", "service.name"}) {
        QCOMPARE(hidden(key, "x1"), std::string("x1"));
    }
    const std::string once = hidden("user.id", "U-1001");
    QCOMPARE(hidden("user.id", once), once);
    QCOMPARE(hidden("user.id", names.token(PersonKind::Email, "a@x.org")),
             names.token(PersonKind::Email, "a@x.org"));
}

void RedactorTest::redactsKeys()
{
    QCOMPARE(m_redactor->redactField("cart.items", "", domain::ValueKind::Text).key,
             std::string_view("cart.items"));
    QCOMPARE(
        std::string(
            m_redactor->redactField("quota:alice@example.com", "", domain::ValueKind::Text).key),
        withTokens("quota:<email:alice@example.com>"));
    const std::string key(
        m_redactor->redactField("quota:alice@example.com", "", domain::ValueKind::Text).key);
    QCOMPARE(std::string(m_redactor->redactField(key, "", domain::ValueKind::Text).key), key);
}

void RedactorTest::redactsExcerpts_data()
{
    QTest::addColumn<QByteArray>("raw");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char* name, const char* raw, const char* expected) {
        QTest::newRow(name) << QByteArray(raw) << QByteArray(expected);
    };
    row("whole record", R"({"user":{"email":"a@x.org"},"ts":"never"})",
        R"({"user":{"email":"<email:a@x.org>"},"ts":"never"})");
    row("cut record",
        R"({"first_name":"Al","cvv":159,"password":"x y","dob":"1980-01-01","m":"to b@x.org)",
        R"({"first_name":"<name:Al>","cvv":"<cvv>","password":"<password>","dob":"<person>","m":"to <email:b@x.org>")");
    row("cut in a value", R"({"n":1,"last_name":"Ada)", R"({"n":1,"last_name":"<name:Ada>")");
    row("plain line", "127.0.0.1 - bob [x] \"GET /?token=abc\" b@x.org",
        "127.0.0.1 - bob [x] \"GET /?token=\" <email:b@x.org>");
    row("nothing", "", "");
}

void RedactorTest::redactsExcerpts()
{
    QFETCH(QByteArray, raw);
    QFETCH(QByteArray, expected);
    const std::string once = m_redactor->redactExcerpt(raw.toStdString());
    QCOMPARE(once, withTokens(expected.toStdString()));
    QCOMPARE(m_redactor->redactExcerpt(once), once);
}

void RedactorTest::boundsExcerpts()
{
    const std::string line = "{\"a\":\"" + std::string(100'000, 'x') + "\xFF";
    const std::string excerpt = m_redactor->redactExcerpt(line);
    QVERIFY(excerpt.size() <= 4096);
    QVERIFY(isValidUtf8(m_redactor->redactExcerpt("a\xFF"
                                                  "b\xC3")));
    // A value across the limit is judged as a whole.
    const std::string across = std::string(4090, '.') + " alice@example.com and more";
    QVERIFY(m_redactor->redactExcerpt(across).find("ali") == std::string::npos);
}

void RedactorTest::countsByRuleAndField()
{
    static_cast<void>(redacted("body", "a@x.org b@x.org card 4111111111111111", ValueKind::Text));
    static_cast<void>(redacted("password", "x", ValueKind::Text));
    static_cast<void>(redacted("order", R"({"customer":{"email":"a@x.org"}})", ValueKind::Json));
    static_cast<void>(m_redactor->redactField("k:a@x.org", "", domain::ValueKind::Text).key);
    const ingest::RedactionReport report = m_redactor->takeReport();
    QCOMPARE(report.byRule,
             (std::map<std::string, std::uint64_t> {{"card", 1}, {"email", 4}, {"password", 1}}));
    QCOMPARE(report.byRuleAndField.at({"email", "body"}), std::uint64_t {2});
    QCOMPARE(report.byRuleAndField.at({"email", "order.customer.email"}), std::uint64_t {1});
    for (const auto& [place, count] : report.byRuleAndField) {
        QVERIFY(place.second.find('@') == std::string::npos);
    }
    QVERIFY(m_redactor->takeReport().byRule.empty());
}

void RedactorTest::survivesKeysMadeOfData()
{
    for (int i = 0; i < 30'000; ++i) {
        const std::string key = "k" + std::to_string(i);
        QCOMPARE(redacted(key, "a@x.org", ValueKind::Text), withTokens("<email:a@x.org>"));
    }
    QCOMPARE(m_redactor->takeReport().byRule.at("email"), std::uint64_t {30'000});
    QCOMPARE(redacted("password", "x", ValueKind::Text), std::string("(dropped)"));
    QCOMPARE(redacted("new.json", R"({"password":"x","u":{"email":"a@x.org"}})", ValueKind::Json),
             withTokens(R"({"password":"<password>","u":{"email":"<email:a@x.org>"}})"));
}

void RedactorTest::knowsFieldsInAnyOrder()
{
    const std::vector<std::pair<std::string, std::string>> fields {
        {"a", "x"}, {"password", "x"}, {"body", "a@x.org"}, {"user.id", "u"}};
    const auto expected = [](const std::string& key, const std::string& value) {
        return key == "password" ? std::string("(dropped)")
                                 : (key == "body" ? withTokens("<email:a@x.org>") : value);
    };
    std::vector<std::size_t> order {0, 1, 2, 3};
    do {
        for (const std::size_t i : order) {
            const auto& [key, value] = fields[i];
            QCOMPARE(redacted(key, value, ValueKind::Text), expected(key, value));
        }
    } while (std::ranges::next_permutation(order).found);
}

void RedactorTest::remembersWhatItLeftAlone()
{
    Redactor redactor(pseudonymizer());
    constexpr std::uint32_t kNumber = 7;
    const Redactor::KeyEntry* const entry = redactor.entryOf("db.query.text", kNumber);
    QVERIFY(entry != nullptr);
    const auto field = [](std::string_view value) {
        return domain::Field {"db.query.text", value, ValueKind::Text, kNumber};
    };
    const domain::Field statement = field("SELECT * FROM items WHERE id = $1");
    const domain::Field personal = field("SELECT * FROM users WHERE mail = 'alice@example.com'");
    for (int time = 0; time < 2; ++time) {
        QCOMPARE(redactor.leaves(*entry, statement), time > 0); // conspicuous until looked at
        QCOMPARE(redactor.redactField(statement).change, RedactionChange::Unchanged);
        QVERIFY(!redactor.leaves(*entry, personal));
        QCOMPARE(redactor.redactField(personal).change, RedactionChange::Replaced);
    }
    QVERIFY(!redactor.leaves(*entry, field("SELECT * FROM items WHERE id = $2")));
}

THROUGHLINE_TEST(RedactorTest)

} // namespace throughline

#include "tst_redactor.moc"
