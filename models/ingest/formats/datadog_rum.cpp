#include "models/ingest/formats/datadog_rum.h"

#include "models/base/text.h"
#include "models/domain/sampling.h"
#include "models/ingest/formats/datadog_fields.h"
#include "models/ingest/json_framing.h"

#include <algorithm>
#include <array>

namespace throughline::ingest {

namespace {

namespace key = domain::key;
using domain::Field;

struct Name
{
    std::string_view from;
    std::string_view to;
};

constexpr std::array kResourceNames {
    Name {"resource.duration", key::kDuration},
    Name {"resource.method", "http.request.method"},
    Name {"resource.status_code", "http.response.status_code"},
    Name {"resource.url", "url.full"},
};

constexpr std::array kOtherNames {
    Name {"action.target.name", "target"},
    Name {"error.resource.method", "http.request.method"},
    Name {"error.resource.status_code", "http.response.status_code"},
    Name {"view.url", "url.full"},
};

class DatadogRumImporter : public Importer
{
public:
    Result<void> frame(std::string_view text, const domain::Provenance& place,
                       RawSink& sink) override
    {
        TL_ASSIGN(const bool open, m_json.open(text, place, sink));
        if (!open) {
            return {};
        }
        const std::uint32_t outer = m_json.child(0, "attributes");
        const std::uint32_t inner = m_json.at(0, {"attributes", "attributes"});
        const std::uint32_t object = inner != 0 && m_json.isObject(inner) ? inner : 0;
        if (m_json.text(object, "type").empty() && m_json.child(object, "view") == 0) {
            return sink.reject(domain::IssueCode::UnknownShape, "no type", place, text);
        }
        m_record.signal = domain::Signal::Event;
        m_record.time = {};
        m_record.end = {};
        m_record.fields.clear();
        if (object != 0) {
            m_json.add(m_record.fields, "event.id", m_json.child(0, "id"));
            m_json.add(m_record.fields, key::kServiceName, m_json.child(outer, "service"));
            addDatadogTags(m_record.fields, m_json, m_json.child(outer, "tags"));
        }
        addTime(object, outer);
        addFields(object);
        return sink.raw(m_record, place);
    }

private:
    void addTime(std::uint32_t object, std::uint32_t outer)
    {
        const std::uint32_t date = m_json.child(object, "date");
        const std::uint32_t time = outer == 0 ? 0 : m_json.child(outer, "timestamp");
        if (date != 0) {
            m_record.time = m_json.field("dateUnixMilli", date);
        } else if (time != 0) {
            m_record.time = m_json.field("timestamp", time);
        }
    }

    void addFields(std::uint32_t object)
    {
        auto& fields = m_record.fields;
        const std::size_t first = fields.size();
        m_json.flatten(fields, "", object);
        const std::string_view type = m_json.text(object, "type");
        if (type == "resource") {
            rename(kResourceNames, first);
        } else {
            rename(kOtherNames, first);
        }
        std::erase_if(fields, [](const Field& field) {
            return field.key == "date" || field.key == "type"
                || (field.key == "http.response.status_code" && field.value == "0");
        });
        m_names.apply(fields, m_json.arena());
        const std::string_view percent = textOf("_dd.configuration.session_sample_rate");
        if (!percent.empty()) {
            fields.push_back(
                textField(domain::kSamplingRate, m_json.arena().keep(std::string(percent) + '%')));
        }
        const std::string_view session = textOf("session.type");
        if (session == "synthetics" || session == "ci_test") {
            fields.push_back(textField(key::kSynthetic, "test"));
        }
        fields.push_back(textField(key::kEventName, nameOf(type)));
    }

    template<std::size_t N>
    void rename(const std::array<Name, N>& names, std::size_t first)
    {
        for (std::size_t i = first; i < m_record.fields.size(); ++i) {
            Field& field = m_record.fields[i];
            const auto* found = std::find_if(names.begin(), names.end(),
                                             [&](const Name& n) { return n.from == field.key; });
            field.key = found == names.end() ? field.key : found->to;
        }
    }

    [[nodiscard]] std::string_view textOf(std::string_view name) const
    {
        for (const Field& field : m_record.fields) {
            if (field.key == name) {
                return field.value;
            }
        }
        return {};
    }

    /// An action is what the user did; one that the program told itself has its own name.
    [[nodiscard]] std::string_view nameOf(std::string_view type) const
    {
        if (type != "action") {
            return type.empty() ? std::string_view("view") : type;
        }
        const std::string_view kind = textOf("action.type");
        const std::string_view target = textOf("target");
        const bool own = kind == "custom" && !target.empty();
        return own ? target : kind.empty() ? type : kind;
    }

    JsonFields m_json;
    DatadogNames m_names;
    RawRecord m_record;
};

bool endsAny(const JsonHead& json, std::string_view end)
{
    return std::any_of(json.keys.begin(), json.keys.end(),
                       [end](const std::string& key) { return key.ends_with(end); });
}

Recognition recogniseDatadogRum(std::string_view head, bool whole)
{
    const JsonHead json = lookAtJson(head, whole);
    const bool api = json.has("data") && endsAny(json, "attributes.attributes");
    const bool event = json.has("application.id") && json.has("session.id")
        && (json.has("_dd.format_version") || (json.has("date") && json.has("view.id")));
    const bool apiEvent =
        api && endsAny(json, "attributes.application.id") && endsAny(json, "attributes.session.id");
    if (json.shape == JsonHead::Shape::NotJson || (!event && !apiEvent)) {
        return {};
    }
    Recognition recognition;
    recognition.confidence = 0.95;
    recognition.format = "datadog-rum";
    recognition.reason = "application.id, session.id and a date in the first event";
    frameRecords(recognition, json, apiEvent ? "data" : "");
    return recognition;
}

std::unique_ptr<Importer> createDatadogRum(const Recognition& /*recognition*/)
{
    return std::make_unique<DatadogRumImporter>();
}

} // namespace

Format datadogRumFormat()
{
    return {"datadog-rum",
            {"event", "error"},
            "JSON events with application.id, session.id, view and date, or the answer of the API",
            &recogniseDatadogRum,
            &createDatadogRum};
}

} // namespace throughline::ingest
