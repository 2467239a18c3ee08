#include "models/ingest/formats/otlp_span_form.h"

#include "models/codec/json_record.h"
#include "models/ingest/formats/otlp_dialects.h"
#include "models/ingest/formats/otlp_document.h"

namespace throughline::ingest {

namespace {

constexpr std::size_t kMostScopes = 1'000;

} // namespace

void OtlpSpanForm::changeScope(const OtlpScope& scope)
{
    m_scope = scope.serial;
    m_record.signal = m_span.signal;
    m_record.time = m_span.time;
    m_record.end = m_span.end;
    m_record.fields = scope.fields;
    m_ofScope = scope.fields.size();
    m_record.fields.insert(m_record.fields.end(), m_span.fields.begin(), m_span.fields.end());
    m_record.keys = 0;
    if (scope.keys != 0) {
        if (m_keys.size() >= kMostScopes) {
            m_keys.clear();
        }
        std::uint32_t& keys = m_keys[scope.keys];
        keys = keys != 0 ? keys : domain::nextKeyNumber();
        m_record.keys = keys;
    }
}

const RawRecord* OtlpSpanForm::fill(std::span<const std::string_view> values,
                                    const OtlpScope& scope)
{
    if (m_scope != scope.serial) {
        changeScope(scope);
    }
    domain::Field* const fields = m_record.fields.data() + m_ofScope;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const Step& step = m_steps[i];
        switch (step.use) {
        case Use::Nothing:
            continue;
        case Use::Start:
            m_record.time.value = OtlpDocument::timeOf(values[i]);
            continue;
        case Use::End:
            m_record.end.value = OtlpDocument::timeOf(values[i]);
            continue;
        case Use::Id:
            if (mayBeBase64Id(values[i])) {
                return nullptr;
            }
            break;
        case Use::Number:
            if (!codec::isJsonNumber(values[i])) {
                return nullptr;
            }
            break;
        case Use::Text:
            break;
        }
        fields[step.field].value = values[i];
    }
    return &m_record;
}

} // namespace throughline::ingest
