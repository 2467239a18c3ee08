#include "models/base/random.h"
#include "models/base/text.h"
#include "models/codec/byte_sink.h"
#include "models/domain/import_issue.h"
#include "tests/support/test_registry.h"
#include "tests/workflow/import_fixture.h"

#include <QtTest>

namespace throughline {

using namespace workflow;
using namespace workflow::test;
using domain::SourceStatus;
using throughline::test::readBytes;

namespace fs = std::filesystem;

/// What becomes of files that are damaged, cut off or nothing that is known.
class ImportDamageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void failsBadFilesAlone_data();
    void failsBadFilesAlone();
    void failsFilesInFoldersThatAreDamaged();
    void salvagesFilesThatAreCutOff_data();
    void salvagesFilesThatAreCutOff();
    void salvagesNothingThatIsDamaged();
    void leavesTheStoreAloneWhenNothingComesIn();
};

void ImportDamageTest::failsBadFilesAlone_data()
{
    QTest::addColumn<QByteArray>("bytes");
    const ImportFixture workspace;
    const std::string text = manyEvents(5'000);
    const auto cut = [&](codec::Container container) {
        const std::string whole = readBytes(packed(workspace, "whole", text, container));
        return QByteArray::fromStdString(whole.substr(0, whole.size() * 3 / 4));
    };
    const auto flipped = [&](codec::Container container) {
        std::string whole = readBytes(packed(workspace, "whole", text, container));
        whole[whole.size() / 2] = static_cast<char>(whole[whole.size() / 2] ^ 0x10);
        return QByteArray::fromStdString(whole);
    };
    QTest::newRow("gzip cut off") << cut(codec::Container::Gzip);
    QTest::newRow("Zstandard cut off") << cut(codec::Container::Zstd);
    QTest::newRow("gzip with a flipped bit") << flipped(codec::Container::Gzip);
    QTest::newRow("Zstandard with a flipped bit") << flipped(codec::Container::Zstd);
    QTest::newRow("gzip without its last byte") << [&] {
        const std::string whole =
            readBytes(packed(workspace, "whole", text, codec::Container::Gzip));
        return QByteArray::fromStdString(whole.substr(0, whole.size() - 1));
    }();
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("blanks") << QByteArray(" \n\r\n");
    QTest::newRow("a text") << QByteArray("once upon a time\n");
    QTest::newRow("UTF-16") << QByteArray("\xff\xfe{\0\"\0", 6);
    QTest::newRow("a database") << QByteArray("SQLite format 3\0xxxxxxxxxxxx", 28);
    QTest::newRow("a zip archive") << QByteArray("PK\x03\x04xxxxxxxxxxxxxxxxxxx", 23);
}

void ImportDamageTest::failsBadFilesAlone()
{
    QFETCH(const QByteArray, bytes);
    const ImportFixture workspace;
    workspace.import({workspace.write("before.ndjson", manyEvents(10))});
    const auto digest = workspace.digest();
    const fs::path bad = workspace.write("bad.export", bytes.toStdString());
    const ImportReport alone = workspace.import({bad});
    QCOMPARE(alone.sources[0].status, SourceStatus::Failed);
    QVERIFY2(alone.sources[0].message.find("bad.export") != std::string::npos,
             alone.sources[0].message.c_str());
    QVERIFY(alone.nothingCameIn() && alone.partial());
    QVERIFY(workspace.digest() == digest);
    QCOMPARE(workspace.info().sources.size(), std::size_t {1});

    const ImportReport among =
        workspace.import({workspace.write("good1.ndjson", manyEvents(5, 100)), bad,
                          workspace.write("good2.ndjson", manyEvents(5, 200))});
    QCOMPARE(statuses(among)[SourceStatus::Imported], 2);
    QCOMPARE(among.sources[1].status, SourceStatus::Failed);
    QVERIFY(!among.nothingCameIn() && among.partial());
    QVERIFY(balances(among));
    QCOMPARE(workspace.info().sources.size(), std::size_t {3});
    QCOMPARE(workspace.info().records.event, std::uint64_t {20});
    QVERIFY2(workspace.damage().empty(), workspace.damage().c_str());
}

void ImportDamageTest::failsFilesInFoldersThatAreDamaged()
{
    const ImportFixture workspace;
    workspace.write("exports/good.ndjson", manyEvents(5));
    const std::string whole =
        readBytes(packed(workspace, "exports/cut.gz", manyEvents(500), codec::Container::Gzip));
    workspace.write("exports/cut.gz", whole.substr(0, whole.size() / 2));
    workspace.write("exports/head.gz", whole.substr(0, 5));
    const ImportReport report = workspace.import({workspace.path("exports")});
    QCOMPARE(statuses(report)[SourceStatus::Failed], 2);
    QCOMPARE(statuses(report)[SourceStatus::Imported], 1);
}

void ImportDamageTest::salvagesFilesThatAreCutOff_data()
{
    QTest::addColumn<QByteArray>("whole");
    const ImportFixture workspace;
    const auto row = [&](const char* name, const std::string& text, codec::Container container) {
        QTest::newRow(name) << QByteArray::fromStdString(
            container == codec::Container::Plain
                ? text
                : readBytes(packed(workspace, "whole", text, container)));
    };
    std::string array = "[" + replaceAll(manyEvents(400), "\n", ",\n");
    array.erase(array.rfind(',')) += ']';
    row("gzip", manyEvents(3'000), codec::Container::Gzip);
    row("Zstandard", manyEvents(3'000), codec::Container::Zstd);
    row("one huge array", array, codec::Container::Plain);
    row("one huge array, packed", array, codec::Container::Gzip);
}

void ImportDamageTest::salvagesFilesThatAreCutOff()
{
    QFETCH(const QByteArray, whole);
    Random random(11);
    std::uint64_t most = 0;
    for (int i = 0; i < 12; ++i) {
        const ImportFixture workspace;
        const auto size = static_cast<std::size_t>(whole.size());
        const std::size_t kept =
            i == 0 ? size - 1 : size / 5 + random.below(static_cast<std::uint32_t>(size * 4 / 5));
        const fs::path file = workspace.write("cut.export", whole.toStdString().substr(0, kept));
        const ImportReport refused = workspace.import({file});
        QCOMPARE(refused.sources[0].status, SourceStatus::Failed);
        ImportRequest request = workspace.request({file});
        request.reading.salvage = true;
        const auto report = importFiles(request, {}, {});
        QVERIFY(report.ok() && balances(*report));
        const domain::SourceSummary& source = report->sources[0];
        if (source.status == SourceStatus::Failed) {
            continue; // not one record is whole, or none of the file's head can be read
        }
        QCOMPARE(source.status, SourceStatus::Imported);
        QCOMPARE(source.rejected, std::uint64_t {1});
        QCOMPARE(source.accepted, source.read - 1);
        QVERIFY(report->partial());
        const std::string told = std::to_string(source.accepted) + " whole record";
        QVERIFY2(source.message.find(told) != std::string::npos, source.message.c_str());
        QVERIFY2(refused.sources[0].message.find(told) != std::string::npos,
                 refused.sources[0].message.c_str());
        const auto opened = Workspace::open(workspace.store());
        const auto rejects = quarantine(*opened, 0, 10);
        QCOMPARE(rejects->rejected.size(), std::size_t {1});
        QCOMPARE(rejects->rejected[0].reason, domain::IssueCode::TruncatedEnd);
        most = std::max(most, source.accepted);

        const auto again = importFiles(request, {}, {});
        QCOMPARE(again->sources[0].status, SourceStatus::AlreadyImported);
    }
    QVERIFY(most > 200);
}

void ImportDamageTest::salvagesNothingThatIsDamaged()
{
    const ImportFixture workspace;
    for (const auto container : {codec::Container::Gzip, codec::Container::Zstd}) {
        std::string whole = readBytes(packed(workspace, "whole", manyEvents(5'000), container));
        whole[whole.size() / 2] = static_cast<char>(whole[whole.size() / 2] ^ 0x10);
        ImportRequest request = workspace.request({workspace.write("bad.export", whole)});
        request.reading.salvage = true;
        const auto report = importFiles(request, {}, {});
        QVERIFY(report.ok());
        QCOMPARE(report->sources[0].status, SourceStatus::Failed);
    }
}

void ImportDamageTest::leavesTheStoreAloneWhenNothingComesIn()
{
    const ImportFixture workspace;
    workspace.import({workspace.write("a.ndjson", manyEvents(10))});
    const std::string before = readBytes(workspace.store());
    const ImportReport report = workspace.import({workspace.write("x.txt", "nothing to see\n")});
    QVERIFY(report.nothingCameIn());
    QVERIFY(readBytes(workspace.store()) == before);
}

THROUGHLINE_TEST(ImportDamageTest)

} // namespace throughline

#include "tst_import_damage.moc"
