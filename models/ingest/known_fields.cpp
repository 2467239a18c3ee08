#include "models/ingest/known_fields.h"

#include "models/domain/field.h"
#include "models/domain/record.h"
#include "models/domain/sampling.h"

namespace throughline::ingest {

namespace {

namespace key = domain::key;

/// The name of a record's time in the store; a field that has it, too, steps aside.
constexpr std::string_view kTimeName = "ts";
constexpr std::string_view kOtherTimeName = "ts.other";

FieldRole roleOf(std::string_view name, std::string_view canonical, bool alias)
{
    if (canonical == key::kTraceId) {
        return FieldRole::TraceId;
    }
    if (canonical == key::kSpanId || canonical == key::kParentSpanId) {
        return FieldRole::SpanId;
    }
    if (canonical == key::kSessionId || canonical == key::kUserId || canonical == key::kAccountId
        || canonical == key::kPseudoUserId) {
        return FieldRole::Identity;
    }
    if (canonical == key::kDevice) {
        return FieldRole::Device;
    }
    if (canonical == key::kCountry) {
        return FieldRole::Country;
    }
    if (canonical == key::kSeverity) {
        return alias ? FieldRole::SeverityNumber : FieldRole::Severity;
    }
    if (canonical == "url.full") {
        return FieldRole::Url;
    }
    if (canonical == domain::kSamplingRate) {
        return FieldRole::SamplingRate;
    }
    return name == "duration_ms" ? FieldRole::Milliseconds
        : name == "duration_us"  ? FieldRole::Microseconds
        : name == "trace.state"  ? FieldRole::TraceState
                                 : FieldRole::Plain;
}

} // namespace

bool aliasApplies(std::string_view canonical, domain::Signal signal)
{
    if (canonical == key::kRevenue || canonical == key::kEventName) {
        return signal == domain::Signal::Event;
    }
    if (canonical == key::kBody) {
        return signal == domain::Signal::Log || signal == domain::Signal::Event
            || signal == domain::Signal::Ticket;
    }
    return canonical != key::kSeverityText || signal != domain::Signal::Span;
}

const KnownField& KnownFields::describe(std::string_view name, std::uint32_t keyNumber)
{
    KnownField& field = m_fields.add(name, keyNumber);
    const domain::FieldInfo* info = domain::findField(name);
    field.name = name;
    field.ownName = name == kTimeName ? kOtherTimeName : name;
    field.canonical = info != nullptr ? std::string(info->name) : field.ownName;
    field.alias = field.canonical != field.ownName;
    field.role = roleOf(name, field.canonical, field.alias);
    field.slot = slotOf(field.canonical);
    field.ownSlot = slotOf(field.ownName);
    return field;
}

std::uint32_t KnownFields::slotOf(const std::string& canonical)
{
    return m_slots.emplace(canonical, slotCount()).first->second;
}

void KnownFields::forget()
{
    m_fields.clear();
    m_slots.clear();
}

} // namespace throughline::ingest
