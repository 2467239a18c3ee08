#include "models/ingest/formats/document_loader.h"
#include "models/ingest/mapping/mapping_document.h"
#include "models/ingest/mapping/mapping_proposal.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <algorithm>

namespace throughline {

using namespace ingest;
using domain::ColumnMapping;
using domain::Mapping;

namespace {

Mapping proposed(std::string_view text)
{
    auto sample = sampleHead(text, true);
    return sample ? proposeMapping(*sample, "own") : Mapping {};
}

std::string meaningOf(const Mapping& mapping, std::string_view column)
{
    const auto found = std::ranges::find(mapping.columns, column, &ColumnMapping::column);
    return found == mapping.columns.end() ? "no such column" : found->meaning;
}

double confidenceOf(const Mapping& mapping, std::string_view column)
{
    return std::ranges::find(mapping.columns, column, &ColumnMapping::column)->confidence;
}

constexpr std::string_view kClicks = "When;Who;Visit;What;Page;Cost;Note\n"
                                     "2026-03-01 10:00:00;U1;v-1;open;/home;;a b c d e\n"
                                     "2026-03-01 10:00:09;U1;v-1;pay;/pay;9.90;\n"
                                     "2026-03-01 10:01:00;U2;v-2;open;/home;;\n";

} // namespace

class MappingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void proposesByNameAndValues();
    void proposesByValuesAlone();
    void doubtsNamesThatValuesContradict();
    void readsTimesAsPeopleWriteThem_data();
    void readsTimesAsPeopleWriteThem();
    void givesEachMeaningOnce();
    void tellsTheKindOfRecord_data();
    void tellsTheKindOfRecord();
    void findsRowsInJson_data();
    void findsRowsInJson();
    void refusesWhatHasNoColumns_data();
    void refusesWhatHasNoColumns();
    void becomesAFormatDocument();
    void saysWhatAMappingLacks_data();
    void saysWhatAMappingLacks();
};

void MappingTest::proposesByNameAndValues()
{
    const Mapping mapping = proposed(kClicks);
    QCOMPARE(mapping.rows, std::size_t {3});
    QCOMPARE(meaningOf(mapping, "When"), std::string("time"));
    QVERIFY(confidenceOf(mapping, "When") > 0.9);
    QCOMPARE(meaningOf(mapping, "Visit"), std::string("session.id"));
    QCOMPARE(meaningOf(mapping, "Page"), std::string("url.path"));
    QCOMPARE(meaningOf(mapping, "Who"), std::string("user.id"));
    QCOMPARE(meaningOf(mapping, "What"), std::string("event.name"));
    QVERIFY(mapping.signal == domain::Signal::Event);
    const ColumnMapping& page = mapping.columns.at(4);
    QCOMPARE(page.samples, (std::vector<std::string> {"/home", "/pay"}));
    QCOMPARE(page.reason, std::string("name and values"));
    QCOMPARE(mapping.columns.at(5).filled, 1.0 / 3);
}

void MappingTest::proposesByValuesAlone()
{
    const Mapping mapping =
        proposed("a,b,c,d,e\n"
                 "2026-03-01T10:00:00Z,bob@example.com,ERROR,https://x.example/1,mobile\n"
                 "2026-03-01T10:00:01Z,amy@example.com,INFO,https://x.example/2,desktop\n");
    QCOMPARE(meaningOf(mapping, "a"), std::string("time"));
    QCOMPARE(meaningOf(mapping, "b"), std::string("user.email"));
    QCOMPARE(meaningOf(mapping, "c"), std::string("severity_text"));
    QCOMPARE(meaningOf(mapping, "d"), std::string("url.full"));
    QCOMPARE(meaningOf(mapping, "e"), std::string("device.type"));
    QCOMPARE(mapping.columns[0].reason, std::string("values"));
}

void MappingTest::doubtsNamesThatValuesContradict()
{
    const Mapping mapping = proposed("timestamp,created_at,email\n"
                                     "morning,2026-03-01T10:00:00Z,yes\n"
                                     "noon,2026-03-02T10:00:00Z,no\n");
    QCOMPARE(meaningOf(mapping, "timestamp"), std::string("keep"));
    QCOMPARE(meaningOf(mapping, "created_at"), std::string("time"));
    QCOMPARE(meaningOf(mapping, "email"), std::string("keep"));
}

void MappingTest::readsTimesAsPeopleWriteThem_data()
{
    QTest::addColumn<QByteArray>("first");
    QTest::addColumn<QByteArray>("second");
    QTest::addColumn<QByteArray>("form");
    QTest::addColumn<bool>("unsure");
    const auto row = [](const char* name, const char* first, const char* second, const char* form,
                        bool unsure) {
        QTest::newRow(name) << QByteArray(first) << QByteArray(second) << QByteArray(form)
                            << unsure;
    };
    row("ISO", "2026-10-02 11:00:01", "2026-10-02 11:00:09", "", false);
    row("with points", "02.10.2026 11:00:01", "02.10.2026 11:00:09", "%d.%m.%Y %H:%M:%S", false);
    row("a day past twelve", "02/10/2026 11:00", "13/10/2026 11:00", "%d/%m/%Y %H:%M", false);
    row("a month past none", "10/02/2026 1:00 PM", "10/13/2026 1:00 PM", "%m/%d/%Y %I:%M %p",
        false);
    row("spans less month first", "01/12/2026 11:00", "02/10/2026 11:00", "%m/%d/%Y %H:%M", true);
    row("spans less day first", "12/01/2026 11:00", "10/02/2026 11:00", "%d/%m/%Y %H:%M", true);
    row("either way", "02/10/2026 11:00", "02/10/2026 11:05", "%m/%d/%Y %H:%M", true);
    row("the same either way", "10/10/2026 11:00", "10/10/2026 11:05", "%m/%d/%Y %H:%M", false);
    row("by name", "Oct 2, 2026 11:00:01 AM", "Oct 3, 2026 11:00:01 PM", "%b %d, %Y %I:%M:%S %p",
        false);
    row("of mail", "Fri, 02 Oct 2026 11:00:01 GMT", "Fri, 02 Oct 2026 11:00:09 +0200",
        "%a, %d %b %Y %H:%M:%S %z", false);
}

void MappingTest::readsTimesAsPeopleWriteThem()
{
    QFETCH(const QByteArray, first);
    QFETCH(const QByteArray, second);
    QFETCH(const QByteArray, form);
    QFETCH(const bool, unsure);
    const std::string text = "When\tWhat happened\tWho\n" + first.toStdString() + "\topened\tU-1\n"
        + second.toStdString() + "\tpaid\tU-1\n";
    Mapping mapping = proposed(text);
    QCOMPARE(meaningOf(mapping, "When"), std::string("time"));
    QCOMPARE(mapping.columns[0].timeForm, form.toStdString());
    QCOMPARE(mapping.columns[0].dayFirstUnsure, unsure);
    mapping.columns[1].meaning = "event.name";
    QCOMPARE(signalOf(mapping), domain::Signal::Event);
    const auto document = documentOfMapping(mapping);
    QVERIFY(document.ok());
    QVERIFY(readDocumentFormat(*document, "own.json").ok());
    QCOMPARE(document->find("\"forms\"") != std::string::npos, !form.isEmpty());
    QCOMPARE(domain::withDayAndMonthSwapped("%d/%m/%Y"), std::string("%m/%d/%Y"));
}

void MappingTest::givesEachMeaningOnce()
{
    const Mapping mapping = proposed("timestamp,created_at,user_id,uid\n"
                                     "2026-03-01T10:00:00Z,2026-03-01T09:00:00Z,u1,7\n"
                                     "2026-03-01T10:00:01Z,2026-03-01T09:00:00Z,u2,8\n");
    QCOMPARE(meaningOf(mapping, "timestamp"), std::string("time"));
    QCOMPARE(meaningOf(mapping, "created_at"), std::string("keep"));
    QCOMPARE(meaningOf(mapping, "user_id"), std::string("user.id"));
    QCOMPARE(meaningOf(mapping, "uid"), std::string("keep"));
}

void MappingTest::tellsTheKindOfRecord_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("signal");
    const auto row = [](const char* name, const char* text, domain::Signal signal) {
        QTest::newRow(name) << QByteArray(text) << static_cast<int>(signal);
    };
    row("event", "time,action,session\n2026-03-01T10:00:00Z,buy,s1\n", domain::Signal::Event);
    row("log", "time,level,message\n2026-03-01T10:00:00Z,info,it is well with us\n",
        domain::Signal::Log);
    row("ticket", "id,subject,created,priority\n7,It fails,2026-03-01T10:00:00Z,high\n",
        domain::Signal::Ticket);
    row("span",
        "trace_id,span_id,start,end,operation\n0af7651916cd43dd8448eb211c80319c,b7ad6b7169203331,"
        "2026-03-01T10:00:00Z,2026-03-01T10:00:01Z,GET\n",
        domain::Signal::Span);
    row("metric", "time,metric_name,metric_value\n2026-03-01T10:00:00Z,cpu,0.5\n",
        domain::Signal::Metric);
}

void MappingTest::tellsTheKindOfRecord()
{
    QFETCH(const QByteArray, text);
    QFETCH(const int, signal);
    const Mapping mapping = proposed(text.toStdString());
    QCOMPARE(static_cast<int>(mapping.signal), signal);
    const auto checked = checkMapping(mapping);
    QVERIFY2(checked.ok(), checked.ok() ? "" : describe(checked.error()).c_str());
}

void MappingTest::findsRowsInJson_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("path");
    QTest::newRow("lines") << QByteArray("{\"t\":1,\"a\":{\"b\":2}}\n{\"t\":2,\"a\":{\"b\":3}}\n")
                           << QByteArray("$");
    QTest::newRow("array") << QByteArray("[{\"t\":1,\"a\":{\"b\":2}},{\"t\":2,\"a\":{\"b\":3}}]")
                           << QByteArray("$");
    QTest::newRow("inside") << QByteArray(
        "{\"meta\":{\"n\":2},\"rows\":[{\"t\":1,\"a\":{\"b\":2}},{\"t\":2,\"a\":"
        "{\"b\":3}}]}") << QByteArray("rows");
}

void MappingTest::findsRowsInJson()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArray, path);
    const auto sample = sampleHead(text.toStdString(), true);
    QVERIFY(sample.ok());
    QVERIFY(!sample->table);
    QCOMPARE(QByteArray::fromStdString(sample->path), path);
    QCOMPARE(sample->rows, std::size_t {2});
    QCOMPARE(sample->columns.size(), std::size_t {2});
    QCOMPARE(sample->columns[1].name, std::string("a.b"));
    QCOMPARE(sample->columns[1].values, (std::vector<std::string> {"2", "3"}));
}

void MappingTest::refusesWhatHasNoColumns_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("prose") << QByteArray("It was a dark and stormy night.\nThe rain fell.\n");
    QTest::newRow("numbers in JSON") << QByteArray("[1,2,3]");
    QTest::newRow("a header alone") << QByteArray("a,b,c\n");
}

void MappingTest::refusesWhatHasNoColumns()
{
    QFETCH(const QByteArray, text);
    const auto sample = sampleHead(text.toStdString(), true);
    QVERIFY(!sample.ok());
    QVERIFY(sample.error().code == ErrorCode::BadInput);
}

void MappingTest::becomesAFormatDocument()
{
    Mapping mapping = proposed(kClicks);
    mapping.columns[3].meaning = "event.name";
    mapping.columns[1].meaning = "user.id";
    mapping.columns[6].meaning = "drop";
    mapping.signal = domain::Signal::Event;
    const auto document = documentOfMapping(mapping);
    QVERIFY(document.ok());
    const auto format = readDocumentFormat(*document, "own.json");
    QVERIFY2(format.ok(), format.ok() ? "" : describe(format.error()).c_str());
    QCOMPARE(format->name, std::string("own"));
    QCOMPARE(format->fields.size(), std::size_t {5});
    QCOMPARE(format->drop, (std::vector<std::string> {"note"}));
    QCOMPARE(format->recognise.all.size(), std::size_t {7});
}

void MappingTest::saysWhatAMappingLacks_data()
{
    QTest::addColumn<QByteArray>("change");
    QTest::addColumn<QByteArray>("words");
    QTest::newRow("no time") << QByteArray("When=keep") << QByteArray("time of a record");
    QTest::newRow("no name of the event") << QByteArray("What=keep") << QByteArray("event.name");
    QTest::newRow("one meaning twice") << QByteArray("Page=user.id") << QByteArray("Two columns");
    QTest::newRow("no such field") << QByteArray("Page=user.shoe") << QByteArray("no field");
}

void MappingTest::saysWhatAMappingLacks()
{
    QFETCH(const QByteArray, change);
    QFETCH(const QByteArray, words);
    Mapping mapping = proposed(kClicks);
    mapping.signal = domain::Signal::Event;
    mapping.columns[3].meaning = "event.name";
    mapping.columns[1].meaning = "user.id";
    QVERIFY(checkMapping(mapping).ok());
    const std::string text = change.toStdString();
    const std::size_t equals = text.find('=');
    std::ranges::find(mapping.columns, text.substr(0, equals), &ColumnMapping::column)->meaning =
        text.substr(equals + 1);
    const auto checked = checkMapping(mapping);
    QVERIFY(!checked.ok());
    QVERIFY2(describe(checked.error()).find(words.toStdString()) != std::string::npos,
             describe(checked.error()).c_str());
}

THROUGHLINE_TEST(MappingTest)

} // namespace throughline

#include "tst_mapping.moc"
