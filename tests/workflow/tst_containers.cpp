#include "models/base/text.h"
#include "tests/codec/packing.h"
#include "tests/support/archive_maker.h"
#include "tests/support/test_registry.h"
#include "tests/workflow/import_fixture.h"

#include <QtTest>

#include <algorithm>
#include <fcntl.h>
#include <unistd.h>

namespace throughline {

using namespace workflow;
using namespace workflow::test;
using codec::test::gzipMember;
using domain::SourceStatus;
using domain::SourceSummary;
using throughline::test::Entry;
using throughline::test::tarOf;
using throughline::test::zipOf;

namespace {

std::string events(std::string_view session, int count)
{
    std::string text;
    for (int i = 0; i < count; ++i) {
        text += eventLine(session, i);
    }
    return text;
}

const SourceSummary* sourceOf(const ImportReport& report, std::string_view member)
{
    const auto found =
        std::find_if(report.sources.begin(), report.sources.end(),
                     [member](const SourceSummary& source) { return source.member == member; });
    return found == report.sources.end() ? nullptr : &*found;
}

/// The file at a path is the standard input of this process as long as this lives.
class InputFrom
{
public:
    explicit InputFrom(const std::filesystem::path& path)
        : m_before(::dup(STDIN_FILENO))
    {
        const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC); // NOLINT(*-vararg)
        ::dup2(file, STDIN_FILENO);
        ::close(file);
    }

    InputFrom(const InputFrom&) = delete;
    InputFrom& operator=(const InputFrom&) = delete;

    ~InputFrom()
    {
        ::dup2(m_before, STDIN_FILENO);
        ::close(m_before);
    }

private:
    int m_before;
};

/// What an archive of a team's exports looks like.
std::vector<Entry> exports()
{
    return {{"exports/web.ndjson", events("s1", 30), {}},
            {"exports/app.ndjson.gz", gzipMember(events("s2", 20)), {}},
            {"exports/readme.txt", "how to read these\n", {}},
            {"exports/.hidden", events("s3", 3), {}},
            {"__MACOSX/exports/._web.ndjson", "junk", {}},
            {"exports/link.ndjson", "web.ndjson", Entry::Kind::SymbolicLink}};
}

} // namespace

/// Archives are read as folders are, each member a source of its own.
class ContainersTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void importsMembersAsSources_data();
    void importsMembersAsSources();
    void knowsAMemberThatWasImportedAsAFile();
    void losesOneBadMemberOnly();
    void importsNothingOfADamagedPackedTar();
    void saysWhatAnArchiveWithoutExportsIs_data();
    void saysWhatAnArchiveWithoutExportsIs();
    void tellsTheMemberOfEachReject();
    void readsTextInUtf16();
    void givesTheSameDigestHoweverPacked();
    void survivesABomb();
    void readsArchivesFromStandardInput_data();
    void readsArchivesFromStandardInput();
    void saysWhatAStreamedZipCannotTell();
    void takesBackADamagedStream();
};

void ContainersTest::importsMembersAsSources_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("container");
    const auto row = [](const char* name, const std::string& bytes) {
        QTest::newRow(name) << QByteArray::fromStdString(bytes) << QByteArray(name);
    };
    row("zip", zipOf(exports()));
    row("tar", tarOf(exports()));
    row("tar.gz", gzipMember(tarOf(exports())));
    row("tar.xz", throughline::test::xzStream(tarOf(exports())));
}

void ContainersTest::importsMembersAsSources()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const QByteArray, container);
    const ImportFixture workspace;
    const auto file = workspace.write("shop.export", bytes.toStdString());
    const ImportReport report = workspace.import({file});
    QCOMPARE(report.sources.size(), std::size_t {4});
    const SourceSummary* web = sourceOf(report, "exports/web.ndjson");
    QVERIFY(web != nullptr);
    QCOMPARE(web->status, SourceStatus::Imported);
    QCOMPARE(web->accepted, std::uint64_t {30});
    QCOMPARE(web->path, file.string());
    QCOMPARE(web->container, container.toStdString());
    QCOMPARE(web->bytes, std::uint64_t {events("s1", 30).size()});
    const SourceSummary* app = sourceOf(report, "exports/app.ndjson.gz");
    QVERIFY(app != nullptr);
    QCOMPARE(app->accepted, std::uint64_t {20});
    QCOMPARE(sourceOf(report, "exports/readme.txt")->status, SourceStatus::Skipped);
    QCOMPARE(sourceOf(report, "exports/link.ndjson")->status, SourceStatus::Skipped);
    QVERIFY(sourceOf(report, "exports/link.ndjson")->message.find("link") != std::string::npos);
    QVERIFY(balances(report));
    QVERIFY2(workspace.damage().empty(), workspace.damage().c_str());
    const auto digest = workspace.digest();
    const ImportReport again = workspace.import({file});
    QCOMPARE(sourceOf(again, "exports/web.ndjson")->status, SourceStatus::AlreadyImported);
    QCOMPARE(sourceOf(again, "exports/app.ndjson.gz")->status, SourceStatus::AlreadyImported);
    QVERIFY(workspace.digest() == digest);
}

void ContainersTest::knowsAMemberThatWasImportedAsAFile()
{
    const ImportFixture workspace;
    workspace.import({workspace.write("web.ndjson", events("s1", 30))});
    const ImportReport report = workspace.import({workspace.write("shop.zip", zipOf(exports()))});
    const SourceSummary* web = sourceOf(report, "exports/web.ndjson");
    QCOMPARE(web->status, SourceStatus::AlreadyImported);
    QVERIFY(web->message.find("web.ndjson") != std::string::npos);
    QCOMPARE(workspace.info().records.event, std::uint64_t {50});
}

void ContainersTest::losesOneBadMemberOnly()
{
    std::string zip = zipOf({{"a.ndjson", events("damaged", 5), {}},
                             {"b.ndjson", events("s2", 7), {}},
                             {"c.ndjson", events("s3", 9), {}}},
                            false);
    zip[zip.find("damaged")] = 'D';
    zip = throughline::test::markEncrypted(zip, "c.ndjson");
    const ImportFixture workspace;
    const ImportReport report = workspace.import({workspace.write("shop.zip", zip)});
    QCOMPARE(sourceOf(report, "a.ndjson")->status, SourceStatus::Failed);
    QCOMPARE(sourceOf(report, "b.ndjson")->status, SourceStatus::Imported);
    QCOMPARE(sourceOf(report, "c.ndjson")->status, SourceStatus::Failed);
    QVERIFY(sourceOf(report, "c.ndjson")->message.find("encrypted") != std::string::npos);
    QVERIFY(report.partial());
    QCOMPARE(workspace.info().records.event, std::uint64_t {7});
    QVERIFY2(workspace.damage().empty(), workspace.damage().c_str());
}

void ContainersTest::importsNothingOfADamagedPackedTar()
{
    std::string packed = gzipMember(tarOf(exports()));
    packed[packed.size() - 5] = static_cast<char>(packed[packed.size() - 5] ^ 1);
    const ImportFixture workspace;
    const auto report = workspace.tryImport({workspace.write("shop.tgz", packed)});
    QVERIFY(report.ok());
    QCOMPARE(report->sources.size(), std::size_t {1});
    QCOMPARE(report->sources[0].status, SourceStatus::Failed);
    QVERIFY(report->nothingCameIn());
    QVERIFY(!std::filesystem::exists(workspace.store()));
}

void ContainersTest::saysWhatAnArchiveWithoutExportsIs_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("words");
    const auto row = [](const char* name, const std::vector<Entry>& entries, const char* words) {
        QTest::newRow(name) << QByteArray::fromStdString(zipOf(entries)) << QByteArray(words);
    };
    row("no entry", {}, "an archive without a file");
    row("folders only", {{"a/", "", Entry::Kind::Folder}}, "an archive without a file");
    row("spreadsheet", {{"[Content_Types].xml", "<x/>", {}}, {"xl/a.xml", "<x/>", {}}},
        "an office document");
    row("zip in zip", {{"inner.zip", zipOf({{"a", "b", {}}}), {}}}, "is a zip archive");
}

void ContainersTest::saysWhatAnArchiveWithoutExportsIs()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const QByteArray, words);
    const ImportFixture workspace;
    const auto report = workspace.tryImport({workspace.write("shop.zip", bytes.toStdString())});
    QVERIFY(report.ok());
    QVERIFY(report->nothingCameIn());
    QCOMPARE(report->sources.size(), std::size_t {1});
    QVERIFY2(report->sources[0].message.find(words.toStdString()) != std::string::npos,
             report->sources[0].message.c_str());
}

void ContainersTest::tellsTheMemberOfEachReject()
{
    const ImportFixture workspace;
    workspace.import(
        {workspace.write("shop.zip", zipOf({{"x/a.ndjson", events("s1", 3) + "broken\n", {}}}))});
    const auto opened = Workspace::open(workspace.store());
    QVERIFY(opened.ok());
    const auto rejects = quarantine(*opened, 0, 10);
    QVERIFY(rejects.ok());
    QCOMPARE(rejects->rejected.size(), std::size_t {1});
    QCOMPARE(rejects->rejected[0].member, std::string("x/a.ndjson"));
    QCOMPARE(rejects->rejected[0].line, std::uint32_t {4});
    QCOMPARE(workspace.info().sources.at(0).rejected, std::uint64_t {1});
}

void ContainersTest::readsTextInUtf16()
{
    const std::u16string table = u"timestamp,event,session_id,name\r\n"
                                 u"2026-03-01T10:00:00Z,view,s1,Gr\u00FC\u00DFe\r\n"
                                 u"2026-03-01T10:00:01Z,buy,s1,\U0001F600\r\n";
    const std::string utf8 = QString::fromStdU16String(table).toStdString();
    std::map<std::string, std::string> wanted;
    const std::string little = throughline::test::utf16(table, false);
    const std::string big = throughline::test::utf16(table, true);
    for (const std::string& bytes :
         {utf8, little, big, little.substr(2), big.substr(2)}) { // without their marks, too
        const ImportFixture workspace;
        const ImportReport report = workspace.import({workspace.write("table.csv", bytes)});
        QCOMPARE(report.accepted, std::uint64_t {2});
        wanted = wanted.empty() ? workspace.digest() : wanted;
        QVERIFY(workspace.digest() == wanted);
    }
}

void ContainersTest::givesTheSameDigestHoweverPacked()
{
    const std::string text = events("s1", 400);
    std::map<std::string, std::string> wanted;
    for (const std::string& bytes :
         {text, gzipMember(text), codec::test::zstdFrame(text), throughline::test::xzStream(text),
          throughline::test::bzip2Stream(text), zipOf({{"a", text, {}}}),
          tarOf({{"a", text, {}}})}) {
        const ImportFixture workspace;
        workspace.import({workspace.write("events", bytes)});
        wanted = wanted.empty() ? workspace.digest() : wanted;
        QVERIFY(workspace.digest() == wanted);
    }
}

void ContainersTest::survivesABomb()
{
    // A member of one endless line, which packs a thousandfold, beside a sound one.
    const std::string line(40U << 20U, 'x');
    const ImportFixture workspace;
    const ImportReport report = workspace.import(
        {workspace.write("bomb.zip",
                         zipOf({{"a.ndjson", events("s1", 2) + line + "\n" + events("s2", 2), {}},
                                {"b.ndjson", events("s3", 5), {}}}))});
    QCOMPARE(sourceOf(report, "a.ndjson")->accepted, std::uint64_t {4});
    QCOMPARE(sourceOf(report, "a.ndjson")->rejected, std::uint64_t {1});
    QCOMPARE(sourceOf(report, "b.ndjson")->accepted, std::uint64_t {5});
}

void ContainersTest::readsArchivesFromStandardInput_data()
{
    QTest::addColumn<QByteArray>("bytes");
    // The first look at a member must not lose what it read, be it all of it or a small part.
    std::vector<Entry> entries = exports();
    entries.insert(entries.begin() + 1, {"exports/long.ndjson", events("s4", 30'000), {}});
    const std::string tar = tarOf(entries);
    const auto row = [](const char* name, const std::string& bytes) {
        QTest::newRow(name) << QByteArray::fromStdString(bytes);
    };
    row("tar", tar);
    row("tar.gz", gzipMember(tar));
    row("tar.zst", codec::test::zstdFrame(tar));
    row("tar.xz", throughline::test::xzStream(tar));
    row("tar.bz2", throughline::test::bzip2Stream(tar));
    // Links stand in the list at the end of a zip archive, which a stream comes to too late.
    entries.pop_back();
    row("zip", zipOf(entries));
}

void ContainersTest::readsArchivesFromStandardInput()
{
    QFETCH(const QByteArray, bytes);
    const ImportFixture asFile;
    const auto file = asFile.write("shop.export", bytes.toStdString());
    const ImportReport wanted = asFile.import({file});
    const ImportFixture workspace;
    const InputFrom input(file);
    const ImportReport report = workspace.import({"-"});
    QCOMPARE(report.sources.size(), wanted.sources.size());
    for (const SourceSummary& source : wanted.sources) {
        const SourceSummary* streamed = sourceOf(report, source.member);
        QVERIFY2(streamed != nullptr, source.member.c_str());
        QCOMPARE(streamed->status, source.status);
        QCOMPARE(streamed->accepted, source.accepted);
        QCOMPARE(streamed->container, source.container);
        QCOMPARE(streamed->sha256, source.sha256);
    }
    QVERIFY(balances(report));
    QVERIFY(workspace.digest() == asFile.digest());
    QVERIFY2(workspace.damage().empty(), workspace.damage().c_str());
}

void ContainersTest::saysWhatAStreamedZipCannotTell()
{
    const ImportFixture workspace;
    const InputFrom input(workspace.write("shop.zip", zipOf(exports())));
    const ImportReport report = workspace.import({"-"});
    const SourceSummary* link = sourceOf(report, exports().back().name);
    QVERIFY(link != nullptr);
    QCOMPARE(link->status, SourceStatus::Skipped);
    QVERIFY2(link->message.find("links are never followed") != std::string::npos,
             link->message.c_str());
}

void ContainersTest::takesBackADamagedStream()
{
    std::string packed = gzipMember(tarOf(exports()));
    packed[packed.size() - 5] = static_cast<char>(packed[packed.size() - 5] ^ 1);
    const ImportFixture workspace;
    workspace.import({workspace.write("before.ndjson", events("s9", 3))});
    const auto digest = workspace.digest();
    const InputFrom input(workspace.write("shop.tgz", packed));
    const auto report = workspace.tryImport({"-"});
    QVERIFY(report.ok());
    QCOMPARE(report->sources.size(), std::size_t {1});
    QCOMPARE(report->sources[0].status, SourceStatus::Failed);
    QVERIFY(workspace.digest() == digest);
    QCOMPARE(workspace.info().sources.size(), std::size_t {1});
    QVERIFY2(workspace.damage().empty(), workspace.damage().c_str());
}

THROUGHLINE_TEST(ContainersTest)

} // namespace throughline

#include "tst_containers.moc"
