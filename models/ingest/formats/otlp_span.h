#pragma once

#include "models/ingest/formats/otlp_document.h"
#include "models/ingest/formats/otlp_span_form.h"
#include "models/ingest/importer.h"
#include "models/ingest/key_numbers.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace throughline::ingest {

/// What there is to know of all spans that are written like one.
struct OtlpSpanLesson
{
    OtlpSpanForm form;
    std::vector<codec::JsonFreedom> freedoms; ///< one for each of its nodes
    std::vector<std::string_view> values; ///< its own free ones
};

/// Reads the spans of OTLP.
class OtlpSpanReader
{
public:
    /// Adds what a span says of itself to the record.
    void read(OtlpDocument& document, std::uint32_t object, RawRecord& record);

    /// How spans that are written like this one become records; nullopt: they have to be read.
    /// `numbers` are given to the names of its attributes.
    std::optional<OtlpSpanLesson> learn(OtlpDocument& document, std::uint32_t object,
                                        KeyNumbers& numbers);

private:
    enum class Member : std::uint8_t
    {
        Other,
        TraceId,
        SpanId,
        ParentSpanId,
        Name,
        Kind,
        Start,
        End,
        TraceState,
        Attributes,
        Events,
        Links,
        Status
    };

    /// A member of the last span, to be looked for in the same place of the next.
    struct Met
    {
        std::string key;
        Member member = Member::Other;
    };

    struct Draft;

    static Member memberOf(std::string_view key);
    static std::string_view kindWord(std::string_view kind);
    static std::string_view statusWord(std::string_view code);
    [[nodiscard]] bool draft(Draft& draft, Member member, std::uint32_t at) const;
    [[nodiscard]] Member memberAt(std::size_t place, std::string_view key);
    void take(OtlpDocument& document, Member member, std::uint32_t at, RawRecord& record) const;
    void takeStatus(OtlpDocument& document, std::uint32_t at, RawRecord& record) const;
    static void addList(OtlpDocument& document, const OtlpKey& key, std::uint32_t list,
                        RawRecord& record, bool events);

    std::vector<Met> m_met;
    OtlpKey m_traceId {domain::key::kTraceId};
    OtlpKey m_spanId {domain::key::kSpanId};
    OtlpKey m_parent {domain::key::kParentSpanId};
    OtlpKey m_name {domain::key::kSpanName};
    OtlpKey m_kind {domain::key::kSpanKind};
    OtlpKey m_start {"startTimeUnixNano"};
    OtlpKey m_end {"endTimeUnixNano"};
    OtlpKey m_state {"trace.state"};
    OtlpKey m_events {domain::key::kSpanEvents};
    OtlpKey m_links {domain::key::kSpanLinks};
    OtlpKey m_status {domain::key::kSpanStatus};
    OtlpKey m_message {domain::key::kSpanStatusMessage};
};

} // namespace throughline::ingest
