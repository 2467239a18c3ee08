#include "models/codec/logfmt.h"
#include "tests/support/test_registry.h"

#include <QtTest>

namespace throughline {

using namespace codec;

class LogfmtTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsPairs_data();
    void readsPairs();
    void refuses_data();
    void refuses();
};

void LogfmtTest::readsPairs_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QByteArray>("pairs"); // key<value>, ! behind one alone
    const auto row = [](const char* name, QByteArray line, QByteArray pairs) {
        QTest::newRow(name) << line << pairs;
    };
    row("nothing", "", "");
    row("blanks", "  \t ", "");
    row("two pairs", "a=1 b=two", "a<1>b<two>");
    row("an empty value", "a= b=2", "a<>b<2>");
    row("a flag", "a=1 flag b=2", "a<1>flag!b<2>");
    row("quotes", "a=\"one two\" b=\"\"", "a<one two>b<>");
    row("escapes", "a=\"say \\\"hi\\\"\\n\\\\\" b=1", "a<say \"hi\"\n\\>b<1>");
    row("an unknown escape stays", "a=\"x\\qy\"", "a<x\\qy>");
    row("an equals sign in a value", "url=/a?b=c", "url</a?b=c>");
    row("a quote inside a plain value", "a=b\"c", "a<b\"c>");
    row("single quotes", "a='one two' b='it\\'s' c='x\\ny' d=''", "a<one two>b<it's>c<x\ny>d<>");
    row("a single quote that is not closed", "a='one two b=2", "a<'one>two!b<2>");
    row("text behind a closing single quote", "a='s'gravenhage b=2", "a<'s'gravenhage>b<2>");
    row("a list", "a=['one', 'two]'] b=(1, [2]) c={'d': \"e}\"}",
        "a<['one', 'two]']>b<(1, [2])>c<{'d': \"e}\"}>");
    row("a list that is not closed", "a=[1, b=2", "a<[1,>b<2>");
    row("text behind a list", "a=[1 2]x b=2", "a<[1>2]x!b<2>");
    row("brackets without blanks", "a=[1] b=[]x", "a<[1]>b<[]x>");
    row("CR at the end", "a=1\r", "a<1>");
}

void LogfmtTest::readsPairs()
{
    QFETCH(const QByteArray, line);
    QFETCH(const QByteArray, pairs);
    LogfmtReader reader;
    QVERIFY(reader.parse("other=\"x\\\"y\" line=1"));
    const std::string text = line.toStdString();
    QVERIFY(reader.parse(text));
    QByteArray got;
    for (const LogfmtPair& pair : reader.pairs()) {
        got += QByteArray(pair.key.data(), static_cast<int>(pair.key.size()));
        got += pair.alone
            ? QByteArray("!")
            : '<' + QByteArray(pair.value.data(), static_cast<int>(pair.value.size())) + '>';
    }
    QCOMPARE(got, pairs);
}

void LogfmtTest::refuses_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::newRow("an open quote") << QByteArray("a=\"b");
    QTest::newRow("an escaped closing quote") << QByteArray("a=\"b\\\"");
    QTest::newRow("text behind a closing quote") << QByteArray("a=\"b\"c");
    QTest::newRow("no key") << QByteArray("=1");
    QTest::newRow("a quote in a key") << QByteArray("a\"b=1");
    QTest::newRow("JSON") << QByteArray("{\"a\":1}");
}

void LogfmtTest::refuses()
{
    QFETCH(const QByteArray, line);
    LogfmtReader reader;
    QVERIFY(!reader.parse(line.toStdString()));
}

THROUGHLINE_TEST(LogfmtTest)

} // namespace throughline

#include "tst_logfmt.moc"
