#include "models/ingest/formats/zipkin.h"

#include "models/base/text.h"
#include "models/ingest/json_fields.h"
#include "models/ingest/json_framing.h"

#include <algorithm>
#include <array>

namespace throughline::ingest {

namespace {

namespace key = domain::key;
using codec::JsonKind;
using domain::Field;
using domain::ValueKind;

/// One side of a version 1 span: its kind and the annotations that begin and end it.
struct Half
{
    std::string_view kind;
    std::string_view begin;
    std::string_view end;
};

constexpr std::array kHalves {Half {"client", "cs", "cr"}, Half {"server", "sr", "ss"},
                              Half {"producer", "ms", "ws"}, Half {"consumer", "mr", "wr"}};

constexpr std::string_view kTime = "timestampUnixMicro";

class ZipkinImporter : public Importer
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
        if (m_json.node(0).kind != JsonKind::Array) {
            return span(0);
        }
        for (std::uint32_t i = 1; i < m_json.node(0).next; i = m_json.node(i).next) {
            TL_TRY(span(i));
        }
        return {};
    }

private:
    Result<void> span(std::uint32_t object)
    {
        if (!m_json.isObject(object)) {
            return m_sink->reject(domain::IssueCode::NotAnObject, "", m_place, m_text);
        }
        const bool old = m_json.child(object, "binaryAnnotations") != 0
            || (m_json.child(object, "localEndpoint") == 0 && hasCoreAnnotation(object));
        return old ? oldSpan(object) : newSpan(object);
    }

    void begin(std::uint32_t object)
    {
        m_record.signal = domain::Signal::Span;
        m_record.time = {};
        m_record.end = {};
        m_record.fields.clear();
        m_failed = false;
        addId(key::kTraceId, object, "traceId");
        addId(key::kSpanId, object, "id");
        addId(key::kParentSpanId, object, "parentId");
        m_json.add(m_record.fields, key::kSpanName, m_json.child(object, "name"));
    }

    void addId(std::string_view name, std::uint32_t object, std::string_view from)
    {
        m_record.fields.push_back(textField(name, m_json.wholeHexId(m_json.text(object, from))));
    }

    Result<void> emit()
    {
        if (m_failed) {
            m_record.fields.push_back(textField(key::kSpanStatus, "error"));
        }
        domain::Provenance place = m_place;
        place.part = m_place.part++;
        return m_sink->raw(m_record, place);
    }

    Result<void> newSpan(std::uint32_t object)
    {
        begin(object);
        const std::uint32_t tags = m_json.child(object, "tags");
        m_json.each(tags, [this](std::uint32_t i) { addTag(m_json.node(i).key, i); });
        const std::string_view kind = m_json.text(object, "kind");
        m_record.fields.push_back(
            textField(key::kSpanKind, m_json.arena().keep(toLowerAscii(kind))));
        addEndpoints(m_json.child(object, "localEndpoint"), m_json.child(object, "remoteEndpoint"));
        m_json.add(m_record.fields, "zipkin.shared", m_json.child(object, "shared"));
        m_json.add(m_record.fields, "zipkin.debug", m_json.child(object, "debug"));
        const std::uint32_t annotations = m_json.child(object, "annotations");
        const std::string_view time = m_json.text(object, "timestamp");
        setTime(time.empty() ? firstAnnotation(annotations) : time);
        m_json.add(m_record.fields, "duration_us", m_json.child(object, "duration"));
        addAnnotations(annotations, false);
        return emit();
    }

    /// Tags are text whatever they look like; `error` says that the operation failed and why.
    void addTag(std::string_view name, std::uint32_t value)
    {
        Field tag = m_json.field(name, value);
        if (tag.kind != ValueKind::Json && tag.kind != ValueKind::Null) {
            tag.kind = ValueKind::Text;
        }
        if (name == "error" && tag.value != "false") {
            m_failed = true;
            const bool says = !tag.value.empty() && tag.value != "true";
            tag.key = says ? key::kSpanStatusMessage : std::string_view();
        }
        if (!tag.key.empty()) {
            m_record.fields.push_back(tag);
        }
    }

    void addEndpoints(std::uint32_t local, std::uint32_t remote)
    {
        auto& fields = m_record.fields;
        if (local != 0) {
            m_json.add(fields, key::kServiceName, m_json.child(local, "serviceName"));
            m_json.add(fields, "host.ip", addressOf(local));
        }
        if (remote != 0) {
            m_json.add(fields, "service.peer.name", m_json.child(remote, "serviceName"));
            m_json.add(fields, "network.peer.address", addressOf(remote));
            m_json.add(fields, "network.peer.port", m_json.child(remote, "port"));
        }
    }

    [[nodiscard]] std::uint32_t addressOf(std::uint32_t endpoint) const
    {
        const std::uint32_t four = m_json.child(endpoint, "ipv4");
        return four != 0 ? four : m_json.child(endpoint, "ipv6");
    }

    void setTime(std::string_view micros)
    {
        m_record.time = {kTime, micros == "0" ? std::string_view() : micros, ValueKind::Text};
    }

    [[nodiscard]] std::string_view firstAnnotation(std::uint32_t list) const
    {
        std::string_view first;
        m_json.each(list, [&](std::uint32_t i) {
            const std::string_view time = m_json.text(i, "timestamp");
            if (first.empty() || (time.size() == first.size() && time < first)) {
                first = time;
            }
        });
        return first;
    }

    static bool isCore(std::string_view value)
    {
        return std::any_of(kHalves.begin(), kHalves.end(), [value](const Half& half) {
            return half.begin == value || half.end == value;
        });
    }

    void addAnnotations(std::uint32_t list, bool withoutCore)
    {
        std::string events;
        m_json.each(list, [&](std::uint32_t i) {
            const std::string_view value = m_json.text(i, "value");
            if (!withoutCore || !isCore(value)) {
                appendSpanEvent(events, value, m_json.microsToNanos(m_json.text(i, "timestamp")),
                                {});
            }
        });
        m_json.addList(m_record.fields, key::kSpanEvents, events);
    }

    [[nodiscard]] std::uint32_t annotation(std::uint32_t object, std::string_view value) const
    {
        std::uint32_t found = 0;
        m_json.each(m_json.child(object, "annotations"), [&](std::uint32_t i) {
            found = found == 0 && m_json.text(i, "value") == value ? i : found;
        });
        return found;
    }

    [[nodiscard]] bool hasCoreAnnotation(std::uint32_t object) const
    {
        return std::any_of(kHalves.begin(), kHalves.end(), [&](const Half& half) {
            return annotation(object, half.begin) != 0 || annotation(object, half.end) != 0;
        });
    }

    /// Version 1: which side a span is of shows in its annotations; each side gets a record. The
    /// span's own time and duration are those of the side that began it.
    Result<void> oldSpan(std::uint32_t object)
    {
        bool first = true;
        for (const Half& half : kHalves) {
            const std::uint32_t start = annotation(object, half.begin);
            const std::uint32_t end = annotation(object, half.end);
            if (start != 0 || end != 0) {
                TL_TRY(oldHalf(object, half, start, end, first));
                first = false;
            }
        }
        return first ? oldHalf(object, {}, 0, 0, true) : Result<void>();
    }

    Result<void> oldHalf(std::uint32_t object, const Half& half, std::uint32_t start,
                         std::uint32_t end, bool own)
    {
        begin(object);
        std::uint32_t local = m_json.child(start != 0 ? start : end, "endpoint");
        std::uint32_t remote = 0;
        m_json.each(m_json.child(object, "binaryAnnotations"), [&](std::uint32_t i) {
            const std::string_view name = m_json.text(i, "key");
            const std::uint32_t endpoint = m_json.child(i, "endpoint");
            if (name == "sa" || name == "ca") {
                const bool others = (name == "sa") == (half.kind == "client");
                remote = others ? endpoint : remote;
                return;
            }
            local = local == 0 ? endpoint : local;
            const bool here = m_json.text(endpoint, "serviceName").empty()
                || m_json.text(endpoint, "serviceName") == m_json.text(local, "serviceName");
            if (const std::uint32_t value = m_json.child(i, "value"); value != 0 && here) {
                addTag(name, value);
            }
        });
        m_record.fields.push_back(textField(key::kSpanKind, half.kind));
        addEndpoints(local, remote);
        const std::string_view time = m_json.text(object, "timestamp");
        const std::string_view from = m_json.text(start, "timestamp");
        const std::string_view to = m_json.text(end, "timestamp");
        if (own && !time.empty()) {
            setTime(time);
            m_json.add(m_record.fields, "duration_us", m_json.child(object, "duration"));
        } else {
            setTime(!from.empty()    ? from
                        : to.empty() ? firstAnnotation(m_json.child(object, "annotations"))
                                     : to);
            m_record.end = {kTime, from.empty() ? std::string_view() : to, ValueKind::Text};
        }
        if (own) {
            addAnnotations(m_json.child(object, "annotations"), true);
        }
        return emit();
    }

    JsonFields m_json;
    RawSink* m_sink = nullptr;
    domain::Provenance m_place;
    std::string_view m_text;
    bool m_failed = false;
    RawRecord m_record;
};

Recognition recogniseZipkin(std::string_view head, bool whole)
{
    const JsonHead json = lookAtJson(head, whole);
    const bool place = json.has("localEndpoint") || json.has("localEndpoint.serviceName")
        || json.has("binaryAnnotations") || json.has("annotations");
    if (json.shape == JsonHead::Shape::NotJson || !json.has("traceId") || !json.has("id")
        || !place) {
        return {};
    }
    Recognition recognition;
    recognition.confidence = 0.9;
    recognition.format = "zipkin";
    recognition.reason = "traceId, id and an endpoint in the first span";
    frameRecords(recognition, json);
    return recognition;
}

std::unique_ptr<Importer> createZipkin(const Recognition& /*recognition*/)
{
    return std::make_unique<ZipkinImporter>();
}

} // namespace

Format zipkinFormat()
{
    return {"zipkin",
            {"span"},
            "JSON spans of Zipkin with traceId, id and localEndpoint or annotations, in an array",
            &recogniseZipkin,
            &createZipkin};
}

} // namespace throughline::ingest
