#include "models/base/random.h"
#include "models/codec/byte_sink.h"
#include "models/workflow/demo_workflow.h"
#include "tests/codec/packing.h"
#include "tests/support/archive_maker.h"
#include "tests/support/test_registry.h"
#include "tests/workflow/import_fixture.h"
#include "tests/workflow/sample_fixture.h"

#include <QtTest>

#include <algorithm>
#include <array>
#include <clocale>
#include <fcntl.h>
#include <functional>
#include <sched.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace throughline {

using namespace workflow;
using namespace workflow::test;
using throughline::test::readBytes;

namespace fs = std::filesystem;

namespace {

using Digest = std::map<std::string, std::string>;

/// Some files that belong together, as name and content.
using Exports = std::vector<std::pair<std::string, std::string>>;

Exports filesBelow(const fs::path& folder, const std::function<bool(const fs::path&)>& wanted)
{
    Exports files;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (entry.is_regular_file() && wanted(entry.path())) {
            std::string name = fs::relative(entry.path(), folder).string();
            std::replace(name.begin(), name.end(), '/', '-');
            files.emplace_back(std::move(name), readBytes(entry.path()));
        }
    }
    std::sort(files.begin(), files.end());
    return files;
}

Exports exportsOf(const QString& set)
{
    if (set == QLatin1String("fixtures")) {
        return filesBelow(fs::path(THROUGHLINE_TEST_DATA) / "formats",
                          [](const fs::path& path) { return path.extension() != ".expected"; });
    }
    if (set == QLatin1String("samples")) {
        return samplesPresent()
            ? filesBelow(fs::path(THROUGHLINE_SHARED_SAMPLES),
                         [](const fs::path& path) {
                             return path.string().find("LICENSES") == std::string::npos;
                         })
            : Exports();
    }
    const ImportFixture workspace;
    DemoRequest demo;
    demo.folder = workspace.path("demo");
    demo.sessions = 400;
    return writeDemo(demo, {}, {}).ok()
        ? filesBelow(workspace.path("demo") / "exports", [](const fs::path&) { return true; })
        : Exports();
}

/// What a store comes to that takes these files in.
Digest digestOf(const Exports& exports)
{
    const ImportFixture workspace;
    Paths paths;
    for (const auto& [name, bytes] : exports) {
        paths.push_back(workspace.write("in/" + name, bytes));
    }
    workspace.import(paths);
    return workspace.digest();
}

/// Gives a file to whoever reads the pipe, in pieces of uneven size.
void feed(const fs::path& pipe, const std::string& bytes)
{
    const int out = ::open(pipe.c_str(), O_WRONLY | O_CLOEXEC);
    std::size_t at = 0;
    std::size_t piece = 1;
    while (out >= 0 && at < bytes.size()) {
        piece = piece * 7 % 4093 + 1;
        const auto wrote = ::write(out, bytes.data() + at, std::min(piece, bytes.size() - at));
        if (wrote <= 0) {
            break;
        }
        at += static_cast<std::size_t>(wrote);
    }
    ::close(out);
}

/// Runs under another locale and time zone.
class OtherPlace
{
public:
    OtherPlace(const char* zone, const char* locale)
    {
        qputenv("TZ", zone);
        ::tzset();
        m_hadLocale = std::setlocale(LC_ALL, locale) != nullptr;
    }

    OtherPlace(const OtherPlace&) = delete;
    OtherPlace& operator=(const OtherPlace&) = delete;

    ~OtherPlace()
    {
        qputenv("TZ", "UTC");
        ::tzset();
        std::setlocale(LC_ALL, "C.UTF-8");
    }

    [[nodiscard]] bool hadLocale() const { return m_hadLocale; }

private:
    bool m_hadLocale = false;
};

/// All threads that begin from now on share one processor.
class OneProcessor
{
public:
    OneProcessor()
    {
        sched_getaffinity(0, sizeof m_before, &m_before);
        cpu_set_t one;
        CPU_ZERO(&one);
        for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
            if (CPU_ISSET(cpu, &m_before)) {
                CPU_SET(cpu, &one);
                break;
            }
        }
        sched_setaffinity(0, sizeof one, &one);
    }

    OneProcessor(const OneProcessor&) = delete;
    OneProcessor& operator=(const OneProcessor&) = delete;

    ~OneProcessor() { sched_setaffinity(0, sizeof m_before, &m_before); }

private:
    cpu_set_t m_before {};
};

} // namespace

/// What must not matter does not: the digest of a store follows from the records alone.
class MetamorphicTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();

    void orderDoesNotMatter_data() { sets(); }

    void orderDoesNotMatter();

    void packingDoesNotMatter_data() { sets(); }

    void packingDoesNotMatter();

    void piecesDoNotMatter_data() { sets(); }

    void piecesDoNotMatter();

    void threadsDoNotMatter_data() { sets(); }

    void threadsDoNotMatter();

    void zoneAndLocaleDoNotMatter_data() { sets(); }

    void zoneAndLocaleDoNotMatter();

    void orderOfKeysDoesNotMatter();
    void contentMatters();

private:
    void sets() const
    {
        QTest::addColumn<QString>("set");
        for (const auto& [name, exports] : m_exports) {
            if (!exports.empty()) {
                QTest::newRow(qPrintable(name)) << name;
            }
        }
    }

    std::map<QString, Exports> m_exports;
    std::map<QString, Digest> m_digests;
};

void MetamorphicTest::initTestCase()
{
    for (const char* set : {"fixtures", "samples", "demo"}) {
        const QString name = QString::fromLatin1(set);
        m_exports[name] = exportsOf(name);
        if (!m_exports[name].empty()) {
            m_digests[name] = digestOf(m_exports[name]);
            QVERIFY(!m_digests[name].empty());
        }
    }
    QVERIFY(m_exports[QStringLiteral("fixtures")].size() > 50);
    QVERIFY(m_exports[QStringLiteral("demo")].size() >= 5);
}

void MetamorphicTest::orderDoesNotMatter()
{
    QFETCH(const QString, set);
    Exports exports = m_exports[set];
    std::reverse(exports.begin(), exports.end());
    for (std::size_t i = 0; i < exports.size(); ++i) {
        exports[i].first = std::to_string(1000 + i) + exports[i].first;
    }
    QVERIFY(digestOf(exports) == m_digests[set]);
    std::rotate(exports.begin(), exports.begin() + static_cast<std::ptrdiff_t>(exports.size() / 3),
                exports.end());
    // One by one, each an import of its own.
    const ImportFixture workspace;
    for (const auto& [name, bytes] : exports) {
        QVERIFY(workspace.tryImport({workspace.write("in/" + name, bytes)}).ok());
    }
    QVERIFY(workspace.digest() == m_digests[set]);
}

void MetamorphicTest::packingDoesNotMatter()
{
    QFETCH(const QString, set);
    Exports packed = m_exports[set];
    std::vector<throughline::test::Entry> entries;
    for (std::size_t i = 0; i < packed.size(); ++i) {
        std::string& bytes = packed[i].second;
        const bool packedAlready = bytes.starts_with("\x1F\x8B") || bytes.starts_with("\x28\xB5");
        entries.push_back({packed[i].first, bytes, {}});
        if (!packedAlready && !bytes.empty()) {
            bytes = i % 4 == 0 ? codec::test::gzipMember(bytes)
                : i % 4 == 1   ? codec::test::zstdFrame(bytes)
                : i % 4 == 2   ? throughline::test::xzStream(bytes)
                               : throughline::test::bzip2Stream(bytes);
        }
    }
    QVERIFY(digestOf(packed) == m_digests[set]);
    QVERIFY(digestOf({{"all.zip", throughline::test::zipOf(entries)}}) == m_digests[set]);
}

void MetamorphicTest::piecesDoNotMatter()
{
    QFETCH(const QString, set);
    const ImportFixture workspace;
    for (const auto& [name, bytes] : m_exports[set]) {
        // A pipe can be looked at once only, so what is no export cannot be told from one there.
        const fs::path probe = workspace.write("probe/" + name, bytes);
        const ImportFixture apart;
        const auto alone = apart.tryImport({probe});
        if (!alone.ok() || alone->nothingCameIn()) {
            continue;
        }
        const fs::path pipe = workspace.path("pipe");
        fs::remove(pipe);
        QCOMPARE(::mkfifo(pipe.c_str(), 0600), 0);
        const int saved = ::dup(STDIN_FILENO);
        std::thread writer([&pipe, &bytes = bytes] { feed(pipe, bytes); });
        const int in = ::open(pipe.c_str(), O_RDONLY | O_CLOEXEC);
        ::dup2(in, STDIN_FILENO);
        ::close(in);
        const auto report = workspace.tryImport({"-"});
        ::dup2(saved, STDIN_FILENO);
        ::close(saved);
        writer.join();
        QVERIFY2(report.ok(), report.ok() ? "" : (name + describe(report.error())).c_str());
    }
    QVERIFY(workspace.digest() == m_digests[set]);
}

void MetamorphicTest::threadsDoNotMatter()
{
    QFETCH(const QString, set);
    const OneProcessor one;
    QVERIFY(digestOf(m_exports[set]) == m_digests[set]);
}

void MetamorphicTest::zoneAndLocaleDoNotMatter()
{
    QFETCH(const QString, set);
    for (const char* zone : {"America/New_York", "Asia/Kathmandu", "Pacific/Apia"}) {
        const OtherPlace place(zone, "C");
        QVERIFY(digestOf(m_exports[set]) == m_digests[set]);
    }
    for (const char* locale : {"tr_TR.UTF-8", "de_DE.UTF-8"}) {
        const OtherPlace place("Europe/Istanbul", locale);
        if (place.hadLocale()) {
            QVERIFY(digestOf(m_exports[set]) == m_digests[set]);
        }
    }
}

namespace {

/// Events of sessions that are under way at the same time, each line with the context of its
/// session, which is what an import remembers; as members of JSON, in the order a product has.
std::vector<std::vector<std::string>> eventsOfSessions(int count)
{
    Random random(77);

    struct Session
    {
        std::string id;
        std::vector<std::string> context;
    };

    const auto member = [](std::string_view key, const std::string& value) {
        return '"' + std::string(key) + "\":\"" + value + '"';
    };
    const auto begin = [&] {
        const std::string number = std::to_string(random.below(100'000));
        static constexpr std::array<const char*, 4> kUsers {"u_#", "u_#@example.com", " u_# ",
                                                            "guest"};
        std::string user = kUsers[random.below(4)];
        if (const std::size_t mark = user.find('#'); mark != std::string::npos) {
            user.replace(mark, 1, number);
        }
        return Session {"s_" + number,
                        {member("user.id", user), member("account.id", "acc_" + number),
                         member("plan.tier", random.chance(0.5) ? "pro" : "free"),
                         member("geo.country", random.chance(0.5) ? "DE" : "de"),
                         member("device.type", random.chance(0.8) ? "desktop" : "Phone"),
                         member("browser.name", "Edge"),
                         member("note", random.chance(0.1) ? "ask a@example.com" : "none")}};
    };
    std::vector<Session> sessions(70);
    std::ranges::generate(sessions, begin);
    std::vector<std::vector<std::string>> events;
    for (int i = 0; i < count; ++i) {
        Session& session = sessions[random.below(70)];
        session = random.chance(0.03) ? begin() : session;
        std::vector<std::string> event {
            member("timestamp",
                   "2026-03-01T00:" + std::to_string(10 + i / 600 % 50) + ":"
                       + std::to_string(10 + i / 20 % 50) + "Z"),
            member("event.name", random.chance(0.5) ? "page_view" : "click"),
            member("event.id", "e" + std::to_string(i)), member("session.id", session.id)};
        event.insert(event.end(), session.context.begin(), session.context.end());
        event.push_back(member("url.path", "/p/" + std::to_string(random.below(30))));
        if (random.chance(0.4)) {
            event.push_back("\"price\":" + std::to_string(random.below(90)));
        }
        events.push_back(std::move(event));
    }
    return events;
}

std::string asLines(const std::vector<std::vector<std::string>>& events)
{
    std::string lines;
    for (const std::vector<std::string>& event : events) {
        for (std::size_t i = 0; i < event.size(); ++i) {
            lines += (i == 0 ? "{" : ",") + event[i];
        }
        lines += "}\n";
    }
    return lines;
}

} // namespace

/// What lines repeat is known after a while, and nothing comes of it: lines whose members stand in
/// another order each, which repeat nothing, come to the same.
void MetamorphicTest::orderOfKeysDoesNotMatter()
{
    auto events = eventsOfSessions(12'000);
    const Digest digest = digestOf({{"events.ndjson", asLines(events)}});
    QVERIFY(!digest.empty());
    Random random(78);
    for (std::vector<std::string>& event : events) {
        for (std::size_t i = event.size(); i-- > 1;) {
            std::swap(event[i], event[random.below(static_cast<std::uint32_t>(i + 1))]);
        }
    }
    QVERIFY(digestOf({{"events.ndjson", asLines(events)}}) == digest);
}

void MetamorphicTest::contentMatters()
{
    // The harness does see a difference.
    Exports exports = m_exports[QStringLiteral("demo")];
    const auto tickets = std::find_if(exports.begin(), exports.end(), [](const auto& file) {
        return file.first.find("tickets") != std::string::npos;
    });
    QVERIFY(tickets != exports.end());
    const std::size_t at = tickets->second.find("ticket.id");
    QVERIFY(at != std::string::npos);
    tickets->second[at + 14] = 'Q';
    QVERIFY(digestOf(exports) != m_digests[QStringLiteral("demo")]);
}

THROUGHLINE_TEST(MetamorphicTest)

} // namespace throughline

#include "tst_metamorphic.moc"
