#include "models/base/embedded.h"
#include "models/base/text.h"
#include "models/ingest/formats/document_loader.h"
#include "models/ingest/formats/documents.h"
#include "tests/ingest/pipeline_fixture.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <algorithm>

namespace throughline {

using namespace ingest;
using namespace ingest::test;
using throughline::test::TempWorkspace;

namespace {

const std::string kHead = R"({"language": 1, "name": "ours", "about": "a test", )";
const std::string kRows = R"("signal": "event", "framing": "csv", "time": {"from": "at"},
    "recognise": {"all": ["at", "what"]}, )";
const std::string kName = R"({"to": "event.name", "from": "what"})";

/// A document for tables of events with these fields and further members.
std::string tableDocument(const std::string& fields, const std::string& more = {})
{
    return kHead + kRows + R"("fields": [)" + kName + (fields.empty() ? "" : ", ") + fields + "]"
        + (more.empty() ? "" : ", ") + more + "}";
}

/// The records of a text read by a document, a line each: names and values by name; then rejects.
std::string readBy(const std::string& document, std::string_view text)
{
    auto format = readDocumentFormat(document, "ours.json");
    if (!format.ok()) {
        return describe(format.error());
    }
    const Format mapping = formatOfDocument(*std::move(format));
    const TempWorkspace workspace;
    const Reading reading(workspace, text, {}, &mapping);
    if (reading.error) {
        return describe(*reading.error);
    }
    std::string told;
    for (const auto& record : reading.sink.records) {
        std::vector<std::string> fields;
        for (std::size_t i = 0; i < record.fields.size(); ++i) {
            const bool bare = record.kinds[i] != domain::ValueKind::Text;
            fields.push_back(record.fields[i].first + (bare ? "=#" : "=")
                             + record.fields[i].second);
        }
        std::ranges::sort(fields);
        told += std::string(domain::toText(record.signal)) + ' ' + formatRfc3339(record.time) + ' '
            + join(fields, " ") + '\n';
    }
    for (const auto& reject : reading.sink.rejects) {
        told += std::string(domain::issueInfo(reject.reason).text) + " line "
            + std::to_string(reject.place.line) + ": " + reject.detail + '\n';
    }
    return told;
}

} // namespace

class DocumentsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void loadsEveryBuiltInDocument();
    void namesFileAndMember_data();
    void namesFileAndMember();
    void readsTheUsersFolder();
    void readsRecords_data();
    void readsRecords();
    void readsTablesOfAnyDelimiter_data();
    void readsTablesOfAnyDelimiter();
    void readsJsonWhereverItStands_data();
    void readsJsonWhereverItStands();
    void readsTablesWithoutHeader();
    void opensListsOfKeysAndValues();
    void joinsLinesToRecords();
    void placesRowsOverSeveralLines();
};

void DocumentsTest::loadsEveryBuiltInDocument()
{
    const auto files = embedded::formats();
    QVERIFY(files.size() >= 30);
    std::string_view last;
    for (const embedded::File& file : files) {
        const auto format = readDocumentFormat(file.text, std::string(file.name));
        QVERIFY2(format.ok(), format.ok() ? "" : describe(format.error()).c_str());
        QCOMPARE(format->name + ".json", std::string(file.name));
        QVERIFY(!format->about.empty());
    }
    QVERIFY(!formatsProblem());
    const KnownDocuments known = readDocuments();
    for (const Format& format : known.builtIn) {
        QVERIFY(format.document && !format.signalNames.empty());
        QVERIFY2(format.name > last, "documents stand by name, each once");
        last = format.name;
    }
}

void DocumentsTest::namesFileAndMember_data()
{
    QTest::addColumn<QByteArray>("document");
    QTest::addColumn<QByteArray>("problem");
    const auto row = [](const char* name, const std::string& document, const char* problem) {
        QTest::newRow(name) << QByteArray::fromStdString(document) << QByteArray(problem);
    };
    const std::string field = R"("fields": [{"to": "event.name", "from": "what")";
    const auto table = [&field](const std::string& rest) { return kHead + kRows + field + rest; };
    row("no JSON", "{", "is not a JSON object");
    row("an array", "[]", "is not a JSON object");
    row("a member twice", R"({"language": 1, "language": 1})", "has a member twice");
    row("no language", R"({"name": "a"})", "'language' must be 1");
    row("a later language", R"({"language": 2})", "'language' must be 1");
    row("no name", R"({"language": 1})", "'name' is missing");
    row("a name that is no text", R"({"language": 1, "name": 5})", "'name' must be a text");
    row("an unknown member", kHead + R"("signals": "log"})", "'signals' is no member");
    row("no framing", kHead + R"("signal": "log"})", "'framing' must name");
    row("columns of a table with a header", kHead + R"("framing": "csv", "columns": ["a", "b"]})",
        "'columns' must be at least two");
    row("columns without patterns",
        kHead + R"("framing": "tsv", "columns": ["a", "b"], "recognise": {}})",
        "'recognise.values' belongs to");
    row("an unknown framing", kHead + R"("framing": "xml"})", "'framing' has 'xml'");
    row("two framings that do not go together", kHead + R"("framing": ["csv", "logfmt"]})",
        "'framing' must name");
    row("text without a pattern", kHead + R"("framing": "text"})", "'pattern' belongs");
    row("parts of a table", kHead + R"("framing": "csv", "parts": {"text": "a"}})",
        "'parts' belongs to the framings json and text");
    row("parts that never go on", kHead + R"("framing": "json", "parts": {"text": "a"}})",
        "'parts.goes_on'");
    row("parts with a wrong pattern",
        kHead + R"("framing": "json", "parts": {"text": "a", "goes_on": "(a"}})",
        "'parts.goes_on' is wrong");
    row("a wrong pattern", kHead + R"("framing": "text", "pattern": "(a"})", "'pattern' is wrong");
    row("no recognition", kHead + R"("framing": "csv"})", "'recognise' is missing");
    row("a weak recognition", kHead + R"("framing": "csv", "recognise": {"all": ["a"]}})",
        "'recognise' must ask for at least two");
    row("a confidence above 1",
        kHead + R"("framing": "csv", "recognise": {"all": ["a", "b"], "confidence": 2}})",
        "'recognise.confidence' must be");
    row("an unknown signal",
        kHead + R"("framing": "csv", "recognise": {"all": ["a", "b"]}, "signal": "trace"})",
        "'signal' must be event");
    row("rules of signals without a last word",
        kHead + R"("framing": "csv", "recognise": {"all": ["a", "b"]},
            "signal": [{"signal": "log", "when": {"a": "b"}}]})",
        "'signal' must end with a rule");
    row("no time",
        kHead + R"("framing": "csv", "recognise": {"all": ["a", "b"]}, "signal": "log"})",
        "'time' is missing");
    row("a wrong form of time",
        kHead + R"("framing": "csv", "recognise": {"all": ["a", "b"]}, "signal": "log",
            "time": {"from": "a", "forms": "%Q"}})",
        "'time.forms' The form of times '%Q'");
    row("a zone that there is not",
        kHead + R"("framing": "csv", "recognise": {"all": ["a", "b"]}, "signal": "log",
            "time": {"from": "a", "zone": "Europe/Berln"}})",
        "'time.zone' is no zone");
    row("two ways with a list", table(R"(, "list": "all", "repeats": true}]})"),
        "'fields[0]' must have one of 'list', 'repeats', 'texts' and 'stack'");
    row("a stack of no language", table(R"(, "stack": "pythn"}]})"),
        "'fields[0].stack' must be 'any' or a language");
    row("a stack and a list", table(R"(, "stack": "any", "list": "all"}]})"),
        "'fields[0]' must have one of 'list', 'repeats', 'texts' and 'stack'");
    row("first of what", table(R"(, "first": true}]})"),
        "'fields[0]' must name a member in 'list' beside 'first'");
    row("repeats without a name",
        kHead + kRows + R"("fields": [{"to": "event.name", "constant": "a", "repeats": true}]})",
        "'fields[0]' must have 'from' beside 'repeats'");
    row("arrays beside a table", tableDocument("", R"("beside": ["users"])"),
        "'beside' belongs to the framing json");
    row("no fields", kHead + kRows + R"("others": "keep"})", "'fields' must be a list");
    row("an alias as target", kHead + kRows + R"("fields": [{"to": "level", "from": "a"}]})",
        "'fields[0].to' must be the canonical name severity_text");
    row("two sources of a field", table(R"(, "constant": "x"}]})"), "'fields[0]' must have one of");
    row("an unknown member of a field", table(R"(, "of": "x"}]})"), "'fields[0].of' is no member");
    row("a meaning that is no text", table(R"(, "words": {"1": 2}}]})"),
        "'fields[0].words.1' must be a text");
    row("an unknown treatment of others", table(R"(}], "others": "hide"})"),
        "'others' must be keep");
}

void DocumentsTest::namesFileAndMember()
{
    QFETCH(const QByteArray, document);
    QFETCH(const QByteArray, problem);
    const auto format = readDocumentFormat(document.toStdString(), "folder/ours.json");
    QVERIFY(!format.ok());
    QCOMPARE(format.error().code, ErrorCode::Usage);
    const std::string told = describe(format.error());
    QVERIFY2(told.find("Format document folder/ours.json") != std::string::npos, told.c_str());
    QVERIFY2(told.find(problem.toStdString()) != std::string::npos, told.c_str());
}

void DocumentsTest::readsTheUsersFolder()
{
    const TempWorkspace workspace;
    QVERIFY(loadDocumentFolder(workspace.path("none"))->empty());
    workspace.write("formats/b.json", tableDocument(""));
    workspace.write("formats/a.json", tableDocument("", R"("prefix": "a.")"));
    workspace.write("formats/notes.txt", "no format");
    const auto formats = loadDocumentFolder(workspace.path("formats"));
    QVERIFY(formats.ok());
    QCOMPARE(formats->size(), std::size_t {2});
    QCOMPARE(formats->front().prefix, std::string("a."));
    QVERIFY(formats->front().origin.ends_with("formats/a.json"));
    workspace.write("formats/c.json", "{}");
    const auto broken = loadDocumentFolder(workspace.path("formats"));
    QVERIFY(!broken.ok());
    QVERIFY(describe(broken.error()).find("formats/c.json") != std::string::npos);
}

void DocumentsTest::readsRecords_data()
{
    QTest::addColumn<QByteArray>("document");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("records");
    const auto row = [](const char* name, const std::string& document, const char* text,
                        const char* records) {
        QTest::newRow(name) << QByteArray::fromStdString(document) << QByteArray(text)
                            << QByteArray(records);
    };
    const char* moment = "event 2026-03-01T10:00:00Z ";
    const auto one = [moment](const std::string& fields) { return moment + fields + "\n"; };
    row("others keep their names", tableDocument(""), "at,what,colour\n2026-03-01T10:00:00Z,a,red",
        one("colour=red event.name=a").c_str());
    row("others behind the prefix", tableDocument("", R"("others": "prefix", "prefix": "p.")"),
        "at,what,colour\n2026-03-01T10:00:00Z,a,red", one("event.name=a p.colour=red").c_str());
    row("others left out", tableDocument("", R"("others": "drop")"),
        "at,what,colour\n2026-03-01T10:00:00Z,a,red", one("event.name=a").c_str());
    row("another that would pass for a field", tableDocument(""),
        "at,what,event\n2026-03-01T10:00:00Z,a,b", one("event.name=a ours.event=b").c_str());
    row("columns that are dropped", tableDocument("", R"("drop": ["_sync*", "Colour"])"),
        "at,what,_sync_id,colour\n2026-03-01T10:00:00Z,a,1,red", one("event.name=a").c_str());
    row("names in any spelling", tableDocument(R"({"to": "user.id", "from": "User Id"})"),
        "At,WHAT,user_id\n2026-03-01T10:00:00Z,a,u1", one("event.name=a user.id=u1").c_str());
    row("the first name that has a value", tableDocument(R"({"to": "x", "from": ["b", "c"]})"),
        "at,what,c,b\n2026-03-01T10:00:00Z,a,3,\n2026-03-01T10:00:00Z,a,3,2",
        (one("event.name=a x=3") + one("c=3 event.name=a x=2")).c_str());
    row("a constant", tableDocument(R"({"to": "x", "constant": "always"})"),
        "at,what\n2026-03-01T10:00:00Z,a", one("event.name=a x=always").c_str());
    row("joined parts", tableDocument(R"({"to": "session.id", "join": ["d", ["s", "t"]],
            "with": ":", "missing": ["-1"]})"),
        "at,what,d,s,t\n2026-03-01T10:00:00Z,a,dev,7,\n2026-03-01T10:00:00Z,a,dev,,8\n"
        "2026-03-01T10:00:00Z,a,dev,-1,\n2026-03-01T10:00:00Z,a,,7,",
        (one("event.name=a session.id=dev:7") + one("event.name=a session.id=dev:8")
         + one("d=dev event.name=a") + one("event.name=a s=7"))
            .c_str());
    row("words with a meaning",
        tableDocument(R"({"to": "x", "from": "w", "words": {"1": "one", "Two": "2", "0": ""}})"),
        "at,what,w\n2026-03-01T10:00:00Z,a,1\n2026-03-01T10:00:00Z,a,two\n"
        "2026-03-01T10:00:00Z,a,9\n2026-03-01T10:00:00Z,a,0",
        (one("event.name=a x=one") + one("event.name=a x=2") + one("event.name=a x=9")
         + one("event.name=a"))
            .c_str());
    row("all other words",
        tableDocument(R"({"to": "x", "from": "w", "words": {"1": "one"}, "otherwise": "many",
            "default": "none"})"),
        "at,what,w\n2026-03-01T10:00:00Z,a,5\n2026-03-01T10:00:00Z,a,",
        (one("event.name=a x=many") + one("event.name=a x=none")).c_str());
    row("words that stand for nothing", tableDocument("", R"("missing": ["-", "NULL"])"),
        "at,what,w,v\n2026-03-01T10:00:00Z,a,-,NULL", one("event.name=a").c_str());
    row("a condition", tableDocument(R"({"to": "x", "from": "w", "when": {"k": ["P", "q"]}})"),
        "at,what,w,k\n2026-03-01T10:00:00Z,a,1,p\n2026-03-01T10:00:00Z,a,2,r",
        (one("event.name=a k=p x=1") + one("event.name=a k=r w=2")).c_str());
    row("a pattern for values",
        tableDocument(R"({"to": "trace_id", "from": "t", "matches": "^[0-9a-f]{32}$"})"),
        "at,what,t\n2026-03-01T10:00:00Z,a,c759f29f5f1e2162be56f32dd1e77fce\n"
        "2026-03-01T10:00:00Z,a,trace-5",
        (one("event.name=a trace_id=c759f29f5f1e2162be56f32dd1e77fce")
         + one("event.name=a t=trace-5"))
            .c_str());
    row("numbers", tableDocument(R"({"to": "revenue", "from": "r"},
            {"to": "x", "from": "n", "number": true})"),
        "at,what,r,n,m\n2026-03-01T10:00:00Z,a,12.50,0012,3",
        one("event.name=a m=3 revenue=#12.50 x=0012").c_str());
    row("a member of the first",
        tableDocument(R"({"to": "y", "from": "o", "list": "name", "first": true})"),
        "at,what,o\n2026-03-01T10:00:00Z,a,\"[{\"\"name\"\":\"\"p\"\"},{\"\"name\"\":\"\"q\"\"}]"
        "\"\n"
        "2026-03-01T10:00:00Z,b,\"[{\"\"other\"\":1}]\"\n",
        "event 2026-03-01T10:00:00Z event.name=a y=p\nevent 2026-03-01T10:00:00Z event.name=b\n");
    row("a text that looks like bytes",
        tableDocument(R"({"to": "y", "from": "o", "list": "bytes"})"),
        "at,what,o\n2026-03-01T10:00:00Z,a,[200]\n", one("event.name=a y=[200]").c_str());
    row("columns of one name", tableDocument(R"({"to": "y", "from": "l", "repeats": true})"),
        "at,what,l,l,m,l\n2026-03-01T10:00:00Z,a,x,,2,z\n2026-03-01T10:00:00Z,b,x,,,\n",
        "event 2026-03-01T10:00:00Z event.name=a m=2 y=#[\"x\",\"z\"]\n"
        "event 2026-03-01T10:00:00Z event.name=b y=x\n");
    row("texts of blocks", tableDocument(R"({"to": "y", "from": "d", "texts": ["t", "u"]})"),
        "at,what,d\n2026-03-01T10:00:00Z,a,\"{\"\"c\"\":[{\"\"c\"\":[{\"\"t\"\":\"\"see\"\"},"
        "{\"\"a\"\":{\"\"u\"\":\"\"https://x\"\"}}]},{\"\"c\"\":[{\"\"t\"\":\"\"more\"\"}]}]}\"\n"
        "2026-03-01T10:00:00Z,b,plain\n",
        "event 2026-03-01T10:00:00Z event.name=a y=see https://x\nmore\n"
        "event 2026-03-01T10:00:00Z event.name=b y=plain\n");
    row("parts of lists", tableDocument(R"({"to": "x", "from": "l", "list": "first"},
            {"to": "y", "from": "o", "list": "name"})"),
        "at,what,l,o\n2026-03-01T10:00:00Z,a,\"[\"\"p\"\",\"\"q\"\"]\","
        "\"[{\"\"name\"\":\"\"n\"\"},{\"\"name\"\":\"\"m\"\",\"\"id\"\":2}]\"",
        one(R"(event.name=a x=p y=#["n","m"])").c_str());
    row("values that hold others",
        tableDocument(R"({"to": "plan.tier", "from": "props.tier"})",
                      R"("flatten": "props", "strip": "props")"),
        "at,what,colour,props\n2026-03-01T10:00:00Z,a,red,"
        "\"{\"\"tier\"\":\"\"pro\"\",\"\"colour\"\":\"\"blue\"\",\"\"n\"\":{\"\"m\"\":2}}\"\n"
        "2026-03-01T10:00:00Z,a,,size=3 tier=free\n2026-03-01T10:00:00Z,a,,plain text",
        (one("colour=red event.name=a n.m=#2 ours.props.colour=blue plan.tier=pro")
         + one("event.name=a plan.tier=free size=3") + one("event.name=a props=plain text"))
            .c_str());
    row("times in a form of their own",
        kHead + R"("signal": "event", "framing": "csv", "recognise": {"all": ["at", "what"]},
            "time": {"from": "at", "forms": ["%d.%m.%Y %H:%M", "%d/%b/%Y:%H:%M:%S %z"],
            "zone": "UTC"}, "fields": [)"
            + kName + "]}",
        "at,what\n1.3.2026 10:00,a\n01/Mar/2026:12:00:00 +0200,a\n2026-03-01 10:00:00,a",
        (one("event.name=a") + one("event.name=a") + one("event.name=a")).c_str());
    row("a unit that contradicts the format's",
        kHead + R"("signal": "event", "framing": "csv", "recognise": {"all": ["at", "what"]},
            "time": {"from": "at", "unit": "s"}, "fields": [)"
            + kName + "]}",
        "at,what\n1772359200,a\n1772359200000,a",
        (one("event.name=a") + "ts_unit line 3: at\n").c_str());
    row("rows that do not fit the header", tableDocument(""),
        "at,what,c\n2026-03-01T10:00:00Z,a\n2026-03-01T10:00:00Z,a,1,\n"
        "2026-03-01T10:00:00Z,a,1,2\n\n2026-03-01T10:00:00Z,\"a\"b,1\n2026-03-01T10:00:00Z,a,",
        (one("c=1 event.name=a") + one("event.name=a")
         + "bad_row line 2: 2 fields for 3 columns\nbad_row line 4: 4 fields for 3 columns\n"
           "bad_row line 6: quotes of field 2\n")
            .c_str());
    row("a last row that is cut off", tableDocument(""), "at,what,c\n2026-03-01T10:00:00Z,\"a",
        "truncated_end line 2: quotes of field 2\n");
    row("bytes that are not UTF-8", tableDocument(""), "at,what\n2026-03-01T10:00:00Z,\xff",
        "invalid_utf8 line 2: \n");
    row("a record without its name", tableDocument(""), "at,what\n2026-03-01T10:00:00Z,\n",
        "field_missing line 2: event.name\n");
    row("a table without rows", tableDocument(""), "at,what\n", "");
    row("columns without a name or with the same", tableDocument(""),
        "at,what,,c,c\n2026-03-01T10:00:00Z,a,1,2,3",
        one("c.2=3 c=2 column.3=1 event.name=a").c_str());
    row("lines of pairs",
        kHead + R"("signal": "log", "framing": "logfmt", "recognise": {"all": ["at", "msg"]},
            "time": {"from": "at"}, "fields": [{"to": "body", "from": "msg"}]})",
        "at=2026-03-01T10:00:00Z msg=\"a b\" flag\nat=\"open\n",
        "log 2026-03-01T10:00:00Z body=a b flag=true\n"
        "unknown_shape line 2: not a list of key=value pairs\n");
    row("lines that fit a pattern", kHead + R"("signal": "log", "framing": "text",
            "pattern": ["^(?P<at>[^ ]+Z) (?:\\[(?P<who>\\w+)\\] )?", "(?P<text>.*)$"],
            "time": {"from": "at"}, "fields": [{"to": "body", "from": "text"}]})",
        "2026-03-01T10:00:00Z [me] hello\n2026-03-01T10:00:00Z bye\n\nodd\n",
        "log 2026-03-01T10:00:00Z body=hello who=me\nlog 2026-03-01T10:00:00Z body=bye\n"
        "unknown_shape line 4: the line does not fit the pattern\n");
    row("a signal by its value",
        kHead + R"("signal": [{"signal": "log", "when": {"kind": "l"}}, {"signal": "event"}],
            "framing": "csv", "recognise": {"all": ["at", "what"]}, "time": {"from": "at"},
            "fields": [)"
            + kName + R"(], "drop": "kind"})",
        "at,what,kind\n2026-03-01T10:00:00Z,a,l\n2026-03-01T10:00:00Z,b,",
        "log 2026-03-01T10:00:00Z event.name=a\nevent 2026-03-01T10:00:00Z event.name=b\n");
    row("another table", tableDocument(""), "a,b\n1,2\n",
        "The file does not look like ours. Leave --format and --map out to let the format be "
        "found.");
}

void DocumentsTest::readsRecords()
{
    QFETCH(const QByteArray, document);
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArray, records);
    QCOMPARE(
        QByteArray::fromStdString(readBy(
            document.toStdString(), {text.constData(), static_cast<std::size_t>(text.size())})),
        records);
}

void DocumentsTest::readsTablesOfAnyDelimiter_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char* delimiter : {",", ";", "\t", "|"}) {
        QByteArray text = "at,what,\"c\"\r\n2026-03-01T10:00:00Z,\"a,;\t|b\",1\r\n";
        text.replace("at,what,", QByteArray("at") + delimiter + "what" + delimiter);
        text.replace("Z,\"", QByteArray("Z") + delimiter + '"');
        text.replace("\",1", QByteArray("\"") + delimiter + '1');
        QTest::newRow((std::string("delimiter ") + delimiter).c_str()) << text;
        QTest::newRow((std::string("byte order mark and delimiter ") + delimiter).c_str())
            << "\xef\xbb\xbf" + text;
    }
}

void DocumentsTest::readsTablesOfAnyDelimiter()
{
    QFETCH(const QByteArray, text);
    QCOMPARE(readBy(tableDocument(""), text.toStdString()),
             std::string("event 2026-03-01T10:00:00Z c=1 event.name=a,;\t|b\n"));
}

void DocumentsTest::readsJsonWhereverItStands_data()
{
    QTest::addColumn<QByteArray>("text");
    const QByteArray one = R"({"at":"2026-03-01T10:00:00Z","what":"a","in":{"n":1,"l":[2]}})";
    QTest::newRow("lines") << one + "\n\n" + one + "\n";
    QTest::newRow("an array") << "[" + one + ",\n" + one + "]";
    QTest::newRow("a member of a document")
        << R"({"count":2,"data":{"items":[)" + one + "," + one + R"(]},"next":null})";
    QTest::newRow("a document over lines")
        << "{\n \"data\": {\n \"items\": [" + one + ",\n" + one + "]\n}\n}\n";
}

void DocumentsTest::readsJsonWhereverItStands()
{
    QFETCH(const QByteArray, text);
    const std::string document = kHead + R"("signal": "event", "framing": "json",
        "paths": ["$", "data.items"], "recognise": {"all": ["at", "what"]},
        "time": {"from": "at"}, "fields": [)"
        + kName + "]}";
    const std::string record = "event 2026-03-01T10:00:00Z event.name=a in.l=#[2] in.n=#1\n";
    QCOMPARE(readBy(document, text.toStdString()), record + record);
}

void DocumentsTest::readsTablesWithoutHeader()
{
    const std::string document = kHead + R"("signal": "event", "framing": "tsv",
        "columns": ["at", "what", "more"],
        "recognise": {"values": {"at": "^\\d{4}-", "what": "."}, "confidence": 0.9},
        "time": {"from": "at", "zone": "UTC"}, "fields": [{"to": "event.name", "from": "what"}]})";
    QCOMPARE(readBy(document,
                    "2026-03-01 10:00:00\t\"quoted\" or not\tx\r\n"
                    "2026-03-01 10:00:01\tb\t\n"
                    "2026-03-01 10:00:02\tb\n"),
             std::string("event 2026-03-01T10:00:00Z event.name=\"quoted\" or not more=x\n"
                         "event 2026-03-01T10:00:01Z event.name=b\n"
                         "bad_row line 3: 2 fields for 3 columns\n"));
    QVERIFY(readBy(document, "2026-03-01 10:00:00\t\tx\n").find("event ") == std::string::npos);
    QVERIFY(readBy(document, "at\twhat\tmore\n").find("event ") == std::string::npos);
}

void DocumentsTest::opensListsOfKeysAndValues()
{
    const std::string document = kHead + R"("signal": "event", "framing": "json",
        "recognise": {"all": ["at", "what"]}, "time": {"from": "at"}, "pairs": "params",
        "strip": "params", "fields": [{"to": "event.name", "from": "what"},
        {"to": "session.id", "from": "params.sid"}]})";
    const std::string line = R"({"at": "2026-03-01T10:00:00Z", "what": "a", "params": )";
    QCOMPARE(readBy(document, line + R"([{"key": "sid", "value": {"string_value": null,
        "int_value": "9007199254740993"}}, {"key": "page", "value": {"string_value": "7"}},
        {"key": "n", "value": 4}, {"key": "none", "value": {}}, {"key": "deep",
        "value": {"x": {"y": 1}}}, {"key": "ratio", "value": {"double_value": 0.5}}]})"),
             std::string("event 2026-03-01T10:00:00Z deep=#{\"y\":1} event.name=a n=#4 page=7 "
                         "ratio=#0.5 session.id=9007199254740993\n"));
    QCOMPARE(readBy(document, line + R"([{"key": "sid"}]})"),
             std::string("event 2026-03-01T10:00:00Z event.name=a params=#[{\"key\":\"sid\"}]\n"));
}

void DocumentsTest::joinsLinesToRecords()
{
    const std::string document = kHead + R"("signal": "log", "framing": "text", "multiline": true,
        "pattern": "(?s)^(?P<at>\\d{4}-[^ ]+) (?P<text>[^\\n]*)(?:\\n(?P<stack>.*))?$",
        "time": {"from": "at"}, "fields": [{"to": "body", "from": "text"},
        {"to": "exception.stacktrace", "from": "stack"}]})";
    QCOMPARE(
        readBy(document, "2026-03-01T10:00:00Z a\r\n at x\r\n at y\r\n2026-03-01T10:00:01Z b\r\n"),
        std::string("log 2026-03-01T10:00:00Z body=a exception.stacktrace= at x\n at y\n"
                    "log 2026-03-01T10:00:01Z body=b\n"));
    QCOMPARE(readBy(document, " at lost\n2026-03-01T10:00:00Z a\n"),
             std::string("log 2026-03-01T10:00:00Z body=a\n"
                         "unknown_shape line 1: the line does not fit the pattern\n"));
}

void DocumentsTest::placesRowsOverSeveralLines()
{
    const std::string text =
        "at,what\n2026-03-01T10:00:00Z,\"a\nb\"\n2026-03-01T10:00:01Z,\"c\"\"d\"\n";
    auto format = readDocumentFormat(tableDocument(""), "ours.json");
    const Format mapping = formatOfDocument(*std::move(format));
    const TempWorkspace workspace;
    const Reading reading(workspace, text, {}, &mapping);
    QCOMPARE(reading.sink.records.size(), std::size_t {2});
    QCOMPARE(reading.sink.records[0].place.line, 2U);
    const domain::Provenance& place = reading.sink.records[1].place;
    QCOMPARE(place.line, 4U);
    QCOMPARE(text.substr(place.offset, place.length),
             std::string("2026-03-01T10:00:01Z,\"c\"\"d\""));
}

THROUGHLINE_TEST(DocumentsTest)

} // namespace throughline

#include "tst_documents.moc"
