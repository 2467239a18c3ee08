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

    void refrainsChangeNothing_data() { plansChangeNothing_data(); }

    void refrainsChangeNothing();
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

/// Documents with a refrain in their midst: the same fields in all of them, with values of which
/// some are personal, some to be changed, most as they should be.
class Refrains
{
public:
    explicit Refrains(Random& random)
        : m_random(random)
    {
        for (int i = 0; i < 8; ++i) {
            m_forms.push_back(makeForm());
        }
        m_refrains.resize(30);
        for (std::vector<std::string>& values : m_refrains) {
            for (const Given& field : fields()) {
                values.push_back(field.kind == ValueKind::Number ? number() : text());
            }
        }
    }

    /// Tells one to both: with its refrain and as any record.
    void tell(Normalizer& planned, Normalizer& longWay)
    {
        const RawForm& form = m_forms[m_random.below(8)];
        const std::uint32_t number = m_random.below(30);
        std::vector<std::string> values {"2026-03-01T10:00:00.250Z"};
        for (const Field& field : form.record.fields) {
            values.push_back(field.kind == ValueKind::Number ? this->number() : text());
        }
        const std::uint32_t first = m_firstOf[static_cast<std::size_t>(&form - m_forms.data())];
        std::ranges::copy(m_refrains[number], values.begin() + first);
        const std::vector<std::string_view> texts(values.begin(), values.end());
        const bool known = m_random.chance(0.9);
        QVERIFY(planned
                    .normalize({form,
                                texts,
                                {known ? number + 1 : 0, first,
                                 static_cast<std::uint32_t>(fields().size())}},
                               {})
                    .ok());
        RawRecord plain = form.with(texts);
        plain.keys = 0;
        for (Field& field : plain.fields) {
            field.keyNumber = 0;
        }
        QVERIFY(longWay.raw(plain, {}).ok());
    }

private:
    static const std::vector<Given>& fields()
    {
        static const std::vector<Given> kFields {
            {"session.id", ""}, {"uid", ""},  {"plan", ""},
            {"country", ""},    {"note", ""}, {"duration_ms", "", ValueKind::Number}};
        return kFields;
    }

    std::string text()
    {
        static constexpr std::array<std::string_view, 14> kTexts {
            "s_1",   "u_12", "pro", "DE", "de",    "free",    "a@example.com",
            "guest", " s2 ", "7",   "",   "plain", "call me", "token=abcdef123456"};
        return std::string(kTexts[m_random.below(m_random.chance(0.6) ? 4 : 14)]);
    }

    std::string number() { return std::to_string(m_random.below(50)); }

    RawForm makeForm()
    {
        RawForm form;
        form.record.signal = m_random.chance(0.7) ? Signal::Event : Signal::Log;
        form.record.time = {"timestamp", "", ValueKind::Text};
        form.record.keys = domain::nextKeyNumber();
        form.time = 0;
        std::vector<Given> all {{"event.name", ""}};
        if (m_random.chance(0.5)) {
            all.push_back({"url.path", ""});
        }
        m_firstOf.push_back(static_cast<std::uint32_t>(all.size() + 1));
        all.insert(all.end(), fields().begin(), fields().end());
        if (m_random.chance(0.7)) {
            all.push_back({m_random.chance(0.3) ? "user.id" : "price", "", ValueKind::Number});
        }
        m_numbers.beginRecord();
        for (std::uint32_t i = 0; i < all.size(); ++i) {
            m_keys.push_back(all[i].key);
            Field& field = form.record.fields.emplace_back(Field {m_keys.back(), "", all[i].kind});
            m_numbers.number(field);
            form.fields.push_back(i + 1);
        }
        return form;
    }

    Random& m_random;
    KeyNumbers m_numbers;
    std::deque<std::string> m_keys;
    std::vector<RawForm> m_forms;
    std::vector<std::uint32_t> m_firstOf; ///< where refrains begin among the texts of each form
    std::vector<std::vector<std::string>> m_refrains;
};

} // namespace

void FieldPlanTest::refrainsChangeNothing()
{
    QFETCH(const bool, pseudonyms);
    RedactionOptions privacy;
    privacy.pseudonymiseIds = pseudonyms;
    Station planned(privacy);
    Station longWay(privacy);
    Random random(32);
    Refrains refrains(random);
    for (int i = 0; i < 20'000; ++i) {
        refrains.tell(planned.normalizer, longWay.normalizer);
    }
    compare(planned.sink, longWay.sink);
    QVERIFY(planned.sink.records.size() > 10'000);
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
