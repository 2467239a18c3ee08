#include "models/crypto/digest.h"
#include "models/store/connection.h"
#include "models/store/schema.h"
#include "models/store/statement.h"
#include "models/store/store_file.h"
#include "tests/store/store_fixture.h"
#include "tests/support/temp_workspace.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <sqlite3.h>

#include <functional>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace throughline {

using namespace store;
using store::test::moment;
using throughline::test::readBytes;
using throughline::test::TempWorkspace;

namespace fs = std::filesystem;

namespace {

/// Changes a database with nothing of ours in between.
void change(const fs::path& path, const char* sql)
{
    sqlite3* database = nullptr;
    sqlite3_open(path.c_str(), &database);
    char* message = nullptr;
    if (sqlite3_exec(database, sql, nullptr, nullptr, &message) != SQLITE_OK) {
        qFatal("%s: %s", sql, message);
    }
    sqlite3_close(database);
}

fs::path makeStore(const TempWorkspace& workspace)
{
    if (!StoreFile::findOrCreate(workspace.store(), moment(0)).ok()) {
        qFatal("no store");
    }
    return workspace.store();
}

/// Opens a store to read as every question does.
Result<void> open(const fs::path& path)
{
    TL_ASSIGN(const StoreFile file, StoreFile::find(path));
    TL_ASSIGN(const Connection connection, file.openReader());
    return checkSchema(connection);
}

/// The same as an import does.
Result<void> openToWrite(const fs::path& path)
{
    TL_ASSIGN(const StoreFile file, StoreFile::findOrCreate(path, moment(0)));
    TL_ASSIGN(const Connection reader, file.openReader());
    TL_TRY(checkSchema(reader));
    TL_ASSIGN(const WriterLock lock, WriterLock::acquire(file));
    TL_ASSIGN(const Connection connection, lock.openWriter());
    return {};
}

unsigned modeOf(const fs::path& path)
{
    struct stat info
    {
    };

    return ::stat(path.c_str(), &info) == 0 ? info.st_mode & 0777U : 0;
}

} // namespace

class StoreFileTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void makesAStoreThatOpens();
    void makesFoldersAndReplacesAnEmptyFile();
    void isReadableByItsOwnerOnly();
    void refusesAMissingStore();
    void refuses_data();
    void refuses();
    void refusesAnOpenFile();
    void refusesALink();
    void refusesAFolder();
    void survivesAHalfMadeStore();
    void letsTwoProgramsMakeIt();
    void hasOneWriter();
    void givesUpWaitingWhenStopped();
    void letsReadersSeeTheirMoment();
    void readersCannotWrite();
    void endsALongQuestionWhenStopped();
    void remembersSettings();
    void rollsBackWhatIsNotCommitted();
};

void StoreFileTest::makesAStoreThatOpens()
{
    const TempWorkspace workspace;
    const fs::path path = makeStore(workspace);
    QVERIFY(open(path).ok());
    QVERIFY(openToWrite(path).ok());
    const std::string bytes = readBytes(path);
    QCOMPARE(bytes.substr(0, 15), std::string("SQLite format 3"));
    QCOMPARE(bytes.substr(68, 4), std::string("TLIN"));
    QVERIFY(!fs::exists(path.string() + "-new"));
    const auto again = StoreFile::findOrCreate(path, moment(9));
    QVERIFY(again.ok());
    QCOMPARE(*readSetting(*again->openReader(), setting::kCreated), formatRfc3339(moment(0)));
    QCOMPARE(readSetting(*again->openReader(), setting::kStoreId)->size(), std::size_t {36});
}

void StoreFileTest::makesFoldersAndReplacesAnEmptyFile()
{
    const TempWorkspace workspace;
    const fs::path path = workspace.write("a/b/empty.throughline", "");
    QVERIFY(openToWrite(path).ok());
    QVERIFY(openToWrite(workspace.path("c/d/new.throughline")).ok());
}

void StoreFileTest::isReadableByItsOwnerOnly()
{
    const mode_t before = ::umask(0);
    const TempWorkspace workspace;
    const fs::path path = makeStore(workspace);
    const auto file = StoreFile::find(path);
    const auto lock = WriterLock::acquire(*file);
    auto connection = lock->openWriter();
    QVERIFY(writeSetting(*connection, "a", "b").ok());
    QCOMPARE(modeOf(path), 0600U);
    QCOMPARE(modeOf(path.string() + "-wal"), 0600U);
    QCOMPARE(modeOf(path.string() + "-shm"), 0600U);
    QCOMPARE(modeOf(path.string() + "-lock"), 0600U);
    ::umask(before);
}

void StoreFileTest::refusesAMissingStore()
{
    const TempWorkspace workspace;
    const auto found = StoreFile::find(workspace.store());
    QVERIFY(!found.ok());
    QCOMPARE(found.error().code, ErrorCode::Store);
    QVERIFY(found.error().hint.find("import") != std::string::npos);
    QVERIFY(!fs::exists(workspace.store()));
}

void StoreFileTest::refuses_data()
{
    using Damage = std::function<void(const fs::path&)>;
    QTest::addColumn<Damage>("damage");
    const auto sql = [](const char* text) -> Damage {
        return [text](const fs::path& path) { change(path, text); };
    };
    const auto bytes = [](std::string content) -> Damage {
        return [content](const fs::path& path) { throughline::test::writeBytes(path, content); };
    };
    QTest::newRow("a text") << bytes("this is no store at all, but long enough for a header "
                                     "of a hundred bytes, which is what is looked at here");
    QTest::newRow("a short file") << bytes("SQLite format 3");
    QTest::newRow("a database of another program") << Damage([](const fs::path& path) {
        fs::remove(path);
        change(path, "CREATE TABLE a(b)");
    });
    QTest::newRow("another application id") << sql("PRAGMA application_id = 7");
    QTest::newRow("a newer version") << sql("PRAGMA user_version = 999");
    QTest::newRow("an older version") << sql("PRAGMA user_version = 0");
    QTest::newRow("another table") << sql("CREATE TABLE extra(a)");
    QTest::newRow("a trigger") << sql(
        "CREATE TRIGGER t AFTER INSERT ON setting BEGIN SELECT 1; END");
    QTest::newRow("a view") << sql("CREATE VIEW v AS SELECT * FROM setting");
    QTest::newRow("another index") << sql("CREATE INDEX i ON setting(value)");
    QTest::newRow("a missing table") << sql("DROP TABLE funnel");
    QTest::newRow("a missing index") << sql("DROP INDEX block_by_source");
    QTest::newRow("a changed table") << sql("ALTER TABLE funnel ADD COLUMN extra TEXT");
    QTest::newRow("a changed check")
        << sql("PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = "
               "replace(sql, '''running'', ', '''running'', ''x'', ') WHERE name = 'source'");
    QTest::newRow("writable by the group")
        << Damage([](const fs::path& path) { ::chmod(path.c_str(), 0660); });
    QTest::newRow("writable by all")
        << Damage([](const fs::path& path) { ::chmod(path.c_str(), 0602); });
}

void StoreFileTest::refuses()
{
    QFETCH(const std::function<void(const fs::path&)>, damage);
    const TempWorkspace workspace;
    const fs::path path = makeStore(workspace);
    damage(path);
    const std::string before = crypto::sha256Hex(readBytes(path));
    for (int i = 0; i < 2; ++i) {
        const auto read = open(path);
        QVERIFY(!read.ok());
        QCOMPARE(read.error().code, ErrorCode::Store);
        const auto written = openToWrite(path);
        QVERIFY(!written.ok());
        QCOMPARE(written.error().code, ErrorCode::Store);
        QVERIFY(!written.error().message.empty() && !written.error().hint.empty());
    }
    QCOMPARE(crypto::sha256Hex(readBytes(path)), before);
}

void StoreFileTest::refusesAnOpenFile()
{
    const TempWorkspace workspace;
    const fs::path path = makeStore(workspace);
    ::chmod(path.c_str(), 0644);
    QVERIFY(open(path).ok()); // others may read it, if its owner says so
}

void StoreFileTest::refusesALink()
{
    const TempWorkspace workspace;
    const fs::path path = makeStore(workspace);
    const fs::path link = workspace.path("link.throughline");
    fs::create_symlink(path, link);
    QCOMPARE(open(link).error().code, ErrorCode::Store);
    QCOMPARE(openToWrite(link).error().code, ErrorCode::Store);
    const fs::path dangling = workspace.path("dangling.throughline");
    fs::create_symlink(workspace.path("nowhere"), dangling);
    QCOMPARE(open(dangling).error().code, ErrorCode::Store);
    QCOMPARE(openToWrite(dangling).error().code, ErrorCode::Store);
    QVERIFY(!fs::exists(workspace.path("nowhere")));
}

void StoreFileTest::refusesAFolder()
{
    const TempWorkspace workspace;
    fs::create_directory(workspace.store());
    QCOMPARE(open(workspace.store()).error().code, ErrorCode::Store);
    QCOMPARE(openToWrite(workspace.store()).error().code, ErrorCode::Store);
}

void StoreFileTest::survivesAHalfMadeStore()
{
    const TempWorkspace workspace;
    workspace.write("test.throughline-new", std::string(5'000, 'x'));
    workspace.write("test.throughline-new-wal", "left over");
    QVERIFY(openToWrite(workspace.store()).ok());
    QVERIFY(!fs::exists(workspace.path("test.throughline-new")));
    QVERIFY(!fs::exists(workspace.path("test.throughline-new-wal")));
}

void StoreFileTest::letsTwoProgramsMakeIt()
{
    const TempWorkspace workspace;
    std::array<bool, 4> good {};
    std::vector<std::thread> threads;
    for (bool& one : good) {
        threads.emplace_back([&one, &workspace] {
            one = StoreFile::findOrCreate(workspace.store(), moment(0)).ok();
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    QVERIFY(std::all_of(good.begin(), good.end(), [](bool one) { return one; }));
    QVERIFY(open(workspace.store()).ok());
}

void StoreFileTest::hasOneWriter()
{
    const TempWorkspace workspace;
    const auto file = StoreFile::find(makeStore(workspace));
    {
        const auto first = WriterLock::acquire(*file);
        QVERIFY(first.ok());
        std::stop_source stop;
        stop.request_stop();
        QVERIFY(!WriterLock::acquire(*file, stop.get_token()).ok());
        QVERIFY(open(workspace.store()).ok());
    }
    QVERIFY(WriterLock::acquire(*file).ok());
}

void StoreFileTest::givesUpWaitingWhenStopped()
{
    const TempWorkspace workspace;
    const auto file = StoreFile::find(makeStore(workspace));
    const auto first = WriterLock::acquire(*file);
    std::stop_source stop;
    std::jthread later([&stop] {
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        stop.request_stop();
    });
    QElapsedTimer timer;
    timer.start();
    const auto second = WriterLock::acquire(*file, stop.get_token());
    QCOMPARE(second.error().code, ErrorCode::Cancelled);
    QVERIFY(timer.elapsed() < 2'000);
}

void StoreFileTest::letsReadersSeeTheirMoment()
{
    const TempWorkspace workspace;
    const auto file = StoreFile::find(makeStore(workspace));
    const auto lock = WriterLock::acquire(*file);
    auto writer = lock->openWriter();
    QVERIFY(writeSetting(*writer, "a", "1").ok());
    auto reader = file->openReader();
    QVERIFY(reader->execute("BEGIN").ok());
    QCOMPARE(*readSetting(*reader, "a"), std::string("1"));
    QVERIFY(writeSetting(*writer, "a", "2").ok());
    QCOMPARE(*readSetting(*reader, "a"), std::string("1"));
    QVERIFY(reader->execute("COMMIT").ok());
    QCOMPARE(*readSetting(*reader, "a"), std::string("2"));
}

void StoreFileTest::readersCannotWrite()
{
    const TempWorkspace workspace;
    const auto file = StoreFile::find(makeStore(workspace));
    auto reader = file->openReader();
    QVERIFY(!writeSetting(*reader, "a", "1").ok());
    QVERIFY(!reader->execute("CREATE TABLE x(a)").ok());
    QVERIFY(!reader->execute("ATTACH 'other' AS other").ok());
}

void StoreFileTest::endsALongQuestionWhenStopped()
{
    const TempWorkspace workspace;
    const auto file = StoreFile::find(makeStore(workspace));
    std::stop_source stop;
    auto reader = file->openReader(stop.get_token());
    std::jthread later([&stop] {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        stop.request_stop();
    });
    const auto endless = reader->execute(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n");
    QVERIFY(!endless.ok());
    QCOMPARE(endless.error().code, ErrorCode::Cancelled);
}

void StoreFileTest::remembersSettings()
{
    store::test::StoreFixture store;
    QCOMPARE(*readSetting(store.connection(), "none"), std::string());
    QVERIFY(writeSetting(store.connection(), "a'b", "x\"y").ok());
    QVERIFY(writeSetting(store.connection(), "a'b", "z").ok());
    QCOMPARE(*readSetting(store.connection(), "a'b"), std::string("z"));
}

void StoreFileTest::rollsBackWhatIsNotCommitted()
{
    store::test::StoreFixture store;
    {
        auto transaction = Transaction::begin(store.connection());
        QVERIFY(writeSetting(store.connection(), "a", "1").ok());
    }
    QCOMPARE(*readSetting(store.connection(), "a"), std::string());
    {
        auto transaction = Transaction::begin(store.connection());
        QVERIFY(writeSetting(store.connection(), "a", "1").ok());
        QVERIFY(transaction->commit().ok());
    }
    QCOMPARE(*readSetting(store.connection(), "a"), std::string("1"));
}

THROUGHLINE_TEST(StoreFileTest)

} // namespace throughline

#include "tst_store_file.moc"
