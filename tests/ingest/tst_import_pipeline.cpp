#include "models/codec/frame.h"
#include "tests/ingest/pipeline_fixture.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <algorithm>
#include <set>

namespace throughline {

using namespace ingest;
using namespace ingest::test;
using domain::IssueCode;
using throughline::test::TempWorkspace;

namespace {

std::string timed(const std::string& members)
{
    return R"({"ts":"2026-03-02T09:00:00Z",)" + members + "}\n";
}

} // namespace

class ImportPipelineTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsWhereEachRecordStands();
    void rejectsLongLinesAndGoesOn();
    void rejectsManyBracketsAndGoesOn();
    void rejectsTooManyFields();
    void limitsFieldNames();
    void keepsNoKeyTwice();
    void givesWayToTheNameOfTheTime();
    void cutsLongTexts();
    void forgetsNamesOfAnOddFile();
    void decidesUnitsBeforeTheFirstRecord();
    void decidesTheRadixBeforeTheFirstRecord();
    void rejectsHugeOtlpRecordsOnly();
    void readsTheSameWithAnyNumberOfThreads_data();
    void readsTheSameWithAnyNumberOfThreads();
};

void ImportPipelineTest::tellsWhereEachRecordStands()
{
    const TempWorkspace workspace;
    const std::string text = timed("\"a\":1") + "\n" + timed("\"b\":\"\xC3\xA9\"") + "no json\n"
        + timed("\"c\":[\n1]") + timed("\"d\":1");
    const Reading reading = readAsFile(workspace, text);
    QCOMPARE(reading.sink.records.size(), std::size_t {3});
    for (const auto& record : reading.sink.records) {
        const std::string frame = text.substr(record.place.offset, record.place.length);
        QVERIFY(frame.front() == '{' && frame.back() == '}');
        QCOMPARE(record.place.line,
                 1U
                     + static_cast<std::uint32_t>(std::count(
                         text.begin(),
                         text.begin() + static_cast<std::ptrdiff_t>(record.place.offset), '\n')));
    }
    for (const auto& reject : reading.sink.rejects) {
        QCOMPARE(reject.raw, text.substr(reject.place.offset, reject.place.length));
    }
    QVERIFY(reading.listener.forward);
    QCOMPARE(reading.listener.frames, std::uint64_t {7});
}

void ImportPipelineTest::rejectsLongLinesAndGoesOn()
{
    const TempWorkspace workspace;
    std::string text = timed("\"a\":1");
    const std::size_t before = text.size();
    text += timed("\"x\":\"" + std::string(64U << 20U, 'x') + '"');
    text += timed("\"b\":1");
    const Reading reading = readAsFile(workspace, text);
    QVERIFY(!reading.error);
    QCOMPARE(reading.sink.records.size(), std::size_t {2});
    QCOMPARE(reading.sink.records[1].place.line, 3U);
    QCOMPARE(reading.sink.rejects.size(), std::size_t {1});
    QCOMPARE(reading.sink.rejects[0].reason, IssueCode::LineTooLong);
    QCOMPARE(reading.sink.rejects[0].place.line, 2U);
    QCOMPARE(reading.sink.rejects[0].place.offset, std::uint64_t {before});
    QCOMPARE(reading.sink.rejects[0].raw.size(), codec::kFrameHeadBytes);
}

void ImportPipelineTest::rejectsManyBracketsAndGoesOn()
{
    const TempWorkspace workspace;
    const Reading lines = readAsFile(
        workspace,
        timed("\"a\":1") + timed("\"x\":" + std::string(200'000, '[') + std::string(200'000, ']'))
            + timed("\"x\":" + std::string(200'000, '[')) + timed("\"b\":1"));
    QCOMPARE(lines.sink.records.size(), std::size_t {2});
    QCOMPARE(lines.sink.rejects.size(), std::size_t {2});
    QCOMPARE(lines.sink.rejects[0].reason, IssueCode::TooDeep);
    const Reading elements =
        readAsFile(workspace,
                   "[" + timed("\"a\":1") + ","
                       + timed("\"x\":" + std::string(200'000, '[') + std::string(200'000, ']'))
                       + "," + timed("\"b\":1") + "]");
    QCOMPARE(elements.sink.records.size(), std::size_t {2});
    QCOMPARE(elements.sink.rejects.size(), std::size_t {1});
    QCOMPARE(elements.sink.rejects[0].reason, IssueCode::TooDeep);
}

void ImportPipelineTest::rejectsTooManyFields()
{
    const TempWorkspace workspace;
    const auto withFields = [](int count) {
        std::string members;
        for (int i = 0; i < count; ++i) {
            members += (i > 0 ? ",\"k" : "\"k") + std::to_string(i) + "\":" + std::to_string(i);
        }
        return timed(members);
    };
    const Reading reading = readAsFile(
        workspace, withFields(1'999) + withFields(2'000) + withFields(100'000) + withFields(3));
    QCOMPARE(reading.sink.records.size(), std::size_t {2});
    QCOMPARE(reading.sink.rejects.size(), std::size_t {2});
    QCOMPARE(reading.sink.rejects[0].reason, IssueCode::TooManyKeys);
    QCOMPARE(reading.sink.rejects[1].place.line, 3U);
}

void ImportPipelineTest::limitsFieldNames()
{
    const TempWorkspace workspace;
    std::string open;
    for (int i = 0; i < 200; ++i) {
        open += "{\"" + std::string(60'000, static_cast<char>('a' + i % 26)) + "\":";
    }
    const Reading reading = readAsFile(
        workspace, timed("\"a\":1") + timed("\"x\":" + open + "1" + std::string(200, '}')));
    QCOMPARE(reading.sink.records.size(), std::size_t {2});
    QVERIFY(reading.sink.records[1].fields.at(0).first.size() < 70'000);
}

void ImportPipelineTest::keepsNoKeyTwice()
{
    const TempWorkspace workspace;
    const std::vector<std::string> lines {
        timed(R"("a":1,"a":2,"attributes":{"a":3},"properties":{"a":4})"),
        timed(R"("user_id":"u1","user.id":"u2","userId":"u3","event":"x")"),
        timed(R"("value":1,"attributes":{"value":2},"msg":"a","message":"b","body":"c")"),
        timed(R"("level":"info","severity":"error","lvl":"warn","msg":"m")"),
        timed(
            R"("trace_id":"0af7651916cd43dd8448eb211c80319c","traceId":"0af7651916cd43dd8448eb211c80319d","msg":"m")"),
        timed(
            R"("timestamp":"2026-03-02T09:00:01Z","time":"2026-03-02T09:00:02Z","date":"x","msg":"m")"),
        timed(R"("duration_ms":5,"duration_us":6,"duration_ns":7,"event":"e")"),
        timed(
            R"("url.full":"https://a/b?c","url.path":"/given","url":{"path":"/nested"},"event":"e")")};
    for (const std::string& line : lines) {
        const Reading reading = readAsFile(workspace, line + line);
        QCOMPARE(reading.sink.records.size(), std::size_t {2});
        std::set<std::string> keys;
        for (const auto& [key, value] : reading.sink.records[0].fields) {
            QVERIFY2(keys.insert(key).second, (line + key).c_str());
        }
        QVERIFY(reading.sink.records[0].fields == reading.sink.records[1].fields);
    }
}

void ImportPipelineTest::givesWayToTheNameOfTheTime()
{
    const TempWorkspace workspace;
    const Reading reading =
        readAsFile(workspace, R"({"timestamp":"2026-03-02T09:00:00Z","ts":"mine","msg":"m"})");
    QCOMPARE(reading.sink.records.at(0).text("ts"), std::string());
    QCOMPARE(reading.sink.records.at(0).text("ts.other"), std::string("mine"));
}

void ImportPipelineTest::cutsLongTexts()
{
    const TempWorkspace workspace;
    std::string text;
    while (text.size() < 70'001) {
        text += "\xC3\xA9";
    }
    const Reading reading = readAsFile(workspace, timed("\"msg\":\"a" + text + "\""));
    const std::string kept = reading.sink.records.at(0).text("body");
    QCOMPARE(kept.size(), std::size_t {65'535}); // whole letters only
    QCOMPARE(reading.sink.notes.at(IssueCode::TextCut), 1);
}

void ImportPipelineTest::forgetsNamesOfAnOddFile()
{
    const TempWorkspace workspace;
    std::string text;
    for (int line = 0; line < 60; ++line) {
        std::string members = "\"user_id\":\"u" + std::to_string(line) + "\"";
        for (int i = 0; i < 1'500; ++i) {
            members += ",\"k" + std::to_string(line * 1'500 + i) + "\":1";
        }
        text += timed(members);
    }
    const Reading reading = readAsFile(workspace, text);
    QCOMPARE(reading.sink.records.size(), std::size_t {60});
    for (int line = 0; line < 60; ++line) {
        const auto& record = reading.sink.records[static_cast<std::size_t>(line)];
        QCOMPARE(record.fields.size(), std::size_t {1'501});
        QCOMPARE(record.text("user.id"), "u" + std::to_string(line));
        QCOMPARE(record.text("k" + std::to_string(line * 1'500 + 1'499)), std::string("1"));
    }
}

void ImportPipelineTest::decidesUnitsBeforeTheFirstRecord()
{
    const TempWorkspace workspace;
    std::string text = "{\"ts\":1772442000}\n"; // seconds, which all others contradict
    for (int i = 0; i < 20; ++i) {
        text += "{\"ts\":" + std::to_string(1'772'442'000'000 + i) + "}\n";
    }
    const Reading reading = readAsFile(workspace, text);
    QCOMPARE(reading.sink.records.size(), std::size_t {20});
    QCOMPARE(reading.sink.rejects.size(), std::size_t {1});
    QCOMPARE(reading.sink.rejects[0].reason, IssueCode::TimeUnitContradiction);
    QCOMPARE(reading.sink.rejects[0].place.line, 1U);
    QCOMPARE(reading.sink.records[3].time.ns, std::int64_t {1'772'442'000'003'000'000});
}

void ImportPipelineTest::decidesTheRadixBeforeTheFirstRecord()
{
    const TempWorkspace workspace;
    const auto line = [](const std::string& id) {
        return timed("\"msg\":\"m\",\"dd.trace_id\":\"" + id + "\"");
    };
    const Reading reading = readAsFile(workspace,
                                       line("1234567890123456") + line("9532127138774266268")
                                           + line("6896022297620147025"));
    QCOMPARE(reading.sink.records.size(), std::size_t {3});
    QCOMPARE(reading.sink.records[1].text("trace_id"),
             std::string("00000000000000008448eb211c80319c"));
    QCOMPARE(reading.sink.records[0].text("trace_id"),
             std::string("0000000000000000000462d53c8abac0"));
}

void ImportPipelineTest::rejectsHugeOtlpRecordsOnly()
{
    const TempWorkspace workspace;
    std::string attributes;
    for (int i = 0; i < 70'000; ++i) {
        attributes += (i > 0 ? "," : "")
            + ("{\"key\":\"k" + std::to_string(i) + "\",\"value\":{\"intValue\":1}}");
    }
    const auto log = [](const std::string& list) {
        return "{\"timeUnixNano\":\"1772442000000000000\",\"attributes\":[" + list + "]}";
    };
    const Reading reading =
        readAsFile(workspace,
                   "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[" + log("") + ","
                       + log(attributes) + "," + log("") + "]}]}]}");
    QCOMPARE(reading.sink.records.size(), std::size_t {2});
    QCOMPARE(reading.sink.rejects.size(), std::size_t {1});
    QCOMPARE(reading.sink.rejects[0].reason, IssueCode::TooManyKeys);
}

void ImportPipelineTest::readsTheSameWithAnyNumberOfThreads_data()
{
    QTest::addColumn<int>("threads");
    QTest::addColumn<bool>("narrow");
    for (const int threads : {1, 2, 3, 8}) {
        QTest::addRow("%d threads", threads) << threads << false;
    }
    QTest::addRow("2 threads, little room behind") << 2 << true;
}

/// Several batches of lines, one with more records in a frame than are told at a time.
void ImportPipelineTest::readsTheSameWithAnyNumberOfThreads()
{
    QFETCH(int, threads);
    QFETCH(bool, narrow);
    const TempWorkspace workspace;
    std::string text;
    for (int i = 0; i < 20'000; ++i) {
        const std::string number = std::to_string(i);
        text += i % 97 == 96 ? "no json " + number + '\n'
                             : timed("\"a\":" + number + ",\"message\":\"line " + number + '"');
    }
    std::string logs;
    for (int i = 0; i < 2'000; ++i) {
        logs += (i == 0 ? R"({"timeUnixNano":")" : R"(,{"timeUnixNano":")")
            + std::to_string(1'772'442'000'000'000'000 + i) + R"(","body":{"stringValue":"x"}})";
    }
    const std::string oneFrame =
        R"({"resourceLogs":[{"scopeLogs":[{"logRecords":[)" + logs + "]}]}]}\n";
    for (const std::string& bytes : {text, oneFrame}) {
        const Reading plain(workspace, bytes, {}, nullptr, 1, false);
        const Reading reading(workspace, bytes, {}, nullptr, static_cast<std::size_t>(threads),
                              narrow);
        QVERIFY(!reading.error && !plain.sink.records.empty());
        QCOMPARE(reading.sink.records.size(), plain.sink.records.size());
        for (std::size_t i = 0; i < plain.sink.records.size(); ++i) {
            const auto& wanted = plain.sink.records[i];
            const auto& got = reading.sink.records[i];
            QVERIFY(got.fields == wanted.fields);
            QCOMPARE(got.place, wanted.place);
        }
        QCOMPARE(reading.sink.rejects.size(), plain.sink.rejects.size());
        QCOMPARE(reading.listener.frames, plain.listener.frames);
        QVERIFY(reading.listener.forward);
    }
}

THROUGHLINE_TEST(ImportPipelineTest)

} // namespace throughline

#include "tst_import_pipeline.moc"
