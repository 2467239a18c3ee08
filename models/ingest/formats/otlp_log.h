#pragma once

#include "models/ingest/formats/otlp_document.h"
#include "models/ingest/importer.h"

namespace throughline::ingest {

/// Reads the log records of OTLP.
class OtlpLogReader
{
public:
    /// Adds what a log record says of itself to the record.
    void read(OtlpDocument& document, std::uint32_t object, RawRecord& record) const;

private:
    bool addSeverity(std::string_view text, OtlpDocument::Fields& fields) const;

    OtlpKey m_time {"timeUnixNano"};
    OtlpKey m_observed {"observedTimeUnixNano"};
    OtlpKey m_severity {"severity_number"};
    OtlpKey m_severityText {domain::key::kSeverityText};
    OtlpKey m_body {domain::key::kBody};
    OtlpKey m_eventName {domain::key::kEventName};
    OtlpKey m_traceId {domain::key::kTraceId};
    OtlpKey m_spanId {domain::key::kSpanId};
};

} // namespace throughline::ingest
