#include "models/ingest/formats/otlp_metric.h"

#include "models/codec/json_text.h"
#include "models/ingest/formats/otlp_dialects.h"

#include <array>
#include <string>

namespace throughline::ingest {

using domain::ValueKind;

std::span<const std::string_view> OtlpMetricReader::shapes()
{
    static constexpr std::array<std::string_view, 5> kShapes {"gauge", "sum", "histogram",
                                                              "exponentialHistogram", "summary"};
    return kShapes;
}

void OtlpMetricReader::read(OtlpDocument& document, std::uint32_t metric, std::string_view shape,
                            std::uint32_t point, RawRecord& record) const
{
    document.addText(m_name, document.child(metric, "name"), record.fields);
    document.addText(m_unit, document.child(metric, "unit"), record.fields);
    OtlpDocument::addWord(m_type, shape, record.fields);
    const std::uint32_t end = document.node(point).next;
    for (std::uint32_t i = point + 1; i < end; i = document.node(i).next) {
        readMember(document, i, record);
    }
}

void OtlpMetricReader::readMember(OtlpDocument& document, std::uint32_t at, RawRecord& record) const
{
    const codec::JsonNode& member = document.node(at);
    const std::string_view name = otlpName(member.key);
    if (name == "timeUnixNano") {
        OtlpDocument::readTime(m_time, member.text, record.time);
    } else if (name == "attributes") {
        document.addAttributes(at, record.fields);
    } else if (name == "asDouble" || name == "asInt") {
        const bool number = codec::isJsonNumber(member.text);
        record.fields.push_back({m_value.name, member.text,
                                 number ? ValueKind::Number : ValueKind::Text, m_value.number});
    } else if (member.kind >= codec::JsonKind::Array) {
        std::string json;
        codec::appendJson(json, document.json(), at);
        record.fields.push_back({document.arena().join("metric.", name, ""),
                                 document.arena().keep(json), ValueKind::Json});
    } else {
        record.fields.push_back(
            {document.arena().join("metric.", name, ""), member.text, ValueKind::Text});
    }
}

} // namespace throughline::ingest
