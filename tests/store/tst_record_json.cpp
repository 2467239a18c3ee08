#include "models/base/random.h"
#include "models/codec/json_writer.h"
#include "models/store/record_facts.h"
#include "models/store/record_json.h"
#include "tests/store/store_fixture.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <algorithm>
#include <array>
#include <map>

namespace throughline {

using namespace store;
using domain::Signal;
using domain::ValueKind;
using store::test::OwnedRecord;

namespace {

std::string lineOf(const OwnedRecord& record)
{
    RecordShapes shapes;
    std::string room;
    LineMembers members;
    return std::string(writeRecordJson(room, {record.view(), shapes.of(record.view())}, members));
}

OwnedRecord withEveryKind()
{
    return {Signal::Log,
            1'792'281'600'123'456'789,
            {{"text", "a \"quoted\" \\ text\nwith \x1b and \xC3\xA9"},
             {"flag", "true", ValueKind::Boolean},
             {"count", "9007199254740993", ValueKind::Number},
             {"wide", "123456789012345678901234567890", ValueKind::Number},
             {"nothing", "", ValueKind::Null},
             {"list", R"(["x",1,{"y":[null]}])", ValueKind::Json},
             {"map", R"({"some.map.key":"some value"})", ValueKind::Json}}};
}

OwnedRecord randomRecord(Random& random)
{
    static constexpr std::string_view kLetters = "abc\"\\\n\t{}[]:, \x7f\xC3\xA9";
    OwnedRecord record {Signal::Event, static_cast<std::int64_t>(random.next() >> 1U), {}};
    for (std::uint32_t i = 0, n = random.below(12); i < n; ++i) {
        std::string text;
        for (std::uint32_t length = random.below(20); length > 0; --length) {
            const std::uint32_t at = random.below(16);
            text += at == 15 ? std::string("\xC3\xA9") : std::string(1, kLetters[at]);
        }
        record.fields.push_back({"k" + std::to_string(i) + text, text});
    }
    return record;
}

} // namespace

class RecordJsonTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesKeysInOrder();
    void doesNotDependOnTheOrderOfFields();
    void givesBackEveryKindOfValue();
    void givesBackRandomRecords();
    void readsAFieldNamedLikeTheTime();
    void takesTheContextOutOfTheLine();
    void tellsSignalsApart();
    void tellsValuesApart();
    void refusesWhatIsNoRecord_data();
    void refusesWhatIsNoRecord();
};

void RecordJsonTest::writesKeysInOrder()
{
    const OwnedRecord record {
        Signal::Event, -5, {{"b", "2"}, {"a", "1"}, {"B", "3"}, {"a.b", "4"}}};
    QCOMPARE(lineOf(record), std::string(R"({"ts":-5,"B":"3","a":"1","a.b":"4","b":"2"})"));
}

void RecordJsonTest::doesNotDependOnTheOrderOfFields()
{
    OwnedRecord record = withEveryKind();
    const std::string wanted = lineOf(record);
    RecordShapes shapes; // one for all, as an import has it
    std::string room; // this, too
    std::sort(record.fields.begin(), record.fields.end(),
              [](const auto& a, const auto& b) { return a.key < b.key; });
    do {
        LineMembers members;
        QCOMPARE(writeRecordJson(room, {record.view(), shapes.of(record.view())}, members),
                 std::string_view(wanted));
    } while (std::next_permutation(record.fields.begin(), record.fields.end(),
                                   [](const auto& a, const auto& b) { return a.key < b.key; }));
}

void RecordJsonTest::givesBackEveryKindOfValue()
{
    const OwnedRecord record = withEveryKind();
    RecordJsonReader reader;
    const auto read = reader.read(lineOf(record), Signal::Log);
    QVERIFY(read.ok());
    QCOMPARE((*read)->time.ns, record.ns);
    QCOMPARE((*read)->signal, Signal::Log);
    QCOMPARE((*read)->fields.size(), record.fields.size());
    for (const auto& field : record.fields) {
        const domain::Field* found = (*read)->find(field.key);
        QVERIFY(found != nullptr);
        QCOMPARE(std::string(found->value), field.value);
        QCOMPARE(found->kind, field.kind);
    }
}

void RecordJsonTest::givesBackRandomRecords()
{
    Random random(3);
    RecordShapes shapes;
    RecordJsonReader reader;
    std::string room;
    for (int i = 0; i < 500; ++i) {
        const OwnedRecord record = randomRecord(random);
        LineMembers members;
        const std::string line(
            writeRecordJson(room, {record.view(), shapes.of(record.view())}, members));
        const auto read = reader.read(line, record.signal);
        QVERIFY(read.ok());
        QCOMPARE(writeRecordJson(room, {**read, shapes.of(**read)}, members),
                 std::string_view(line));
    }
}

void RecordJsonTest::readsAFieldNamedLikeTheTime()
{
    const OwnedRecord record {Signal::Event, 7, {{"ts", "9", ValueKind::Number}, {"a", "1"}}};
    RecordJsonReader reader;
    const auto read = reader.read(lineOf(record), Signal::Event);
    QVERIFY(read.ok());
    QCOMPARE((*read)->time.ns, std::int64_t {7});
    QCOMPARE((*read)->text("ts"), std::string_view("9"));
}

/// Against the plain way: every field of a context name that is a plain value, by key, as a text.
void RecordJsonTest::takesTheContextOutOfTheLine()
{
    static constexpr std::array<std::string_view, 8> kKeys {
        "os.name", "plan.tier",   "event.name",   "experiment.a",
        "x.y",     "geo.country", "experiment.b", "zz"};
    static constexpr std::array<ValueKind, 6> kKinds {ValueKind::Text,    ValueKind::Text,
                                                      ValueKind::Text,    ValueKind::Number,
                                                      ValueKind::Boolean, ValueKind::Json};
    static constexpr std::array<std::string_view, 4> kTexts {"", "plain", "quo\"ted\n", "\xC3\xA9"};
    Random random(11);
    RecordShapes shapes;
    LineMembers members;
    std::string room = "what stood here before";
    for (int i = 0; i < 2'000; ++i) {
        OwnedRecord record {Signal::Event, i, {}};
        std::map<std::string, std::string> wanted;
        for (const std::string_view key : kKeys) {
            const ValueKind kind = kKinds[random.below(kKinds.size())];
            const std::string value = kind == ValueKind::Text
                ? std::string(kTexts[random.below(kTexts.size())])
                : std::string(kind == ValueKind::Number        ? "17"
                                  : kind == ValueKind::Boolean ? "true"
                                                               : "[1]");
            if (random.below(4) == 0) {
                continue;
            }
            record.fields.push_back({std::string(key), value, kind});
            if (isContextName(key) && kind != ValueKind::Json && !value.empty()) {
                wanted[std::string(key)] = value;
            }
        }
        std::string context;
        for (const auto& [key, value] : wanted) {
            context += context.empty() ? '{' : ',';
            codec::appendJsonString(context, key);
            context += ':';
            codec::appendJsonString(context, value);
        }
        context += wanted.empty() ? "" : "}";
        const auto view = record.view();
        const ShapedRecord shaped {view, shapes.of(view)};
        const std::string_view line = writeRecordJson(room, shaped, members);
        std::string appended = "before";
        appendContext(appended, shaped, {line, members});
        QCOMPARE(appended, "before" + context);
    }
}

void RecordJsonTest::tellsSignalsApart()
{
    const std::string line = lineOf(withEveryKind());
    for (const Signal a : domain::kAllSignals) {
        for (const Signal b : domain::kAllSignals) {
            QCOMPARE(recordHash(line, a) == recordHash(line, b), a == b);
        }
    }
}

void RecordJsonTest::tellsValuesApart()
{
    const OwnedRecord number {Signal::Event, 1, {{"a", "1", ValueKind::Number}}};
    const OwnedRecord text {Signal::Event, 1, {{"a", "1"}}};
    const OwnedRecord later {Signal::Event, 2, {{"a", "1"}}};
    QVERIFY(lineOf(number) != lineOf(text));
    QVERIFY(lineOf(later) != lineOf(text));
}

void RecordJsonTest::refusesWhatIsNoRecord_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("array") << QByteArray("[1]");
    QTest::newRow("cut") << QByteArray(R"({"ts":1,"a":"b)");
    QTest::newRow("invalid bytes") << QByteArray("{\"ts\":1,\"a\":\"\xFF\"}");
    QTest::newRow("two values") << QByteArray(R"({"ts":1} {"ts":2})");
    QTest::newRow("no time") << QByteArray(R"({"a":"b"})");
    QTest::newRow("a time that is none") << QByteArray(R"({"ts":"soon"})");
}

void RecordJsonTest::refusesWhatIsNoRecord()
{
    QFETCH(const QByteArray, line);
    RecordJsonReader reader;
    const auto read = reader.read(line.toStdString(), Signal::Event);
    QVERIFY(!read.ok());
    QCOMPARE(read.error().code, ErrorCode::Store);
}

THROUGHLINE_TEST(RecordJsonTest)

} // namespace throughline

#include "tst_record_json.moc"
