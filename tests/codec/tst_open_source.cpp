#include "models/codec/open_source.h"
#include "tests/codec/packing.h"
#include "tests/codec/test_sources.h"
#include "tests/support/archive_maker.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <fstream>
#include <sys/stat.h>
#include <thread>

namespace throughline {

using namespace codec;
using namespace codec::test;
using namespace std::string_literals;

class OpenSourceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void unpacksByMagicNumber_data();
    void unpacksByMagicNumber();
    void refusesOtherContainersByName_data();
    void refusesOtherContainersByName();
    void takesTextForText_data();
    void takesTextForText();
    void refusesPackedInsidePacked();
    void passesOverTheByteOrderMark();
    void showsRawBytesToTheObserver();
    void readsAPipe();
    void namesTheFileThatCannotBeOpened();
    void noticesAPackedFileCutToNothing();
    void givesAnEmptyFile();

private:
    std::filesystem::path write(const std::string& name, const std::string& bytes) const;

    std::unique_ptr<QTemporaryDir> m_folder;
};

void OpenSourceTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
}

std::filesystem::path OpenSourceTest::write(const std::string& name, const std::string& bytes) const
{
    const std::filesystem::path path = m_folder->path().toStdString() + '/' + name;
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
}

void OpenSourceTest::unpacksByMagicNumber_data()
{
    QTest::addColumn<QByteArray>("packed");
    QTest::addColumn<QByteArray>("container");
    const std::string text = sampleText(5000);
    const auto bytes = [](const std::string& from) { return QByteArray::fromStdString(from); };
    QTest::newRow("plain") << bytes(text) << QByteArray("plain");
    QTest::newRow("gzip") << bytes(gzipMember(text)) << QByteArray("gzip");
    QTest::newRow("zstd") << bytes(zstdFrame(text)) << QByteArray("zstd");
    QTest::newRow("xz") << bytes(throughline::test::xzStream(text)) << QByteArray("xz");
    QTest::newRow("bzip2") << bytes(throughline::test::bzip2Stream(text)) << QByteArray("bzip2");
    QTest::newRow("zstd behind a skippable frame")
        << bytes(skippableFrame("x") + zstdFrame(text)) << QByteArray("zstd");
}

void OpenSourceTest::unpacksByMagicNumber()
{
    QFETCH(QByteArray, packed);
    QFETCH(QByteArray, container);
    // The name lies: only the bytes count.
    Result<OpenedSource> opened = openSource(write("export.gz", packed.toStdString()));
    QVERIFY(opened.ok());
    QCOMPARE(QByteArray::fromStdString(std::string(containerName(opened->container))), container);
    QCOMPARE(opened->rawSizeBytes, std::optional<std::uint64_t>(packed.size()));
    const ReadResult result = readAll(*opened->text);
    QVERIFY(!result.error);
    QVERIFY(result.bytes == sampleText(5000));
}

void OpenSourceTest::refusesOtherContainersByName_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<QByteArray>("words");
    const QByteArray zeros(300, '\0');
    QTest::newRow("zip") << QByteArray("PK\x03\x04") + zeros << QByteArray("is a zip archive");
    QTest::newRow("empty zip") << QByteArray("PK\x05\x06") + zeros
                               << QByteArray("is a zip archive");
    QTest::newRow("tar") << QByteArray(257, 'n')
            + QByteArray("ustar\0"
                         "00",
                         8)
            + zeros << QByteArray("is a tar archive");
    QTest::newRow("SQLite") << QByteArray("SQLite format 3\0", 16) + zeros
                            << QByteArray("is an SQLite database");
    QTest::newRow("Parquet") << QByteArray("PAR1\x15\x04") << QByteArray("is a Parquet file");
    QTest::newRow("UTF-32") << QByteArray("\xFF\xFE\0\0{\0\0\0", 8) << QByteArray("is UTF-32 text");
}

void OpenSourceTest::refusesOtherContainersByName()
{
    QFETCH(QByteArray, head);
    QFETCH(QByteArray, words);
    const auto opened = openSource(write("export", head.toStdString()));
    QVERIFY(!opened.ok());
    QVERIFY(opened.error().code == ErrorCode::BadInput);
    QVERIFY2(opened.error().message.find(words.toStdString()) != std::string::npos,
             opened.error().message.c_str());
    QVERIFY(opened.error().message.find("export'") != std::string::npos);
    QVERIFY(!opened.error().hint.empty());
}

void OpenSourceTest::takesTextForText_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("looks like a cpio number") << QByteArray("070707 user logged in\n");
    QTest::newRow("looks like an mtree line") << QByteArray("{\"a\":1}\n{\"a\":2}\n");
    QTest::newRow("begins like bzip2") << QByteArray("BZh9 is not packed at all\n");
    QTest::newRow("begins like zip") << QByteArray("PK,name\n1,a\n");
    QTest::newRow("begins like zstd") << QByteArray("(");
    QTest::newRow("begins like parquet") << QByteArray("PAR1 alarm\n");
    QTest::newRow("names ustar") << QByteArray(257, 'x') + "ustar is a format\n";
    QTest::newRow("a few zeros") << QByteArray("a\0b\0", 4) + "more text than zeros\n";
}

void OpenSourceTest::takesTextForText()
{
    QFETCH(QByteArray, text);
    Result<OpenedSource> opened = openSource(write("log", text.toStdString()));
    QVERIFY(opened.ok());
    QCOMPARE(readAll(*opened->text).bytes, text.toStdString());
}

void OpenSourceTest::refusesPackedInsidePacked()
{
    const std::string text = sampleText(100);
    const std::string zip = "PK\x03\x04" + text;
    for (const std::string& packed :
         {gzipMember(gzipMember(text)), gzipMember(zstdFrame(text)), zstdFrame(gzipMember(text)),
          gzipMember(zip), gzipMember(std::string(257, 'n') + "ustar\0"s + "00")}) {
        const auto opened = openSource(write("export.gz", packed));
        QVERIFY(!opened.ok());
        QVERIFY(opened.error().message.find("is packed twice") != std::string::npos);
    }
}

void OpenSourceTest::passesOverTheByteOrderMark()
{
    const std::string text = "\xEF\xBB\xBF{\"a\":1}\n";
    for (const std::string& packed : {text, gzipMember(text), zstdFrame(text)}) {
        Result<OpenedSource> opened = openSource(write("export", packed));
        QVERIFY(opened.ok());
        QVERIFY(opened->hadByteOrderMark);
        QCOMPARE(opened->text->startOffset(), std::uint64_t {3});
        QCOMPARE(readAll(*opened->text).bytes, std::string("{\"a\":1}\n"));
    }
}

void OpenSourceTest::showsRawBytesToTheObserver()
{
    const std::string text = sampleText(3'000'000);
    for (const std::string& packed : {text, gzipMember(text), zstdFrame(text) + "\0\0"s}) {
        std::string seen;
        const auto observer = [&seen](std::span<const char> chunk) {
            seen.append(chunk.data(), chunk.size());
        };
        Result<OpenedSource> opened = openSource(write("export", packed), observer);
        QVERIFY(opened.ok());
        QVERIFY(opened->text->peek(256 * 1024).ok());
        const Result<std::uint64_t> drained = drain(*opened->text);
        QVERIFY(drained.ok());
        QCOMPARE(*drained, std::uint64_t {text.size()});
        QVERIFY(seen == packed);
        QCOMPARE(opened->text->rawBytesRead(), std::uint64_t {packed.size()});
    }
}

void OpenSourceTest::readsAPipe()
{
    const std::string path = m_folder->path().toStdString() + "/pipe";
    QCOMPARE(::mkfifo(path.c_str(), 0600), 0);
    const std::string text = sampleText(500'000);
    std::thread writer([&] { std::ofstream(path, std::ios::binary) << gzipMember(text); });
    Result<OpenedSource> opened = openSource(path);
    const ReadResult result = opened.ok() ? readAll(*opened->text) : ReadResult();
    writer.join();
    QVERIFY(opened.ok());
    QVERIFY(!opened->rawSizeBytes);
    QVERIFY(result.bytes == text);
}

void OpenSourceTest::namesTheFileThatCannotBeOpened()
{
    const std::string folder = m_folder->path().toStdString();
    const auto missing = openSource(std::filesystem::path(folder + "/missing.json"));
    QVERIFY(!missing.ok());
    QVERIFY(missing.error().code == ErrorCode::BadInput);
    QCOMPARE(missing.error().message,
             "cannot open '" + folder + "/missing.json': No such file or directory");
    const auto isFolder = openSource(std::filesystem::path(folder));
    QVERIFY(!isFolder.ok());
    QCOMPARE(isFolder.error().message, '\'' + folder + "' is a folder");
    const auto device = openSource(std::filesystem::path("/dev/zero"));
    QVERIFY(!device.ok());
    QCOMPARE(device.error().message, std::string("'/dev/zero' is neither a file nor a pipe"));
}

void OpenSourceTest::noticesAPackedFileCutToNothing()
{
    for (const std::string& name : {"a.gz"s, "a.json.ZST"s}) {
        for (const std::string& bytes : {""s, "\x1F"s, "\x28\xB5\x2F"s}) {
            Result<OpenedSource> opened = openSource(write(name, bytes));
            QVERIFY(!opened.ok());
            QVERIFY(opened.error().message.find("ends in the middle") != std::string::npos);
        }
    }
    const std::string packed = gzipMember(sampleText(500));
    for (std::size_t length = 0; length < packed.size(); ++length) {
        Result<OpenedSource> opened = openSource(write("a.gz", packed.substr(0, length)));
        QVERIFY(!opened.ok() || readAll(*opened->text).error);
    }
}

void OpenSourceTest::givesAnEmptyFile()
{
    Result<OpenedSource> opened = openSource(write("empty.json", ""));
    QVERIFY(opened.ok());
    QCOMPARE(opened->rawSizeBytes, std::optional<std::uint64_t>(0));
    QVERIFY(readAll(*opened->text).bytes.empty());
}

THROUGHLINE_TEST(OpenSourceTest)

} // namespace throughline

#include "tst_open_source.moc"
