#include "models/crypto/secret_key.h"
#include "tests/support/test_registry.h"

#include <QTemporaryDir>
#include <QtTest>

#include <filesystem>
#include <fstream>
#include <string>
#include <sys/stat.h>

namespace throughline {

using crypto::KeyFile;
using crypto::SecretKey;

class SecretKeyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void randomKeysDiffer();
    void takesGivenBytes();
    void refusesShortAndLongKeys();
    void makesAFileForItsOwnerOnly();
    void makesMissingFolders();
    void loadsWhatItMade();
    void neverOverwrites();
    void loadsAnExistingFileInsteadOfMakingOne();
    void readsHexadecimalDigits();
    void refuses_data();
    void refuses();
    void refusesLinks();
    void readsForeignKeysOfAnyLength();

private:
    [[nodiscard]] std::filesystem::path path(const char* name) const
    {
        return std::filesystem::path(m_folder->path().toStdString()) / name;
    }

    [[nodiscard]] std::filesystem::path written(const std::string& bytes, mode_t mode) const
    {
        const std::filesystem::path file = path("given.key");
        std::ofstream(file, std::ios::binary) << bytes;
        ::chmod(file.c_str(), mode);
        return file;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void SecretKeyTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
}

void SecretKeyTest::randomKeysDiffer()
{
    const auto one = SecretKey::random();
    const auto other = SecretKey::random();
    QVERIFY(one.ok() && other.ok());
    QCOMPARE(one->bytes().size(), std::size_t {32});
    QVERIFY(one->bytes() != other->bytes());
}

void SecretKeyTest::takesGivenBytes()
{
    const std::string bytes(32, '\xA5');
    QCOMPARE(SecretKey::fromBytes(bytes)->bytes(), std::string_view(bytes));
}

void SecretKeyTest::refusesShortAndLongKeys()
{
    QVERIFY(SecretKey::fromBytes("too short").error().code == ErrorCode::Usage);
    QVERIFY(SecretKey::fromBytes("").error().code == ErrorCode::Usage);
    QVERIFY(SecretKey::fromBytes(std::string(1025, 'x')).error().code == ErrorCode::Usage);
    QVERIFY(SecretKey::fromBytes(std::string(1024, 'x')).ok());
}

void SecretKeyTest::makesAFileForItsOwnerOnly()
{
    const mode_t before = ::umask(0);
    const bool made = KeyFile::create(path("a.key")).ok();
    ::umask(before);
    QVERIFY(made);
    struct stat info = {};
    QCOMPARE(::stat(path("a.key").c_str(), &info), 0);
    QCOMPARE(info.st_mode & 0777U, 0600U);
    QCOMPARE(info.st_size, 32);
}

void SecretKeyTest::makesMissingFolders()
{
    QVERIFY(KeyFile::create(path("x") / "keys" / "a.key").ok());
    struct stat info = {};
    QCOMPARE(::stat((path("x") / "keys").c_str(), &info), 0);
    QCOMPARE(info.st_mode & 077U, 0U);
}

void SecretKeyTest::loadsWhatItMade()
{
    const auto made = KeyFile::create(path("a.key"));
    const auto loaded = KeyFile::load(path("a.key"));
    QVERIFY(made.ok() && loaded.ok());
    QCOMPARE(loaded->bytes(), made->bytes());
}

void SecretKeyTest::neverOverwrites()
{
    const auto first = KeyFile::create(path("a.key"));
    QVERIFY(KeyFile::create(path("a.key")).error().code == ErrorCode::Environment);
    QCOMPARE(KeyFile::load(path("a.key"))->bytes(), first->bytes());
}

void SecretKeyTest::loadsAnExistingFileInsteadOfMakingOne()
{
    const auto first = KeyFile::loadOrCreate(path("a.key"));
    const auto again = KeyFile::loadOrCreate(path("a.key"));
    QCOMPARE(again->bytes(), first->bytes());
}

void SecretKeyTest::readsHexadecimalDigits()
{
    const auto key = KeyFile::load(written(std::string(64, 'a') + "\n", 0600));
    QVERIFY(key.ok());
    QCOMPARE(std::string(key->bytes()), std::string(32, '\xAA'));
}

void SecretKeyTest::refuses_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<uint>("mode");
    QTest::newRow("readable by the group") << QByteArray(32, 'x') << 0640U;
    QTest::newRow("readable by all") << QByteArray(32, 'x') << 0604U;
    QTest::newRow("empty") << QByteArray() << 0600U;
    QTest::newRow("one byte short") << QByteArray(31, 'x') << 0600U;
    QTest::newRow("one byte long") << QByteArray(33, 'x') << 0600U;
    QTest::newRow("64 letters that are no digits") << QByteArray(64, 'x') << 0600U;
    QTest::newRow("huge") << QByteArray(1 << 20, 'x') << 0600U;
}

void SecretKeyTest::refuses()
{
    QFETCH(QByteArray, bytes);
    QFETCH(uint, mode);
    const auto key = KeyFile::load(written(bytes.toStdString(), mode));
    QVERIFY(!key.ok());
    QVERIFY(key.error().code == ErrorCode::Usage);
    QVERIFY(key.error().message.find("given.key") != std::string::npos);
    QVERIFY(key.error().message.find("xxxx") == std::string::npos);
}

void SecretKeyTest::refusesLinks()
{
    QVERIFY(KeyFile::create(path("a.key")).ok());
    std::filesystem::create_symlink(path("a.key"), path("link.key"));
    QVERIFY(!KeyFile::load(path("link.key")).ok());
    QVERIFY(!KeyFile::loadOrCreate(path("link.key")).ok());
    QVERIFY(!KeyFile::load(path("missing.key")).ok());
    QVERIFY(!KeyFile::load(m_folder->path().toStdString()).ok());
}

void SecretKeyTest::readsForeignKeysOfAnyLength()
{
    const auto key = KeyFile::loadForeign(written("the organisation's salt\n", 0600));
    QVERIFY(key.ok());
    QCOMPARE(key->bytes(), std::string_view("the organisation's salt"));
    QVERIFY(!KeyFile::loadForeign(written("the organisation's salt\n", 0644)).ok());
}

THROUGHLINE_TEST(SecretKeyTest)

} // namespace throughline

#include "tst_secret_key.moc"
