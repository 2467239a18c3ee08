#include "models/base/random.h"
#include "models/codec/frame.h"
#include "models/ingest/formats/flat_json.h"
#include "tests/ingest/telling_sink.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <array>

namespace throughline {

using namespace ingest;
using ingest::test::TellingSink;

namespace {

void read(Importer& importer, std::string line, RawSink& sink)
{
    const std::size_t size = line.size();
    line.append(codec::kFramePadding, '\0');
    QVERIFY(importer.frame(std::string_view(line).substr(0, size), {}, sink));
}

std::unique_ptr<Importer> importer()
{
    return flatJsonFormat().create({});
}

/// Lines of a few programs, whose values decide again and again what the records are.
std::string line(Random& random)
{
    static constexpr std::array<std::string_view, 10> kPatterns {
        R"({"timestamp":%,"event":%,"session.id":%,"attributes":{"duration_ms":1,"tags":[%,{}]}})",
        R"({"timestamp":%,"ts":%,"level":%,"message":%,"session.id":%,"plan":null})",
        R"({"time":%,"@fields":{"lvl":%,"msg":%,"x":{"y":{"z":%}}},"sessionId":%})",
        R"({"start":%,"end":%,"kind":%,"trace_id":%,"span_id":%,"name":%,"status":%})",
        R"({"timestamp":%,"duration_ms":2,"traceId":%,"spanId":%,"operation":%})",
        R"({"timestamp":%,"metric":%,"value":12,"event.name":%})",
        R"({"ticket.id":%,"kind":%,"severity":%,"created_at":%,"message":%,"":1})",
        R"({"kind":%,"id":%,"date":%,"exception.type":%,"session.id":%})",
        R"({"level":%,"time":%,"msg":%,"err":{"stack":%},"ok":true,"session_id":%})",
        R"([{"timestamp":%}])"};
    static constexpr std::array<std::string_view, 14> kValues {
        R"("")",     R"("error")", R"("ticket")", R"("chat")",
        R"("info")", "50",         "30",          "1760000000000",
        R"("a\nb")", "null",       "true",        R"("2026-03-01T10:00:00Z")",
        R"("b3f1")", R"("view")"};
    std::string json;
    for (const char c : kPatterns[random.below(kPatterns.size())]) {
        // Mostly plain texts, so that the same shapes come again.
        const std::uint32_t value = random.below(random.chance(.9) ? 5 : kValues.size());
        json += c == '%' ? std::string(kValues[value]) : std::string(1, c);
    }
    return json;
}

} // namespace

class FlatJsonTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void saysOfEachLineWhatItSaysOfTheFirst();
};

/// What an importer has learnt of the lines before changes nothing.
void FlatJsonTest::saysOfEachLineWhatItSaysOfTheFirst()
{
    Random random(31);
    const auto learnt = importer();
    TellingSink all;
    TellingSink each;
    for (int i = 0; i < 40'000; ++i) {
        const std::string json = line(random);
        all.text.clear();
        each.text.clear();
        read(*learnt, json, all);
        read(*importer(), json, each);
        QCOMPARE(QByteArray::fromStdString(all.text), QByteArray::fromStdString(each.text));
    }
    QVERIFY(all.records > 30'000);
}

THROUGHLINE_TEST(FlatJsonTest)

} // namespace throughline

#include "tst_flat_json.moc"
