#include "app/cli/table.h"
#include "tests/cli/command_runner.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <sstream>

namespace throughline {

using namespace cli;
using namespace cli::test;

class TablesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void alignsColumns();
    void neverSendsControlCharacters();
    void formatsNumbers();
    void summarisesAnImport();
    void saysHowFarAClockIsOff_data();
    void saysHowFarAClockIsOff();
};

void TablesTest::alignsColumns()
{
    Table table({{"name"}, {"count", true}, {"what"}});
    table.add({"a", "5", "x"});
    table.add({"long name", "12,345", ""});
    table.add({"caf\xC3\xA9", "", "y"});
    std::ostringstream out;
    table.print(out);
    QCOMPARE(QByteArray::fromStdString(out.str()),
             QByteArray("name        count  what\n"
                        "a               5  x\n"
                        "long name  12,345\n"
                        "caf\xC3\xA9               y\n"));
}

void TablesTest::neverSendsControlCharacters()
{
    Table table({{"name"}});
    table.add({"\x1b[31mred\nnext\t\x07 \xE2\x80\xAE \xC2\x9B"});
    std::ostringstream out;
    table.print(out);
    const std::string text = out.str();
    QCOMPARE(std::count(text.begin(), text.end(), '\n'), std::ptrdiff_t {2});
    for (const char* bad : {"\x1b", "\x07", "\t", "\xE2\x80\xAE", "\xC2\x9B"}) {
        QVERIFY2(text.find(bad) == std::string::npos, text.c_str());
    }
}

void TablesTest::formatsNumbers()
{
    QCOMPARE(count(0), std::string("0"));
    QCOMPARE(count(1'234'567), std::string("1,234,567"));
    QCOMPARE(bytes(999), std::string("999 B"));
    QCOMPARE(bytes(1'500), std::string("1.5 kB"));
    QCOMPARE(bytes(2'500'000'000), std::string("2.5 GB"));
    QCOMPARE(seconds(0.5), std::string("500 ms"));
    QCOMPARE(seconds(2.25), std::string("2.3 s"));
    QCOMPARE(seconds(134), std::string("2 m 14 s"));
    QCOMPARE(seconds(7'260), std::string("2 h 1 m"));
    QCOMPARE(percent(0.123), std::string("12.3 %"));
    QCOMPARE(points(0.05), std::string("+5.0"));
    QCOMPARE(points(-0.05), std::string("-5.0"));
}

void TablesTest::summarisesAnImport()
{
    const CommandRunner runner;
    const auto file = runner.write("a.ndjson", smallExport());
    const Outcome outcome =
        runner.withStore({"import", "--key-file", runner.keyFile().string(), file.string()});
    QCOMPARE(outcome.status, 3);
    QVERIFY(outcome.out.find("a.ndjson") != std::string::npos);
    QVERIFY(outcome.out.find("imported") != std::string::npos);
    QVERIFY(outcome.out.find("1 records were rejected") != std::string::npos
            || outcome.out.find("1 record was rejected") != std::string::npos);
    const Outcome bad = runner.withStore({"import", "--key-file", runner.keyFile().string(),
                                          runner.write("b.txt", "text\n").string()});
    QCOMPARE(bad.status, 4);
    QVERIFY(bad.out.find("failed") != std::string::npos);
    QVERIFY(bad.err.find("b.txt") != std::string::npos);
}

void TablesTest::saysHowFarAClockIsOff_data()
{
    QTest::addColumn<QString>("sent");
    QTest::addColumn<QString>("duration");
    QTest::addColumn<QString>("wanted");
    const QString length = QStringLiteral(R"(,"duration_ms":300)");
    QTest::newRow("ahead") << "10.100" << length << "clock 4.951 +- 0.051 s ahead of the servers'";
    QTest::newRow("behind") << "00.100" << length << "clock 5.050 +- 0.051 s behind the servers'";
    QTest::newRow("ahead, one side") << "10.100"
                                     << ""
                                     << "clock at least 4.900 s ahead of the servers'";
    QTest::newRow("behind, one side") << "00.100"
                                      << ""
                                      << "clock at most 5.100 s behind the servers'";
}

void TablesTest::saysHowFarAClockIsOff()
{
    QFETCH(const QString, sent);
    QFETCH(const QString, duration);
    QFETCH(const QString, wanted);
    const CommandRunner runner;
    const std::string trace = R"("trace_id":"0af7651916cd43dd8448eb211c80319c")";
    const auto web = runner.write("web.ndjson",
                                  R"({"timestamp":"2026-03-02T09:00:)" + sent.toStdString()
                                      + R"(Z","event":"request","session_id":"s1",)" + trace
                                      + duration.toStdString() + "}\n");
    const auto spans = runner.write(
        "spans.ndjson",
        "{" + trace
            + R"(,"span_id":"b7ad6b7169203331","name":"GET /","kind":"server","service":"shop",)"
              R"("start":"2026-03-02T09:00:05.200Z","end":"2026-03-02T09:00:05.400Z"})"
              "\n");
    runner.import({web, spans});
    const Outcome session = runner.withStore({"session", "s1"});
    QVERIFY2(session.out.find(wanted.toStdString() + ", from 1 request\n") != std::string::npos,
             session.out.c_str());
}

THROUGHLINE_TEST(TablesTest)

} // namespace throughline

#include "tst_tables.moc"
