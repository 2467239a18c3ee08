#include "models/workflow/trace_workflow.h"

#include "models/analysis/trace/trace_tree.h"
#include "models/base/text.h"
#include "models/domain/record.h"
#include "models/store/block_scan.h"
#include "models/store/queries/error_queries.h"
#include "models/store/queries/trace_queries.h"
#include "models/store/store_file.h"
#include "models/workflow/session_timeline.h"

#include <algorithm>

namespace throughline::workflow {

namespace {

namespace key = domain::key;

/// Clocks of services differ; logs of a trace may stand this far outside its spans.
constexpr Duration kSlack = Duration::minutes(10);

/// Hexadecimal of 1 to 32 digits, or decimal of 17 to 20.
std::vector<domain::TraceId> readings(std::string_view text)
{
    std::vector<domain::TraceId> ids;
    if (const auto hex = domain::traceIdFromHex(text)) {
        ids.push_back(*hex);
    }
    if (const auto decimal = parseUnsigned(text); decimal && *decimal != 0) {
        ids.push_back({0, *decimal});
    }
    return ids;
}

bool sameTrace(const domain::TraceId& wanted, std::uint64_t high, std::uint64_t low)
{
    return low == wanted.low && (high == 0 || wanted.high == 0 || high == wanted.high);
}

domain::Span readSpan(const domain::Record& record, domain::RecordRef ref)
{
    domain::Span span;
    span.trace = domain::traceIdFromHex(record.text(key::kTraceId)).value_or(domain::TraceId {});
    span.id = domain::spanIdFromHex(record.text(key::kSpanId)).value_or(domain::SpanId {});
    span.parent =
        domain::spanIdFromHex(record.text(key::kParentSpanId)).value_or(domain::SpanId {});
    span.service = record.text(key::kServiceName);
    span.name = record.text(key::kSpanName);
    span.kind = record.text(key::kSpanKind);
    span.status = record.text(key::kSpanStatus);
    span.start = record.time;
    span.duration.ns = parseInteger(record.text(key::kDuration)).value_or(0);
    span.record = ref;
    return span;
}

TraceLog readLog(const domain::Record& record, domain::RecordRef ref)
{
    TraceLog log;
    log.time = record.time;
    log.severity = static_cast<std::uint8_t>(
        std::clamp<std::int64_t>(parseInteger(record.text(key::kSeverity)).value_or(0), 0, 24));
    log.service = record.text(key::kServiceName);
    log.message = record.text(key::kBody);
    if (log.message.empty()) {
        log.message = record.text(key::kExceptionMessage);
    }
    log.span = domain::spanIdFromHex(record.text(key::kSpanId)).value_or(domain::SpanId {});
    log.record = ref;
    return log;
}

/// The spans and logs of a trace from the one to three blocks that hold them.
Result<void> readRecords(const store::Connection& connection, const domain::TraceId& id,
                         const TimeRange& range, std::vector<domain::Span>& spans,
                         std::vector<TraceLog>& logs)
{
    store::BlockChoice choice;
    choice.signalList = {domain::Signal::Span, domain::Signal::Log};
    choice.range = range;
    TL_ASSIGN(const auto blocks, store::chooseBlocks(connection, choice));
    TL_ASSIGN(store::BlockReader reader, store::BlockReader::create(connection));
    store::RecordJsonReader json;
    store::LinkColumns link;
    std::vector<std::uint64_t> directory;
    for (const store::BlockInfo& block : blocks) {
        TL_ASSIGN(const bool any, reader.traces(block.id, directory));
        if (!any || !std::binary_search(directory.begin(), directory.end(), id.low)) {
            continue;
        }
        TL_TRY(reader.link(block.id, link));
        TL_ASSIGN(const auto* lines, reader.lines(block.id));
        for (std::uint32_t row = 0; row < link.traceLow.size(); ++row) {
            if (!sameTrace(id, link.traceHigh[row], link.traceLow[row])) {
                continue;
            }
            TL_ASSIGN(const domain::Record* record, json.read((*lines)[row], block.signal));
            const domain::RecordRef ref {block.id, row};
            if (block.signal == domain::Signal::Span) {
                spans.push_back(readSpan(*record, ref));
            } else {
                logs.push_back(readLog(*record, ref));
            }
        }
    }
    std::stable_sort(logs.begin(), logs.end(),
                     [](const TraceLog& a, const TraceLog& b) { return a.time < b.time; });
    return {};
}

store::TraceOrder orderOf(TraceSort sort)
{
    switch (sort) {
    case TraceSort::Slowest:
        return store::TraceOrder::Slowest;
    case TraceSort::Newest:
        return store::TraceOrder::Newest;
    case TraceSort::MostErrors:
        return store::TraceOrder::MostErrors;
    }
    return store::TraceOrder::Slowest;
}

} // namespace

std::optional<TraceSort> traceSortFromText(std::string_view text)
{
    if (text == "slowest") {
        return TraceSort::Slowest;
    }
    if (text == "newest") {
        return TraceSort::Newest;
    }
    return text == "errors" ? std::optional(TraceSort::MostErrors) : std::nullopt;
}

Result<TracePage> listTraces(const Workspace& workspace, TraceSort sort, std::uint64_t offset,
                             std::uint64_t limit)
{
    TL_ASSIGN(const store::Connection connection, workspace.file().openReader());
    TracePage page;
    TL_ASSIGN(page.total, store::traceCount(connection));
    TL_ASSIGN(const auto rows, store::traces(connection, orderOf(sort), offset, limit));
    for (const store::TraceInfo& row : rows) {
        page.traces.push_back(traceSummary(row));
    }
    return page;
}

Result<TraceDetail> showTrace(const Workspace& workspace, const std::string& id)
{
    TL_ASSIGN(const store::Connection connection, workspace.file().openReader());
    std::vector<store::TraceInfo> found;
    for (const domain::TraceId& reading : readings(trim(id))) {
        TL_ASSIGN(const auto more, store::findTraces(connection, reading));
        found.insert(found.end(), more.begin(), more.end());
    }
    if (found.empty()) {
        return usageError("There is no trace '" + id + "' in the store",
                          "Trace ids are hexadecimal (16 or 32 digits) or decimal");
    }
    if (found.size() > 1) {
        std::vector<std::string> ids;
        for (const store::TraceInfo& trace : found) {
            ids.push_back(domain::toHex(trace.id));
        }
        return usageError("'" + id + "' may be any of " + std::to_string(found.size()) + " traces",
                          "Name one of " + listInWords(ids, "or"));
    }
    const store::TraceInfo& trace = found.front();
    TraceDetail detail;
    detail.sessionId = trace.sessionId;
    std::vector<domain::Span> spans;
    TL_TRY(readRecords(connection, trace.id,
                       {trace.start - kSlack, trace.end + kSlack + Duration::nanoseconds(1)}, spans,
                       detail.logs));
    detail.view = analysis::buildTraceView(trace.id, std::move(spans));
    TL_ASSIGN(const auto occurrences, store::occurrencesOfTrace(connection, trace.id));
    detail.errors = errorMarks(occurrences);
    return detail;
}

} // namespace throughline::workflow
