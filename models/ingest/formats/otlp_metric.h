#pragma once

#include "models/ingest/formats/otlp_document.h"
#include "models/ingest/importer.h"

#include <span>
#include <string_view>

namespace throughline::ingest {

/// Reads the data points of OTLP's metrics; all shapes keep their numbers as they are.
class OtlpMetricReader
{
public:
    /// Shapes of metrics by their names in the protocol.
    static std::span<const std::string_view> shapes();

    /// Adds what a data point of a metric and the metric itself say to the record.
    void read(OtlpDocument& document, std::uint32_t metric, std::string_view shape,
              std::uint32_t point, RawRecord& record) const;

private:
    void readMember(OtlpDocument& document, std::uint32_t at, RawRecord& record) const;

    OtlpKey m_name {domain::key::kMetricName};
    OtlpKey m_unit {"metric.unit"};
    OtlpKey m_type {"metric.type"};
    OtlpKey m_time {"timeUnixNano"};
    OtlpKey m_value {"metric.value"};
};

} // namespace throughline::ingest
