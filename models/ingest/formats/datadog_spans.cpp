#include "models/ingest/formats/datadog_spans.h"

#include "models/base/text.h"
#include "models/domain/field.h"
#include "models/domain/sampling.h"
#include "models/ingest/formats/datadog_fields.h"
#include "models/ingest/json_framing.h"
#include "models/ingest/normalize/trace_id_normalizer.h"

#include <algorithm>
#include <array>

namespace throughline::ingest {

namespace {

namespace key = domain::key;
using codec::JsonKind;
using domain::Field;
using domain::IssueCode;
using domain::ValueKind;

struct Name
{
    std::string_view from;
    std::string_view to;
};

/// What a span says of itself, in both shapes.
constexpr std::array kMembers {
    Name {"env", key::kEnvironment},
    Name {"host", "host.name"},
    Name {"hostname", "host.name"},
    Name {"resource", "datadog.resource"},
    Name {"resource_name", "datadog.resource"},
    Name {"service", key::kServiceName},
    Name {"type", "datadog.span.type"},
};

/// Members that are read by themselves, or say nothing about the span.
constexpr std::array<std::string_view, 16> kTaken {
    "attributes",      "custom",    "tags",       "meta",         "metrics", "trace_id",
    "span_id",         "parent_id", "start",      "duration",     "error",   "name",
    "start_timestamp", "status",    "span_links", "end_timestamp"};

/// Names within the tags of a span that have another here.
constexpr std::array kTags {
    Name {"error.msg", key::kExceptionMessage},
    Name {"span.kind", key::kSpanKind},
    Name {"http.method", "http.request.method"},
    Name {"http.status_code", "http.response.status_code"},
    Name {"http.url", "url.full"},
    Name {"http.useragent", key::kUserAgent},
    Name {"usr.id", key::kUserId},
    Name {"runtime-id", "service.instance.id"},
    Name {"language", "telemetry.sdk.language"},
};

constexpr std::array<std::string_view, 3> kErrorParts {key::kExceptionType, key::kExceptionMessage,
                                                       key::kExceptionStack};

/// Rates that decided whether the trace is kept: of rules, and of the agent.
constexpr std::array<std::string_view, 2> kRates {"_dd.rule_psr", "_dd.agent_psr"};

template<std::size_t N>
std::string_view renamed(std::string_view name, const std::array<Name, N>& names)
{
    const auto* found = std::ranges::find(names, name, &Name::from);
    return found == names.end() ? name : found->to;
}

class DatadogSpansImporter : public Importer
{
public:
    Result<void> frame(std::string_view text, const domain::Provenance& place,
                       RawSink& sink) override
    {
        TL_ASSIGN(const bool open, m_json.openList(text, place, sink));
        if (!open) {
            return {};
        }
        m_sink = &sink;
        m_place = place;
        m_text = text;
        const std::uint32_t traces = m_json.child(0, "traces");
        return traces != 0 ? lists(traces) : m_json.isObject(0) ? one(0) : trace(0);
    }

private:
    Result<void> lists(std::uint32_t traces)
    {
        for (std::uint32_t i = traces + 1; i < m_json.node(traces).next; i = m_json.node(i).next) {
            TL_TRY(trace(i));
        }
        return {};
    }

    /// A list of spans. What holds for a whole trace stands on one of them.
    Result<void> trace(std::uint32_t list)
    {
        if (m_json.node(list).kind != JsonKind::Array) {
            return one(list);
        }
        std::string_view high;
        std::string_view rate;
        m_json.eachOf(list, [&](std::uint32_t span) {
            const std::string_view half = m_json.text(m_json.child(span, "meta"), "_dd.p.tid");
            high = half.empty() ? high : half;
            const std::string_view told = rateOf(m_json.child(span, "metrics"));
            rate = told.empty() ? rate : told;
        });
        m_high = high;
        m_rate = rate;
        for (std::uint32_t i = list + 1; i < m_json.node(list).next; i = m_json.node(i).next) {
            TL_TRY(span(i, 0));
        }
        return {};
    }

    /// A span by itself, perhaps in the envelope of the interface.
    Result<void> one(std::uint32_t object)
    {
        const std::uint32_t attributes = m_json.child(object, "attributes");
        const bool api = attributes != 0 && m_json.child(attributes, "span_id") != 0;
        const std::uint32_t span = api ? attributes : object;
        const std::uint32_t tags = m_json.child(span, "meta");
        m_high = tags == 0 ? std::string_view() : m_json.text(tags, "_dd.p.tid");
        const std::uint32_t numbers = m_json.child(span, "metrics");
        m_rate = numbers == 0 ? std::string_view() : rateOf(numbers);
        return this->span(span, api ? m_json.child(object, "id") : 0);
    }

    [[nodiscard]] std::string_view rateOf(std::uint32_t metrics) const
    {
        std::string_view rate;
        for (const std::string_view name : kRates) {
            const std::string_view told =
                metrics == 0 ? std::string_view() : m_json.text(metrics, name);
            const auto share = parseDouble(told);
            rate = rate.empty() && share && *share > 0 && *share < 1 ? told : rate;
        }
        return rate;
    }

    Result<void> span(std::uint32_t object, std::uint32_t eventId)
    {
        if (!m_json.isObject(object)) {
            return m_sink->reject(IssueCode::NotAnObject, "", m_place, m_text);
        }
        m_record.signal = domain::Signal::Span;
        m_record.time = {};
        m_record.end = {};
        m_record.fields.clear();
        m_json.add(m_record.fields, "event.id", eventId);
        addTags(m_json.child(object, "metrics"));
        addTags(m_json.child(object, "custom"));
        addTags(m_json.child(object, "attributes"));
        addTags(m_json.child(object, "meta"));
        addMembers(object);
        addDatadogTags(m_record.fields, m_json, m_json.child(object, "tags"));
        addTimes(object);
        m_names.apply(m_record.fields, m_json.arena());
        addIds(object);
        addStatus(object);
        if (!m_rate.empty()) {
            m_record.fields.push_back(textField(domain::kSamplingRate, m_rate));
        }
        domain::Provenance place = m_place;
        place.part = m_place.part++;
        return m_sink->raw(m_record, place);
    }

    void addTags(std::uint32_t tags)
    {
        if (tags == 0 || !m_json.isObject(tags)) {
            return;
        }
        const std::size_t first = m_record.fields.size();
        m_json.flatten(m_record.fields, "", tags);
        for (std::size_t i = first; i < m_record.fields.size(); ++i) {
            Field& field = m_record.fields[i];
            field.key = renamed(renamed(field.key, kTags), kMembers);
        }
    }

    void addMembers(std::uint32_t object)
    {
        m_json.eachOf(object, [this](std::uint32_t i) {
            const std::string_view name = m_json.node(i).key;
            if (std::ranges::find(kTaken, name) == kTaken.end()) {
                m_json.add(m_record.fields, renamed(name, kMembers), i);
            }
        });
        const std::string_view name = m_json.text(object, "name");
        const std::string_view operation = take("operation_name");
        const std::string_view told = !name.empty() ? name : operation;
        const std::string_view resource = valueOf("datadog.resource");
        m_record.fields.push_back(textField(key::kSpanName, resource.empty() ? told : resource));
        if (!told.empty() && told != resource) {
            m_record.fields.push_back(textField("datadog.operation", told));
        }
        addLinks(m_json.child(object, "span_links"));
    }

    void addLinks(std::uint32_t list)
    {
        std::string links;
        m_json.each(list, [&](std::uint32_t i) {
            const std::string_view half = m_json.text(i, "trace_id_high");
            std::string_view trace = datadogId(m_json.text(i, "trace_id"), 32, m_json.arena());
            if (const auto low = domain::traceIdFromHex(trace); low && !half.empty()) {
                const std::string_view high = datadogId(half, 16, m_json.arena());
                trace = m_json.arena().keep(toHex(withHighHalf(*low, high)));
            }
            appendSpanLink(links, trace, datadogId(m_json.text(i, "span_id"), 16, m_json.arena()),
                           {});
        });
        m_json.addList(m_record.fields, key::kSpanLinks, links);
    }

    [[nodiscard]] std::string_view valueOf(std::string_view name) const
    {
        const auto found = std::ranges::find(m_record.fields, name, &Field::key);
        return found == m_record.fields.end() ? std::string_view() : found->value;
    }

    std::string_view take(std::string_view name)
    {
        const auto found = std::ranges::find(m_record.fields, name, &Field::key);
        if (found == m_record.fields.end()) {
            return {};
        }
        const std::string_view value = found->value;
        m_record.fields.erase(found);
        return value;
    }

    /// The interface tells texts, the last of which is the end; programs nanoseconds and a length.
    void addTimes(std::uint32_t object)
    {
        const std::uint32_t start = m_json.child(object, "start");
        const std::uint32_t text = m_json.child(object, "start_timestamp");
        const std::uint32_t end = m_json.child(object, "end_timestamp");
        if (start != 0) {
            m_record.time = textField("startTimeUnixNano", m_json.node(start).text);
        } else if (text != 0) {
            m_record.time = m_json.field("start_timestamp", text);
        }
        const std::string_view tagged = take("duration");
        const std::uint32_t duration = m_json.child(object, "duration");
        const std::string_view length = duration != 0 ? m_json.node(duration).text : tagged;
        if (!length.empty()) {
            m_record.fields.push_back({key::kDuration, length, ValueKind::Number});
        } else if (end != 0) {
            m_record.end = m_json.field("end_timestamp", end);
        }
    }

    void addIds(std::uint32_t object)
    {
        const auto id = [&](std::string_view from, std::size_t digits) {
            const std::uint32_t node = m_json.child(object, from);
            const std::string_view raw = node == 0 ? std::string_view() : m_json.node(node).text;
            const bool number = node != 0 && m_json.node(node).kind == JsonKind::Number;
            // Without a letter a text of 16 digits is hexadecimal, as programs write it to logs.
            const bool hex = !number && (raw.size() == 16 || raw.size() == 32);
            return hex ? raw : datadogId(raw, digits, m_json.arena());
        };
        std::string_view trace = id("trace_id", 32);
        if (const auto low = domain::traceIdFromHex(trace); low && !m_high.empty()) {
            trace = m_json.arena().keep(toHex(withHighHalf(*low, m_high)));
        }
        const std::string_view parent = id("parent_id", 16);
        m_record.fields.push_back(textField(key::kTraceId, trace));
        m_record.fields.push_back(textField(key::kSpanId, id("span_id", 16)));
        const bool root = parent.find_first_not_of('0') == std::string_view::npos;
        m_record.fields.push_back(textField(key::kParentSpanId, root ? "" : parent));
    }

    /// An error makes the span a failed one, and what is told about it an exception of it.
    void addStatus(std::uint32_t object)
    {
        const std::uint32_t flag = m_json.child(object, "error");
        const bool flagged = flag != 0 && m_json.node(flag).kind < JsonKind::Array
            && m_json.node(flag).text != "0" && m_json.node(flag).text != "false"
            && m_json.node(flag).kind != JsonKind::Null;
        std::string_view word = m_json.text(object, "status");
        word = word.empty() ? take("status") : word;
        JsonFields::Fields exception;
        for (const std::string_view part : kErrorParts) {
            if (const std::string_view value = take(part); !value.empty()) {
                exception.push_back(textField(part, value));
            }
        }
        const bool failed = flagged || word == "error" || (flag == 0 && !exception.empty());
        if (failed || word == "ok") {
            m_record.fields.push_back(textField(key::kSpanStatus, failed ? "error" : "ok"));
        }
        if (exception.empty()) {
            return;
        }
        for (const Field& field : exception) {
            if (field.key == key::kExceptionMessage) {
                m_record.fields.push_back(textField(key::kSpanStatusMessage, field.value));
            }
        }
        std::string events;
        appendSpanEvent(events, "exception", m_json.arena().keep(m_record.time.value), exception);
        m_json.addList(m_record.fields, key::kSpanEvents, events);
    }

    JsonFields m_json;
    DatadogNames m_names;
    RawSink* m_sink = nullptr;
    domain::Provenance m_place;
    std::string_view m_text;
    std::string_view m_high; ///< half of the trace's id, in hexadecimal; empty: nobody tells
    std::string_view m_rate; ///< at which the trace was kept; empty: nobody tells
    RawRecord m_record;
};

Recognition recogniseDatadogSpans(std::string_view head, bool whole)
{
    const JsonHead json = lookAtJson(head, whole);
    const auto has = [&json](std::string_view name) { return json.has(name); };
    const bool api = has("data") && has("attributes.span_id") && has("attributes.trace_id")
        && (has("attributes.resource_name") || has("attributes.start_timestamp"));
    const auto spans = [&has](std::string_view before) {
        const std::string prefix(before);
        const auto all = {"trace_id", "span_id", "resource", "service", "start", "duration"};
        return std::ranges::all_of(all, [&](const char* name) { return has(prefix + name); });
    };
    const bool traces = spans("traces.");
    if (json.shape == JsonHead::Shape::NotJson || (!api && !traces && !spans(""))) {
        return {};
    }
    Recognition found;
    found.confidence = 0.9;
    found.format = "datadog-spans";
    found.reason = api ? "data with the attributes of spans"
                       : "spans with resource, service, start and duration";
    frameRecords(found, json, api ? "data" : "");
    return found;
}

std::unique_ptr<Importer> createDatadogSpans(const Recognition& /*recognition*/)
{
    return std::make_unique<DatadogSpansImporter>();
}

} // namespace

Format datadogSpansFormat()
{
    return {"datadog-spans",
            {"span", "error"},
            "the answer of the spans API, or lists of spans as tracers send and log them",
            &recogniseDatadogSpans,
            &createDatadogSpans};
}

} // namespace throughline::ingest
