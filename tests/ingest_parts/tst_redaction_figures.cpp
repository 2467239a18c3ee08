#include "models/base/hash.h"
#include "models/base/random.h"
#include "models/base/text.h"
#include "models/domain/ids.h"
#include "models/ingest/redact/redactor.h"
#include "tests/support/planted_values.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <array>
#include <string>
#include <vector>

namespace throughline {

using domain::ValueKind;
using ingest::RedactionChange;
using ingest::Redactor;

namespace {

using test::kPlantedKinds;
using test::oneOf;
using test::plant;
using test::Planted;

std::unique_ptr<Redactor> makeRedactor()
{
    return std::make_unique<Redactor>(
        ingest::Pseudonymizer(*crypto::SecretKey::fromBytes("0123456789abcdef0123456789abcdef")));
}

std::string uuid(Random& random)
{
    std::string hex = toHex(domain::TraceId {random.next(), random.next()});
    hex[12] = '4';
    return hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-" + hex.substr(12, 4) + "-"
        + hex.substr(16, 4) + "-" + hex.substr(20);
}

/// One technical value of the kinds that look like numbers of cards or accounts.
std::string technical(Random& random, std::uint32_t kind)
{
    switch (kind) {
    case 0:
        return toHex(domain::SpanId {random.next()});
    case 1:
        return toHex(domain::TraceId {random.next(), random.next()});
    case 2:
        return toUpperAscii(toHex(domain::TraceId {random.next(), random.next()}));
    case 3:
        return std::to_string(random.next() >> 1U);
    case 4:
        return std::to_string(1'700'000'000'000'000ULL + random.next() % 100'000'000'000'000ULL);
    case 5:
        return std::to_string(1'700'000'000'000ULL + random.next() % 100'000'000'000ULL);
    case 6:
        return std::to_string(1'700'000'000'000'000'000ULL
                              + random.next() % 100'000'000'000'000'000ULL);
    case 7:
        return uuid(random);
    default:
        return std::to_string(1'000'000'000'000'000ULL + random.next() % 9'000'000'000'000'000ULL);
    }
}

constexpr std::uint32_t kTechnicalKinds = 9;

} // namespace

class RedactionFiguresTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsWhatWasPlanted();
    void idFieldsAreNeverHit();
    void freeTextIsHardlyEverHit();
    void twiceIsOnce();
    void leavesNoNeedle();
    void redactsTheCardOfASample();
    void redactsTheTextOfASample();
};

void RedactionFiguresTest::findsWhatWasPlanted()
{
    static constexpr std::array<std::string_view, 5> kBefore {"", "failed: ", "user said \"",
                                                              "x=1, ", "\n\tat "};
    static constexpr std::array<std::string_view, 4> kAfter {"", " and went on", "\", then", "\n"};
    constexpr int kTrials = 14'000;
    Random random(20'260'401);
    const auto redactor = makeRedactor();
    int missed = 0;
    for (int i = 0; i < kTrials; ++i) {
        const Planted planted = plant(random, static_cast<std::uint32_t>(i) % kPlantedKinds);
        const std::string text =
            std::string(oneOf(random, kBefore)) + planted.text + std::string(oneOf(random, kAfter));
        const auto field = redactor->redactField("body", text, ValueKind::Text);
        const bool left = field.value.find(planted.needle) != std::string_view::npos;
        if (left && ++missed < 10) {
            qInfo() << "missed:" << text.c_str();
        }
    }
    QVERIFY2(missed * 1000 <= kTrials * 5, std::to_string(missed).c_str());
}

void RedactionFiguresTest::idFieldsAreNeverHit()
{
    static constexpr std::array<std::string_view, 6> kFields {"trace_id", "span_id",  "session.id",
                                                              "user.id",  "order_id", "event.id"};
    Random random(7);
    const auto redactor = makeRedactor();
    for (std::uint32_t kind = 0; kind < kTechnicalKinds; ++kind) {
        for (int i = 0; i < 1'000'000; ++i) {
            const std::string value = technical(random, kind);
            const auto field = redactor->redactField(
                kFields[static_cast<std::size_t>(i) % kFields.size()], value, ValueKind::Text);
            QVERIFY2(field.change == RedactionChange::Unchanged, value.c_str());
        }
    }
}

void RedactionFiguresTest::freeTextIsHardlyEverHit()
{
    static constexpr std::array<std::string_view, 23> kWords {"request",
                                                              "GET /api/v1/cart/items",
                                                              "took 381 ms",
                                                              "Chrome/120.0.0.0",
                                                              "logo@2x.png",
                                                              "v1.2.3",
                                                              "retry=3",
                                                              "render@app.js:12:5",
                                                              "2024-11-12T14:13:36+1030",
                                                              "status: 500",
                                                              "key not found",
                                                              "10.0.0.1:8080",
                                                              "1.2.3.4",
                                                              "version 4.18.0.193",
                                                              "Edge/119.0.218.97",
                                                              "app-2.20.133.44.jar",
                                                              "13:36:10.574",
                                                              "20-10-11-12-13-14",
                                                              "20:01:0d:b8:85:a3:8d:30",
                                                              "std::pair<a::b, dead::beef>",
                                                              "fe80::1ff:fe23:4567:890a%eth2",
                                                              "255.255.255.0",
                                                              "1.3.6.1.4.1.311.21"};
    constexpr int kTexts = 400'000;
    constexpr int kTokensEach = 6;
    Random random(9);
    const auto redactor = makeRedactor();
    int hits = 0;
    for (int i = 0; i < kTexts; ++i) {
        std::string text;
        for (int token = 0; token < kTokensEach; ++token) {
            // Random 16-digit numbers are no ids that programs make, and are left out here.
            text += std::string(token > 0 ? " " : "")
                + (token % 2 == 0 ? technical(random, random.below(kTechnicalKinds - 1))
                                  : std::string(oneOf(random, kWords)));
        }
        const auto field = redactor->redactField("body", text, ValueKind::Text);
        if (field.change != RedactionChange::Unchanged && ++hits < 10) {
            qInfo() << "hit:" << text.c_str();
        }
    }
    const double perMillion = hits * 1e6 / (static_cast<double>(kTexts) * kTokensEach);
    QVERIFY2(perMillion <= 10, std::to_string(perMillion).c_str());
}

void RedactionFiguresTest::twiceIsOnce()
{
    static constexpr std::array<std::string_view, 34> kParts {" ",
                                                              ",",
                                                              ": ",
                                                              "=",
                                                              "\"",
                                                              "'",
                                                              "?",
                                                              "&",
                                                              "@",
                                                              "%40",
                                                              "://",
                                                              "card ",
                                                              "password",
                                                              "token",
                                                              "Cookie: ",
                                                              "Bearer ",
                                                              "phone ",
                                                              "{\"a\":\"",
                                                              "\"}",
                                                              "\\\"",
                                                              "+",
                                                              "-",
                                                              "4929",
                                                              "6495 8333 3657",
                                                              "a@x.org",
                                                              "%25",
                                                              "\xE2\x80\x8B",
                                                              "\xEF\xBC\xA0",
                                                              "\xE2\x80\xB9",
                                                              "card\xE2\x80\xBA",
                                                              "\xC3\xA9",
                                                              "\n",
                                                              "api_key",
                                                              ";"};
    static constexpr std::array<std::string_view, 7> kKeys {
        "body", "url.full", "user.id", "user.email", "payment.card", "x", "user.name"};
    Random random(77);
    const auto redactor = makeRedactor();
    for (int i = 0; i < 60'000; ++i) {
        std::string text;
        for (std::uint32_t n = 1 + random.below(9); n > 0; --n) {
            text += random.chance(0.4) ? plant(random, random.below(kPlantedKinds)).text
                                       : std::string(oneOf(random, kParts));
        }
        const std::string_view key = oneOf(random, kKeys);
        const std::string once(redactor->redactField(key, text, ValueKind::Text).value);
        const std::string twice(redactor->redactField(key, once, ValueKind::Text).value);
        if (!once.empty() && once != twice) {
            qInfo() << key.data() << "\n"
                    << text.c_str() << "\n"
                    << once.c_str() << "\n"
                    << twice.c_str();
        }
        QVERIFY(once.empty() || once == twice);
    }
}

void RedactionFiguresTest::leavesNoNeedle()
{
    // One person and their secrets at every place a record can hide them.
    const std::vector<std::string> needles {
        "zora.quill",           "zora%2equill",        "Quillson",
        "4916338506082832",     "4916-3385-0608-2832", "hunter2secret",
        "AKIAZZZZZZZZZZZZZZZZ", "Zm9vOmh1bnRlcg",      "1971-03-04"};

    struct Field
    {
        std::string_view key;
        std::string_view value;
        ValueKind kind;
    };

    const std::vector<Field> record {
        {"body", "from Zora.Quill@example.com", ValueKind::Text},
        {"body",
         "zora.quill\xEF\xBC\xA0"
         "example.com",
         ValueKind::Text},
        {"body", "zora\xE2\x80\x8B.quill@example.com", ValueKind::Text},
        {"url.full", "https://x.example.com/u/zora.quill%40example.com?q=1", ValueKind::Text},
        {"url.query", "mail=zora.quill%2540example.com", ValueKind::Text},
        {"url.full", "https://zora:hunter2secret@x.example.com/", ValueKind::Text},
        {"http.request.header.authorization", "Basic Zm9vOmh1bnRlcg==", ValueKind::Text},
        {"http.request.header.cookie", "sid=hunter2secret", ValueKind::Text},
        {"exception.stacktrace", "locals: {\"password\": \"hunter2secret\"}\n at f (a.js:1:2)",
         ValueKind::Text},
        {"exception.message", "Basic Zm9vOmh1bnRlcg== refused", ValueKind::Text},
        {"attributes",
         R"({"frames":[{"vars":{"pwd":"hunter2secret","me":"zora.quill@example.com"}}]})",
         ValueKind::Json},
        {"attributes", R"({"pair":["password","hunter2secret"],"last_name":"Quillson"})",
         ValueKind::Json},
        {"attributes", R"({"note":"{\"card\":\"4916338506082832\"}"})", ValueKind::Json},
        {"attributes", R"({"note":"{\"in\":\"{\\\"dob\\\":\\\"1971-03-04\\\"}\"}"})",
         ValueKind::Json},
        {"attributes", R"({"zora.quill@example.com":true})", ValueKind::Json},
        {"attributes", R"([{"name":"X-Api-Key","value":"hunter2secret"}])", ValueKind::Json},
        {"card_number", "4916338506082832", ValueKind::Number},
        {"body", "card: 4916338506082832", ValueKind::Text},
        {"body", "4916-3385-0608-2832", ValueKind::Text},
        {"body", "key AKIAZZZZZZZZZZZZZZZZ in the log", ValueKind::Text},
        {"user.full_name", "Zora Quillson", ValueKind::Text},
        {"requester.name", "Quillson, Z.", ValueKind::Text},
        {"customer.dob", "1971-03-04", ValueKind::Text},
        {"user.id", "zora.quill@example.com", ValueKind::Text},
        {"tags", "[\"zora.quill@example.com\"]", ValueKind::Text},
    };
    const auto redactor = makeRedactor();
    for (const Field& field : record) {
        const auto redacted = redactor->redactField(field.key, field.value, field.kind);
        QVERIFY2(redacted.change != RedactionChange::Unchanged, field.value.data());
        const std::string excerpt = redactor->redactExcerpt(field.value);
        for (const std::string& needle : needles) {
            const std::string lower = toLowerAscii(needle);
            QVERIFY2(toLowerAscii(redacted.value).find(lower) == std::string::npos,
                     field.value.data());
            if (field.kind == ValueKind::Json) {
                QVERIFY2(toLowerAscii(excerpt).find(lower) == std::string::npos,
                         field.value.data());
            }
        }
    }
    QVERIFY(
        toLowerAscii(
            redactor->redactField("limit.zora.quill@example.com", "", domain::ValueKind::Text).key)
            .find("zora")
        == std::string::npos);
}

void RedactionFiguresTest::redactsTheCardOfASample()
{
    QFile file(QStringLiteral(THROUGHLINE_SHARED_SAMPLES "/logs/lnav_pino.0"));
    if (!file.open(QIODevice::ReadOnly)) {
        qInfo() << "no shared samples here; nothing to compare with";
        return;
    }
    const std::string line = file.readAll().trimmed().toStdString();
    const std::string redacted = makeRedactor()->redactExcerpt(line, 65'536);
    QVERIFY(line.find("4929") != std::string::npos);
    QVERIFY(redacted.find("4929-6495") == std::string::npos);
    QVERIFY(redacted.find("\"creditCardCvv\":159") == std::string::npos);
    QVERIFY(redacted.find("c759f29f5f1e2162be56f32dd1e77fce") != std::string::npos);
    QVERIFY(redacted.find("17c4a60ca4297cf1") != std::string::npos);
}

void RedactionFiguresTest::redactsTheTextOfASample()
{
    QFile file(QStringLiteral(THROUGHLINE_SHARED_SAMPLES "/pii/presidio-demo.txt"));
    if (!file.open(QIODevice::ReadOnly)) {
        qInfo() << "no shared samples here; nothing to compare with";
        return;
    }
    const std::string text = file.readAll().toStdString();
    const auto redactor = makeRedactor();
    const std::string left(redactor->redactField("body", text, ValueKind::Text).value);
    for (const char* personal :
         {"4095-2609-9393-4932", "test@presidio.site", "IL150120690000003111111", "555-1234",
          "078-05-1126", "192.168.0.1"}) {
        QVERIFY2(text.find(personal) != std::string::npos, personal);
        QVERIFY2(left.find(personal) == std::string::npos, left.c_str());
    }
    for (const char* plain : {"microsoft.com and sent", "https://cla.microsoft.com", "September 18",
                              "status on bank account"}) {
        QVERIFY2(left.find(plain) != std::string::npos, left.c_str());
    }
}

THROUGHLINE_TEST(RedactionFiguresTest)

} // namespace throughline

#include "tst_redaction_figures.moc"
