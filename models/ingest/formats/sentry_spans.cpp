#include "models/ingest/formats/sentry_spans.h"

#include "models/domain/field.h"

#include <algorithm>
#include <array>

namespace throughline::ingest {

namespace {

namespace key = domain::key;
using domain::Field;

/// What fails in a server whoever asks; of what a client did wrong only the client's span failed.
constexpr std::array<std::string_view, 7> kServerFailures {
    "internal_error", "unknown_error", "unavailable", "deadline_exceeded",
    "data_loss",      "unimplemented", "aborted"};

constexpr std::array<std::string_view, 3> kNoFailures {"", "unknown", "cancelled"};

std::string_view statusOf(std::string_view word, bool root)
{
    if (word == "ok") {
        return "ok";
    }
    const bool server =
        std::find(kServerFailures.begin(), kServerFailures.end(), word) != kServerFailures.end();
    const bool none = std::find(kNoFailures.begin(), kNoFailures.end(), word) != kNoFailures.end();
    return server || (!root && !none) ? "error" : "unset";
}

std::string_view kindOf(std::string_view op)
{
    return op == "http.server"                             ? "server"
        : op.starts_with("http.client") || op == "db"      ? "client"
        : op.starts_with("db.") || op.starts_with("cache") ? "client"
        : op == "queue.publish"                            ? "producer"
        : op == "queue.process"                            ? "consumer"
                                                           : "internal";
}

/// Fields that all spans of a transaction share.
bool isShared(const Field& field)
{
    static constexpr std::array kShared {key::kServiceVersion,
                                         key::kEnvironment,
                                         key::kServiceName,
                                         key::kUserId,
                                         key::kSessionId,
                                         std::string_view("host.name"),
                                         std::string_view("telemetry.sdk.language")};
    return std::find(kShared.begin(), kShared.end(), field.key) != kShared.end();
}

class SentrySpans
{
public:
    SentrySpans(JsonFields& json, domain::Provenance place, RawSink& sink)
        : m_json(json)
        , m_place(place)
        , m_sink(sink)
    {
    }

    Result<void> emit(RawRecord& root)
    {
        std::copy_if(root.fields.begin(), root.fields.end(), std::back_inserter(m_shared),
                     isShared);
        const std::uint32_t trace = m_json.at(0, {"contexts", "trace"});
        const std::string_view name = m_json.text(0, "transaction");
        addSpan(root, trace, name, true);
        setTimes(root, 0);
        TL_TRY(tell(root));
        Result<void> told;
        m_json.each(m_json.child(0, "spans"), [&](std::uint32_t span) {
            if (told.ok() && m_json.isObject(span)) {
                told = inner(span);
            }
        });
        return told;
    }

private:
    Result<void> inner(std::uint32_t span)
    {
        m_span.signal = domain::Signal::Span;
        m_span.fields = m_shared;
        const std::string_view description = m_json.text(span, "description");
        for (const auto& [name, from] :
             {std::pair(key::kTraceId, "trace_id"), std::pair(key::kSpanId, "span_id")}) {
            m_json.add(m_span.fields, name, m_json.child(span, from));
        }
        addSpan(m_span, span, description.empty() ? m_json.text(span, "op") : description, false);
        addData(m_json.child(span, "data"));
        setTimes(m_span, span);
        return tell(m_span);
    }

    void addSpan(RawRecord& record, std::uint32_t span, std::string_view name, bool root)
    {
        record.signal = domain::Signal::Span;
        const std::string_view op = m_json.text(span, "op");
        const std::string_view status = m_json.text(span, "status");
        for (const Field& field :
             {textField(key::kSpanName, name.empty() ? op : name),
              textField(key::kSpanKind, kindOf(op)),
              textField(key::kSpanStatus, statusOf(status, root)),
              textField(key::kParentSpanId, m_json.text(span, "parent_span_id")),
              textField("sentry.op", op)}) {
            if (!field.value.empty()) {
                record.fields.push_back(field);
            }
        }
        if (!status.empty() && status != "ok") {
            record.fields.push_back(textField("span.status_message", status));
        }
    }

    /// Names with a point are those of OpenTelemetry; others may mean anything.
    void addData(std::uint32_t data)
    {
        m_json.each(data, [this](std::uint32_t i) {
            const std::string_view name = m_json.node(i).key;
            const bool own = name.find('.') == std::string_view::npos;
            m_json.add(m_span.fields, own ? m_json.arena().join("sentry.data.", name, "") : name,
                       i);
        });
    }

    void setTimes(RawRecord& record, std::uint32_t span)
    {
        record.time = {};
        record.end = {};
        if (const std::uint32_t start = m_json.child(span, "start_timestamp"); start != 0) {
            record.time = m_json.field("start_timestamp", start);
        }
        if (const std::uint32_t end = m_json.child(span, "timestamp"); end != 0) {
            record.end = m_json.field("timestamp", end);
        }
    }

    Result<void> tell(const RawRecord& record)
    {
        const domain::Provenance place = m_place;
        ++m_place.part;
        return m_sink.raw(record, place);
    }

    JsonFields& m_json;
    domain::Provenance m_place;
    RawSink& m_sink;
    std::vector<Field> m_shared;
    RawRecord m_span;
};

} // namespace

Result<void> emitSentrySpans(JsonFields& json, RawRecord& root, domain::Provenance place,
                             RawSink& sink)
{
    return SentrySpans(json, place, sink).emit(root);
}

} // namespace throughline::ingest
