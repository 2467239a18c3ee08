#include "models/ingest/formats/otlp.h"

#include "models/base/text.h"
#include "models/codec/json_record.h"
#include "models/codec/json_text.h"
#include "models/codec/json_writer.h"
#include "models/ingest/formats/otlp_dialects.h"
#include "models/ingest/json_head.h"
#include "models/ingest/text_arena.h"

#include <algorithm>
#include <array>
#include <initializer_list>

namespace throughline::ingest {

namespace {

namespace key = domain::key;
using codec::JsonKind;
using codec::JsonNode;
using domain::Field;
using domain::IssueCode;
using domain::ValueKind;

constexpr std::string_view kSpans = "resourceSpans";
constexpr std::string_view kLogs = "resourceLogs";
constexpr std::string_view kMetrics = "resourceMetrics";

/// What a list of resources may be called, and what it holds.
struct ListName
{
    std::string_view name;
    std::string_view means;
};

constexpr std::array kLists {ListName {kSpans, kSpans},
                             ListName {"resource_spans", kSpans},
                             ListName {"batches", kSpans},
                             ListName {kLogs, kLogs},
                             ListName {"resource_logs", kLogs},
                             ListName {kMetrics, kMetrics},
                             ListName {"resource_metrics", kMetrics}};

/// What an answer of an interface keeps a request in: Tempo's and Jaeger's.
constexpr std::array<std::string_view, 2> kWrappers {"trace", "result"};

constexpr std::array<std::string_view, 6> kSpanKinds {"",       "internal", "server",
                                                      "client", "producer", "consumer"};

/// SPAN_KIND_SERVER, 2, "2" and "server" are one.
std::string_view spanKind(std::string_view text)
{
    if (const auto number = parseUnsigned(text); number && *number < kSpanKinds.size()) {
        return kSpanKinds[*number];
    }
    for (const std::string_view kind : kSpanKinds) {
        const std::string lower = toLowerAscii(text);
        if (!kind.empty() && (lower == kind || lower == "span_kind_" + std::string(kind))) {
            return kind;
        }
    }
    return {};
}

std::string_view spanStatus(std::string_view code)
{
    const std::string lower = toLowerAscii(code);
    if (lower == "2" || lower == "status_code_error" || lower == "error") {
        return "error";
    }
    return lower == "1" || lower == "status_code_ok" || lower == "ok" ? "ok" : "unset";
}

class OtlpImporter : public Importer
{
public:
    explicit OtlpImporter(std::vector<std::string> paths)
        : m_paths(std::move(paths))
    {
    }

    void elementsOf(std::size_t pathIndex) override { m_path = pathIndex; }

    Result<void> frame(std::string_view text, const domain::Provenance& place,
                       RawSink& sink) override
    {
        if (trim(text).empty()) {
            return {};
        }
        m_sink = &sink;
        m_place = place;
        m_text = text;
        m_arena.reset();
        if (!m_json.parse(text)) {
            return sink.reject(issueOf(m_json.problem()), "", place, text);
        }
        if (m_json.replacedLoneSurrogate()) {
            sink.note(IssueCode::LoneSurrogate);
        }
        if (m_json.repeatsKey()) {
            sink.note(IssueCode::DuplicateKey);
        }
        if (m_json.nodes()[0].kind != JsonKind::Object) {
            return sink.reject(IssueCode::NotAnObject, "", place, text);
        }
        if (m_paths.empty() || m_paths[m_path] == "$") {
            return request();
        }
        const std::string_view path = m_paths[m_path];
        const std::string_view name = path.substr(path.find('.') + 1); // npos + 1 is 0: the whole
        const auto* list = std::find_if(kLists.begin(), kLists.end(),
                                        [name](const ListName& l) { return l.name == name; });
        return element(list->means, 0);
    }

private:
    [[nodiscard]] const JsonNode& node(std::uint32_t i) const { return m_json.nodes()[i]; }

    /// The member of this name, in whichever spelling the file has.
    [[nodiscard]] std::uint32_t child(std::uint32_t object, std::string_view name) const
    {
        const std::uint32_t found = m_json.child(object, name);
        return found != 0 || !m_snake ? found : m_json.child(object, otlpSnakeName(name));
    }

    /// An id, in hexadecimal or base64.
    void addId(std::string_view name, std::string_view id, std::vector<Field>& fields)
    {
        if (!id.empty()) {
            fields.push_back({name, otlpId(id, m_arena), ValueKind::Text});
        }
    }

    /// Calls visit(child) for each child of an array or object node.
    template<typename Visit>
    Result<void> each(std::uint32_t parent, const Visit& visit)
    {
        if (parent == 0 && node(0).kind != JsonKind::Object) {
            return {};
        }
        for (std::uint32_t i = parent + 1; i < node(parent).next; i = node(i).next) {
            TL_TRY(visit(i));
        }
        return {};
    }

    Result<void> request()
    {
        bool known = false;
        TL_TRY(lists(0, known));
        for (const std::string_view wrapper : kWrappers) {
            const std::uint32_t inner = m_json.child(0, wrapper);
            if (inner != 0 && node(inner).kind == JsonKind::Object) {
                TL_TRY(lists(inner, known));
            }
        }
        if (!known) {
            return m_sink->reject(IssueCode::UnknownShape,
                                  "none of resourceSpans, resourceLogs, resourceMetrics", m_place,
                                  m_text);
        }
        return {};
    }

    Result<void> lists(std::uint32_t object, bool& known)
    {
        for (const ListName& list : kLists) {
            const std::uint32_t elements = m_json.child(object, list.name);
            if (elements != 0) {
                known = true;
                TL_TRY(each(elements, [&](std::uint32_t i) { return element(list.means, i); }));
            }
        }
        return {};
    }

    /// Where an object holds what we look for under no name we know, it is not passed over in
    /// silence; one that holds nothing but `harmless` members is merely empty.
    Result<void> refuseUnlessEmpty(std::uint32_t object, std::string_view missing,
                                   std::initializer_list<std::string_view> harmless)
    {
        bool empty = node(object).kind == JsonKind::Object;
        for (std::uint32_t i = object + 1; i < node(object).next; i = node(i).next) {
            empty =
                empty && std::find(harmless.begin(), harmless.end(), node(i).key) != harmless.end();
        }
        return empty ? Result<void>()
                     : m_sink->reject(IssueCode::UnknownShape, "no " + std::string(missing),
                                      m_place, m_text);
    }

    /// One resource with its scopes and records.
    Result<void> element(std::string_view list, std::uint32_t object)
    {
        m_resource.clear();
        m_snake = spellsSnake(object);
        const std::uint32_t resource = child(object, "resource");
        if (resource != 0) {
            addAttributes(child(resource, "attributes"), m_resource);
        }
        const bool spans = list == kSpans;
        const bool logs = list == kLogs;
        const std::string_view scopes = spans ? "scopeSpans" : logs ? "scopeLogs" : "scopeMetrics";
        const std::string_view oldScopes = spans ? "instrumentationLibrarySpans"
            : logs                               ? "instrumentationLibraryLogs"
                                                 : "instrumentationLibraryMetrics";
        const std::string_view records = spans ? "spans" : logs ? "logRecords" : "metrics";
        std::uint32_t scopeList = child(object, scopes);
        scopeList = scopeList == 0 ? child(object, oldScopes) : scopeList;
        if (scopeList == 0) {
            return refuseUnlessEmpty(object, scopes, {"resource", "schemaUrl", "schema_url"});
        }
        return each(scopeList, [&](std::uint32_t scope) -> Result<void> {
            m_scope = m_resource;
            const std::uint32_t named = child(scope, "scope");
            addScope(named != 0 ? named : child(scope, "instrumentationLibrary"));
            const std::uint32_t recordList = child(scope, records);
            if (recordList == 0) {
                return refuseUnlessEmpty(scope, records, {"scope", "schemaUrl", "schema_url"});
            }
            return each(recordList, [&](std::uint32_t record) {
                return spans ? span(record) : logs ? log(record) : metric(record);
            });
        });
    }

    /// Whether a resource has its scopes in snake_case; so has it all else, then.
    [[nodiscard]] bool spellsSnake(std::uint32_t object) const
    {
        for (std::uint32_t i = object + 1;
             node(object).kind == JsonKind::Object && i < node(object).next; i = node(i).next) {
            if (otlpName(node(i).key) != node(i).key) {
                return true;
            }
        }
        return false;
    }

    void addScope(std::uint32_t scope)
    {
        if (scope == 0) {
            return;
        }
        addText("otel.scope.name", child(scope, "name"), m_scope);
        addText("otel.scope.version", child(scope, "version"), m_scope);
        addAttributes(child(scope, "attributes"), m_scope);
    }

    void addText(std::string_view name, std::uint32_t value, std::vector<Field>& fields)
    {
        if (value != 0 && !node(value).text.empty()) {
            fields.push_back({name, node(value).text, ValueKind::Text, 0, node(value).plain});
        }
    }

    /// {"stringValue": "x"} and its relatives as one value.
    Field anyValue(std::string_view name, std::uint32_t value)
    {
        Field field {name, {}, ValueKind::Null};
        if (value == 0 || node(value).kind != JsonKind::Object || node(value).next == value + 1) {
            return field;
        }
        const JsonNode& inner = node(value + 1);
        const std::string_view type = otlpName(inner.key);
        field.value = inner.text;
        if (type == "stringValue" || type == "bytesValue") {
            field.kind = ValueKind::Text;
            field.plain = inner.plain;
        } else if (type == "intValue" || type == "doubleValue") {
            field.kind = codec::isJsonNumber(inner.text) ? ValueKind::Number : ValueKind::Text;
        } else if (type == "boolValue") {
            field.kind = ValueKind::Boolean;
        } else {
            std::string json;
            appendAny(json, value);
            field.value = m_arena.keep(json);
            field.kind = ValueKind::Json;
        }
        return field;
    }

    /// The same as plain JSON: {"arrayValue": {"values": [...]}} becomes an array.
    void appendAny(std::string& json, std::uint32_t value)
    {
        if (value == 0 || node(value).kind != JsonKind::Object || node(value).next == value + 1) {
            json += "null";
            return;
        }
        const std::uint32_t inner = value + 1;
        const std::string_view type = otlpName(node(inner).key);
        if (type == "arrayValue" || type == "kvlistValue") {
            const bool list = type == "arrayValue";
            const std::uint32_t values = child(inner, "values");
            json += list ? '[' : '{';
            for (std::uint32_t i = values + 1; values != 0 && i < node(values).next;
                 i = node(i).next) {
                if (i != values + 1) {
                    json += ',';
                }
                if (!list) {
                    const std::uint32_t name = child(i, "key");
                    codec::appendJsonString(json, name == 0 ? std::string_view() : node(name).text);
                    json += ':';
                }
                appendAny(json, list ? i : child(i, "value"));
            }
            json += list ? ']' : '}';
        } else if ((type == "intValue" || type == "doubleValue")
                   && codec::isJsonNumber(node(inner).text)) {
            json += node(inner).text;
        } else {
            codec::appendJson(json, m_json, inner);
        }
    }

    void addAttributes(std::uint32_t list, std::vector<Field>& fields)
    {
        if (list == 0) {
            return;
        }
        for (std::uint32_t i = list + 1; i < node(list).next; i = node(i).next) {
            const std::uint32_t name = child(i, "key");
            if (name != 0 && !node(name).text.empty()) {
                fields.push_back(anyValue(node(name).text, child(i, "value")));
            }
        }
    }

    static Field timeField(std::string_view name, std::string_view text)
    {
        return {name, text == "0" ? std::string_view() : text, ValueKind::Text};
    }

    Result<void> emit(RawRecord& record)
    {
        ++m_place.part;
        return m_sink->raw(
            record,
            {m_place.source, m_place.offset, m_place.length, m_place.line, m_place.part - 1});
    }

    Result<void> span(std::uint32_t object)
    {
        RawRecord& record = start(domain::Signal::Span);
        for (std::uint32_t i = object + 1; i < node(object).next; i = node(i).next) {
            const JsonNode& member = node(i);
            const std::string_view name = otlpName(member.key);
            if (name == "traceId") {
                addId(key::kTraceId, member.text, record.fields);
            } else if (name == "spanId") {
                addId(key::kSpanId, member.text, record.fields);
            } else if (name == "parentSpanId") {
                addId(key::kParentSpanId, member.text, record.fields);
            } else if (name == "name") {
                addText(key::kSpanName, i, record.fields);
            } else if (name == "kind") {
                addWord(key::kSpanKind, spanKind(member.text), record.fields);
            } else if (name == "startTimeUnixNano") {
                record.time = timeField("startTimeUnixNano", member.text);
            } else if (name == "endTimeUnixNano") {
                record.end = timeField("endTimeUnixNano", member.text);
            } else if (name == "traceState") {
                addText("trace.state", i, record.fields);
            } else if (name == "attributes") {
                addAttributes(i, record.fields);
            } else if (name == "events") {
                addList(key::kSpanEvents, i, record.fields, true);
            } else if (name == "links") {
                addList(key::kSpanLinks, i, record.fields, false);
            } else if (name == "status") {
                const std::uint32_t code = child(i, "code");
                addWord(key::kSpanStatus, spanStatus(code == 0 ? "" : node(code).text),
                        record.fields);
                addText(key::kSpanStatusMessage, child(i, "message"), record.fields);
            }
        }
        return emit(record);
    }

    static void addWord(std::string_view name, std::string_view word, std::vector<Field>& fields)
    {
        if (!word.empty()) {
            fields.push_back({name, word, ValueKind::Text});
        }
    }

    /// Span events or links as a JSON array of flat objects.
    void addList(std::string_view name, std::uint32_t list, std::vector<Field>& fields, bool events)
    {
        if (node(list).next == list + 1) {
            return;
        }
        std::string json = "[";
        for (std::uint32_t i = list + 1; i < node(list).next; i = node(i).next) {
            json += i == list + 1 ? "{" : ",{";
            const auto member = [&](std::string_view as, std::string_view from) {
                const std::uint32_t value = child(i, from);
                json += '"';
                json += as;
                json += "\":";
                const std::string_view text = value == 0 ? std::string_view() : node(value).text;
                codec::appendJsonString(json, events ? text : otlpId(text, m_arena));
                json += ',';
            };
            if (events) {
                member("name", "name");
                member("time", "timeUnixNano");
            } else {
                member("trace_id", "traceId");
                member("span_id", "spanId");
            }
            json += "\"attributes\":{";
            std::vector<Field> attributes;
            addAttributes(child(i, "attributes"), attributes);
            for (std::size_t a = 0; a < attributes.size(); ++a) {
                json += a > 0 ? "," : "";
                codec::appendJsonString(json, attributes[a].key);
                json += ':';
                appendField(json, attributes[a]);
            }
            json += "}}";
        }
        json += ']';
        fields.push_back({name, m_arena.keep(json), ValueKind::Json});
    }

    static void appendField(std::string& json, const Field& field)
    {
        if (field.kind == ValueKind::Text) {
            codec::appendJsonString(json, field.value);
        } else if (field.kind == ValueKind::Null) {
            json += "null";
        } else {
            json += field.value;
        }
    }

    Result<void> log(std::uint32_t object)
    {
        RawRecord& record = start(domain::Signal::Log);
        std::string_view observed;
        for (std::uint32_t i = object + 1; i < node(object).next; i = node(i).next) {
            const JsonNode& member = node(i);
            const std::string_view name = otlpName(member.key);
            if (name == "timeUnixNano") {
                record.time = timeField("timeUnixNano", member.text);
            } else if (name == "observedTimeUnixNano") {
                observed = member.text;
            } else if (name == "severityNumber") {
                addSeverity(member.text, record.fields);
            } else if (name == "severityText") {
                addText(key::kSeverityText, i, record.fields);
            } else if (name == "body") {
                const Field body = anyValue(key::kBody, i);
                if (body.kind != ValueKind::Null) {
                    record.fields.push_back(body);
                }
            } else if (name == "eventName") {
                addText(key::kEventName, i, record.fields);
            } else if (name == "attributes") {
                addAttributes(i, record.fields);
            } else if (name == "traceId") {
                addId(key::kTraceId, member.text, record.fields);
            } else if (name == "spanId") {
                addId(key::kSpanId, member.text, record.fields);
            }
        }
        if (record.time.value.empty()) {
            record.time = timeField("observedTimeUnixNano", observed);
        }
        return emit(record);
    }

    /// The number itself, or the name of the enumeration (SEVERITY_NUMBER_INFO2).
    void addSeverity(std::string_view text, std::vector<Field>& fields)
    {
        constexpr std::string_view kPrefix = "SEVERITY_NUMBER_";
        if (text.substr(0, kPrefix.size()) == kPrefix) {
            text.remove_prefix(kPrefix.size());
        }
        if (!text.empty() && text != "0" && text != "UNSPECIFIED") {
            fields.push_back({"severity_number", text, ValueKind::Text});
        }
    }

    /// Each data point is a record of its own; all shapes keep their numbers as they are.
    Result<void> metric(std::uint32_t object)
    {
        const std::uint32_t name = child(object, "name");
        const std::uint32_t unit = child(object, "unit");
        bool known = false;
        for (const std::string_view shape :
             {"gauge", "sum", "histogram", "exponentialHistogram", "summary"}) {
            const std::uint32_t data = child(object, shape);
            const std::uint32_t points = data == 0 ? 0 : child(data, "dataPoints");
            known = known || data != 0;
            if (points == 0) {
                continue;
            }
            TL_TRY(each(points, [&](std::uint32_t point) {
                RawRecord& record = start(domain::Signal::Metric);
                addText(key::kMetricName, name, record.fields);
                addText("metric.unit", unit, record.fields);
                addWord("metric.type", shape, record.fields);
                addPoint(point, record);
                return emit(record);
            }));
        }
        return known
            ? Result<void>()
            : refuseUnlessEmpty(object, "data points", {"name", "unit", "description", "metadata"});
    }

    void addPoint(std::uint32_t point, RawRecord& record)
    {
        for (std::uint32_t i = point + 1; i < node(point).next; i = node(i).next) {
            const JsonNode& member = node(i);
            const std::string_view name = otlpName(member.key);
            if (name == "timeUnixNano") {
                record.time = timeField("timeUnixNano", member.text);
            } else if (name == "attributes") {
                addAttributes(i, record.fields);
            } else if (name == "asDouble" || name == "asInt") {
                const bool number = codec::isJsonNumber(member.text);
                record.fields.push_back(
                    {"metric.value", member.text, number ? ValueKind::Number : ValueKind::Text});
            } else if (member.kind >= JsonKind::Array) {
                std::string json;
                codec::appendJson(json, m_json, i);
                record.fields.push_back(
                    {m_arena.join("metric.", name, ""), m_arena.keep(json), ValueKind::Json});
            } else {
                record.fields.push_back(
                    {m_arena.join("metric.", name, ""), member.text, ValueKind::Text});
            }
        }
    }

    RawRecord& start(domain::Signal signal)
    {
        m_record.signal = signal;
        m_record.time = {};
        m_record.end = {};
        m_record.fields = m_scope;
        return m_record;
    }

    codec::JsonRecordReader m_json;
    TextArena m_arena;
    std::vector<std::string> m_paths; ///< not empty: frames are elements of these arrays
    std::size_t m_path = 0;
    bool m_snake = false; ///< the resource at hand spells its members in snake_case
    RawSink* m_sink = nullptr;
    domain::Provenance m_place;
    std::string_view m_text;
    std::vector<Field> m_resource;
    std::vector<Field> m_scope;
    RawRecord m_record;
};

/// The list stands at this path; other files have batches, too: ours have a resource in them.
bool hasList(const JsonHead& json, std::string_view prefix, std::string_view name)
{
    const auto has = [&](std::string_view path) { return json.has(std::string(prefix) += path); };
    return has(name)
        && (name != "batches" || has("resource") || has("resource.attributes")
            || has("scopeSpans"));
}

Recognition recogniseOtlp(std::string_view head, bool whole)
{
    const JsonHead json = lookAtJson(head, whole);
    if (json.shape == JsonHead::Shape::NotJson) {
        return {};
    }
    Recognition recognition;
    std::vector<std::string> found;
    std::vector<std::string> paths;
    for (const std::string_view wrapper : {std::string_view(), kWrappers[0], kWrappers[1]}) {
        const std::string prefix = std::string(wrapper) + (wrapper.empty() ? "" : ".");
        for (const ListName& list : kLists) {
            paths.push_back(prefix + std::string(list.name));
            if (!hasList(json, prefix, list.name)) {
                continue;
            }
            found.push_back(paths.back());
            const std::string_view format = list.means == kSpans ? "otlp-traces"
                : list.means == kLogs                            ? "otlp-logs"
                                                                 : "otlp-metrics";
            const bool same = recognition.format.empty() || recognition.format == format;
            recognition.format = same ? format : "otlp";
        }
    }
    if (found.empty()) {
        return {};
    }
    recognition.confidence = 1;
    recognition.reason = listInWords(found) + " in the first document";
    if (json.shape == JsonHead::Shape::Lines) {
        recognition.framing = Framing::Lines;
    } else {
        recognition.framing = Framing::Elements;
        recognition.arrayPaths = std::move(paths);
    }
    if (json.shape == JsonHead::Shape::Array) {
        recognition.arrayPaths = {"$"};
    }
    return recognition;
}

std::unique_ptr<Importer> createOtlp(const Recognition& recognition)
{
    return std::make_unique<OtlpImporter>(recognition.arrayPaths);
}

} // namespace

Format otlpFormat()
{
    return {"otlp",
            {"span", "log", "metric", "error"},
            "a JSON object with resourceSpans, resourceLogs or resourceMetrics, one a line or one "
            "document",
            &recogniseOtlp,
            &createOtlp};
}

} // namespace throughline::ingest
