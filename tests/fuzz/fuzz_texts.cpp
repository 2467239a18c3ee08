#include "models/base/time_format.h"
#include "models/base/time_parse.h"
#include "models/base/utf8.h"
#include "models/filter/expression_format.h"
#include "models/filter/expression_parser.h"
#include "models/ingest/formats/trace_headers.h"
#include "models/ingest/mapping/time_forms.h"
#include "models/ingest/normalize/id_extractor.h"
#include "models/ingest/normalize/timestamp_normalizer.h"
#include "models/ingest/normalize/trace_id_normalizer.h"
#include "models/ingest/normalize/url_normalizer.h"
#include "models/ingest/normalize/word_normalizer.h"
#include "tests/fuzz/fuzz.h"

using namespace throughline;

/// Short texts: times, ids, addresses, headers, words and filter expressions.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text = fuzz::textOf(data, size);
    static_cast<void>(parseIsoTime(text));
    static_cast<void>(parseEpochTime(text));
    static_cast<void>(parseDuration(text));
    static_cast<void>(TimeFormat::parse(text));
    TL_ASSERT(isValidUtf8(repairUtf8(text)));
    ingest::TimeColumn times;
    ingest::TimeRules rules;
    rules.now = Timestamp::fromSeconds(1'773'100'800);
    static_cast<void>(times.read(text, domain::ValueKind::Text, rules));
    ingest::IdColumn ids;
    static_cast<void>(ids.readTraceId(text, domain::ValueKind::Text));
    static_cast<void>(ids.readSpanId(text, domain::ValueKind::Number));
    const std::string address = ingest::normalizeUrl(text);
    static_cast<void>(ingest::pathTemplate(ingest::urlPath(address)));
    static_cast<void>(ingest::severityNumber(text));
    static_cast<void>(ingest::normalizeDeviceType(text));
    static_cast<void>(ingest::normalizeCountry(text));
    static_cast<void>(ingest::isWrittenTime(text));
    static_cast<void>(ingest::extractIds(text));
    for (const char* name : {"traceparent", "b3", "x-datadog-trace-id", "sentry-trace",
                             "uber-trace-id", "x-amzn-trace-id", "x-cloud-trace-context"}) {
        static_cast<void>(ingest::traceContextOf(name, text));
    }
    static_cast<void>(ingest::serverTimingContext(text));
    static_cast<void>(ingest::readBaggage(text));
    // What is written can be read again.
    if (const auto expression = filter::parseExpression(text); expression.ok()) {
        TL_ASSERT(filter::parseExpression(filter::formatExpression(*expression)).ok());
    }
    return 0;
}
