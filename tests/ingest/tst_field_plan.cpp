#include "models/base/random.h"
#include "models/ingest/key_numbers.h"
#include "models/ingest/normalizer.h"
#include "tests/support/spy_sink.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <array>
#include <deque>
#include <optional>

namespace throughline {

using namespace ingest;
using domain::Field;
using domain::Signal;
using domain::ValueKind;
using test::SpySink;

namespace {

/// A normaliser and what it says.
struct Station
{
    explicit Station(RedactionOptions privacy = {})
        : redactor(Pseudonymizer(*crypto::SecretKey::fromBytes("0123456789abcdef0123456789abcdef")),
                   std::move(privacy))
        , normalizer(options(), redactor, sink)
    {
    }

    static NormalizerOptions options()
    {
        NormalizerOptions options;
        options.time.now = Timestamp::fromSeconds(1'792'281'600);
        return options;
    }

    SpySink sink;
    Redactor redactor;
    Normalizer normalizer;
};

struct Given
{
    std::string key;
    std::string value;
    ValueKind kind = ValueKind::Text;
};

struct GivenRecord
{
    Signal signal = Signal::Event;
    std::string time;
    std::string end;
    std::vector<Given> fields;
};

/// Names with every role that a field can have, and values from usual to odd.
GivenRecord randomRecord(Random& random)
{
    static constexpr std::array<std::string_view, 31> kKeys {"event.name",
                                                             "event",
                                                             "session.id",
                                                             "sessionId",
                                                             "user.id",
                                                             "uid",
                                                             "account.id",
                                                             "trace_id",
                                                             "traceId",
                                                             "span_id",
                                                             "parent_span_id",
                                                             "plan.tier",
                                                             "plan",
                                                             "device.type",
                                                             "geo.country.iso_code",
                                                             "country",
                                                             "duration_ms",
                                                             "duration_us",
                                                             "duration_ns",
                                                             "level",
                                                             "severity_number",
                                                             "url.full",
                                                             "url.path",
                                                             "email",
                                                             "password",
                                                             "note",
                                                             "price",
                                                             "span.name",
                                                             "metric.name",
                                                             "ts",
                                                             ""};
    static constexpr std::array<std::string_view, 34> kTexts {"",
                                                              "view",
                                                              "s_1",
                                                              " s_2 ",
                                                              "guest",
                                                              "null",
                                                              "0000",
                                                              "12",
                                                              "1.5",
                                                              "-3",
                                                              "DE",
                                                              "de",
                                                              "UK",
                                                              "Germany",
                                                              "mobile",
                                                              "Mobile",
                                                              "phone",
                                                              "error",
                                                              "17",
                                                              "00f067aa0ba902b7",
                                                              "0AF7651916CD43DD8448EB211C80319C",
                                                              "0af7651916cd43dd8448eb211c80319c",
                                                              "11111111111111111111111111111111",
                                                              "123456789012345678",
                                                              "a@example.com",
                                                              "call +49 151 23456789",
                                                              "https://example.com/cart?token=abc",
                                                              "token=abcdef123456",
                                                              "4111 1111 1111 1111",
                                                              "{\"a\":\"b@example.com\"}",
                                                              "true",
                                                              "0",
                                                              "1e3",
                                                              "999999999999999"};
    GivenRecord record;
    record.signal = domain::kAllSignals[random.below(domain::kAllSignals.size())];
    record.time = random.chance(.97) ? "2026-03-01T10:00:00.250Z" : "yesterday";
    record.end = random.chance(.2) ? "2026-03-01T10:00:01Z" : "";
    const std::uint32_t offset = random.below(kKeys.size());
    const bool usual = random.chance(.3);
    for (std::uint32_t i = 0, n = 1 + random.below(8); i < n; ++i) {
        Given field;
        field.key = usual ? kKeys[(offset + 2 * i) % kKeys.size()] : kKeys[random.below(31)];
        const std::uint32_t kind = random.below(12);
        field.value = kTexts[random.below(34)];
        if (kind == 0) {
            field.kind = ValueKind::Null;
            field.value.clear();
        } else if (kind <= 2) {
            field.kind = ValueKind::Number;
            field.value = random.chance(.5) ? "824" : "4111111111111111";
        } else if (kind == 3) {
            field.kind = ValueKind::Boolean;
            field.value = "true";
        } else if (kind == 4) {
            field.kind = ValueKind::Json;
            field.value = R"(["a@example.com",1])";
        }
        record.fields.push_back(std::move(field));
    }
    return record;
}

/// The record as a format tells it; with numbers it can follow a plan, without it cannot.
void tell(const GivenRecord& record, Normalizer& normalizer, KeyNumbers* numbers)
{
    RawRecord raw;
    raw.signal = record.signal;
    raw.time = {"timestamp", record.time, ValueKind::Text};
    if (!record.end.empty()) {
        raw.end = {"end", record.end, ValueKind::Text};
    }
    if (numbers != nullptr) {
        numbers->beginRecord();
    }
    for (const Given& given : record.fields) {
        Field& field = raw.fields.emplace_back(Field {given.key, given.value, given.kind});
        if (numbers != nullptr) {
            numbers->number(field);
        }
    }
    QVERIFY(normalizer.raw(raw, {}).ok());
}

void compare(const SpySink& planned, const SpySink& longWay)
{
    QCOMPARE(planned.records.size(), longWay.records.size());
    for (std::size_t i = 0; i < planned.records.size(); ++i) {
        QCOMPARE(planned.records[i].signal, longWay.records[i].signal);
        QCOMPARE(planned.records[i].time.ns, longWay.records[i].time.ns);
        QCOMPARE(planned.records[i].fields, longWay.records[i].fields);
        QCOMPARE(planned.records[i].kinds, longWay.records[i].kinds);
    }
    QCOMPARE(planned.rejects.size(), longWay.rejects.size());
    for (std::size_t i = 0; i < planned.rejects.size(); ++i) {
        QCOMPARE(planned.rejects[i].reason, longWay.rejects[i].reason);
        QCOMPARE(planned.rejects[i].detail, longWay.rejects[i].detail);
    }
    QCOMPARE(planned.notes, longWay.notes);
    QCOMPARE(planned.redacted, longWay.redacted);
}

} // namespace

class FieldPlanTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void plansChangeNothing_data();
    void plansChangeNothing();
    void sameKeysSameNumber();
    void numbersAreOfKeys();
};

void FieldPlanTest::plansChangeNothing_data()
{
    QTest::addColumn<bool>("pseudonyms");
    QTest::newRow("ids stay") << false;
    QTest::newRow("ids become pseudonyms") << true;
}

/// Every record told twice, with and without plans, is the same.
void FieldPlanTest::plansChangeNothing()
{
    QFETCH(const bool, pseudonyms);
    RedactionOptions privacy;
    privacy.pseudonymiseIds = pseudonyms;
    Station planned(privacy);
    Station longWay(privacy);
    KeyNumbers numbers;
    Random random(31);
    for (int i = 0; i < 20'000; ++i) {
        const GivenRecord record = randomRecord(random);
        tell(record, planned.normalizer, &numbers);
        tell(record, longWay.normalizer, nullptr);
    }
    compare(planned.sink, longWay.sink);
    QVERIFY(planned.sink.records.size() > 1'000);
    QVERIFY(planned.sink.rejects.size() > 100);
    QCOMPARE(planned.normalizer.state(), longWay.normalizer.state());
}

namespace {

/// Keeps the number of each record's keys.
class KeysSink final : public domain::RecordSink
{
public:
    Result<void> record(const domain::Record& record, const domain::Provenance& /*place*/,
                        std::span<const domain::RedactionHit> /*redactions*/) override
    {
        keys.push_back(record.keys);
        return {};
    }

    Result<void> reject(domain::IssueCode /*reason*/, std::string_view /*detail*/,
                        const domain::Provenance& /*place*/, std::string_view /*raw*/) override
    {
        return {};
    }

    void note(domain::IssueCode /*code*/, std::string_view /*field*/) override { }

    std::vector<std::uint32_t> keys;
};

} // namespace

void FieldPlanTest::sameKeysSameNumber()
{
    KeysSink sink;
    Redactor redactor(
        Pseudonymizer(*crypto::SecretKey::fromBytes("0123456789abcdef0123456789abcdef")));
    Normalizer normalizer(Station::options(), redactor, sink);
    KeyNumbers numbers;
    const GivenRecord view {Signal::Event,
                            "2026-03-01T10:00:00Z",
                            "",
                            {{"event.name", "view"}, {"session.id", "s_1"}, {"plan.tier", "pro"}}};
    GivenRecord missing = view;
    missing.fields[2].value.clear();
    GivenRecord odd = view;
    odd.fields[1].value = " s_1 "; // has to be trimmed, which no plan does
    tell(view, normalizer, &numbers);
    tell(missing, normalizer, &numbers);
    tell(view, normalizer, &numbers);
    tell(odd, normalizer, &numbers);
    tell(view, normalizer, nullptr);
    QCOMPARE(sink.keys.size(), std::size_t {5});
    QVERIFY(sink.keys[0] != 0);
    QVERIFY(sink.keys[1] != 0 && sink.keys[1] != sink.keys[0]);
    QCOMPARE(sink.keys[2], sink.keys[0]);
    QCOMPARE(sink.keys[3], 0U);
    QCOMPARE(sink.keys[4], 0U);
}

void FieldPlanTest::numbersAreOfKeys()
{
    KeyNumbers numbers;
    const auto numberOf = [&numbers](std::string_view key) {
        Field field {key, "", ValueKind::Text};
        numbers.number(field);
        return field.keyNumber;
    };
    numbers.beginRecord();
    const std::uint32_t a = numberOf("a");
    const std::uint32_t b = numberOf("b");
    numbers.beginRecord();
    QCOMPARE(numberOf("b"), b); // though "a" came first the last time
    QCOMPARE(numberOf("a"), a);
    QVERIFY(a != 0 && b != 0 && a != b);
}

THROUGHLINE_TEST(FieldPlanTest)

} // namespace throughline

#include "tst_field_plan.moc"
