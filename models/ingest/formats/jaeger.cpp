#include "models/ingest/formats/jaeger.h"

#include "models/base/text.h"
#include "models/domain/sampling.h"
#include "models/ingest/json_fields.h"
#include "models/ingest/json_framing.h"

#include <algorithm>
#include <utility>

namespace throughline::ingest {

namespace {

namespace key = domain::key;
using codec::JsonKind;
using domain::Field;
using domain::IssueCode;
using domain::ValueKind;

/// Tags that have a place of their own.
struct TagName
{
    std::string_view from;
    std::string_view to;
};

constexpr TagName kTagNames[] = {{"otel.library.name", "otel.scope.name"},
                                 {"otel.library.version", "otel.scope.version"},
                                 {"otel.status_description", key::kSpanStatusMessage},
                                 {"w3c.tracestate", "trace.state"}};

/// What OpenTracing calls the parts of an exception.
constexpr TagName kErrorNames[] = {{"error.kind", key::kExceptionType},
                                   {"error.object", key::kExceptionMessage},
                                   {"message", key::kExceptionMessage},
                                   {"stack", key::kExceptionStack}};

template<std::size_t N>
std::string_view renamed(std::string_view name, const TagName (&names)[N])
{
    for (const TagName& pair : names) {
        if (pair.from == name) {
            return pair.to;
        }
    }
    return name;
}

class JaegerImporter : public Importer
{
public:
    Result<void> frame(std::string_view text, const domain::Provenance& place,
                       RawSink& sink) override
    {
        TL_ASSIGN(const bool open, m_json.open(text, place, sink));
        if (!open) {
            return {};
        }
        m_sink = &sink;
        m_place = place;
        m_text = text;
        const std::uint32_t traces = m_json.child(0, "data");
        if (traces != 0 && m_json.child(0, "spans") == 0) {
            return each(traces, [this](std::uint32_t i) { return trace(i); });
        }
        return trace(0);
    }

private:
    using Fields = std::vector<Field>;

    /// A service with its tags, as fields; by the name spans call it.
    struct Process
    {
        std::string_view id;
        Fields fields;
    };

    template<typename Visit>
    Result<void> each(std::uint32_t list, const Visit& visit)
    {
        for (std::uint32_t i = list + 1; i < m_json.node(list).next; i = m_json.node(i).next) {
            TL_TRY(visit(i));
        }
        return {};
    }

    Result<void> trace(std::uint32_t object)
    {
        const std::uint32_t spans = m_json.child(object, "spans");
        m_processes.clear();
        m_json.each(m_json.child(object, "processes"), [this](std::uint32_t i) {
            m_processes.push_back({m_json.node(i).key, processFields(i)});
        });
        m_traceWarnings = m_json.child(object, "warnings");
        m_rate = rateOf(spans);
        if (spans != 0 && m_json.node(spans).kind == JsonKind::Array) {
            return each(spans, [this](std::uint32_t i) { return span(i); });
        }
        if (m_json.child(object, "spanID") != 0) {
            m_traceWarnings = 0;
            m_rate = rateOfSpan(object);
            return span(object);
        }
        return m_sink->reject(IssueCode::UnknownShape, "no spans", m_place, m_text);
    }

    /// A sampler says on the first span of a trace what share of traces it keeps.
    std::string_view rateOf(std::uint32_t spans)
    {
        std::string_view rate;
        m_json.each(spans, [&](std::uint32_t i) {
            const std::string_view told = rateOfSpan(i);
            rate = told.empty() ? rate : told;
        });
        return rate;
    }

    std::string_view rateOfSpan(std::uint32_t span)
    {
        bool probabilistic = false;
        std::string_view parameter;
        m_json.each(m_json.child(span, "tags"), [&](std::uint32_t i) {
            const std::string_view name = m_json.text(i, "key");
            if (name == "sampler.type") {
                probabilistic = m_json.text(i, "value") == "probabilistic";
            } else if (name == "sampler.param") {
                parameter = m_json.text(i, "value");
            }
        });
        return probabilistic ? parameter : std::string_view();
    }

    Fields processFields(std::uint32_t process)
    {
        Fields fields;
        m_json.each(m_json.child(process, "tags"), [&](std::uint32_t i) {
            const Field tag = tagOf(i);
            if (!tag.key.empty()) {
                fields.push_back(tag);
            }
        });
        m_json.add(fields, key::kServiceName, m_json.child(process, "serviceName"));
        return fields;
    }

    /// {"key": "x", "type": "int64", "value": "12"}: numbers may stand in quotes.
    Field tagOf(std::uint32_t tag)
    {
        const std::uint32_t value = m_json.child(tag, "value");
        const std::string_view name = m_json.text(tag, "key");
        if (value == 0) {
            return {name, {}, ValueKind::Null};
        }
        Field field = m_json.field(name, value);
        const std::string_view type = m_json.text(tag, "type");
        const bool number = type == "int64" || type == "float64";
        if (field.kind == ValueKind::Text && number && codec::isJsonNumber(field.value)) {
            field.kind = ValueKind::Number;
        } else if (field.kind == ValueKind::Text && type == "bool"
                   && (field.value == "true" || field.value == "false")) {
            field.kind = ValueKind::Boolean;
        } else if (field.kind == ValueKind::Number && type == "string") {
            field.kind = ValueKind::Text;
        }
        return field;
    }

    Result<void> span(std::uint32_t object)
    {
        if (!m_json.isObject(object)) {
            return m_sink->reject(IssueCode::NotAnObject, "", m_place, m_text);
        }
        m_record.signal = domain::Signal::Span;
        m_record.time = {};
        m_record.end = {};
        m_record.fields.clear();
        addProcess(object);
        m_json.eachOf(object, [this](std::uint32_t i) { member(i); });
        addReferences(object);
        addTags(m_json.child(object, "tags"));
        if (!m_rate.empty()) {
            m_record.fields.push_back(textField(domain::kSamplingRate, m_rate));
        }
        addWarnings("jaeger.warnings", m_json.child(object, "warnings"));
        addWarnings("jaeger.trace_warnings", std::exchange(m_traceWarnings, 0));
        domain::Provenance place = m_place;
        place.part = m_place.part++;
        return m_sink->raw(m_record, place);
    }

    void member(std::uint32_t i)
    {
        const codec::JsonNode& node = m_json.node(i);
        if (node.key == "traceID") {
            m_record.fields.push_back(textField(key::kTraceId, m_json.wholeHexId(node.text)));
        } else if (node.key == "spanID") {
            m_record.fields.push_back(textField(key::kSpanId, m_json.wholeHexId(node.text)));
        } else if (node.key == "operationName") {
            m_json.add(m_record.fields, key::kSpanName, i);
        } else if (node.key == "startTime") {
            m_record.time = {"startTimeUnixMicro", node.text, ValueKind::Text};
        } else if (node.key == "duration") {
            m_json.add(m_record.fields, "duration_us", i);
        } else if (node.key == "flags") {
            m_json.add(m_record.fields, "trace.flags", i);
        } else if (node.key == "logs") {
            addLogs(i);
        }
    }

    void addProcess(std::uint32_t object)
    {
        const std::string_view id = m_json.text(object, "processID");
        const auto found = std::find_if(m_processes.begin(), m_processes.end(),
                                        [id](const Process& p) { return p.id == id; });
        const std::uint32_t own = m_json.child(object, "process");
        if (found != m_processes.end()) {
            m_record.fields = found->fields;
        } else if (own != 0) {
            m_record.fields = processFields(own);
        } else if (!id.empty()) {
            m_record.fields.push_back(textField("jaeger.process_id", id));
        }
    }

    void addReferences(std::uint32_t object)
    {
        const std::string_view trace = m_json.text(object, "traceID");
        std::string_view parent;
        std::string links;
        m_json.each(m_json.child(object, "references"), [&](std::uint32_t i) {
            const std::string_view type = m_json.text(i, "refType");
            const std::string_view ofTrace = m_json.text(i, "traceID");
            const std::string_view id = m_json.text(i, "spanID");
            const bool here = ofTrace.empty() || equalsIgnoringAsciiCase(ofTrace, trace);
            if (type == "CHILD_OF" && here && parent.empty()) {
                parent = id;
            } else {
                appendSpanLink(links, m_json.wholeHexId(ofTrace), m_json.wholeHexId(id),
                               {textField("opentracing.ref_type",
                                          type == "CHILD_OF" ? "child_of" : "follows_from")});
            }
        });
        if (parent.empty()) {
            parent = m_json.text(object, "parentSpanID");
        }
        m_record.fields.push_back(textField(key::kParentSpanId, m_json.wholeHexId(parent)));
        m_json.addList(m_record.fields, key::kSpanLinks, links);
    }

    void addTags(std::uint32_t tags)
    {
        std::string_view status;
        std::string_view message;
        m_json.each(tags, [&](std::uint32_t i) {
            Field tag = tagOf(i);
            if (tag.key == key::kSpanKind) {
                tag.value = m_json.arena().keep(toLowerAscii(tag.value));
            } else if (tag.key == "otel.status_code") {
                status = equalsIgnoringAsciiCase(tag.value, "error") ? "error"
                    : equalsIgnoringAsciiCase(tag.value, "ok")       ? "ok"
                                                                     : "unset";
                return;
            } else if (tag.key == "error") {
                const bool fine = tag.value == "false" || tag.value == "0" || tag.value.empty();
                const bool word = tag.kind == ValueKind::Text && tag.value != "true" && !fine;
                message = word ? tag.value : message;
                status = status.empty() && !fine ? "error" : status;
                return;
            }
            tag.key = renamed(tag.key, kTagNames);
            if (!tag.key.empty()) {
                m_record.fields.push_back(tag);
            }
        });
        const auto told = [&](std::string_view name) {
            return std::any_of(m_record.fields.begin(), m_record.fields.end(),
                               [name](const Field& field) { return field.key == name; });
        };
        if (!status.empty()) {
            m_record.fields.push_back(textField(key::kSpanStatus, status));
        }
        if (!message.empty() && !told(key::kSpanStatusMessage)) {
            m_record.fields.push_back(textField(key::kSpanStatusMessage, message));
        }
    }

    void addLogs(std::uint32_t logs)
    {
        std::string events;
        m_json.each(logs, [&](std::uint32_t i) {
            addLog(events, m_json.microsToNanos(m_json.text(i, "timestamp")),
                   m_json.child(i, "fields"));
        });
        m_json.addList(m_record.fields, key::kSpanEvents, events);
    }

    /// The field `event` is the event's name. An error of OpenTracing, or fields of an exception
    /// without a name, make an exception.
    void addLog(std::string& events, std::string_view time, std::uint32_t list)
    {
        std::string_view name;
        bool exception = false;
        Fields fields;
        m_json.each(list, [&](std::uint32_t i) {
            const Field field = tagOf(i);
            if (field.key == "event") {
                name = field.value;
            } else if (!field.key.empty()) {
                exception = exception || field.key.starts_with("exception.")
                    || field.key == "error.kind" || field.key == "error.object";
                fields.push_back(field);
            }
        });
        if (name == "error" || (name.empty() && exception)) {
            name = "exception";
            nameException(fields);
        }
        appendSpanEvent(events, name.empty() ? std::string_view("log") : name, time, fields);
    }

    static void nameException(Fields& fields)
    {
        const auto has = [&fields](std::string_view name) {
            return std::any_of(fields.begin(), fields.end(),
                               [name](const Field& field) { return field.key == name; });
        };
        for (const TagName& pair : kErrorNames) {
            const auto old = std::find_if(fields.begin(), fields.end(),
                                          [&pair](const Field& f) { return f.key == pair.from; });
            if (old != fields.end() && !has(pair.to)) {
                old->key = pair.to;
            }
        }
    }

    void addWarnings(std::string_view name, std::uint32_t list)
    {
        if (list != 0 && m_json.node(list).next > list + 1) {
            m_json.add(m_record.fields, name, list);
        }
    }

    JsonFields m_json;
    RawSink* m_sink = nullptr;
    domain::Provenance m_place;
    std::string_view m_text;
    std::vector<Process> m_processes;
    std::string_view m_rate; ///< of the trace at hand; empty: its sampler says none
    std::uint32_t m_traceWarnings = 0; ///< go to the first span of the trace
    RawRecord m_record;
};

Recognition recogniseJaeger(std::string_view head, bool whole)
{
    const JsonHead json = lookAtJson(head, whole);
    const bool spans = json.has("spanID") && json.has("operationName");
    const bool trace = json.has("traceID") && json.has("spans");
    if (json.shape == JsonHead::Shape::NotJson || (!spans && !trace)) {
        return {};
    }
    Recognition recognition;
    recognition.confidence = 1;
    recognition.format = "jaeger";
    recognition.reason = "traceID and spans in the first document";
    const auto place = [&json](std::string_view name) {
        return std::find(json.keys.begin(), json.keys.end(), name);
    };
    const bool envelope = place("data") < std::min(place("traceID"), place("spanID"));
    frameRecords(recognition, json, envelope ? "data" : "");
    return recognition;
}

std::unique_ptr<Importer> createJaeger(const Recognition& /*recognition*/)
{
    return std::make_unique<JaegerImporter>();
}

} // namespace

Format jaegerFormat()
{
    return {"jaeger",
            {"span", "error"},
            "a JSON object with traceID and spans, alone, one a line or in the array data",
            &recogniseJaeger,
            &createJaeger};
}

} // namespace throughline::ingest
