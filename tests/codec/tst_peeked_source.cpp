#include "models/codec/peeked_source.h"
#include "tests/codec/test_sources.h"
#include "tests/support/test_registry.h"

#include <QtTest>

namespace throughline {

using namespace codec;
using namespace codec::test;

class PeekedSourceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void peekingTakesNothing();
    void givesWhatThereIs();
    void skippedBytesMoveTheStart();
    void givesTheBytesBeforeTheError();
};

void PeekedSourceTest::peekingTakesNothing()
{
    const std::string text = sampleText(20'000);
    Random random(3);
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        PeekedSource source(std::make_unique<ShortReadSource>(text, seed, 4000));
        std::string got;
        std::string buffer(3000, '\0');
        while (got.size() < text.size()) {
            const std::size_t count = random.below(6000);
            const auto view = source.peek(count);
            QVERIFY(view.ok());
            QVERIFY(*view == std::string_view(text).substr(got.size(), count));
            const auto read = source.read(std::span(buffer).first(1 + random.below(2999)));
            QVERIFY(read.ok() && *read > 0);
            got.append(buffer, 0, *read);
        }
        QVERIFY(got == text);
    }
}

void PeekedSourceTest::givesWhatThereIs()
{
    PeekedSource source(memorySource("abc"));
    QCOMPARE(std::string(*source.peek(100)), std::string("abc"));
    QCOMPARE(std::string(*source.peek(2)), std::string("ab"));
    QCOMPARE(readAll(source).bytes, std::string("abc"));
    QVERIFY(source.peek(10)->empty());
    PeekedSource empty(memorySource(""));
    QVERIFY(empty.peek(10)->empty());
    QVERIFY(readAll(empty).bytes.empty());
}

void PeekedSourceTest::skippedBytesMoveTheStart()
{
    auto inner = std::make_unique<PeekedSource>(memorySource("abcdef"));
    QVERIFY(inner->peek(3).ok());
    inner->skip(2);
    PeekedSource source(std::move(inner));
    QCOMPARE(std::string(*source.peek(3)), std::string("cde"));
    QCOMPARE(source.startOffset(), std::uint64_t {2});
    source.skip(1);
    QCOMPARE(source.startOffset(), std::uint64_t {3});
    QCOMPARE(readAll(source).bytes, std::string("def"));
}

void PeekedSourceTest::givesTheBytesBeforeTheError()
{
    PeekedSource source(std::make_unique<FailingSource>("abc"));
    QCOMPARE(std::string(*source.peek(100)), std::string("abc"));
    const ReadResult result = readAll(source);
    QCOMPARE(result.bytes, std::string("abc"));
    QVERIFY(result.error);
    QVERIFY(!source.peek(1).ok());
}

THROUGHLINE_TEST(PeekedSourceTest)

} // namespace throughline

#include "tst_peeked_source.moc"
