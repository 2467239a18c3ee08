#include "models/store/source_state.h"
#include "tests/support/test_registry.h"

#include <QtTest>

namespace throughline {

using namespace store;

class SourceStateTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void givesBackACheckpoint();
    void refusesOtherTexts_data();
    void refusesOtherTexts();
    void givesBackADigest();
    void leavesSignalsOutThatHaveNoRecords();
};

void SourceStateTest::givesBackACheckpoint()
{
    Checkpoint checkpoint {9'007'199'254'740'993,
                           4'294'967'295U,
                           77,
                           {UINT64_MAX, 1},
                           "t\tts\tms 1ms 1ms\ni\tid \"x\"\thex\n"};
    SourceAccount account;
    account.read = 18'446'744'073'709'551'615U;
    account.rejected = 1;
    account.accepted = 2;
    account.duplicates = 3;
    account.rejectedByReason = {{"bad_json", 1}};
    account.warnings = {{"text_cut", 9}, {"ts_no_zone", 8}};
    account.redactions = {{"email\tuser \"name\"", 4}};
    Checkpoint readPlace;
    SourceAccount readAccount;
    QVERIFY(readCheckpoint(checkpointText(checkpoint, account), readPlace, readAccount));
    QVERIFY(readPlace == checkpoint);
    QVERIFY(readAccount == account);
}

void SourceStateTest::refusesOtherTexts_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("empty object") << QByteArray("{}");
    QTest::newRow("array") << QByteArray("[]");
    QTest::newRow("cut") << QByteArray(R"({"offset":5)");
    QTest::newRow("no JSON") << QByteArray("offset");
}

void SourceStateTest::refusesOtherTexts()
{
    QFETCH(const QByteArray, text);
    Checkpoint checkpoint;
    SourceAccount account;
    QVERIFY(!readCheckpoint(text.toStdString(), checkpoint, account));
    QVERIFY(checkpoint == Checkpoint {} && account == SourceAccount {});
}

void SourceStateTest::givesBackADigest()
{
    SignalDigest digest {};
    for (std::size_t i = 0; i < digest.size(); ++i) {
        digest[i] = {i * 3 + 1, UINT64_MAX - i};
    }
    QVERIFY(readDigest(digestText(digest)) == digest);
    QVERIFY(readDigest("no digest") == SignalDigest {});
}

void SourceStateTest::leavesSignalsOutThatHaveNoRecords()
{
    SignalDigest digest {};
    QCOMPARE(digestText(digest), std::string("{}"));
    digest[static_cast<std::size_t>(domain::Signal::Span)] = {0xAB, 0};
    QCOMPARE(digestText(digest), std::string(R"({"span":"000000000000000000000000000000ab"})"));
}

THROUGHLINE_TEST(SourceStateTest)

} // namespace throughline

#include "tst_source_state.moc"
