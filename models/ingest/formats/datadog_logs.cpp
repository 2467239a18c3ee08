#include "models/ingest/formats/datadog_logs.h"

#include "models/base/text.h"
#include "models/ingest/formats/datadog_fields.h"
#include "models/ingest/json_framing.h"

#include <algorithm>

namespace throughline::ingest {

namespace {

namespace key = domain::key;
using domain::Field;

class DatadogLogsImporter : public Importer
{
public:
    Result<void> frame(std::string_view text, const domain::Provenance& place,
                       RawSink& sink) override
    {
        TL_ASSIGN(const bool open, m_json.open(text, place, sink));
        if (!open) {
            return {};
        }
        m_record.signal = domain::Signal::Log;
        m_record.time = {};
        m_record.end = {};
        m_record.fields.clear();
        const std::uint32_t attributes = m_json.child(0, "attributes");
        const std::uint32_t inner = m_json.at(0, {"attributes", "attributes"});
        const bool api = m_json.text(0, "type") == "log" && attributes != 0;
        const std::uint32_t log = api ? attributes : 0;
        addCustom(api ? inner : attributes);
        addMembers(0, api);
        if (api) {
            addMembers(log, false);
        }
        m_names.apply(m_record.fields, m_json.arena());
        return sink.raw(m_record, place);
    }

private:
    /// Attributes of the log's own; those that name what the log itself says give way to it.
    void addCustom(std::uint32_t attributes)
    {
        if (attributes != 0 && m_json.isObject(attributes)) {
            m_json.flatten(m_record.fields, "", attributes);
        }
    }

    void addMembers(std::uint32_t log, bool envelope)
    {
        m_json.eachOf(log, [&](std::uint32_t i) {
            const std::string_view name = m_json.node(i).key;
            auto& fields = m_record.fields;
            if (name == "attributes" || (envelope && name == "type")) {
                return;
            }
            if (name == "timestamp" || name == "date") {
                const bool number = m_json.node(i).kind == codec::JsonKind::Number;
                m_record.time = m_json.field(number ? "timestampUnixMilli" : name, i);
            } else if (name == "level" || (name == "status" && !hasLevel(log))) {
                m_json.add(fields, key::kSeverity, i);
            } else if (name == "message") {
                m_json.add(fields, key::kBody, i);
            } else if (name == "id" || name == "_id") {
                m_json.add(fields, "event.id", i);
            } else if (name == "host") {
                m_json.add(fields, "host.name", i);
            } else if (name == "service") {
                m_json.add(fields, key::kServiceName, i);
            } else if (name == "tags" || name == "ddtags") {
                addDatadogTags(fields, m_json, i);
            } else if (m_json.isObject(i)) {
                m_json.flatten(fields, name, i);
            } else {
                m_json.add(fields, name, i);
            }
        });
    }

    [[nodiscard]] bool hasLevel(std::uint32_t log) const { return m_json.child(log, "level") != 0; }

    JsonFields m_json;
    DatadogNames m_names;
    RawRecord m_record;
};

Recognition recogniseDatadogLogs(std::string_view head, bool whole)
{
    const JsonHead json = lookAtJson(head, whole);
    if (json.shape == JsonHead::Shape::NotJson || json.keys.empty()) {
        return {};
    }
    const auto has = [&json](std::string_view name) { return json.has(name); };
    const bool list = json.keys.front() == "logs" && has("timestamp") && has("message")
        && (has("service") || has("host"));
    const bool api = has("data") && has("attributes.timestamp")
        && (has("attributes.message") || has("attributes.status")) && has("type");
    const bool archive = has("_id") && has("date") && has("status") && has("message")
        && (has("tags") || has("ddsource"));
    if (!list && !api && !archive) {
        return {};
    }
    Recognition recognition;
    recognition.confidence = 0.9;
    recognition.format = "datadog-logs";
    recognition.reason = list ? "logs with timestamp and message"
        : api                 ? "data with the attributes of logs"
                              : "lines of an archive with _id, date and status";
    frameRecords(recognition, json, list ? "logs" : api ? "data" : "");
    return recognition;
}

std::unique_ptr<Importer> createDatadogLogs(const Recognition& /*recognition*/)
{
    return std::make_unique<DatadogLogsImporter>();
}

} // namespace

Format datadogLogsFormat()
{
    return {"datadog-logs",
            {"log", "error"},
            "a JSON object with logs or data of logs, or lines with _id, date and status",
            &recogniseDatadogLogs,
            &createDatadogLogs};
}

} // namespace throughline::ingest
