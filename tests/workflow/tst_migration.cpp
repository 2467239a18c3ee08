#include "models/base/embedded.h"
#include "models/store/migrator.h"
#include "models/store/schema.h"
#include "models/store/statement.h"
#include "models/store/store_file.h"
#include "tests/support/test_registry.h"
#include "tests/workflow/group_fixture.h"

#include <QtTest>

#include <sqlite3.h>

#include <filesystem>
#include <string>

namespace throughline {

using namespace workflow;
using namespace workflow::test;

namespace {

namespace fs = std::filesystem;

/// Runs SQL on a file of its own connection; false where it fails.
bool run(const fs::path& path, const std::string& sql)
{
    sqlite3* database = nullptr;
    sqlite3_open(path.c_str(), &database);
    char* message = nullptr;
    const int code = sqlite3_exec(database, sql.c_str(), nullptr, nullptr, &message);
    if (code != SQLITE_OK) {
        qWarning("%s", message);
    }
    sqlite3_free(message);
    sqlite3_close(database);
    return code == SQLITE_OK;
}

/// The records of a store in one as the first version of the program wrote it.
fs::path firstVersionOf(const GroupFixture& store)
{
    fs::path old = store.path("old.throughline");
    std::string sql(embedded::schema().front().text);
    sql += "PRAGMA application_id = " + std::to_string(store::StoreFile::kApplicationId) + ";";
    sql += "PRAGMA user_version = 1; PRAGMA journal_mode = WAL;";
    sql += "ATTACH '" + store.store().string() + "' AS new;";
    for (const char* table :
         {"setting", "source", "source_count", "block", "block_column", "block_payload",
          "dictionary", "ticket", "quarantine", "redaction", "funnel", "error_group_identity"}) {
        sql += "INSERT INTO main." + std::string(table) + " SELECT * FROM new." + table + ";";
    }
    sql += "DELETE FROM setting WHERE key IN ('data.from', 'data.to', 'grouping.rules', "
           "'store.generation');";
    if (!run(old, sql)) {
        qFatal("no old store");
    }
    fs::permissions(old, fs::perms::owner_read | fs::perms::owner_write);
    return old;
}

std::string exportOf()
{
    return eventLine("s1", 0) + toLine({.second = 5, .session = "s1"})
        + toLine({.second = 6, .type = "Bang", .message = "other", .version = "2"});
}

} // namespace

/// A store of an older version is brought to the newest when it is opened.
class MigrationTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void buildsWhatTheNewTablesHold();
    void keepsACopy();
    void anErrorLeavesTheStoreAsItWas();
    void refusesATamperedOldStore();
};

void MigrationTest::buildsWhatTheNewTablesHold()
{
    GroupFixture store;
    store.import({store.write("a.ndjson", exportOf())});
    const std::string wanted = store.derived();
    const fs::path old = firstVersionOf(store);
    fs::remove(store.store());
    fs::remove(store.store().string() + "-wal");
    fs::remove(store.store().string() + "-shm");
    fs::rename(old, store.store());
    QCOMPARE(store.damage(), std::string()); // opens it
    QCOMPARE(store.derived(), wanted);
    store.decide(ruleOf(domain::GroupRuleKind::Merge, {1, 2}));
    QCOMPARE(store.groups().size(), std::size_t {1});
}

void MigrationTest::keepsACopy()
{
    GroupFixture store;
    store.import({store.write("a.ndjson", exportOf())});
    const fs::path old = firstVersionOf(store);
    QVERIFY(Workspace::open(old).ok());
    const fs::path copy = store::backupPath(old, 1);
    QVERIFY(fs::exists(copy));
    const auto connection = store::Connection::open(copy, store::Access::Read);
    QVERIFY(connection.ok());
    QCOMPARE(*store::schemaVersion(*connection), 1);
    QVERIFY(store::checkSchema(*connection, 1).ok());
    QCOMPARE(static_cast<int>(fs::status(copy).permissions()) & 077, 0);
}

void MigrationTest::anErrorLeavesTheStoreAsItWas()
{
    GroupFixture store;
    store.import({store.write("a.ndjson", exportOf())});
    const fs::path old = firstVersionOf(store);
    const auto file = store::StoreFile::find(old);
    const auto failed = store::migrateStore(*file, [](store::Connection&) {
        return Result<void>(environmentError("the disk is full"));
    });
    QVERIFY(!failed.ok());
    const auto connection = file->openReader();
    QVERIFY(store::checkSchema(*connection, 1).ok());
    QVERIFY(Workspace::open(old).ok());
}

void MigrationTest::refusesATamperedOldStore()
{
    GroupFixture store;
    store.import({store.write("a.ndjson", exportOf())});
    const fs::path old = firstVersionOf(store);
    QVERIFY(run(old, "CREATE TABLE extra(a)"));
    const auto opened = Workspace::open(old);
    QVERIFY(!opened.ok());
    QCOMPARE(opened.error().code, ErrorCode::Store);
    QVERIFY(!fs::exists(store::backupPath(old, 1)));
}

THROUGHLINE_TEST(MigrationTest)

} // namespace throughline

#include "tst_migration.moc"
