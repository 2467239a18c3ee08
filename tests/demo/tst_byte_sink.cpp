#include "models/base/random.h"
#include "models/codec/byte_sink.h"
#include "models/codec/open_source.h"
#include "tests/support/test_registry.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

namespace throughline {

using codec::Container;

class ByteSinkTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsWrittenCanBeRead_data();
    void whatIsWrittenCanBeRead();
    void portionsDoNotChangeTheFile_data();
    void portionsDoNotChangeTheFile();
    void knowsTheFilesSize();
    void namesAFolderThatIsMissing();
    void saysWhenTheDiskIsFull_data();
    void saysWhenTheDiskIsFull();
    void takesNothingAfterItsEnd();
};

namespace {

/// Compresses some, but not to nothing.
std::string sampleText(std::size_t size)
{
    Random random(7);
    std::string text;
    while (text.size() < size) {
        text += "line " + std::to_string(random.below(100'000)) + '\n';
    }
    text.resize(size);
    return text;
}

void addContainerRows()
{
    QTest::addColumn<int>("container");
    QTest::newRow("plain") << static_cast<int>(Container::Plain);
    QTest::newRow("gzip") << static_cast<int>(Container::Gzip);
    QTest::newRow("zstd") << static_cast<int>(Container::Zstd);
}

/// Writes the text in portions of this size; the file's bytes.
QByteArray written(const QTemporaryDir& folder, Container container, const std::string& text,
                   std::size_t portion)
{
    const QString path = folder.filePath(QStringLiteral("file"));
    auto sink = codec::createSink(path.toStdString(), container);
    bool fine = sink.ok();
    for (std::size_t at = 0; fine && at < text.size(); at += portion) {
        fine = (*sink)->write(std::string_view(text).substr(at, portion)).ok();
    }
    fine = fine && (*sink)->close().ok();
    QFile file(path);
    return fine && file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("failed");
}

} // namespace

void ByteSinkTest::whatIsWrittenCanBeRead_data()
{
    QTest::addColumn<int>("container");
    QTest::addColumn<int>("size");
    for (const int size : {0, 1, 262'143, 262'144, 262'145, 2'000'000}) {
        QTest::addRow("plain, %d bytes", size) << static_cast<int>(Container::Plain) << size;
        QTest::addRow("gzip, %d bytes", size) << static_cast<int>(Container::Gzip) << size;
        QTest::addRow("zstd, %d bytes", size) << static_cast<int>(Container::Zstd) << size;
    }
}

void ByteSinkTest::whatIsWrittenCanBeRead()
{
    QFETCH(const int, container);
    QFETCH(const int, size);
    const std::string text = sampleText(static_cast<std::size_t>(size));
    const QTemporaryDir folder;
    const QByteArray bytes = written(folder, static_cast<Container>(container), text, 100'000);
    QVERIFY(bytes != "failed");

    const auto opened = codec::openSource(folder.filePath(QStringLiteral("file")).toStdString());
    QVERIFY(opened.ok());
    QCOMPARE(static_cast<int>(opened.value().container), container);
    std::string back;
    std::vector<char> part(65536);
    while (true) {
        const auto read = opened.value().text->read(part);
        QVERIFY(read.ok());
        if (read.value() == 0) {
            break;
        }
        back.append(part.data(), read.value());
    }
    QVERIFY(back == text);
}

void ByteSinkTest::portionsDoNotChangeTheFile_data()
{
    addContainerRows();
}

void ByteSinkTest::portionsDoNotChangeTheFile()
{
    QFETCH(const int, container);
    const std::string text = sampleText(700'000);
    const QTemporaryDir folder;
    const QByteArray whole = written(folder, static_cast<Container>(container), text, text.size());
    QVERIFY(whole != "failed");
    for (const std::size_t portion : {7U, 999U, 300'000U}) {
        QVERIFY(written(folder, static_cast<Container>(container), text, portion) == whole);
    }
}

void ByteSinkTest::knowsTheFilesSize()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("file"));
    for (const Container container : {Container::Plain, Container::Gzip, Container::Zstd}) {
        auto sink = codec::createSink(path.toStdString(), container);
        QVERIFY(sink.ok());
        QVERIFY((*sink)->write(sampleText(500'000)).ok());
        QVERIFY((*sink)->close().ok());
        QCOMPARE((*sink)->fileBytes(), static_cast<std::uint64_t>(QFile(path).size()));
    }
}

void ByteSinkTest::namesAFolderThatIsMissing()
{
    const QTemporaryDir folder;
    const auto sink = codec::createSink(folder.filePath(QStringLiteral("no/such")).toStdString(),
                                        Container::Plain);
    QVERIFY(!sink.ok());
    QCOMPARE(sink.error().code, ErrorCode::Environment);
    QVERIFY(sink.error().message.find("no/such") != std::string::npos);
}

void ByteSinkTest::saysWhenTheDiskIsFull_data()
{
    addContainerRows();
}

void ByteSinkTest::saysWhenTheDiskIsFull()
{
    QFETCH(const int, container);
    if (!QFile::exists(QStringLiteral("/dev/full"))) {
        qInfo("there is no /dev/full here");
        return;
    }
    auto sink = codec::createSink("/dev/full", static_cast<Container>(container));
    QVERIFY(sink.ok());
    Result<void> result = (*sink)->write(sampleText(3'000'000));
    if (result.ok()) {
        result = (*sink)->close();
    }
    QVERIFY(!result.ok());
    QCOMPARE(result.error().code, ErrorCode::Environment);
    QVERIFY(result.error().message.find("/dev/full") != std::string::npos);
}

void ByteSinkTest::takesNothingAfterItsEnd()
{
    const QTemporaryDir folder;
    auto sink =
        codec::createSink(folder.filePath(QStringLiteral("file")).toStdString(), Container::Plain);
    QVERIFY(sink.ok());
    QVERIFY((*sink)->close().ok());
    QVERIFY(!(*sink)->close().ok());
}

THROUGHLINE_TEST(ByteSinkTest)

} // namespace throughline

#include "tst_byte_sink.moc"
