#include "models/demo/otlp_format.h"

#include "models/codec/json_writer.h"

#include <algorithm>

namespace throughline::demo {

namespace {

using codec::appendJsonString;

void appendAttribute(std::string& json, std::string_view key, std::string_view value,
                     bool number = false)
{
    if (json.back() != '[') {
        json += ',';
    }
    json += R"({"key":")";
    json += key;
    json += number ? R"(","value":{"intValue":)" : R"(","value":{"stringValue":)";
    appendJsonString(json, value); // an intValue is text, too: 64 bits do not fit a JSON number
    json += "}}";
}

void appendAttributes(std::string& json, const std::vector<ExtraField>& fields)
{
    json += R"("attributes":[)";
    for (const ExtraField& field : fields) {
        appendAttribute(json, field.key, field.value, field.number);
    }
    json += ']';
}

void appendResource(std::string& json, Service service, const TraceDraft& trace)
{
    const ServiceInfo& info = serviceInfo(service);
    json += R"({"resource":{"attributes":[)";
    appendAttribute(json, "service.name", info.name);
    appendAttribute(json, "service.version", toText(trace.release));
    appendAttribute(json, "deployment.environment.name", trace.staging ? "staging" : "production");
    appendAttribute(json, "telemetry.sdk.language", info.language);
    appendAttribute(json, "k8s.pod.name",
                    std::string(info.pod) + '-' + std::to_string(trace.id.low % 3));
    json += "]},";
}

void appendSpanEvent(std::string& json, const SpanDraft& span)
{
    json += R"(,"events":[{"timeUnixNano":")" + std::to_string(span.endNs)
        + R"(","name":"exception","attributes":[)";
    appendAttribute(json, "exception.type", span.exception->type);
    appendAttribute(json, "exception.message", span.exception->message);
    appendAttribute(json, "exception.stacktrace", span.exception->stack);
    json += "]}]";
}

void appendSpan(std::string& json, const SpanDraft& span, std::string_view traceId)
{
    json += R"({"traceId":")";
    json += traceId;
    json += R"(","spanId":")" + domain::toHex(domain::SpanId {span.id}) + '"';
    if (span.parent != 0) {
        json += R"(,"parentSpanId":")" + domain::toHex(domain::SpanId {span.parent}) + '"';
    }
    json += R"(,"name":)";
    appendJsonString(json, span.name);
    json += R"(,"kind":)" + std::to_string(static_cast<int>(span.kind));
    json += R"(,"startTimeUnixNano":")" + std::to_string(span.startNs) + R"(","endTimeUnixNano":")"
        + std::to_string(span.endNs) + R"(",)";
    appendAttributes(json, span.attributes);
    if (span.exception) {
        appendSpanEvent(json, span);
    }
    json += span.failed ? R"(,"status":{"code":2}})" : R"(,"status":{}})";
}

std::string_view levelName(LogLevel level)
{
    switch (level) {
    case LogLevel::Debug:
        return "DEBUG";
    case LogLevel::Info:
        return "INFO";
    case LogLevel::Warn:
        return "WARN";
    case LogLevel::Error:
        break;
    }
    return "ERROR";
}

void appendLog(std::string& json, const LogDraft& log, std::string_view traceId)
{
    json += R"({"timeUnixNano":")" + std::to_string(log.timeNs) + R"(","observedTimeUnixNano":")"
        + std::to_string(log.timeNs + 1'200'000) + R"(","severityNumber":)"
        + std::to_string(static_cast<int>(log.level)) + R"(,"severityText":")";
    json += levelName(log.level);
    json += R"(","traceId":")";
    json += traceId;
    json += R"(","spanId":")" + domain::toHex(domain::SpanId {log.span})
        + R"(","body":{"stringValue":)";
    appendJsonString(json, log.body);
    json += "},";
    appendAttributes(json, log.attributes);
    json += '}';
}

/// The items of a trace, grouped by service in the order in which services first appear.
template<typename Item, typename AppendItem>
void appendByService(std::string& json, const TraceDraft& trace, const std::vector<Item>& items,
                     std::string_view scope, const AppendItem& appendItem)
{
    std::vector<bool> done(items.size(), false);
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (done[i]) {
            continue;
        }
        if (json.back() != '[') {
            json += ',';
        }
        appendResource(json, items[i].service, trace);
        json += scope;
        for (std::size_t j = i; j < items.size(); ++j) {
            if (items[j].service == items[i].service) {
                done[j] = true;
                json += json.back() == '[' ? "" : ",";
                appendItem(items[j]);
            }
        }
        json += "]}]}";
    }
}

} // namespace

void appendTraceRequest(std::string& line, const TraceDraft& trace)
{
    const std::string traceId = domain::toHex(trace.id);
    line += R"({"resourceSpans":[)";
    appendByService(line, trace, trace.spans,
                    R"("scopeSpans":[{"scope":{"name":"shop.instrumentation"},"spans":[)",
                    [&](const SpanDraft& span) { appendSpan(line, span, traceId); });
    line += "]}\n";
}

void appendLogsRequest(std::string& line, const TraceDraft& trace)
{
    const std::string traceId = domain::toHex(trace.id);
    line += R"({"resourceLogs":[)";
    appendByService(line, trace, trace.logs,
                    R"("scopeLogs":[{"scope":{"name":"shop.log"},"logRecords":[)",
                    [&](const LogDraft& log) { appendLog(line, log, traceId); });
    line += "]}\n";
}

} // namespace throughline::demo
