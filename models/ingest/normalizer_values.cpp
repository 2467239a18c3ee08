// What the Normalizer does to the values of a record's fields.

#include "models/base/text.h"
#include "models/base/utf8.h"
#include "models/domain/sampling.h"
#include "models/ingest/normalize/identity_normalizer.h"
#include "models/ingest/normalize/url_normalizer.h"
#include "models/ingest/normalize/word_normalizer.h"
#include "models/ingest/normalizer.h"

#include <algorithm>
#include <cmath>

namespace throughline::ingest {

namespace {

namespace key = domain::key;
using domain::Field;
using domain::IssueCode;
using domain::Signal;
using domain::ValueKind;

constexpr Duration kFarAhead = Duration::days(366);
/// 2200-01-01: as far as a time may lie whose unit the format fixes, so that no wrong guess of the
/// unit can have put it there.
constexpr Timestamp kLastPlausible = Timestamp::fromSeconds(7'258'118'400);

/// The unit of this field's numbers, where the format fixes it.
std::optional<Duration> fixedUnit(std::string_view field)
{
    constexpr std::string_view kShortest = "UnixNano";
    if (field.size() < kShortest.size() || (field.back() != 'o' && field.back() != 'i')) {
        return std::nullopt; // as nearly all are
    }
    return field.ends_with("UnixNano") ? std::optional(Duration::nanoseconds(1))
        : field.ends_with("UnixMicro") ? std::optional(Duration::microseconds(1))
        : field.ends_with("UnixMilli") ? std::optional(Duration::milliseconds(1))
                                       : std::nullopt;
}

} // namespace

TimeColumn& Normalizer::timeColumn(std::string_view field)
{
    const auto found = m_times.find(field);
    if (found != m_times.end()) {
        return found->second;
    }
    const auto unit = fixedUnit(field);
    return m_times.emplace(std::string(field), unit ? TimeColumn(*unit) : TimeColumn())
        .first->second;
}

TimeColumn& Normalizer::timeColumn(const Field& time)
{
    if (time.keyNumber == 0) {
        return timeColumn(time.key);
    }
    if (time.keyNumber != m_lastTimesKey) {
        m_lastTimes = &timeColumn(time.key);
        m_lastTimesKey = time.keyNumber;
    }
    return *m_lastTimes;
}

IdColumn& Normalizer::idColumn(std::string_view field)
{
    const auto found = m_ids.find(field);
    return found != m_ids.end() ? found->second
                                : m_ids.emplace(std::string(field), IdColumn()).first->second;
}

Result<bool> Normalizer::readTimes(const Field& time, const Field& end,
                                   const domain::Provenance& place)
{
    const auto refuse = [&](IssueCode code, std::string_view name) -> Result<bool> {
        TL_TRY(reject(code, name, place, m_frame));
        return false;
    };
    if (time.value.empty()) {
        return refuse(IssueCode::TimeMissing, "");
    }
    std::optional<TimeRules> ofFormat;
    if (fixedUnit(time.key)) {
        ofFormat = m_options.time;
        ofFormat->now = kLastPlausible;
    }
    const TimeRules& rules = ofFormat ? *ofFormat : m_options.time;
    const TimeReading start = timeColumn(time).read(time.value, time.kind, rules);
    if (start.problem) {
        return refuse(*start.problem, time.key);
    }
    if (start.note) {
        m_sink.note(*start.note, time.key);
    }
    if (start.time > m_options.time.now + kFarAhead) {
        m_sink.note(IssueCode::TimeInFuture, time.key);
    }
    m_record.time = start.time;
    m_length = {};
    if (!end.value.empty()) {
        const TimeReading last = timeColumn(end).read(end.value, end.kind, rules);
        if (last.problem) {
            return refuse(*last.problem, end.key);
        }
        const std::int64_t length = std::max<std::int64_t>(0, (last.time - start.time).ns);
        m_length = m_arena.keep(std::to_string(length));
    }
    return true;
}

void Normalizer::addDuration(std::string_view value, std::int64_t unit)
{
    const auto whole = parseInteger(value);
    std::int64_t ns = 0;
    if (whole && std::abs(*whole) < INT64_MAX / 2 / unit) {
        ns = *whole * unit;
    } else if (const auto decimal = parseDouble(value);
               decimal && std::abs(*decimal) < 9e18 / static_cast<double>(unit)) {
        ns = std::llround(*decimal * static_cast<double>(unit));
    } else {
        return;
    }
    if (ns >= 0) {
        const KnownField& name = m_known.of(key::kDuration);
        place(name, {key::kDuration, m_arena.keep(std::to_string(ns)), ValueKind::Number});
    }
}

Result<bool> Normalizer::readId(const KnownField& known, Field field, const domain::Provenance& at)
{
    if (known.role == FieldRole::TraceId && isPlainTraceId(field)) {
        place(known, field);
        return true;
    }
    std::optional<IssueCode> issue;
    std::string hex;
    if (known.role == FieldRole::TraceId) {
        const TraceIdReading reading = idColumn(known.name).readTraceId(field.value, field.kind);
        issue = reading.issue;
        hex = reading.id.valid() ? domain::toHex(reading.id) : std::string();
    } else {
        const SpanIdReading reading = idColumn(known.name).readSpanId(field.value, field.kind);
        issue = reading.issue;
        hex = reading.id.valid() ? domain::toHex(reading.id) : std::string();
    }
    if (issue && domain::issueInfo(*issue).severity == domain::IssueSeverity::Reject) {
        TL_TRY(reject(*issue, known.name, at, m_frame));
        return false;
    }
    if (issue) {
        m_sink.note(*issue, known.name);
    }
    if (!hex.empty()) {
        place(known, {known.canonical, m_arena.keep(hex), ValueKind::Text});
    }
    return true;
}

void Normalizer::readSeverity(Field field, LevelScale scale)
{
    const auto number = severityNumber(field.value, scale);
    const KnownField& text = m_known.of(key::kSeverityText);
    if (field.kind != ValueKind::Number && !parseInteger(field.value)) {
        if (!hasSlot(text.slot)) {
            place(text, {key::kSeverityText, field.value, ValueKind::Text});
        }
    }
    if (number) {
        const KnownField& name = m_known.of(key::kSeverity);
        place(name, {key::kSeverity, m_arena.keep(std::to_string(*number)), ValueKind::Number});
    }
}

void Normalizer::readSamplingRate(const KnownField& name, std::string_view value)
{
    if (const auto rate = domain::samplingRateFromText(value)) {
        addSamplingRate(*rate);
    } else {
        m_sink.note(IssueCode::SamplingRateUnusable, name.canonical);
    }
}

/// All of its kind are no sample: nothing is said of them.
void Normalizer::addSamplingRate(double rate)
{
    if (rate < 1) {
        place(m_known.of(domain::kSamplingRate),
              {domain::kSamplingRate, m_arena.keep(domain::samplingRateText(rate)),
               ValueKind::Number});
        m_sampled = true;
    }
}

/// The rate the import was told, where the record tells none. What a metric counts was not sampled.
void Normalizer::tellSampling()
{
    const Signal signal = m_record.signal;
    if (!m_sampled && m_options.samplingRate && signal != Signal::Metric
        && signal != Signal::Ticket) {
        addSamplingRate(*m_options.samplingRate);
    }
    if (m_sampled) {
        m_sink.note(IssueCode::Sampled, m_record.text(domain::kSamplingRate));
    }
}

void Normalizer::addPath(std::string_view url)
{
    const KnownField& name = m_known.of(key::kUrlPath);
    if (!hasSlot(name.slot)) {
        place(name, {key::kUrlPath, urlPath(url), ValueKind::Text});
        m_bySlot[name.slot].byAlias = true; // a path the source gives replaces it
    }
}

Result<bool> Normalizer::readField(const KnownField& known, const Field& given,
                                   const domain::Provenance& at)
{
    if (known.alias && !aliasApplies(known.canonical, m_record.signal)) {
        put(known.ownSlot, false, known.ownName, given);
        return true;
    }
    const bool tooLong = given.value.size() > kTextLimit && given.kind == ValueKind::Text;
    if (known.role == FieldRole::Plain && !tooLong) {
        place(known, given);
        return true;
    }
    Field field = given;
    field.key = known.canonical;
    switch (known.role) {
    case FieldRole::TraceId:
    case FieldRole::SpanId:
        return readId(known, field, at);
    case FieldRole::Severity:
        readSeverity(field,
                     m_record.signal == Signal::Log || field.kind != ValueKind::Number
                         ? LevelScale::Guess
                         : LevelScale::Bunyan);
        return true;
    case FieldRole::SeverityNumber:
        readSeverity(field, LevelScale::OpenTelemetry);
        return true;
    case FieldRole::Milliseconds:
        addDuration(field.value, 1'000'000);
        return true;
    case FieldRole::Microseconds:
        addDuration(field.value, 1'000);
        return true;
    case FieldRole::Identity: {
        const IdentityReading reading = normalizeIdentity(field.value);
        if (reading.placeholder) {
            m_sink.note(IssueCode::IdentityPlaceholder, known.canonical);
        }
        if (reading.id.empty()) {
            return true;
        }
        field.value = reading.id;
        field.kind = ValueKind::Text;
        break;
    }
    case FieldRole::Device:
        field.value = normalizeDeviceType(field.value);
        break;
    case FieldRole::Country:
        field.value = m_arena.keep(normalizeCountry(field.value));
        break;
    case FieldRole::Url:
        addPath(field.value);
        break;
    case FieldRole::SamplingRate:
        readSamplingRate(known, field.value);
        return true;
    case FieldRole::TraceState:
        if (const auto rate = domain::samplingRateOfTraceState(field.value)) {
            addSamplingRate(*rate);
        }
        break;
    case FieldRole::Plain:
        break;
    }
    if (field.value.size() > kTextLimit && field.kind == ValueKind::Text) {
        field.value = cutUtf8(field.value, kTextLimit);
        const domain::FieldInfo* info = domain::findField(known.canonical);
        m_sink.note(IssueCode::TextCut, info != nullptr ? info->name : std::string_view());
    }
    place(known, field);
    return true;
}

} // namespace throughline::ingest
