#include "models/base/random.h"
#include "models/ingest/normalize/trace_id_normalizer.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <string>
#include <vector>

namespace throughline {

using domain::IssueCode;
using domain::ValueKind;
using ingest::IdColumn;
using ingest::IdRadix;

namespace {

std::vector<domain::Field> column(const std::vector<std::string>& values,
                                  ValueKind kind = ValueKind::Text)
{
    std::vector<domain::Field> fields;
    for (const std::string& value : values) {
        fields.push_back({"trace_id", value, kind});
    }
    return fields;
}

std::string hexOf(const ingest::TraceIdReading& reading)
{
    return reading.issue ? std::string() : toHex(reading.id);
}

} // namespace

class TraceIdNormalizerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsDecimalIds_data();
    void readsDecimalIds();
    void readsHexadecimalIds_data();
    void readsHexadecimalIds();
    void decidesPerColumnNotPerValue();
    void majorityOfTheFirstValuesDecides();
    void firstProofDecidesAStream();
    void assumesWhatTheFormatSays();
    void reportsContradictions();
    void readsFormsThatSayTheirRadixInAnyColumn();
    void refusesRoundedNumbers_data();
    void refusesRoundedNumbers();
    void findsColumnsThatWentThroughDoubles();
    void zeroMeansNone_data();
    void zeroMeansNone();
    void refusesWhatIsNoId_data();
    void refusesWhatIsNoId();
    void readsSpanIds();
    void joinsTheHighHalf();
    void keepsItsDecisionAsText();
    void hexadecimalAndDecimalAgreeOnRandomIds();
};

void TraceIdNormalizerTest::readsDecimalIds_data()
{
    QTest::addColumn<QByteArray>("decimal");
    QTest::addColumn<QByteArray>("hex");
    const auto row = [](const char* decimal, const char* hex) {
        QTest::newRow(decimal) << QByteArray(decimal) << QByteArray(hex);
    };
    row("9532127138774266268", "00000000000000008448eb211c80319c");
    row("6896022297620147025", "00000000000000005fb397be34d26b51");
    row("18446744073709551615", "0000000000000000ffffffffffffffff");
    row("18446744073709551616", "00000000000000010000000000000000");
    row("340282366920938463463374607431768211455", "ffffffffffffffffffffffffffffffff");
    row("7890", "00000000000000000000000000001ed2");
    row("1000000000000000", "000000000000000000038d7ea4c68000");
}

void TraceIdNormalizerTest::readsDecimalIds()
{
    QFETCH(QByteArray, decimal);
    QFETCH(QByteArray, hex);
    IdColumn numbers;
    QCOMPARE(hexOf(numbers.readTraceId(decimal.toStdString(), ValueKind::Number)),
             hex.toStdString());
    IdColumn texts(IdRadix::Decimal);
    QCOMPARE(hexOf(texts.readTraceId(decimal.toStdString(), ValueKind::Text)), hex.toStdString());
}

void TraceIdNormalizerTest::readsHexadecimalIds_data()
{
    QTest::addColumn<QByteArray>("raw");
    QTest::addColumn<QByteArray>("hex");
    const auto row = [](const char* name, const char* raw, const char* hex) {
        QTest::newRow(name) << QByteArray(raw) << QByteArray(hex);
    };
    row("64 bits", "8448eb211c80319c", "00000000000000008448eb211c80319c");
    row("128 bits", "640cfd8d000000005fb397be34d26b51", "640cfd8d000000005fb397be34d26b51");
    row("upper case", "5B8EFFF798038103D269B633813FC60C", "5b8efff798038103d269b633813fc60c");
    row("leading zeros dropped", "48eb211c80319c", "00000000000000000048eb211c80319c");
    row("31 digits", "b8efff798038103d269b633813fc60c", "0b8efff798038103d269b633813fc60c");
    row("16 digits without a letter", "8448221128031991", "00000000000000008448221128031991");
    row("blanks around", "  8448eb211c80319c ", "00000000000000008448eb211c80319c");
    row("an exponent, nearly", "9532e18", "00000000000000000000000009532e18");
    row("0x", "0x8448eb211c80319c", "00000000000000008448eb211c80319c");
    row("UUID", "5b8efff7-9803-8103-d269-b633813fc60c", "5b8efff798038103d269b633813fc60c");
    row("X-Ray", "1-5759e988-bd862e3fe1be46a994272793", "5759e988bd862e3fe1be46a994272793");
}

void TraceIdNormalizerTest::readsHexadecimalIds()
{
    QFETCH(QByteArray, raw);
    QFETCH(QByteArray, hex);
    IdColumn ids;
    QCOMPARE(hexOf(ids.readTraceId(raw.toStdString(), ValueKind::Text)), hex.toStdString());
}

void TraceIdNormalizerTest::decidesPerColumnNotPerValue()
{
    // 16 digits without a letter: one number in a decimal column, another in a hexadecimal one.
    const std::string ambiguous = "8448221128031991";
    IdColumn decimal;
    decimal.decide(column({ambiguous, "9532127138774266268"}));
    QVERIFY(decimal.radix() == IdRadix::Decimal);
    QCOMPARE(hexOf(decimal.readTraceId(ambiguous, ValueKind::Text)),
             std::string("0000000000000000001e039cc351fef7"));
    IdColumn hex;
    hex.decide(column({ambiguous, "8448eb211c80319c"}));
    QVERIFY(hex.radix() == IdRadix::Hex);
    QCOMPARE(hexOf(hex.readTraceId(ambiguous, ValueKind::Text)),
             std::string("00000000000000008448221128031991"));
}

void TraceIdNormalizerTest::majorityOfTheFirstValuesDecides()
{
    IdColumn ids;
    ids.decide(column({"8448eb211c80319c", "9532127138774266268", "6896022297620147025"}));
    QVERIFY(ids.radix() == IdRadix::Decimal);
    IdColumn undecided;
    undecided.decide(column({"1234", "8448221128031991", "", "x"}));
    QVERIFY(undecided.radix() == IdRadix::Undecided);
    ids.decide(column({"8448eb211c80319c", "8448eb211c80319d"}));
    QVERIFY2(ids.radix() == IdRadix::Decimal, "nothing is decided twice");
}

void TraceIdNormalizerTest::firstProofDecidesAStream()
{
    IdColumn ids;
    QCOMPARE(hexOf(ids.readTraceId("1234567890123456", ValueKind::Text)),
             std::string("00000000000000001234567890123456"));
    QVERIFY(ids.radix() == IdRadix::Undecided);
    QVERIFY(!ids.readTraceId("9532127138774266268", ValueKind::Text).issue);
    QVERIFY(ids.radix() == IdRadix::Decimal);
}

void TraceIdNormalizerTest::assumesWhatTheFormatSays()
{
    IdColumn decimal(IdRadix::Decimal);
    QCOMPARE(hexOf(decimal.readTraceId("7890", ValueKind::Text)),
             std::string("00000000000000000000000000001ed2"));
    IdColumn hex;
    QCOMPARE(hexOf(hex.readTraceId("7890", ValueKind::Text)),
             std::string("00000000000000000000000000007890"));
}

void TraceIdNormalizerTest::reportsContradictions()
{
    IdColumn decimal;
    decimal.decide(column({"9532127138774266268"}));
    QVERIFY(decimal.readTraceId("8448eb211c80319c", ValueKind::Text).issue
            == IssueCode::IdRadixContradiction);
    IdColumn hex;
    hex.decide(column({"8448eb211c80319c"}));
    QVERIFY(hex.readTraceId("9532127138774266268", ValueKind::Text).issue
            == IssueCode::IdRadixContradiction);
    QVERIFY(hex.readTraceId("42", ValueKind::Number).issue == IssueCode::IdRadixContradiction);
    QVERIFY(!hex.readTraceId("9532127138774266268", ValueKind::Text).id.valid());
}

void TraceIdNormalizerTest::readsFormsThatSayTheirRadixInAnyColumn()
{
    // One RUM column holds both decimal ids of 64 bits and 32 hexadecimal digits.
    IdColumn decimal;
    decimal.decide(column({"9532127138774266268", "00000000000000005fb397be34d26b51"}));
    QVERIFY(decimal.radix() == IdRadix::Decimal);
    QCOMPARE(hexOf(decimal.readTraceId("640cfd8d000000005fb397be34d26b51", ValueKind::Text)),
             std::string("640cfd8d000000005fb397be34d26b51"));
    QCOMPARE(hexOf(decimal.readTraceId("0x1f", ValueKind::Text)),
             std::string("0000000000000000000000000000001f"));
}

void TraceIdNormalizerTest::refusesRoundedNumbers_data()
{
    QTest::addColumn<QByteArray>("raw");
    QTest::addColumn<bool>("number");
    QTest::newRow("spreadsheet") << QByteArray("9.53213E+18") << false;
    QTest::newRow("JSON number with exponent") << QByteArray("9.532127138774266e18") << true;
    QTest::newRow("JSON number, bare exponent") << QByteArray("9e18") << true;
    QTest::newRow("fraction") << QByteArray("9532127138774266268.0") << false;
}

void TraceIdNormalizerTest::refusesRoundedNumbers()
{
    QFETCH(QByteArray, raw);
    QFETCH(bool, number);
    IdColumn ids;
    const auto reading =
        ids.readTraceId(raw.toStdString(), number ? ValueKind::Number : ValueKind::Text);
    QVERIFY(reading.issue == IssueCode::IdPrecisionLost);
    QVERIFY(!reading.id.valid());
}

void TraceIdNormalizerTest::findsColumnsThatWentThroughDoubles()
{
    std::vector<std::string> rounded;
    std::vector<std::string> sound;
    Random random(7);
    for (int i = 0; i < 50; ++i) {
        const std::uint64_t id = random.next() | 1ULL << 63U;
        sound.push_back(std::to_string(id));
        rounded.push_back(std::to_string(id).substr(0, 17)
                          + std::string(std::to_string(id).size() - 17, '0'));
    }
    IdColumn ids;
    ids.decide(column(rounded, ValueKind::Number));
    QVERIFY(ids.rounded());
    QVERIFY(ids.readTraceId(rounded[0], ValueKind::Number).issue == IssueCode::IdPrecisionLost);
    IdColumn whole;
    whole.decide(column(sound, ValueKind::Number));
    QVERIFY(!whole.rounded());
}

void TraceIdNormalizerTest::zeroMeansNone_data()
{
    QTest::addColumn<QByteArray>("raw");
    for (const char* raw :
         {"", "0", "0000000000000000", "00000000000000000000000000000000", "  "}) {
        QTest::newRow(*raw != '\0' ? raw : "empty") << QByteArray(raw);
    }
}

void TraceIdNormalizerTest::zeroMeansNone()
{
    QFETCH(QByteArray, raw);
    IdColumn ids;
    QCOMPARE(ids.readTraceId(raw.toStdString(), ValueKind::Text), ingest::TraceIdReading {});
    QCOMPARE(ids.readSpanId(raw.toStdString(), ValueKind::Text), ingest::SpanIdReading {});
}

void TraceIdNormalizerTest::refusesWhatIsNoId_data()
{
    QTest::addColumn<QByteArray>("raw");
    QTest::newRow("word") << QByteArray("none at all");
    QTest::newRow("sign") << QByteArray("-1");
    QTest::newRow("33 hexadecimal digits") << QByteArray(33, 'a');
    QTest::newRow("beyond 128 bits") << QByteArray("340282366920938463463374607431768211456");
    QTest::newRow("40 digits") << QByteArray(40, '9');
    QTest::newRow("base64") << QByteArray("W47/95gDgQPSabYzgT/GDA==");
}

void TraceIdNormalizerTest::refusesWhatIsNoId()
{
    QFETCH(QByteArray, raw);
    IdColumn ids;
    QVERIFY(ids.readTraceId(raw.toStdString(), ValueKind::Text).issue == IssueCode::BadId);
}

void TraceIdNormalizerTest::readsSpanIds()
{
    IdColumn hex;
    QCOMPARE(toHex(hex.readSpanId("EEE19B7EC3C1B174", ValueKind::Text).id),
             std::string("eee19b7ec3c1b174"));
    IdColumn decimal;
    QCOMPARE(toHex(decimal.readSpanId("9532127138774266268", ValueKind::Text).id),
             std::string("8448eb211c80319c"));
    QVERIFY(hex.readSpanId("640cfd8d000000005fb397be34d26b51", ValueKind::Text).issue
            == IssueCode::BadId);
}

void TraceIdNormalizerTest::joinsTheHighHalf()
{
    const domain::TraceId low {0, 0x5fb397be34d26b51ULL};
    QCOMPARE(toHex(ingest::withHighHalf(low, "640cfd8d00000000")),
             std::string("640cfd8d000000005fb397be34d26b51"));
    QCOMPARE(ingest::withHighHalf(low, ""), low);
    QCOMPARE(ingest::withHighHalf(low, "no"), low);
    const domain::TraceId whole {1, 2};
    QCOMPARE(ingest::withHighHalf(whole, "640cfd8d00000000"), whole);
}

void TraceIdNormalizerTest::keepsItsDecisionAsText()
{
    IdColumn decimal(IdRadix::Decimal);
    for (const IdColumn& ids : {IdColumn(), decimal}) {
        QVERIFY(IdColumn::fromText(ids.toText()) == ids);
    }
    decimal.decide(column({"9532127138774266268"}));
    QVERIFY(IdColumn::fromText(decimal.toText()) == decimal);
    QVERIFY(IdColumn::fromText("decimal rounded")->rounded());
    QVERIFY(!IdColumn::fromText("octal"));
    QVERIFY(!IdColumn::fromText("hex what"));
    QVERIFY(!IdColumn::fromText(""));
}

void TraceIdNormalizerTest::hexadecimalAndDecimalAgreeOnRandomIds()
{
    Random random(11);
    IdColumn hex;
    IdColumn decimal(IdRadix::Decimal);
    for (int i = 0; i < 20'000; ++i) {
        const domain::TraceId id {0, random.next() >> random.below(40)};
        if (!id.valid()) {
            continue;
        }
        QCOMPARE(hex.readTraceId(toHex(id), ValueKind::Text).id, id);
        QCOMPARE(decimal.readTraceId(std::to_string(id.low), ValueKind::Text).id, id);
    }
}

THROUGHLINE_TEST(TraceIdNormalizerTest)

} // namespace throughline

#include "tst_trace_id_normalizer.moc"
