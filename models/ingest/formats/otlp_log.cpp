#include "models/ingest/formats/otlp_log.h"

#include "models/base/text.h"
#include "models/ingest/formats/otlp_dialects.h"

namespace throughline::ingest {

using domain::ValueKind;

void OtlpLogReader::read(OtlpDocument& document, std::uint32_t object, RawRecord& record) const
{
    std::string_view observed;
    std::string_view level;
    bool numbered = false;
    const std::uint32_t end = document.node(object).next;
    for (std::uint32_t i = object + 1; i < end; i = document.node(i).next) {
        const codec::JsonNode& member = document.node(i);
        const std::string_view name = otlpName(member.key);
        if (name == "timeUnixNano") {
            OtlpDocument::readTime(m_time, member.text, record.time);
        } else if (name == "observedTimeUnixNano") {
            observed = member.text;
        } else if (name == "severityNumber") {
            numbered = addSeverity(member.text, record.fields);
        } else if (name == "severityText") {
            level = member.text;
            document.addText(m_severityText, i, record.fields);
        } else if (name == "body") {
            domain::Field body {m_body.name, {}, ValueKind::Null, m_body.number};
            document.readValue(i, body);
            if (body.kind != ValueKind::Null) {
                record.fields.push_back(body);
            }
        } else if (name == "eventName") {
            document.addText(m_eventName, i, record.fields);
        } else if (name == "attributes") {
            document.addAttributes(i, record.fields);
        } else if (name == "traceId") {
            document.addId(m_traceId, i, record.fields);
        } else if (name == "spanId") {
            document.addId(m_spanId, i, record.fields);
        }
    }
    if (!numbered && !parseInteger(level)) {
        addSeverity(level, record.fields); // its number is not known: the one that the word has
    }
    if (record.time.value.empty()) {
        OtlpDocument::readTime(m_observed, observed, record.time);
    }
}

/// The number itself, or the name of the enumeration (SEVERITY_NUMBER_INFO2). False: it says
/// nothing.
bool OtlpLogReader::addSeverity(std::string_view text, OtlpDocument::Fields& fields) const
{
    constexpr std::string_view kPrefix = "SEVERITY_NUMBER_";
    if (text.substr(0, kPrefix.size()) == kPrefix) {
        text.remove_prefix(kPrefix.size());
    }
    const bool tells = !text.empty() && text != "0" && text != "UNSPECIFIED";
    if (tells) {
        fields.push_back({m_severity.name, text, ValueKind::Text, m_severity.number});
    }
    return tells;
}

} // namespace throughline::ingest
