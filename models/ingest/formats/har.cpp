#include "models/ingest/formats/har.h"

#include "models/base/hash.h"
#include "models/base/text.h"
#include "models/domain/field.h"
#include "models/ingest/formats/trace_headers.h"
#include "models/ingest/json_fields.h"
#include "models/ingest/json_head.h"

#include <algorithm>
#include <array>
#include <set>

namespace throughline::ingest {

namespace {

namespace key = domain::key;
using domain::Field;
using domain::ValueKind;

constexpr std::string_view kPages = "log.pages";
constexpr std::string_view kEntries = "log.entries";

struct HeaderName
{
    std::string_view from;
    std::string_view to;
};

/// Headers of a request that say something about who made it and which it was.
constexpr std::array kHeaders {
    HeaderName {"user-agent", key::kUserAgent},
    HeaderName {"x-correlation-id", "correlation.id"},
    HeaderName {"x-request-id", "http.request.header.x-request-id"},
    HeaderName {"x-session-id", key::kSessionId},
};

/// What baggage may say of the one who made the request.
constexpr std::array kBaggage {key::kSessionId, key::kUserId, key::kAccountId, key::kPseudoUserId,
                               std::string_view("correlation.id")};

std::string hexOf(std::uint64_t number)
{
    std::string hex(16, '0');
    for (std::size_t i = hex.size(); i > 0; number >>= 4U) {
        hex[--i] = "0123456789abcdef"[number & 15U];
    }
    return hex;
}

class HarImporter : public Importer
{
public:
    explicit HarImporter(std::vector<std::string> paths)
        : m_paths(std::move(paths))
    {
    }

    void elementsOf(std::size_t pathIndex) override { m_page = m_paths[pathIndex] == kPages; }

    Result<void> frame(std::string_view text, const domain::Provenance& place,
                       RawSink& sink) override
    {
        TL_ASSIGN(const bool open, m_json.open(text, place, sink));
        if (!open) {
            return {};
        }
        if (place.length == 0 && m_ownSession.empty()) {
            m_ownSession = "har-" + hexOf(hash64(m_json.json(0))); // however it is indented
        }
        m_record.signal = domain::Signal::Event;
        m_record.end = {};
        m_record.fields.clear();
        m_record.time = textField("startedDateTime", m_json.text(0, "startedDateTime"));
        if (m_page) {
            readPage();
        } else if (m_json.child(0, "request") == 0) {
            return sink.reject(domain::IssueCode::UnknownShape, "no request", place, text);
        } else {
            readEntry();
        }
        addSession(place.length == 0);
        return sink.raw(m_record, place);
    }

private:
    /// A file is one browser's: what names no session belongs to the only one that the first
    /// entries name, else to one named after the file's first element.
    void addSession(bool ahead)
    {
        const auto named = std::find_if(m_record.fields.begin(), m_record.fields.end(),
                                        [](const Field& f) { return f.key == key::kSessionId; });
        if (named == m_record.fields.end()) {
            addText(key::kSessionId,
                    m_namedSessions.size() == 1 ? std::string_view(*m_namedSessions.begin())
                                                : std::string_view(m_ownSession));
        } else if (ahead) {
            m_namedSessions.emplace(named->value);
        }
    }

    void addText(std::string_view name, std::string_view value)
    {
        if (!value.empty()) {
            m_record.fields.push_back(textField(name, value));
        }
    }

    /// HAR writes -1 for what it does not know.
    void addNumber(std::string_view name, std::uint32_t value)
    {
        if (value != 0 && !m_json.node(value).text.starts_with('-')) {
            m_json.add(m_record.fields, name, value);
        }
    }

    void readPage()
    {
        addText(key::kEventName, "page_view");
        addText("har.page", m_json.text(0, "id"));
        addText("page.title", m_json.text(0, "title"));
        addNumber("page.content_load_ms", m_json.at(0, {"pageTimings", "onContentLoad"}));
        addNumber("page.load_ms", m_json.at(0, {"pageTimings", "onLoad"}));
    }

    void readEntry()
    {
        const std::uint32_t request = m_json.child(0, "request");
        const std::uint32_t response = m_json.child(0, "response");
        addText(key::kEventName, "request");
        addText("http.request.method", m_json.text(request, "method"));
        addText("url.full", m_json.text(request, "url"));
        addText("network.protocol.version", m_json.text(request, "httpVersion"));
        addNumber("duration_ms", m_json.child(0, "time"));
        addText("har.page", m_json.text(0, "pageref"));
        addText("network.peer.address", m_json.text(0, "serverIPAddress"));
        addTrace(m_json.child(request, "headers"), response);
        if (response != 0) {
            readResponse(response);
        }
        addTimings(m_json.child(0, "timings"));
    }

    void readResponse(std::uint32_t response)
    {
        const std::uint32_t status = m_json.child(response, "status");
        if (status != 0 && m_json.node(status).text != "0") {
            addNumber("http.response.status_code", status);
        }
        addNumber("http.response.body.size", m_json.child(response, "bodySize"));
        const std::uint32_t content = m_json.child(response, "content");
        addText("http.response.mime_type",
                content == 0 ? std::string_view() : m_json.text(content, "mimeType"));
        addText("error.type", m_json.text(response, "_error"));
    }

    void addTimings(std::uint32_t timings)
    {
        if (timings == 0 || !m_json.isObject(timings)) {
            return;
        }
        m_json.each(timings, [this](std::uint32_t i) {
            if (m_json.node(i).kind == codec::JsonKind::Number) {
                addNumber(m_json.arena().join("har.timing.", m_json.node(i).key, "_ms"), i);
            }
        });
    }

    void addTrace(std::uint32_t headers, std::uint32_t response)
    {
        TraceContext trace;
        m_json.each(headers, [&](std::uint32_t i) {
            const std::string name = toLowerAscii(m_json.text(i, "name"));
            const std::string_view value = m_json.text(i, "value");
            if (const TraceContext found = traceContextOf(name, value);
                !found.traceId.empty() && (trace.traceId.empty() || name == "traceparent")) {
                trace = found;
            }
            for (const HeaderName& header : kHeaders) {
                if (header.from == name) {
                    addText(header.to, value);
                }
            }
            if (name == "baggage") {
                addBaggage(value);
            }
        });
        if (trace.traceId.empty() && response != 0) {
            m_json.each(m_json.child(response, "headers"), [&](std::uint32_t i) {
                if (equalsIgnoringAsciiCase(m_json.text(i, "name"), "server-timing")) {
                    trace = serverTimingContext(m_json.text(i, "value"));
                    trace.spanId.clear(); // the server's own
                }
            });
        }
        addText(key::kTraceId, m_json.arena().keep(trace.traceId));
        addText(key::kSpanId, m_json.arena().keep(trace.spanId));
    }

    void addBaggage(std::string_view header)
    {
        for (const BaggageMember& member : readBaggage(header)) {
            const std::string_view name = domain::canonicalName(member.name);
            if (std::find(kBaggage.begin(), kBaggage.end(), name) != kBaggage.end()) {
                addText(m_json.arena().keep(name), m_json.arena().keep(member.value));
            }
        }
    }

    JsonFields m_json;
    std::vector<std::string> m_paths;
    bool m_page = false;
    std::string m_ownSession;
    std::set<std::string, std::less<>> m_namedSessions;
    RawRecord m_record;
};

Recognition recogniseHar(std::string_view head, bool whole)
{
    const JsonHead json = lookAtJson(head, whole);
    const bool log = json.has("log.version") || json.has("log.creator");
    const bool lists = json.has("log.entries") || json.has("log.pages");
    if (json.shape == JsonHead::Shape::NotJson || !log || !lists) {
        return {};
    }
    Recognition recognition;
    recognition.confidence = 1;
    recognition.format = "har";
    recognition.reason = "a log with a version and entries";
    recognition.framing = Framing::Elements;
    recognition.arrayPaths = {std::string(kPages), std::string(kEntries)};
    return recognition;
}

std::unique_ptr<Importer> createHar(const Recognition& recognition)
{
    return std::make_unique<HarImporter>(recognition.arrayPaths);
}

} // namespace

Format harFormat()
{
    return {"har",
            {"event"},
            "a JSON object log with version, creator and entries (HAR 1.2)",
            &recogniseHar,
            &createHar};
}

} // namespace throughline::ingest
