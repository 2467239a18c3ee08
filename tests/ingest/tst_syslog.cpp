#include "models/base/time_parse.h"
#include "models/ingest/formats/syslog_line.h"
#include "tests/ingest/pipeline_fixture.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <filesystem>

namespace throughline {

using namespace ingest;
using namespace ingest::test;
using throughline::test::TempWorkspace;

namespace {

/// "34|time|host|app|process|id|data|message"; nothing where it is no line of syslog.
std::string parts(std::string_view text)
{
    const auto line = readSyslogLine(text);
    if (!line) {
        return {};
    }
    std::string told = line->priority ? std::to_string(*line->priority) : std::string();
    for (const std::string_view part : {line->time, line->host, line->app, line->process,
                                        line->messageId, line->data, line->message}) {
        told.append("|").append(part);
    }
    return told;
}

/// The times that lines of a file come to which was changed last at a moment.
std::vector<std::string> timesOf(std::string_view text, const std::string& changed)
{
    const TempWorkspace workspace;
    const auto path = workspace.write("messages", text);
    const auto moment = parseIsoTime(changed);
    const auto since = std::chrono::nanoseconds(moment->time.ns);
    std::filesystem::last_write_time(
        path,
        std::chrono::file_clock::from_sys(std::chrono::sys_time<std::chrono::nanoseconds>(since)));
    const auto file = inspectFile(path, "");
    const auto key = crypto::SecretKey::fromBytes(std::string(32, 'k'));
    Redactor redactor {Pseudonymizer(*key)};
    PipelineOptions options;
    options.source = domain::SourceId(1);
    options.normalizer.time.now = parseIsoTime("2027-01-10T00:00:00Z")->time;
    throughline::test::SpySink sink;
    PatientListener listener;
    std::vector<std::string> times;
    if (runPipeline(*file, options, redactor, sink, listener, {}, {}).ok()) {
        for (const auto& record : sink.records) {
            times.push_back(formatRfc3339(record.time));
        }
    }
    return times;
}

} // namespace

class SyslogTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void takesLinesApart_data();
    void takesLinesApart();
    void readsStructuredData();
    void findsTheYear_data();
    void findsTheYear();
};

void SyslogTest::takesLinesApart_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QByteArray>("wanted");
    const auto row = [](const char* name, const char* line, const char* wanted) {
        QTest::newRow(name) << QByteArray(line) << QByteArray(wanted);
    };
    row("nothing", "", "");
    row("all of RFC 5424", "<165>1 2026-03-02T09:00:00Z h a 7 ID [x@1 a=\"b\"] m n",
        "165|2026-03-02T09:00:00Z|h|a|7|ID|[x@1 a=\"b\"]|m n");
    row("nil of RFC 5424", "<0>1 - - - - - -", "0|||||||");
    row("a bracket in a value", "<0>1 - - - - - [x a=\"]\\\"\"][y] m",
        "0||||||[x a=\"]\\\"\"][y]|m");
    row("data that does not end", "<0>1 - - - - - [x a=\"b\" m", "");
    row("a priority that is none", "<192>1 - - - - - -", "");
    row("a priority without end", "<34", "");
    row("counted", "41 <34>1 - h - - - - m", "34||h|||||m");
    row("all of RFC 3164", "<34>Oct 11 22:14:15 mymachine su[9]: 'su root' failed",
        "34|Oct 11 22:14:15|mymachine|su|9|||'su root' failed");
    row("a day of one digit", "Oct  1 22:14:15 h a: m", "|Oct  1 22:14:15|h|a||||m");
    row("no host", "<13>Oct  1 22:14:15 a[3]: m", "13|Oct  1 22:14:15||a|3|||m");
    row("no program", "Oct  1 22:14:15 h last message repeated 2 times",
        "|Oct  1 22:14:15|h|||||last message repeated 2 times");
    row("an address is no program", "Oct  1 22:14:15 h http://x/ is down",
        "|Oct  1 22:14:15|h|||||http://x/ is down");
    row("a year", "Oct  1 2026 22:14:15 h a: m", "|Oct  1 2026 22:14:15|h|a||||m");
    row("a day that no month has", "Oct 32 22:14:15 h a: m", "");
    row("a month that no year has", "Okt  1 22:14:15 h a: m", "");
    row("ISO 8601", "2026-03-02T09:00:00.5+01:00 h a[7]: m",
        "|2026-03-02T09:00:00.5+01:00|h|a|7|||m");
    row("a date alone", "2026-03-02 h a[7]: m", "");
}

void SyslogTest::takesLinesApart()
{
    QFETCH(const QByteArray, line);
    QFETCH(const QByteArray, wanted);
    QCOMPARE(QByteArray::fromStdString(parts(line.toStdString())), wanted);
}

void SyslogTest::readsStructuredData()
{
    const auto read = readSyslogData(R"([a@1 x="1" y="two \"2\""][b][c z="\]\\ \n"])");
    QCOMPARE(read.size(), std::size_t {3});
    QCOMPARE(std::string(read[0].element), std::string("a@1"));
    QCOMPARE(read[0].value, std::string("1"));
    QCOMPARE(read[1].value, std::string("two \"2\""));
    QCOMPARE(std::string(read[2].element), std::string("c"));
    QCOMPARE(read[2].value, std::string("]\\ \\n")); // only three characters are escaped
    QVERIFY(readSyslogData("").empty());
    QVERIFY(readSyslogData("[a x=\"never closed").size() <= 1);
}

void SyslogTest::findsTheYear_data()
{
    QTest::addColumn<QByteArray>("day");
    QTest::addColumn<QString>("changed");
    QTest::addColumn<QString>("wanted");
    QTest::newRow("the day itself") << QByteArray("Mar  2") << "2026-03-02T12:00:00Z"
                                    << "2026-03-02T09:00:00Z";
    QTest::newRow("a clock ahead") << QByteArray("Mar  3") << "2026-03-02T12:00:00Z"
                                   << "2026-03-03T09:00:00Z";
    QTest::newRow("two days ahead") << QByteArray("Mar  4") << "2026-03-02T12:00:00Z"
                                    << "2025-03-04T09:00:00Z";
    QTest::newRow("before the turn of the year") << QByteArray("Dec 31") << "2026-01-02T12:00:00Z"
                                                 << "2025-12-31T09:00:00Z";
    QTest::newRow("at the turn of the year") << QByteArray("Jan  1") << "2025-12-31T23:00:00Z"
                                             << "2026-01-01T09:00:00Z";
    QTest::newRow("a leap day") << QByteArray("Feb 29") << "2026-01-02T12:00:00Z"
                                << "2024-02-29T09:00:00Z";
    QTest::newRow("a file from the future") << QByteArray("Jan  9") << "2031-01-02T12:00:00Z"
                                            << "2027-01-09T09:00:00Z";
}

void SyslogTest::findsTheYear()
{
    QFETCH(const QByteArray, day);
    QFETCH(const QString, changed);
    QFETCH(const QString, wanted);
    const std::string line = day.toStdString() + " 09:00:00 h a[1]: m\n";
    QCOMPARE(timesOf(line, changed.toStdString()), std::vector {wanted.toStdString()});
}

THROUGHLINE_TEST(SyslogTest)

} // namespace throughline

#include "tst_syslog.moc"
