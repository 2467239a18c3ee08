#include "models/store/derived_writer.h"
#include "models/store/session_names.h"
#include "tests/store/store_fixture.h"
#include "tests/support/must.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <algorithm>
#include <map>
#include <random>

namespace throughline {

using store::NamedSession;
using store::NameKind;
using store::SessionNames;
using store::test::StoreFixture;

namespace {

using throughline::test::must;

/// Sessions by name, in order of time.
using Names = std::map<std::string, std::vector<std::uint32_t>>;

/// Names of which some are beginnings of others, and one that fills more than a chunk.
Names someNames(std::size_t count)
{
    std::mt19937 random(11);
    Names names;
    for (std::uint32_t session = 0; session < count; ++session) {
        const std::uint32_t number =
            session % 3 == 0 ? 7 : static_cast<std::uint32_t>(random() % 5000);
        names["u_" + std::to_string(number)].push_back(session);
    }
    return names;
}

void write(StoreFixture& store, NameKind kind, const Names& names)
{
    auto writer = must(store::DerivedWriter::begin(store.connection()));
    std::vector<NamedSession> all;
    for (const auto& [name, sessions] : names) {
        for (const std::uint32_t session : sessions) {
            all.push_back({name, session});
        }
    }
    for (std::span<const NamedSession> left = all; !left.empty();) {
        const auto chunk = left.first(std::min(left.size(), store::kNamesPerChunk));
        must(writer.names(store::packNames(kind, chunk)));
        left = left.subspan(chunk.size());
    }
    must(writer.finish(store.connection()));
}

std::string asText(const std::vector<SessionNames::Found>& found)
{
    std::string text;
    for (const auto& [name, session] : found) {
        text += name + '=' + std::to_string(session) + ' ';
    }
    return text;
}

/// The same out of the map.
std::string expected(const Names& names, const std::string& prefix, std::size_t limit)
{
    std::vector<SessionNames::Found> found;
    for (const auto& [name, sessions] : names) {
        if (name.starts_with(prefix) && found.size() < limit) {
            found.push_back({name, sessions.back()});
        }
    }
    return asText(found);
}

} // namespace

/// Sessions are found by names that lie packed in chunks.
class SessionNamesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsEverySessionOfAName_data();
    void findsEverySessionOfAName();
    void findsNamesByTheirBeginning();
    void keepsKindsApart();
    void noticesDamage();
};

void SessionNamesTest::findsEverySessionOfAName_data()
{
    QTest::addColumn<int>("count");
    QTest::newRow("none") << 0;
    QTest::newRow("one") << 1;
    QTest::newRow("a chunk") << 4096;
    QTest::newRow("several chunks, one name in many of them") << 30'000;
}

void SessionNamesTest::findsEverySessionOfAName()
{
    QFETCH(const int, count);
    const Names names = someNames(static_cast<std::size_t>(count));
    StoreFixture store;
    write(store, NameKind::User, names);
    auto reader = must(SessionNames::create(store.connection().handle()));
    for (const auto& [name, sessions] : names) {
        QVERIFY2(must(reader.sessionsOf(NameKind::User, name)) == sessions, name.c_str());
    }
    for (const char* other : {"", "a", "u_", "u_7x", "v"}) {
        QVERIFY2(must(reader.sessionsOf(NameKind::User, other)).empty(), other);
    }
}

void SessionNamesTest::findsNamesByTheirBeginning()
{
    const Names names = someNames(30'000);
    StoreFixture store;
    write(store, NameKind::Account, names);
    auto reader = must(SessionNames::create(store.connection().handle()));
    for (const char* prefix : {"", "u", "u_7", "u_49", "u_4999", "u_9", "v", "a"}) {
        for (const std::size_t limit : {std::size_t {0}, std::size_t {3}, std::size_t {10'000}}) {
            QCOMPARE(asText(must(reader.beginningWith(NameKind::Account, prefix, limit))),
                     expected(names, prefix, limit));
        }
    }
}

void SessionNamesTest::keepsKindsApart()
{
    StoreFixture store;
    auto writer = must(store::DerivedWriter::begin(store.connection()));
    const std::vector<NamedSession> own {{"a", 1}, {"same", 2}};
    const std::vector<NamedSession> users {{"same", 3}};
    must(writer.names(store::packNames(NameKind::Session, own)));
    must(writer.names(store::packNames(NameKind::User, users)));
    must(writer.finish(store.connection()));
    auto reader = must(SessionNames::create(store.connection().handle()));
    QCOMPARE(must(reader.sessionsOf(NameKind::Session, "same")), (std::vector<std::uint32_t> {2}));
    QCOMPARE(must(reader.sessionsOf(NameKind::User, "same")), (std::vector<std::uint32_t> {3}));
    QVERIFY(must(reader.sessionsOf(NameKind::User, "a")).empty());
    QVERIFY(must(reader.sessionsOf(NameKind::Account, "same")).empty());
    QCOMPARE(asText(must(reader.beginningWith(NameKind::Session, "", 9))),
             std::string("a=1 same=2 "));
}

void SessionNamesTest::noticesDamage()
{
    const std::vector<NamedSession> named {{"a", 1}, {"b", 2}};
    const store::PackedNames packed = store::packNames(NameKind::User, named);
    QVERIFY(store::unpackNames(packed.data, 2).ok());
    QVERIFY(!store::unpackNames(packed.data, 3).ok());
    QVERIFY(!store::unpackNames("", 2).ok());
    for (std::size_t length = 0; length < packed.data.size(); ++length) {
        QVERIFY(!store::unpackNames(packed.data.substr(0, length), 2).ok());
    }
}

THROUGHLINE_TEST(SessionNamesTest)

} // namespace throughline

#include "tst_session_names.moc"
