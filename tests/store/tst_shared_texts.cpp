#include "models/base/random.h"
#include "models/store/batch_builder.h"
#include "models/store/record_facts.h"
#include "tests/store/store_fixture.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <array>

namespace throughline {

using namespace store;
using domain::Signal;
using domain::ValueKind;
using store::test::OwnedRecord;

namespace {

/// Texts of one record as nothing but the record tells them.
struct Told
{
    std::string session;
    std::string user;
    std::string account;
    std::string name;
    std::string context;

    bool operator==(const Told&) const = default;
};

Told toldBy(const domain::Record& record)
{
    RecordShapes shapes;
    const ShapedRecord shaped(record, shapes.of(record));
    std::string room;
    LineMembers members;
    const std::string_view line = writeRecordJson(room, shaped, members);
    std::string context;
    appendContext(context, shaped, {line, members});
    const std::string_view session = shaped[Fact::SessionId];
    const std::string_view user = shaped[Fact::UserId];
    return {session.empty() ? actorKey(shaped) : std::string(session),
            std::string(user.empty() ? shaped[Fact::PseudoUserId] : user),
            std::string(shaped[Fact::AccountId]), std::string(nameOf(shaped)), context};
}

Told toldBy(const RecordBatch& batch, const BatchEntry& entry)
{
    const BatchActor& actor = batch.actorOf(entry);
    return {std::string(batch.view(actor.session)), std::string(batch.view(actor.user)),
            std::string(batch.view(actor.account)), std::string(batch.nameOf(entry)),
            std::string(batch.view(actor.context))};
}

std::string oneOf(Random& random, const std::vector<std::string>& values)
{
    return values[random.below(static_cast<std::uint32_t>(values.size()))];
}

/// Few values under each name, so that records share some and differ in one.
OwnedRecord recordOf(Random& random, bool odd)
{
    static constexpr std::array<Signal, 3> kSignals {Signal::Event, Signal::Log, Signal::Metric};
    OwnedRecord record {odd ? kSignals[random.below(3)] : Signal::Event,
                        static_cast<std::int64_t>(random.next() >> 2U),
                        {}};
    const std::vector<std::pair<std::string, std::vector<std::string>>> fields {
        {"event.name", {"view", "click", "view"}},
        {"session.id", {"s_1", "s_2", "s_3", "s_1", "s_1", ""}},
        {"user.id", {"u_1", "u_2", ""}},
        {"enduser.pseudo.id", {"d_1", "d_2"}},
        {"account.id", {"acme", "other"}},
        {"plan.tier", {"pro", "free"}},
        {"browser.name", {"Firefox", "Firefox", "quo\"te"}},
        {"sampling.rate", {"0.5", "1"}}};
    for (const auto& [key, values] : fields) {
        if (!random.chance(odd ? 0.5 : 0.1)) {
            const bool number = key == "sampling.rate" || (odd && random.chance(0.1));
            record.fields.push_back({key, number ? "5" : oneOf(random, values),
                                     number ? ValueKind::Number : ValueKind::Text});
        }
    }
    return record;
}

/// The same with what an import knows of texts: that they need no escapes.
domain::Record marked(const OwnedRecord& record)
{
    domain::Record view = record.view();
    for (domain::Field& field : view.fields) {
        field.plain = field.kind == ValueKind::Text && field.value.find('"') == std::string::npos;
    }
    return view;
}

/// What records of one refrain repeat, in turns with fields of their own: some that belong to the
/// actor, too.
OwnedRecord recordOfRefrain(Random& random, const std::vector<OwnedRecord>& refrains,
                            domain::Record& marks)
{
    const std::uint32_t number = random.below(static_cast<std::uint32_t>(refrains.size()));
    OwnedRecord record {Signal::Event, static_cast<std::int64_t>(random.next() >> 2U), {}};
    record.fields.push_back({"event.name", random.chance(0.5) ? "view" : "click"});
    if (random.chance(0.5)) {
        record.fields.push_back({"price", std::to_string(random.below(9)), ValueKind::Number});
    }
    marks.refrain = number + 1;
    marks.repeated = 0;
    for (const OwnedRecord::OwnedField& field : refrains[number].fields) {
        marks.repeated |= std::uint64_t {1} << record.fields.size();
        record.fields.push_back(field);
    }
    if (random.chance(0.2)) {
        record.fields.push_back({"geo.country.iso_code", random.chance(0.5) ? "DE" : "FR"});
    }
    return record;
}

} // namespace

class SharedTextsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellWhatEachRecordTells_data();
    void tellWhatEachRecordTells();
    void tellWhatRefrainsTell();
    void standOnceWhereRecordsShareThem();
    void startAgainInTheNextBatch();
};

void SharedTextsTest::tellWhatEachRecordTells_data()
{
    QTest::addColumn<bool>("odd");
    QTest::newRow("records alike") << false;
    QTest::newRow("records of all kinds") << true;
}

void SharedTextsTest::tellWhatEachRecordTells()
{
    QFETCH(const bool, odd);
    Random random(3);
    std::vector<OwnedRecord> records(4'000);
    for (OwnedRecord& record : records) {
        record = recordOf(random, odd);
    }
    BatchQueue queue;
    BatchBuilder builder(queue, {}, {}, [](std::string_view text) { return std::string(text); });
    for (const OwnedRecord& record : records) {
        QVERIFY(builder.record(marked(record), {}, {}).ok());
    }
    builder.finish([] { return std::string(); });
    std::size_t at = 0;
    while (auto batch = queue.tryPop()) {
        for (const BatchEntry& entry : (*batch)->entries) {
            QVERIFY(toldBy(**batch, entry) == toldBy(records[at++].view()));
        }
    }
    QCOMPARE(at, records.size());
}

void SharedTextsTest::tellWhatRefrainsTell()
{
    Random random(4);
    std::vector<OwnedRecord> refrains(50);
    for (OwnedRecord& refrain : refrains) {
        refrain = recordOf(random, false);
        std::erase_if(refrain.fields, [](const auto& field) { return field.key == "event.name"; });
    }
    BatchQueue queue;
    BatchBuilder builder(queue, {}, {}, [](std::string_view text) { return std::string(text); });
    std::vector<Told> told;
    for (int i = 0; i < 8'000; ++i) {
        domain::Record marks;
        const OwnedRecord record = recordOfRefrain(random, refrains, marks);
        domain::Record view = marked(record);
        view.refrain = marks.refrain;
        view.repeated = marks.repeated;
        QVERIFY(builder.record(view, {}, {}).ok());
        builder.frameDone(1, 1, "x", [] { return std::string(); });
        told.push_back(toldBy(record.view()));
    }
    builder.finish([] { return std::string(); });
    std::size_t at = 0;
    std::size_t batches = 0;
    for (; auto batch = queue.tryPop(); ++batches) {
        QVERIFY((*batch)->entries.size() < 500
                || (*batch)->actors.size() * 2 < (*batch)->entries.size());
        for (const BatchEntry& entry : (*batch)->entries) {
            QVERIFY(toldBy(**batch, entry) == told[at++]);
        }
    }
    QCOMPARE(at, told.size());
    QVERIFY(batches > 1);
}

void SharedTextsTest::standOnceWhereRecordsShareThem()
{
    BatchQueue queue;
    BatchBuilder builder(queue, {}, {}, [](std::string_view text) { return std::string(text); });
    for (int i = 0; i < 1'000; ++i) {
        OwnedRecord record =
            store::test::eventAt("s_" + std::to_string(i % 10), i, i % 2 == 0 ? "view" : "save");
        record.fields.push_back({"plan.tier", i % 20 < 10 ? "pro" : "free"});
        QVERIFY(builder.record(marked(record), {}, {}).ok());
    }
    builder.finish([] { return std::string(); });
    const auto batch = *queue.tryPop();
    QCOMPARE(batch->actors.size(), std::size_t {20});
    QCOMPARE(batch->names.size(), std::size_t {2});
    for (const BatchEntry& entry : batch->entries) {
        QVERIFY(entry.told);
    }
}

void SharedTextsTest::startAgainInTheNextBatch()
{
    BatchQueue queue;
    BatchBuilder builder(queue, {}, {}, [](std::string_view text) { return std::string(text); });
    const auto put = [&builder](const std::string& note) {
        OwnedRecord record = store::test::eventAt("s_1", 1);
        record.fields.push_back({"note", note});
        QVERIFY(builder.record(marked(record), {}, {}).ok());
        builder.frameDone(1, 1, "x", [] { return std::string(); });
    };
    put(std::string(1 << 20, 'n')); // a batch of its own
    put("short");
    builder.finish([] { return std::string(); });
    for (int i = 0; i < 2; ++i) {
        const auto batch = queue.tryPop();
        QVERIFY(batch.has_value());
        QCOMPARE((*batch)->entries.size(), std::size_t {1});
        QCOMPARE(std::string((*batch)->view((*batch)->actorOf((*batch)->entries[0]).session)),
                 std::string("s_1"));
        QCOMPARE(std::string((*batch)->nameOf((*batch)->entries[0])), std::string("view"));
    }
}

THROUGHLINE_TEST(SharedTextsTest)

} // namespace throughline

#include "tst_shared_texts.moc"
