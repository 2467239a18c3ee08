#include "models/codec/csv_writer.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <limits>

namespace throughline {

using namespace codec;

class CsvWriterTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesRows();
    void keepsNumbersNumbers();
    void takesTextInPortions();
};

void CsvWriterTest::writesRows()
{
    CsvWriter writer;
    writer.text("name").text("note").endRow();
    writer.text("a,b").text("say \"hi\"").endRow();
    writer.empty().text("=1+1").endRow();
    QCOMPARE(writer.takeText(),
             std::string("name,note\r\n\"a,b\",\"say \"\"hi\"\"\"\r\n,\"'=1+1\"\r\n"));
}

void CsvWriterTest::keepsNumbersNumbers()
{
    CsvWriter writer;
    writer.number(-5.25).number(std::int64_t {-7}).number(std::uint64_t {18446744073709551615U});
    writer.number(std::numeric_limits<double>::quiet_NaN()).number(0.1).endRow();
    QCOMPARE(writer.takeText(), std::string("-5.25,-7,18446744073709551615,,0.1\r\n"));
}

void CsvWriterTest::takesTextInPortions()
{
    CsvWriter writer;
    std::string text;
    for (int row = 0; row < 3; ++row) {
        writer.number(std::int64_t {row});
        text += writer.takeText();
        writer.text("x").endRow();
        text += writer.takeText();
    }
    QCOMPARE(text, std::string("0,x\r\n1,x\r\n2,x\r\n"));
}

THROUGHLINE_TEST(CsvWriterTest)

} // namespace throughline

#include "tst_csv_writer.moc"
