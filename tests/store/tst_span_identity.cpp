#include "models/store/record_facts.h"
#include "tests/store/store_fixture.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <algorithm>

namespace throughline {

using namespace store;
using store::test::moment;
using store::test::OwnedRecord;
using store::test::StoreFixture;

namespace {

struct SpanFacts
{
    std::string trace = "0af7651916cd43dd8448eb211c80319c";
    std::string id = "b7ad6b7169203331";
    std::string kind = "server";
    std::int64_t shiftNs = 0;
    std::string attribute = "a";
};

OwnedRecord span(const SpanFacts& facts)
{
    OwnedRecord record {domain::Signal::Span,
                        moment(1).ns + 1'500 + facts.shiftNs,
                        {{"trace_id", facts.trace}, {"span_id", facts.id}, {"x", facts.attribute}}};
    if (!facts.kind.empty()) {
        record.fields.push_back({"span.kind", facts.kind});
    }
    return record;
}

} // namespace

/// When two exports tell one span.
class SpanIdentityTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsSpansApart_data();
    void tellsSpansApart();
    void looksBeyondTheEdgeOfABlock();
    void keepsTheLargerNumber();
    void isTheSameInAnyOrder();
    void keepsTheContentInTheDigest();
};

void SpanIdentityTest::tellsSpansApart_data()
{
    QTest::addColumn<QString>("trace");
    QTest::addColumn<QString>("id");
    QTest::addColumn<QString>("kind");
    QTest::addColumn<int>("shiftNs");
    QTest::addColumn<QString>("attribute");
    QTest::addColumn<bool>("same");
    const SpanFacts base;
    const QString trace = QString::fromStdString(base.trace);
    const QString id = QString::fromStdString(base.id);
    QTest::newRow("the same") << trace << id << "server" << 0 << "a" << true;
    QTest::newRow("another attribute") << trace << id << "server" << 0 << "b" << true;
    QTest::newRow("cut to microseconds") << trace << id << "server" << -500 << "a" << true;
    QTest::newRow("rounded up") << trace << id << "server" << 500 << "a" << true;
    QTest::newRow("a microsecond later") << trace << id << "server" << 1'499 << "a" << true;
    QTest::newRow("a microsecond earlier") << trace << id << "server" << -1'500 << "a" << true;
    QTest::newRow("two microseconds later") << trace << id << "server" << 2'000 << "a" << false;
    QTest::newRow("two microseconds earlier") << trace << id << "server" << -2'000 << "a" << false;
    QTest::newRow("the low half of its trace id")
        << QString::fromLatin1("00000000000000008448eb211c80319c") << id << "server" << 0 << "a"
        << true;
    QTest::newRow("another trace") << QString::fromLatin1("0af7651916cd43dd8448eb211c80319d") << id
                                   << "server" << 0 << "a" << false;
    QTest::newRow("another span") << trace << QString::fromLatin1("b7ad6b7169203332") << "server"
                                  << 0 << "a" << false;
    QTest::newRow("the calling half") << trace << id << "client" << 0 << "a" << false;
    QTest::newRow("no kind") << trace << id << "" << 0 << "a" << false;
}

void SpanIdentityTest::tellsSpansApart()
{
    QFETCH(const QString, trace);
    QFETCH(const QString, id);
    QFETCH(const QString, kind);
    QFETCH(const int, shiftNs);
    QFETCH(const QString, attribute);
    QFETCH(const bool, same);
    StoreFixture store;
    store.write("a", {span({})});
    const auto summary =
        store.write("b",
                    {span({trace.toStdString(), id.toStdString(), kind.toStdString(), shiftNs,
                           attribute.toStdString()})});
    QCOMPARE(summary.read, std::uint64_t {1});
    QCOMPARE(summary.duplicates, std::uint64_t {same ? 1U : 0U});
    QCOMPARE(summary.accepted + summary.duplicates, std::uint64_t {1});
}

void SpanIdentityTest::looksBeyondTheEdgeOfABlock()
{
    // Exports that say nothing of the kind mean an internal span.
    StoreFixture store;
    store.write("a", {span({.kind = "internal"})});
    QCOMPARE(store.write("b", {span({.kind = "", .shiftNs = -1'000})}).duplicates,
             std::uint64_t {1});
    QCOMPARE(store.write("c", {span({.kind = "", .shiftNs = 1'000})}).duplicates,
             std::uint64_t {1});
}

void SpanIdentityTest::keepsTheLargerNumber()
{
    StoreFixture store;
    QCOMPARE(store.write("a", {span({}), span({})}).accepted, std::uint64_t {2});
    const auto summary = store.write("b", {span({}), span({.shiftNs = 600}), span({})});
    QCOMPARE(summary.duplicates, std::uint64_t {2});
    QCOMPARE(summary.accepted, std::uint64_t {1});
}

void SpanIdentityTest::isTheSameInAnyOrder()
{
    const auto spans = static_cast<std::size_t>(domain::Signal::Span);
    StoreFixture forward;
    forward.write("a", {span({}), span({.id = "1111111111111111"})});
    forward.write("b", {span({.attribute = "b"})});
    StoreFixture backward;
    backward.write("b", {span({.attribute = "b"})});
    backward.write("a", {span({}), span({.id = "1111111111111111"})});
    QCOMPARE(forward.digest()[spans].low, backward.digest()[spans].low);
}

void SpanIdentityTest::keepsTheContentInTheDigest()
{
    const auto spans = static_cast<std::size_t>(domain::Signal::Span);
    StoreFixture one;
    one.write("a", {span({})});
    StoreFixture other;
    other.write("a", {span({.attribute = "b"})});
    QCOMPARE(one.digest()[spans].low, other.digest()[spans].low);
    QVERIFY(one.digest()[spans].high != other.digest()[spans].high);
}

THROUGHLINE_TEST(SpanIdentityTest)

} // namespace throughline

#include "tst_span_identity.moc"
