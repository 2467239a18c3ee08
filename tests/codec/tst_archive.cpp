#include "models/codec/archive.h"
#include "tests/codec/packing.h"
#include "tests/codec/test_sources.h"
#include "tests/support/archive_maker.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <filesystem>
#include <fstream>

namespace throughline {

using namespace codec;
using namespace codec::test;
using throughline::test::Entry;
using throughline::test::tarOf;
using throughline::test::zipOf;

namespace {

const std::vector<Entry>& twoFiles()
{
    static const std::vector<Entry> entries {{"logs/", "", Entry::Kind::Folder},
                                             {"logs/a.ndjson", sampleText(70'000), {}},
                                             {"./b.ndjson", "{}\n", {}}};
    return entries;
}

/// The members of an archive up to its end or an error.
struct Listing
{
    std::vector<ArchiveMember> members;
    std::optional<Error> error;
};

Listing listing(Archive& archive)
{
    Listing all;
    while (true) {
        auto member = archive.next();
        if (!member) {
            all.error = member.error();
            return all;
        }
        if (!*member) {
            return all;
        }
        all.members.push_back(**member);
    }
}

} // namespace

class ArchiveTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void readsMembersWhateverTheKind_data();
    void readsMembersWhateverTheKind();
    void goesForwardAndBack();
    void takesNamesForNamesOnly();
    void tellsApartTwoOfOneName();
    void followsNoLinkAndOpensNoDevice();
    void losesOneMemberToAWrongChecksum();
    void seesThatAMemberIsEncrypted();
    void showsNamesOfUnknownSpelling();
    void refusesAPackedTarThatIsCut_data();
    void refusesAPackedTarThatIsCut();
    void givesWhatStandsBeforeTheCutOfAPlainTar();
    void refusesAZipThatIsCut();
    void refusesTooManyEntries();
    void takesTextForNoArchive_data();
    void takesTextForNoArchive();

private:
    std::filesystem::path write(const std::string& bytes) const
    {
        const std::filesystem::path path = m_folder->path().toStdString() + "/export";
        std::ofstream(path, std::ios::binary) << bytes;
        return path;
    }

    std::shared_ptr<Archive> open(const std::string& bytes) const
    {
        return Archive::open(write(bytes)).valueOr(nullptr);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void ArchiveTest::readsMembersWhateverTheKind_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("kind");
    const auto row = [](const char* kind, const std::string& bytes) {
        QTest::addRow("%s", kind) << QByteArray::fromStdString(bytes) << QByteArray(kind);
    };
    const std::string tar = tarOf(twoFiles());
    row("zip", zipOf(twoFiles()));
    row("tar", tar);
    row("tar.gz", gzipMember(tar));
    row("tar.zst", zstdFrame(tar));
    row("tar.xz", throughline::test::xzStream(tar));
    row("tar.bz2", throughline::test::bzip2Stream(tar));
}

void ArchiveTest::readsMembersWhateverTheKind()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const QByteArray, kind);
    const auto archive = open(bytes.toStdString());
    QVERIFY(archive != nullptr);
    QCOMPARE(QByteArray::fromStdString(std::string(archive->kindName())), kind);
    const Listing all = listing(*archive);
    QVERIFY(!all.error);
    QCOMPARE(all.members.size(), std::size_t {2});
    QCOMPARE(all.members[0].name, std::string("logs/a.ndjson"));
    QCOMPARE(all.members[0].sizeBytes, std::uint64_t {twoFiles()[1].content.size()});
    QCOMPARE(all.members[1].name, std::string("b.ndjson"));
    for (std::size_t i = 0; i < 2; ++i) {
        auto content = archive->content(all.members[i]);
        QVERIFY(content.ok());
        const ReadResult read = readAll(**content, 7001);
        QVERIFY(!read.error);
        QVERIFY(read.bytes == twoFiles()[i + 1].content);
        QCOMPARE((*content)->rawBytesRead(), std::uint64_t {read.bytes.size()});
    }
}

void ArchiveTest::goesForwardAndBack()
{
    const auto archive = open(gzipMember(tarOf({{"a", "one", {}}, {"b", "two", {}}})));
    QVERIFY(archive != nullptr);
    const std::vector<ArchiveMember> members = listing(*archive).members;
    archive->close();
    const auto text = [&](std::size_t i) {
        auto content = archive->content(members.at(i));
        return content ? readAll(**content).bytes : std::string("error");
    };
    QCOMPARE(text(1), std::string("two"));
    QCOMPARE(text(1), std::string("two"));
    QCOMPARE(text(0), std::string("one"));
    auto passed = archive->content(members.at(0));
    QVERIFY(passed.ok());
    QCOMPARE(text(1), std::string("two"));
    QVERIFY(readAll(**passed).error.has_value());
}

void ArchiveTest::takesNamesForNamesOnly()
{
    for (const std::string& bytes : {tarOf({{"../../up", "1", {}}, {"/etc/passwd", "2", {}}}),
                                     zipOf({{"../../up", "1", {}}, {"/etc/passwd", "2", {}}})}) {
        const auto archive = open(bytes);
        QVERIFY(archive != nullptr);
        const std::vector<ArchiveMember> members = listing(*archive).members;
        QCOMPARE(members.size(), std::size_t {2});
        QCOMPARE(members[0].name, std::string("../../up"));
        QCOMPARE(readAll(**archive->content(members[1])).bytes, std::string("2"));
    }
    QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files), QStringList {QStringLiteral("export")});
}

void ArchiveTest::tellsApartTwoOfOneName()
{
    const auto archive = open(tarOf({{"a", "one", {}}, {"a", "two", {}}}));
    QVERIFY(archive != nullptr);
    const std::vector<ArchiveMember> members = listing(*archive).members;
    QCOMPARE(members.size(), std::size_t {2});
    QCOMPARE(members[1].name, std::string("a #2"));
    QCOMPARE(readAll(**archive->content(members[1])).bytes, std::string("two"));
}

void ArchiveTest::followsNoLinkAndOpensNoDevice()
{
    const auto archive = open(tarOf({{"file", "x", {}},
                                     {"link", "/etc/passwd", Entry::Kind::SymbolicLink},
                                     {"hard", "file", Entry::Kind::HardLink},
                                     {"device", "", Entry::Kind::Device}}));
    QVERIFY(archive != nullptr);
    const std::vector<ArchiveMember> members = listing(*archive).members;
    QCOMPARE(members.size(), std::size_t {4});
    QVERIFY(members[0].kind == ArchiveMember::Kind::File);
    QVERIFY(members[1].kind == ArchiveMember::Kind::Link);
    QVERIFY(members[2].kind == ArchiveMember::Kind::Link);
    QVERIFY(members[3].kind == ArchiveMember::Kind::Special);
}

void ArchiveTest::losesOneMemberToAWrongChecksum()
{
    std::string bytes = zipOf({{"a", "first member", {}}, {"b", "second member", {}}}, false);
    bytes[bytes.find("first member")] = 'F';
    const auto archive = open(bytes);
    QVERIFY(archive != nullptr);
    const Listing all = listing(*archive);
    QVERIFY(!all.error);
    QCOMPARE(all.members.size(), std::size_t {2});
    const ReadResult bad = readAll(**archive->content(all.members[0]));
    QVERIFY(bad.error.has_value());
    QVERIFY(bad.error->code == ErrorCode::BadInput);
    QVERIFY2(bad.error->message.find("export: a") != std::string::npos, bad.error->message.c_str());
    const ReadResult good = readAll(**archive->content(all.members[1]));
    QVERIFY(!good.error);
    QCOMPARE(good.bytes, std::string("second member"));
}

void ArchiveTest::seesThatAMemberIsEncrypted()
{
    const auto archive = open(throughline::test::markEncrypted(
        zipOf({{"secret.ndjson", "x", {}}, {"open.ndjson", "y", {}}}), "secret.ndjson"));
    QVERIFY(archive != nullptr);
    const std::vector<ArchiveMember> members = listing(*archive).members;
    QCOMPARE(members.size(), std::size_t {2});
    QVERIFY(members[0].kind == ArchiveMember::Kind::Encrypted);
    QVERIFY(members[1].kind == ArchiveMember::Kind::File);
    QCOMPARE(readAll(**archive->content(members[1])).bytes, std::string("y"));
}

void ArchiveTest::showsNamesOfUnknownSpelling()
{
    const auto archive =
        open(tarOf({{"caf\xE9.ndjson", "x", {}}, {"gr\xC3\xBC\xC3\x9F", "y", {}}}));
    QVERIFY(archive != nullptr);
    const std::vector<ArchiveMember> members = listing(*archive).members;
    QCOMPARE(members.size(), std::size_t {2});
    QCOMPARE(members[0].name, std::string("caf\xEF\xBF\xBD.ndjson"));
    QCOMPARE(members[1].name, std::string("gr\xC3\xBC\xC3\x9F"));
}

void ArchiveTest::refusesAPackedTarThatIsCut_data()
{
    QTest::addColumn<QByteArray>("bytes");
    const std::string tar = tarOf(twoFiles());
    const std::string gzip = gzipMember(tar);
    std::string flipped = gzip;
    flipped[flipped.size() - 6] = static_cast<char>(flipped[flipped.size() - 6] ^ 1);
    const auto row = [](const char* name, const std::string& bytes) {
        QTest::newRow(name) << QByteArray::fromStdString(bytes);
    };
    row("gzip cut in the middle", gzip.substr(0, gzip.size() / 2));
    row("gzip cut at its last byte", gzip.substr(0, gzip.size() - 1));
    row("gzip with a wrong checksum", flipped);
    const std::string xz = throughline::test::xzStream(tar);
    row("xz cut at its last byte", xz.substr(0, xz.size() - 1));
    const std::string bzip2 = throughline::test::bzip2Stream(tar);
    row("bzip2 cut at its last byte", bzip2.substr(0, bzip2.size() - 1));
}

void ArchiveTest::refusesAPackedTarThatIsCut()
{
    QFETCH(const QByteArray, bytes);
    const auto archive = open(bytes.toStdString());
    QVERIFY(archive != nullptr);
    const Listing all = listing(*archive);
    QVERIFY(all.error.has_value());
    QVERIFY(all.error->code == ErrorCode::BadInput);
    QVERIFY(all.error->message.find("export") != std::string::npos);
}

void ArchiveTest::givesWhatStandsBeforeTheCutOfAPlainTar()
{
    const std::string tar = tarOf({{"a", "one", {}}, {"b", std::string(5000, 'x'), {}}});
    const auto archive = open(tar.substr(0, 3000));
    QVERIFY(archive != nullptr);
    const Listing all = listing(*archive);
    QVERIFY(all.error.has_value());
    QCOMPARE(all.members.size(), std::size_t {2});
    QCOMPARE(readAll(**archive->content(all.members[0])).bytes, std::string("one"));
    QVERIFY(readAll(**archive->content(all.members[1])).error.has_value());
}

void ArchiveTest::refusesAZipThatIsCut()
{
    const std::string zip = zipOf(twoFiles());
    const auto opened = Archive::open(write(zip.substr(0, zip.size() / 2)));
    // Its list of members stands at the end, so nothing is known of it.
    const bool refused = !opened.ok() || listing(**opened).error.has_value();
    QVERIFY(refused);
}

void ArchiveTest::refusesTooManyEntries()
{
    std::vector<Entry> entries(kMostArchiveEntries + 1, Entry {"a", "", {}});
    const auto archive = open(tarOf(entries));
    QVERIFY(archive != nullptr);
    const Listing all = listing(*archive);
    QCOMPARE(all.members.size(), kMostArchiveEntries);
    QVERIFY(all.error.has_value());
}

void ArchiveTest::takesTextForNoArchive_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("lines without a blank")
        << QByteArray("{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n").repeated(100);
    QTest::newRow("a line that begins as cpio does")
        << QByteArray("070707 is how this line begins\n").repeated(100);
    QTest::newRow("one byte") << QByteArray("P");
    QTest::newRow("packed text") << QByteArray::fromStdString(gzipMember("{\"a\":1}\n"));
    QTest::newRow("a zip in a gzip")
        << QByteArray::fromStdString(gzipMember(zipOf({{"a", "b", {}}})));
}

void ArchiveTest::takesTextForNoArchive()
{
    QFETCH(const QByteArray, bytes);
    const auto opened = Archive::open(write(bytes.toStdString()));
    QVERIFY(opened.ok());
    QVERIFY(*opened == nullptr);
}

THROUGHLINE_TEST(ArchiveTest)

} // namespace throughline

#include "tst_archive.moc"
