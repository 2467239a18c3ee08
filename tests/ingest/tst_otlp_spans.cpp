#include "models/base/random.h"
#include "models/codec/frame.h"
#include "models/ingest/formats/otlp.h"
#include "tests/ingest/telling_sink.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <algorithm>
#include <array>

namespace throughline {

using namespace ingest;
using ingest::test::TellingSink;

namespace {

void read(Importer& importer, std::string frame, RawSink& sink)
{
    const std::size_t size = frame.size();
    frame.append(codec::kFramePadding, '\0');
    QVERIFY(importer.frame(std::string_view(frame).substr(0, size), {}, sink));
}

std::unique_ptr<Importer> importer()
{
    return otlpFormat().create({});
}

/// One of few; seldom one that is asked for more.
std::string_view value(Random& random)
{
    static constexpr std::array<std::string_view, 18> kValues {
        R"("0af7651916cd43dd8448eb211c80319c")",
        R"("b7ad6b7169203331")",
        R"("checkout")",
        R"("1760000000000000000")",
        R"("42")",
        R"("")",
        "7",
        R"("0")",
        R"("CvdlGRbNQ92ESOshHIAxnA==")",
        R"("t61rcWkgMzE=")",
        "\"a \\\"b\\\"\"",
        R"("\u00e9")",
        "\"\xC3\xA9\"",
        "true",
        "null",
        "-1.5e3",
        "[]",
        R"({"x":1})"};
    return kValues[random.below(random.chance(.93) ? 5 : kValues.size())];
}

/// Members of spans as programs write them and as they should not; % is any value.
std::string span(Random& random)
{
    static constexpr std::array<std::string_view, 14> kPatterns {
        "{'traceId':%,'spanId':%,'parentSpanId':'','flags':257,'name':%,'kind':2,"
        "'startTimeUnixNano':%,'endTimeUnixNano':%,'attributes':["
        "{'key':'a.b','value':{'stringValue':%}},{'key':'n','value':{'intValue':%}}],'status':{}}",
        "{'traceId':%,'spanId':%,'parentSpanId':%,'flags':257,'name':%,'kind':3,"
        "'startTimeUnixNano':%,'endTimeUnixNano':%,'attributes':["
        "{'key':'a.b','value':{'stringValue':%}},{'key':'n','value':{'intValue':%}}],'status':{}}",
        "{'traceId':%,'spanId':%,'name':%,'kind':'SPAN_KIND_CLIENT','startTimeUnixNano':%,"
        "'endTimeUnixNano':'0','traceState':%,'status':{'code':2,'message':%}}",
        "{'status':{'message':%,'code':'STATUS_CODE_ERROR'},'spanId':%,'traceId':%,'name':%,"
        "'startTimeUnixNano':%,'droppedAttributesCount':%,'events':[],'links':[]}",
        "{'traceId':%,'spanId':%,'name':%,'startTimeUnixNano':%,'endTimeUnixNano':%,"
        "'events':[{'name':%,'timeUnixNano':%,'attributes':[]}],'kind':%}",
        "{'traceId':%,'spanId':%,'links':[{'traceId':%,'spanId':%}],'name':%}",
        "{'trace_id':%,'span_id':%,'parent_span_id':%,'name':%,'start_time_unix_nano':%,"
        "'end_time_unix_nano':%,'attributes':[{'key':'k','value':{'string_value':%}}]}",
        "{'traceId':%,'spanId':%,'name':%,'attributes':[{'key':'l','value':{'arrayValue':"
        "{'values':[{'intValue':%},{'stringValue':%}]}}},{'key':%,'value':{'stringValue':%}}]}",
        "{'traceId':%,'spanId':%,'name':%,'attributes':[{'value':{'stringValue':%},'key':'z'},"
        "{'key':'b','value':{'boolValue':true}},{'key':'d','value':{'doubleValue':%}}]}",
        "{'traceId':%,'spanId':%,'name':%,'attributes':[{'key':'b','value':{'boolValue':%}},"
        "{'key':'y','value':{'bytesValue':%}},{'key':'d','value':{'doubleValue':%}}]}",
        "{'traceId':%,'spanId':%,'name':%,'attributes':[{'key':'e','value':{}},{'key':'f'}]}",
        "{'traceId':%,'spanId':%,'name':%,'kind':%,'status':{'code':%},'attributes':{}}",
        "{'traceId':%,'traceId':%,'name':%}",
        "%"};
    const std::uint32_t pattern = random.below(random.chance(.95) ? 4 : kPatterns.size());
    std::string json;
    for (const char c : kPatterns[pattern]) {
        json += c == '%' ? std::string(value(random))
            : c == '\''  ? std::string(1, '"')
                         : std::string(1, c);
    }
    return json;
}

std::string batch(Random& random)
{
    static constexpr std::array<std::string_view, 4> kHeads {
        "{'resourceSpans':[{'resource':{'attributes':[{'key':'service.name','value':"
        "{'stringValue':'shop'}}]},'scopeSpans':[{'scope':{'name':'io.web'},'spans':[",
        "{'resourceSpans':[{'resource':{},'scopeSpans':[{'scope':{'version':'1'},'spans':[",
        "{'batches':[{'resource':{'attributes':[{'key':'a.b','value':{'intValue':'1'}}]},"
        "'scope_spans':[{'spans':[",
        "{'resourceSpans':[{'resource':{'attributes':[{'key':'k','value':{'odd':{'spans':["
        "{'traceId':'b7','spanId':'','name':'n'}]}}}]},'scopeSpans':[{'spans':["};
    std::string json(kHeads[random.below(kHeads.size())]);
    std::ranges::replace(json, '\'', '"');
    for (std::uint32_t left = random.below(7); left > 0; --left) {
        json += span(random) + (left > 1 ? "," : "");
    }
    json += "]}]}]}";
    return json;
}

} // namespace

class OtlpSpansTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void saysOfEachSpanWhatItSaysOfTheFirst();
    void numbersTheKeysOfSpansItKnows();
};

/// What an importer has learnt of the spans before changes nothing.
void OtlpSpansTest::saysOfEachSpanWhatItSaysOfTheFirst()
{
    Random random(47);
    const auto learnt = importer();
    TellingSink all;
    TellingSink each;
    for (int i = 0; i < 10'000; ++i) {
        std::string json = batch(random);
        if (random.chance(.05)) {
            json.erase(random.below(static_cast<std::uint32_t>(json.size())), 1 + random.below(3));
        }
        all.text.clear();
        each.text.clear();
        read(*learnt, json, all);
        read(*importer(), json, each);
        QVERIFY2(all.text == each.text,
                 (json + "\nlearnt:\n" + all.text + "\nanew:\n" + each.text).c_str());
    }
    QVERIFY2(all.numbered > all.records / 2, qPrintable(QString::number(all.numbered)));
}

/// The same number, the same keys; another scope or span, another number.
void OtlpSpansTest::numbersTheKeysOfSpansItKnows()
{
    class KeysSink : public TellingSink
    {
    public:
        Result<void> raw(const RawRecord& record, const domain::Provenance& /*place*/) override
        {
            keys.push_back(record.keys);
            return {};
        }

        std::vector<std::uint32_t> keys;
    };

    std::size_t frames = 0;
    const auto frame = [&frames](const char* scope, const char* spans) {
        return "{\"resourceSpans\":[{\"scopeSpans\":[{\"scope\":{" + std::string(scope)
            + "},\"spans\":[" + spans + "]}]}]}"
            + std::string(frames++, ' '); // no whole document is written like another
    };
    const char* const spans = R"({"traceId":"1","kind":1},{"traceId":"2","kind":2},{"name":"n"})";
    const auto learnt = importer();
    KeysSink sink;
    read(*learnt, frame(R"("name":"a")", spans), sink);
    QCOMPARE(sink.keys, std::vector<std::uint32_t>(3));
    sink.keys.clear();
    read(*learnt, frame(R"("name":"b")", spans), sink);
    read(*learnt, frame(R"("version":"b")", spans), sink);
    read(*learnt, frame(R"("name":"c")", spans), sink);
    QCOMPARE(sink.keys.size(), std::size_t {9});
    QVERIFY(std::ranges::find(sink.keys, 0U) == sink.keys.end());
    const auto first = sink.keys.begin();
    QVERIFY(std::equal(first, first + 3, first + 6));
    std::vector<std::uint32_t> different(first, first + 6);
    std::ranges::sort(different);
    QVERIFY(std::ranges::adjacent_find(different) == different.end());
}

THROUGHLINE_TEST(OtlpSpansTest)

} // namespace throughline

#include "tst_otlp_spans.moc"
