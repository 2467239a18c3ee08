#include "models/codec/compress.h"
#include "models/store/statement.h"
#include "models/store/store_file.h"
#include "models/workflow/store_workflow.h"
#include "tests/support/planted_values.h"
#include "tests/support/test_registry.h"
#include "tests/workflow/import_fixture.h"
#include "tests/workflow/planted_places.h"

#include <QtTest>

#include <cstring>
#include <filesystem>
#include <map>
#include <set>
#include <unordered_map>

namespace throughline {

using namespace workflow;
using namespace workflow::test;
using throughline::test::kPlantedKinds;
using throughline::test::plant;
using throughline::test::Planted;

namespace {

constexpr int kEach = 110; ///< values planted in each kind of place

struct Needle
{
    std::string text;
    std::size_t place = 0;
};

/// Looks for thousands of needles in one pass.
class NeedleFinder
{
public:
    explicit NeedleFinder(const std::vector<Needle>& needles)
        : m_needles(needles)
    {
        for (std::size_t i = 0; i < needles.size(); ++i) {
            m_byFront[frontOf(needles[i].text.data())].push_back(i);
        }
    }

    /// Those that stand in the text.
    [[nodiscard]] std::set<std::size_t> in(std::string_view text) const
    {
        std::set<std::size_t> found;
        for (std::size_t at = 0; at + sizeof(std::uint64_t) <= text.size(); ++at) {
            const auto front = m_byFront.find(frontOf(text.data() + at));
            if (front == m_byFront.end()) {
                continue;
            }
            for (const std::size_t i : front->second) {
                if (text.substr(at).starts_with(m_needles[i].text)) {
                    found.insert(i);
                }
            }
        }
        return found;
    }

private:
    static std::uint64_t frontOf(const char* bytes)
    {
        std::uint64_t front = 0;
        std::memcpy(&front, bytes, sizeof front);
        return front;
    }

    const std::vector<Needle>& m_needles;
    std::unordered_map<std::uint64_t, std::vector<std::size_t>> m_byFront;
};

/// Files with a value in every kind of place, and what was planted.
struct PlantedSet
{
    std::map<std::string, std::string> files;
    std::vector<Needle> needles;
};

PlantedSet plantedSet()
{
    PlantedSet set;
    Random random(20'260'501);
    int number = 0;
    for (std::size_t place = 0; place < places().size(); ++place) {
        for (int i = 0; i < kEach; ++i) {
            Planted value;
            do {
                value = plant(random, static_cast<std::uint32_t>(i) % kPlantedKinds);
            } while (value.needle.size() < 9); // shorter ones stand anywhere by chance
            set.files[places()[place].file] += places()[place].record(value.text, ++number);
            set.needles.push_back({value.needle, place});
        }
    }
    return set;
}

/// Every file that the import made: the store and what lies beside it, and what it wrote to the
/// folder of temporary files. The exports themselves lie in "in".
std::string bytesMade(const ImportFixture& workspace)
{
    namespace fs = std::filesystem;
    std::string bytes;
    std::error_code gone; // files come and go while an import runs
    for (auto entry = fs::recursive_directory_iterator(workspace.path(""), gone);
         !gone && entry != fs::recursive_directory_iterator(); entry.increment(gone)) {
        if (entry->path().filename() == "in") {
            entry.disable_recursion_pending();
        } else if (entry->is_regular_file(gone)) {
            bytes += throughline::test::readBytes(entry->path());
        }
    }
    return bytes;
}

/// All that is packed in a store, unpacked.
std::string unpacked(const ImportFixture& workspace)
{
    std::string text;
    const auto file = store::StoreFile::find(workspace.store());
    const auto connection = file->openReader();
    for (const char* sql : {"SELECT data FROM block_payload", "SELECT data FROM block_column",
                            "SELECT data FROM redaction", "SELECT data FROM index_chunk"}) {
        auto rows = store::Statement::prepare(*connection, sql);
        while (*rows->step()) {
            text += codec::decompress(rows->blob(0), 1U << 30U).value_or("");
        }
    }
    return text;
}

} // namespace

/// Temporary files go to a folder of the workspace as long as it lives.
class OwnTemporaryFolder
{
public:
    explicit OwnTemporaryFolder(const std::filesystem::path& folder)
        : m_before(qgetenv("TMPDIR"))
    {
        std::filesystem::create_directories(folder);
        qputenv("TMPDIR", QByteArray::fromStdString(folder.string()));
    }

    OwnTemporaryFolder(const OwnTemporaryFolder&) = delete;
    OwnTemporaryFolder& operator=(const OwnTemporaryFolder&) = delete;

    ~OwnTemporaryFolder()
    {
        if (m_before.isNull()) {
            qunsetenv("TMPDIR");
        } else {
            qputenv("TMPDIR", m_before);
        }
    }

private:
    QByteArray m_before;
};

/// A labelled set: 23 kinds of places, 110 values in each, through a whole import.
class PrivacySetTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void leavesHardlyAnyPlantedValueAnywhere();
};

void PrivacySetTest::leavesHardlyAnyPlantedValueAnywhere()
{
    const PlantedSet set = plantedSet();
    QVERIFY(places().size() >= 22);
    QVERIFY(set.needles.size() >= 2'000);
    const NeedleFinder finder(set.needles);

    // A control that fails: the files do hold them, but for those that encoding changes.
    std::string input;
    const ImportFixture workspace;
    const OwnTemporaryFolder temporary(workspace.path("tmp"));
    Paths paths;
    for (const auto& [name, text] : set.files) {
        paths.push_back(workspace.write("in/" + name, text));
        input += text;
    }
    QVERIFY(finder.in(input).size() > set.needles.size() * 8 / 10);

    // While it runs, too: what lies in the write-ahead log.
    std::string meanwhile;
    const auto report = importFiles(workspace.request(paths), {},
                                    [&](const Progress&) { meanwhile = bytesMade(workspace); });
    QVERIFY(report.ok());
    QVERIFY(balances(*report));
    QCOMPARE(report->rejected, std::uint64_t {2 * kEach});

    const auto opened = Workspace::open(workspace.store());
    const auto rejects = quarantine(*opened, 0, 10'000);
    std::string excerpts;
    for (const domain::RejectedRecord& record : rejects->rejected) {
        excerpts += record.excerpt + "\n" + record.detail + "\n";
    }
    QVERIFY(excerpts.find("was seen") != std::string::npos);

    std::string told; // what the command prints and writes to its log
    for (const domain::SourceSummary& source : report->sources) {
        told += source.message + "\n";
    }
    std::set<std::size_t> found;
    for (const std::string& text : {meanwhile, bytesMade(workspace), unpacked(workspace),
                                    workspace.visible(), excerpts, told}) {
        found.merge(finder.in(text));
    }
    std::map<std::string, int> byPlace;
    for (const std::size_t i : found) {
        ++byPlace[places()[set.needles[i].place].name];
        if (byPlace.size() < 10) {
            qInfo() << "left in" << places()[set.needles[i].place].name << ':'
                    << set.needles[i].text.c_str();
        }
    }
    const double recall =
        1 - static_cast<double>(found.size()) / static_cast<double>(set.needles.size());
    qInfo() << set.needles.size() << "values in" << places().size() << "kinds of places, recall"
            << recall;
    QVERIFY(recall >= 0.995);
}

THROUGHLINE_TEST(PrivacySetTest)

} // namespace throughline

#include "tst_privacy_set.moc"
