#include "tests/support/child_process.h"
#include "tests/support/test_registry.h"
#include "tests/workflow/import_fixture.h"

#include <QtTest>

#include <algorithm>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

namespace throughline {

using namespace workflow;
using namespace workflow::test;
using throughline::test::ChildProcess;
using throughline::test::readBytes;

namespace fs = std::filesystem;

namespace {

/// A file system in memory of a size of its own, gone with the object.
class SmallDisk
{
public:
    SmallDisk(fs::path folder, const char* size)
        : m_folder(std::move(folder))
    {
        fs::create_directories(m_folder);
        m_mounted = ::mount("tmpfs", m_folder.c_str(), "tmpfs", MS_NOSUID | MS_NODEV, size) == 0;
    }

    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;

    ~SmallDisk()
    {
        if (m_mounted) {
            ::umount2(m_folder.c_str(), MNT_DETACH);
        }
    }

    [[nodiscard]] bool mounted() const { return m_mounted; }

    [[nodiscard]] bool resize(const char* size) const
    {
        return ::mount("tmpfs", m_folder.c_str(), "tmpfs", MS_REMOUNT | MS_NOSUID | MS_NODEV, size)
            == 0;
    }

private:
    fs::path m_folder;
    bool m_mounted = false;
};

std::string events(int count)
{
    std::string text;
    for (int i = 0; i < count; ++i) {
        std::string line = eventLine("s" + std::to_string(i / 5), i);
        // Hard to compress, so that the store grows.
        const auto number = static_cast<std::uint32_t>(i);
        line.insert(line.size() - 2,
                    ",\"noise\":\"" + std::to_string(number * 2'654'435'761U)
                        + std::to_string(number * 40'503U * 977U) + "\"");
        text += line;
    }
    return text;
}

} // namespace

class DiskFullTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void saysSoAndGoesOnLater_data();
    void saysSoAndGoesOnLater();
};

void DiskFullTest::saysSoAndGoesOnLater_data()
{
    QTest::addColumn<QByteArray>("size");
    for (const char* size : {"size=64k", "size=200k", "size=1m", "size=3m", "size=4m"}) {
        QTest::newRow(size) << QByteArray(size);
    }
}

void DiskFullTest::saysSoAndGoesOnLater()
{
    QFETCH(const QByteArray, size);
    const ImportFixture workspace;
    const SmallDisk disk(workspace.path("disk"), size.constData());
    if (!disk.mounted()) {
        qInfo("no right to mount a small disk here");
        return;
    }
    const fs::path store = workspace.path("disk/test.throughline");
    const fs::path file = workspace.write("a.ndjson", events(150'000));
    const fs::path out = workspace.path("out");
    const fs::path err = workspace.path("err");
    const std::vector<std::string> command {THROUGHLINE_BINARY,
                                            "import",
                                            "--json",
                                            "--store",
                                            store.string(),
                                            "--key-file",
                                            workspace.keyFile().string(),
                                            file.string()};
    ChildProcess first(command, out.string(), err.string());
    QCOMPARE(first.wait(), 6);
    const std::string message = readBytes(err);
    QVERIFY2(message.find("disk is full") != std::string::npos, message.c_str());
    QCOMPARE(std::count(message.begin(), message.end(), '\n'), std::ptrdiff_t {1});
    if (fs::exists(store)) {
        // Even reading needs a few kilobytes beside the store; without them it says so.
        const auto opened = Workspace::open(store);
        QVERIFY2(opened.ok() || opened.error().message.starts_with("The disk is full"),
                 opened.ok() ? "" : describe(opened.error()).c_str());
        QVERIFY(!opened.ok() || storeInfo(*opened)->sources.empty());
    }
    QVERIFY(disk.resize("size=200m"));
    ChildProcess second(command, out.string(), err.string());
    const int status = second.wait();
    QVERIFY2(status == 0, readBytes(err).c_str());
    const auto opened = Workspace::open(store);
    QVERIFY(opened.ok());
    QCOMPARE(storeInfo(*opened)->records.event, std::uint64_t {150'000});

    const ImportFixture undisturbed;
    undisturbed.import({file});
    QVERIFY(storeDigest(*opened)->digest == undisturbed.digest());
    const auto checks = verifyStore(*opened, {});
    QVERIFY(std::all_of(checks->begin(), checks->end(),
                        [](const StoreCheck& check) { return check.ok; }));
}

THROUGHLINE_TEST(DiskFullTest)

} // namespace throughline

#include "tst_disk_full.moc"
