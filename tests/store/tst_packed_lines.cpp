#include "models/base/byte_pack.h"
#include "models/base/random.h"
#include "models/store/batch_builder.h"
#include "models/store/column_bytes.h"
#include "models/store/line_unpacker.h"
#include "models/store/packed_lines.h"
#include "tests/store/store_fixture.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <algorithm>
#include <array>

namespace throughline {

using namespace store;
using domain::Signal;
using domain::ValueKind;
using store::test::OwnedRecord;

namespace {

/// The batches a builder makes of records, and their lines as they stood before they were packed.
struct Built
{
    BatchQueue queue;
    std::vector<std::unique_ptr<RecordBatch>> batches;
    std::vector<std::string> lines;
    LineUnpacker::Columns columns;
};

/// Texts that need no escapes are known as such, as an import knows them, in every other record.
void build(const std::vector<OwnedRecord>& records, Built& built)
{
    const auto isPlain = [](const domain::Field& field) {
        return field.kind == ValueKind::Text && std::ranges::none_of(field.value, [](char c) {
                   return c == '"' || c == '\\' || c == '\n';
               });
    };
    BatchBuilder builder(built.queue, {}, {},
                         [](std::string_view raw) { return std::string(raw); });
    for (const OwnedRecord& record : records) {
        domain::Record view = record.view();
        for (domain::Field& field : view.fields) {
            field.plain = record.ns % 2 == 0 && isPlain(field);
        }
        QVERIFY(builder.record(view, {}, {}).ok());
        RecordShapes shapes;
        LineMembers members;
        std::string room;
        built.lines.emplace_back(
            writeRecordJson(room, ShapedRecord(view, shapes.of(view)), members));
    }
    builder.finish([] { return std::string(); });
    while (auto batch = built.queue.tryPop()) {
        for (const BatchEntry& entry : (*batch)->entries) {
            built.columns.index.time.push_back(entry.time.ns);
            built.columns.link.traceLow.push_back(entry.trace.low);
            built.columns.link.traceHigh.push_back(entry.trace.high);
            built.columns.link.duration.push_back(entry.durationNs);
        }
        built.batches.push_back(*std::move(batch));
    }
}

/// All records as one block.
std::string pack(Built& built)
{
    built.columns.link.ids.clear();
    Dictionaries dictionaries;
    LinePacker packer;
    for (const auto& batch : built.batches) {
        for (const BatchEntry& entry : batch->entries) {
            const BatchActor& actor = batch->actorOf(entry);
            const LinePacker::Ordinals ordinals {
                dictionaries.session.ordinal(batch->view(actor.session)),
                dictionaries.user.ordinal(batch->view(actor.user)),
                dictionaries.account.ordinal(batch->view(actor.account)),
                dictionaries.name.ordinal(batch->nameOf(entry)),
                dictionaries.context.ordinal(batch->view(actor.context))};
            LinePacker::Texts texts {ordinals, 0};
            packer.add(*batch, entry, texts, built.columns.link.ids);
            IndexColumns& index = built.columns.index;
            index.session.push_back(ordinals[0]);
            index.user.push_back(ordinals[1]);
            index.account.push_back(ordinals[2]);
            index.name.push_back(ordinals[3]);
            index.context.push_back(ordinals[4]);
        }
    }
    return std::string(packer.take());
}

constexpr std::size_t kLimit = 64 << 20;

OwnedRecord usualRecord(Random& random)
{
    const std::string session = "s_" + std::to_string(random.below(20));
    OwnedRecord record {Signal::Event, static_cast<std::int64_t>(random.next() >> 2U), {}};
    record.fields = {{"event.name", random.chance(.5) ? "view" : "click"},
                     {"session.id", session},
                     {"user.id", "u" + session},
                     {"account.id", "acme"},
                     {"plan.tier", "pro"},
                     {"browser.name", random.chance(.5) ? "Firefox" : "Safari"},
                     {"trace_id", "0af7651916cd43dd8448eb211c80319c"},
                     {"price", "19.90", ValueKind::Number}};
    return record;
}

OwnedRecord usualSpan(Random& random)
{
    static constexpr std::array<const char*, 3> kIds {"00f067aa0ba902b7", "b7ad6b7169203331",
                                                      "ffffffffffffffff"};
    OwnedRecord record {Signal::Span, static_cast<std::int64_t>(random.next() >> 2U), {}};
    record.fields = {{"trace_id", "0af7651916cd43dd8448eb211c80319c"},
                     {"span_id", kIds[random.below(3)]},
                     {"parent_span_id", kIds[random.below(3)]},
                     {"span.name", "GET /"},
                     {"span.kind", "server"},
                     {"duration_ns", std::to_string(random.below(5)), ValueKind::Number}};
    return record;
}

/// Values of every kind under the names that columns are made of.
OwnedRecord oddRecord(Random& random)
{
    static constexpr std::array<std::string_view, 16> kKeys {
        "event.name", "session.id",  "user.id",      "enduser.pseudo.id", "account.id",
        "trace_id",   "plan.tier",   "browser.name", "os.name",           "span.name",
        "a",          "metric.name", "zz",           "span_id",           "parent_span_id",
        "duration_ns"};
    static constexpr std::array<std::string_view, 12> kTexts {"",
                                                              "s_1",
                                                              "quo\"ted\nline",
                                                              "0AF7651916CD43DD8448EB211C80319C",
                                                              "pro",
                                                              "\xC3\xA9\\",
                                                              "5",
                                                              "00f067aa0ba902b7",
                                                              "00F067AA0BA902B7",
                                                              "0000000000000000",
                                                              "00f067aa0ba902bg",
                                                              "00000000000000000000000000000000"};
    static constexpr std::array<Signal, 4> kSignals {Signal::Event, Signal::Log, Signal::Span,
                                                     Signal::Metric};
    OwnedRecord record {kSignals[random.below(4)], static_cast<std::int64_t>(random.next()), {}};
    for (const std::string_view key : kKeys) {
        if (random.chance(.4)) {
            continue;
        }
        const std::uint32_t kind = random.below(6);
        if (kind == 0) {
            static constexpr std::array<const char*, 6> kNumbers {
                "5", "0", "9223372036854775807", "5.0", "-5", "5e3"};
            record.fields.push_back(
                {std::string(key), kNumbers[random.below(6)], ValueKind::Number});
        } else if (kind == 1) {
            record.fields.push_back({std::string(key), R"(["x",{"y":1}])", ValueKind::Json});
        } else {
            record.fields.push_back({std::string(key), std::string(kTexts[random.below(12)])});
        }
    }
    return record;
}

} // namespace

class PackedLinesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void givesEveryLineBack_data();
    void givesEveryLineBack();
    void packsWhatRepeatsOnce();
    void readsLinesThatWereNotPacked();
    void readsLinesWithColumnsOfTheirOwn();
    void survivesDamage();
    void keepsToTheLimit();
};

void PackedLinesTest::givesEveryLineBack_data()
{
    QTest::addColumn<int>("records");
    QTest::addColumn<double>("odd"); // share of records that are unlike the others
    QTest::newRow("none") << 0 << 0.0;
    QTest::newRow("one") << 1 << 0.0;
    QTest::newRow("usual ones") << 900 << 0.0;
    QTest::newRow("some odd ones among them") << 900 << 0.2;
    QTest::newRow("odd ones") << 5'000 << 1.0;
}

void PackedLinesTest::givesEveryLineBack()
{
    QFETCH(const int, records);
    QFETCH(const double, odd);
    Random random(7);
    std::vector<OwnedRecord> made;
    for (int i = 0; i < records; ++i) {
        made.push_back(random.chance(odd)      ? oddRecord(random)
                           : random.chance(.5) ? usualRecord(random)
                                               : usualSpan(random));
    }
    Built built;
    build(made, built);
    LineUnpacker unpacker;
    const auto* const lines = unpacker.unpack(pack(built), built.columns, kLimit);
    QVERIFY(lines != nullptr);
    QCOMPARE(lines->size(), built.lines.size());
    for (std::size_t i = 0; i < built.lines.size(); ++i) {
        QCOMPARE(std::string((*lines)[i]), built.lines[i]);
    }
}

void PackedLinesTest::packsWhatRepeatsOnce()
{
    Random random(8);
    std::vector<OwnedRecord> made(1'000);
    std::ranges::generate(made, [&random] { return usualRecord(random); });
    Built built;
    build(made, built);
    std::size_t before = 0;
    for (const std::string& line : built.lines) {
        before += line.size() + 1;
    }
    const std::string packed = pack(built);
    QVERIFY2(packed.size() * 4 < before, qPrintable(QString::number(packed.size())));
    for (const char* once : {"Firefox", "\"browser.name\":", "s_19\n", "acme"}) {
        const std::size_t first = packed.find(once);
        QVERIFY2(first != std::string::npos, once);
    }
    // The link column has them.
    QCOMPARE(packed.find("0af7651916cd43dd"), std::string::npos);
    std::ranges::generate(made, [&random] { return usualSpan(random); });
    Built spans;
    build(made, spans);
    const std::string packedSpans = pack(spans);
    QCOMPARE(packedSpans.find("00f067aa0ba902b7"), std::string::npos);
    QCOMPARE(spans.columns.link.ids.size(), std::size_t {2'000});
}

void PackedLinesTest::readsLinesThatWereNotPacked()
{
    LineUnpacker unpacker;
    const auto* lines = unpacker.unpack("{\"ts\":1}\n{\"ts\":2,\"a\":\"b\"}\n", {}, kLimit);
    QVERIFY(lines != nullptr);
    QCOMPARE(lines->size(), std::size_t {2});
    QCOMPARE(std::string((*lines)[1]), std::string("{\"ts\":2,\"a\":\"b\"}"));
    QVERIFY(unpacker.unpack("{\"ts\":1}\n{\"ts\":2", {}, kLimit) == nullptr);
    lines = unpacker.unpack("", {}, kLimit);
    QVERIFY(lines != nullptr && lines->empty());
}

/// As stores up to version 6 hold them, before the index column told times and numbers.
void PackedLinesTest::readsLinesWithColumnsOfTheirOwn()
{
    std::string packed = "\x01" + startColumns(2);
    putDifferences(packed, std::vector<std::int64_t> {7, -3});
    putPlanes(packed, std::vector<std::uint16_t> {0, 0});
    for (int table = 0; table < 5; ++table) {
        putPlanes(packed, std::vector<std::uint16_t> {0, std::uint16_t(table == 3 ? 1 : 0)});
    }
    BytePacker texts;
    const auto source = [](MemberSource from) { return std::string(1, static_cast<char>(from)); };
    texts(std::vector<std::string> {source(MemberSource::Line) + ",\"a\":\n"
                                    + source(MemberSource::Name) + ",\"event.name\":\n"});
    for (const char* table : {"", "", "", "view\nclick\n", "", "1\n2\n"}) {
        texts(std::string(table));
    }
    packed += texts.bytes();
    QVERIFY(LineUnpacker::needsLink(packed) && !LineUnpacker::needsIndex(packed));
    LineUnpacker unpacker;
    const auto* lines = unpacker.unpack(packed, {}, kLimit);
    QVERIFY(lines != nullptr);
    QCOMPARE(lines->size(), std::size_t {2});
    QCOMPARE(std::string((*lines)[0]), std::string(R"({"ts":7,"a":1,"event.name":"view"})"));
    QCOMPARE(std::string((*lines)[1]), std::string(R"({"ts":-3,"a":2,"event.name":"click"})"));
}

void PackedLinesTest::survivesDamage()
{
    Random random(9);
    std::vector<OwnedRecord> made;
    for (int i = 0; i < 12; ++i) {
        made.push_back(i % 3 == 0       ? oddRecord(random)
                           : i % 3 == 1 ? usualRecord(random)
                                        : usualSpan(random));
    }
    Built built;
    build(made, built);
    const std::string whole = pack(built);
    LineUnpacker unpacker;
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const auto* lines = unpacker.unpack(whole.substr(0, size), built.columns, kLimit);
        QVERIFY(lines == nullptr || size == 0);
    }
    for (std::size_t at = 1; at < whole.size(); ++at) {
        for (const int other : {0, 1, 10, 127, 255}) {
            std::string damaged = whole;
            damaged[at] = static_cast<char>(other);
            const auto* lines = unpacker.unpack(damaged, built.columns, kLimit);
            QVERIFY(lines == nullptr || lines->size() == built.lines.size());
        }
    }
    QVERIFY(unpacker.unpack(whole, {}, kLimit) == nullptr); // without its link column
    built.columns.link.ids.pop_back();
    QVERIFY(unpacker.unpack(whole, built.columns, kLimit) == nullptr);
    built.columns.link.ids.insert(built.columns.link.ids.end(), 2, 7);
    QVERIFY(unpacker.unpack(whole, built.columns, kLimit) == nullptr);
    built.columns.link.ids.pop_back();
    QVERIFY(unpacker.unpack(whole, built.columns, kLimit) != nullptr);
    built.columns.index.user.pop_back(); // of another block
    QVERIFY(unpacker.unpack(whole, built.columns, kLimit) == nullptr);
}

void PackedLinesTest::keepsToTheLimit()
{
    Random random(10);
    std::vector<OwnedRecord> made(500);
    std::ranges::generate(made, [&random] { return usualRecord(random); });
    Built built;
    build(made, built);
    LineUnpacker unpacker;
    QVERIFY(unpacker.unpack(pack(built), built.columns, 1'000) == nullptr);
}

THROUGHLINE_TEST(PackedLinesTest)

} // namespace throughline

#include "tst_packed_lines.moc"
