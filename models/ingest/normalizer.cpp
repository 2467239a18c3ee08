#include "models/ingest/normalizer.h"

#include "models/base/same_text.h"
#include "models/base/text.h"
#include "models/base/utf8.h"
#include "models/codec/json_writer.h"
#include "models/domain/sampling.h"
#include "models/ingest/normalize/id_extractor.h"
#include "models/ingest/normalize/identity_normalizer.h"
#include "models/ingest/normalize/url_normalizer.h"
#include "models/ingest/normalize/word_normalizer.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace throughline::ingest {

namespace {

namespace key = domain::key;
using domain::Field;
using domain::IssueCode;
using domain::Signal;
using domain::ValueKind;

constexpr std::size_t kTextLimit = 64 << 10;
constexpr Duration kFarAhead = Duration::days(366);
/// 2200-01-01: as far as a time may lie whose unit the format fixes, so that no wrong guess of the
/// unit can have put it there.
constexpr Timestamp kLastPlausible = Timestamp::fromSeconds(7'258'118'400);

/// The unit of this field's numbers, where the format fixes it.
std::optional<Duration> fixedUnit(std::string_view field)
{
    return field.ends_with("UnixNano") ? std::optional(Duration::nanoseconds(1))
        : field.ends_with("UnixMicro") ? std::optional(Duration::microseconds(1))
        : field.ends_with("UnixMilli") ? std::optional(Duration::milliseconds(1))
                                       : std::nullopt;
}

/// A file with more names than this is odd; what is known of them is forgotten now and then.
constexpr std::size_t kRememberedKeys = 50'000;
constexpr std::size_t kMaxFields = 2'000;
/// The name of a record's time in the store; a field that has it, too, steps aside.
constexpr std::string_view kTimeName = "ts";
constexpr std::string_view kOtherTimeName = "ts.other";

/// Names that mean something only on records of one kind; elsewhere an attribute of that name is
/// its own business.
bool aliasApplies(std::string_view canonical, Signal signal)
{
    if (canonical == key::kRevenue || canonical == key::kEventName) {
        return signal == Signal::Event;
    }
    if (canonical == key::kBody) {
        return signal == Signal::Log || signal == Signal::Event || signal == Signal::Ticket;
    }
    return canonical != key::kSeverityText || signal != Signal::Span;
}

/// The flat ticket's short names, which stand for nothing elsewhere.
std::string_view ticketName(std::string_view name)
{
    struct Pair
    {
        std::string_view from;
        std::string_view to;
    };

    static constexpr Pair kNames[] = {{"source", "ticket.source"}, {"kind", "ticket.kind"},
                                      {"topic", "ticket.topic"},   {"severity", "ticket.severity"},
                                      {"labels", "ticket.labels"}, {"link.url", "ticket.link_url"},
                                      {"status", "ticket.status"}};
    for (const Pair& pair : kNames) {
        if (pair.from == name) {
            return pair.to;
        }
    }
    return name;
}

bool isOurs(std::string_view name)
{
    const domain::FieldInfo* info = domain::findField(name);
    return info != nullptr && info->name == name;
}

/// 32 lower-case digits that no column could read as anything else, as nearly all trace ids are.
bool isPlainTraceId(const Field& field)
{
    if (field.value.size() != 32 || field.kind != ValueKind::Text) {
        return false;
    }
    bool letters = false;
    for (const char c : field.value) {
        if (hexDigitValue(c) < 0 || (c >= 'A' && c <= 'F')) {
            return false;
        }
        letters = letters || (c >= 'a' && c != 'e'); // an e may be an exponent
    }
    return letters;
}

} // namespace

Normalizer::Normalizer(const NormalizerOptions& options, Redactor& redactor,
                       domain::RecordSink& sink)
    : m_options(options)
    , m_redactor(redactor)
    , m_sink(sink)
{
}

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

IdColumn& Normalizer::idColumn(std::string_view field)
{
    const auto found = m_ids.find(field);
    return found != m_ids.end() ? found->second
                                : m_ids.emplace(std::string(field), IdColumn()).first->second;
}

std::string Normalizer::state() const
{
    std::string text;
    for (const auto& [name, column] : m_times) {
        text += "t\t" + name + '\t' + column.toText() + '\n';
    }
    for (const auto& [name, column] : m_ids) {
        text += "i\t" + name + '\t' + column.toText() + '\n';
    }
    return text;
}

void Normalizer::restore(std::string_view state)
{
    for (const std::string_view line : split(state, '\n')) {
        const auto parts = split(line, '\t');
        if (parts.size() != 3) {
            continue;
        }
        if (parts[0] == "t") {
            if (const auto column = TimeColumn::fromText(parts[2])) {
                m_times.insert_or_assign(std::string(parts[1]), *column);
            }
        } else if (const auto column = IdColumn::fromText(parts[2])) {
            m_ids.insert_or_assign(std::string(parts[1]), *column);
        }
    }
}

std::uint32_t Normalizer::slotOf(const std::string& canonical)
{
    const auto [place, added] =
        m_slots.emplace(canonical, static_cast<std::uint32_t>(m_slots.size()));
    if (added) {
        m_bySlot.emplace_back().keyNumber = domain::nextKeyNumber();
    }
    return place->second;
}

Normalizer::KnownKey& Normalizer::known(std::string_view name, std::uint32_t keyNumber)
{
    if (KnownKey* const met = m_knownByNumber.find(keyNumber)) {
        return *met;
    }
    if (KnownKey* const met = m_knownByName.find(name)) {
        m_knownByNumber.keep(keyNumber, met);
        return *met;
    }
    m_lookup.assign(name);
    auto& entry = m_keys[m_lookup];
    if (entry == nullptr) {
        entry = std::make_unique<KnownKey>();
        entry->name = name;
        const domain::FieldInfo* info = domain::findField(name);
        entry->ownName = name == kTimeName ? kOtherTimeName : name;
        entry->canonical = info != nullptr ? std::string(info->name) : entry->ownName;
        entry->alias = entry->canonical != entry->ownName;
        const std::string_view canonical = entry->canonical;
        if (canonical == key::kTraceId) {
            entry->role = Role::TraceId;
        } else if (canonical == key::kSpanId || canonical == key::kParentSpanId) {
            entry->role = Role::SpanId;
        } else if (canonical == key::kSessionId || canonical == key::kUserId
                   || canonical == key::kAccountId || canonical == key::kPseudoUserId) {
            entry->role = Role::Identity;
        } else if (canonical == key::kDevice) {
            entry->role = Role::Device;
        } else if (canonical == key::kCountry) {
            entry->role = Role::Country;
        } else if (canonical == key::kSeverity) {
            entry->role = entry->alias ? Role::SeverityNumber : Role::Severity;
        } else if (canonical == "url.full") {
            entry->role = Role::Url;
        } else if (name == "duration_ms") {
            entry->role = Role::Milliseconds;
        } else if (name == "duration_us") {
            entry->role = Role::Microseconds;
        } else if (canonical == domain::kSamplingRate) {
            entry->role = Role::SamplingRate;
        } else if (name == "trace.state") {
            entry->role = Role::TraceState;
        }
        entry->slot = slotOf(entry->canonical);
        entry->ownSlot = slotOf(entry->ownName);
    }
    m_knownByName.keep(entry->name, entry.get());
    m_knownByNumber.keep(keyNumber, entry.get());
    return *entry;
}

bool Normalizer::isIdField(std::string_view name)
{
    const domain::FieldInfo* info = domain::findField(name);
    return info != nullptr
        && (info->name == key::kTraceId || info->name == key::kSpanId
            || info->name == key::kParentSpanId);
}

/// Puts a field into the record. A later field of the same name replaces the earlier one, but an
/// alias never replaces a field that has the name itself.
void Normalizer::place(const KnownKey& known, const Field& field)
{
    put(known.slot, known.alias, known.canonical, field);
}

void Normalizer::put(std::uint32_t number, bool alias, std::string_view key, const Field& field)
{
    Slot& slot = m_bySlot[number];
    Field* into = nullptr;
    if (slot.record != m_serial) {
        slot.record = m_serial;
        slot.place = static_cast<std::uint32_t>(m_record.fields.size());
        into = &m_record.fields.emplace_back();
    } else if (!alias || slot.byAlias) {
        into = &m_record.fields[slot.place];
    } else {
        return;
    }
    into->key = key;
    into->value = field.value;
    into->kind = field.kind;
    into->keyNumber = slot.keyNumber;
    slot.byAlias = alias;
}

void Normalizer::forgetKeys()
{
    m_keys.clear();
    m_slots.clear();
    m_knownByNumber.clear();
    m_knownByName.clear();
    m_bySlot.clear();
}

Result<bool> Normalizer::readTimes(const RawView& record, const domain::Provenance& place)
{
    const auto refuse = [&](IssueCode code, std::string_view name) -> Result<bool> {
        TL_TRY(reject(code, name, place, m_frame));
        return false;
    };
    if (record.time.value.empty()) {
        return refuse(IssueCode::TimeMissing, "");
    }
    TimeRules rules = m_options.time;
    if (fixedUnit(record.time.key)) {
        rules.now = kLastPlausible;
    }
    const TimeReading start =
        timeColumn(record.time.key).read(record.time.value, record.time.kind, rules);
    if (start.problem) {
        return refuse(*start.problem, record.time.key);
    }
    if (start.note) {
        m_sink.note(*start.note, record.time.key);
    }
    if (start.time > m_options.time.now + kFarAhead) {
        m_sink.note(IssueCode::TimeInFuture, record.time.key);
    }
    m_record.time = start.time;
    if (!record.end.value.empty()) {
        const TimeReading end =
            timeColumn(record.end.key).read(record.end.value, record.end.kind, rules);
        if (end.problem) {
            return refuse(*end.problem, record.end.key);
        }
        const std::int64_t length = std::max<std::int64_t>(0, (end.time - start.time).ns);
        addDuration(std::to_string(length), 1);
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
        const KnownKey& name = known(key::kDuration);
        place(name, {key::kDuration, m_arena.keep(std::to_string(ns)), ValueKind::Number});
    }
}

Result<bool> Normalizer::readId(const KnownKey& known, Field field, const domain::Provenance& at)
{
    if (known.role == Role::TraceId && isPlainTraceId(field)) {
        place(known, field);
        return true;
    }
    std::optional<IssueCode> issue;
    std::string hex;
    if (known.role == Role::TraceId) {
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
    const KnownKey& text = known(key::kSeverityText);
    if (field.kind != ValueKind::Number && !parseInteger(field.value)) {
        if (m_bySlot[text.slot].record != m_serial) {
            place(text, {key::kSeverityText, field.value, ValueKind::Text});
        }
    }
    if (number) {
        const KnownKey& name = known(key::kSeverity);
        place(name, {key::kSeverity, m_arena.keep(std::to_string(*number)), ValueKind::Number});
    }
}

void Normalizer::readSamplingRate(const KnownKey& name, std::string_view value)
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
        place(known(domain::kSamplingRate),
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
    const KnownKey& name = known(key::kUrlPath);
    if (m_bySlot[name.slot].record != m_serial) {
        place(name, {key::kUrlPath, urlPath(url), ValueKind::Text});
        m_bySlot[name.slot].byAlias = true; // a path the source gives replaces it
    }
}

Result<bool> Normalizer::readField(const KnownKey& known, const Field& given,
                                   const domain::Provenance& at)
{
    if (known.alias && !aliasApplies(known.canonical, m_record.signal)) {
        put(known.ownSlot, false, known.ownName, given);
        return true;
    }
    const bool tooLong = given.value.size() > kTextLimit && given.kind == ValueKind::Text;
    if (known.role == Role::Plain && !tooLong) {
        place(known, given);
        return true;
    }
    Field field = given;
    field.key = known.canonical;
    switch (known.role) {
    case Role::TraceId:
    case Role::SpanId:
        return readId(known, field, at);
    case Role::Severity:
        readSeverity(field,
                     m_record.signal == Signal::Log || field.kind != ValueKind::Number
                         ? LevelScale::Guess
                         : LevelScale::Bunyan);
        return true;
    case Role::SeverityNumber:
        readSeverity(field, LevelScale::OpenTelemetry);
        return true;
    case Role::Milliseconds:
        addDuration(field.value, 1'000'000);
        return true;
    case Role::Microseconds:
        addDuration(field.value, 1'000);
        return true;
    case Role::Identity: {
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
    case Role::Device:
        field.value = normalizeDeviceType(field.value);
        break;
    case Role::Country:
        field.value = m_arena.keep(normalizeCountry(field.value));
        break;
    case Role::Url:
        addPath(field.value);
        break;
    case Role::SamplingRate:
        readSamplingRate(known, field.value);
        return true;
    case Role::TraceState:
        if (const auto rate = domain::samplingRateOfTraceState(field.value)) {
            addSamplingRate(*rate);
        }
        break;
    case Role::Plain:
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

Result<bool> Normalizer::readFields(const RawView& record, const domain::Provenance& place)
{
    for (const Field& field : record.fields) {
        if (field.kind == ValueKind::Null
            || (field.kind == ValueKind::Text && field.value.empty())) {
            continue; // what is missing is left out, never kept as ""
        }
        const std::string_view name =
            m_record.signal == Signal::Ticket ? ticketName(field.key) : field.key;
        const bool renamed = name.data() != field.key.data();
        const KnownKey& key = known(name, renamed ? 0 : field.keyNumber);
        TL_ASSIGN(const bool good, readField(key, field, place));
        if (!good) {
            return false;
        }
    }
    return true;
}

/// What a record of each kind cannot do without.
bool Normalizer::complete(std::string& missing) const
{
    const auto has = [this](std::string_view name) { return !m_record.text(name).empty(); };
    switch (m_record.signal) {
    case Signal::Span:
        missing = !has(key::kTraceId) ? "trace_id" : !has(key::kSpanId) ? "span_id" : "";
        break;
    case Signal::Event:
        missing = has(key::kEventName) ? "" : "event.name";
        break;
    case Signal::Metric:
        missing = has(key::kMetricName) ? "" : "metric.name";
        break;
    case Signal::Ticket:
        missing = has(key::kTicketId) ? "" : "ticket.id";
        break;
    case Signal::Log:
        missing.clear();
        break;
    }
    return missing.empty();
}

void Normalizer::addQuotedIds()
{
    std::string json;
    for (const std::string_view name :
         {key::kBody, std::string_view("ticket.topic"), std::string_view("ticket.link_url")}) {
        for (const std::string& id : extractIds(m_record.text(name))) {
            json += json.empty() ? '[' : ',';
            codec::appendJsonString(json, id);
        }
    }
    if (!json.empty()) {
        const KnownKey& quoted = known(key::kQuotedIds);
        place(quoted, {key::kQuotedIds, m_arena.keep(json + ']'), ValueKind::Json});
    }
}

/// The last step before the sink: what is personal or secret leaves the record.
void Normalizer::redact()
{
    std::size_t kept = 0;
    bool changed = false;
    for (Field& field : m_record.fields) {
        const RedactedField redacted = m_redactor.redactField(field);
        if (redacted.key.data() != field.key.data() && !isOurs(field.key)) {
            field.key = m_arena.keep(redacted.key);
            field.keyNumber = 0;
            changed = true;
        }
        changed = changed || redacted.change != RedactionChange::Unchanged;
        if (redacted.change == RedactionChange::Dropped) {
            continue;
        }
        if (redacted.change == RedactionChange::Replaced) {
            field.value = m_arena.keep(redacted.value);
            field.kind = redacted.kind;
        }
        if (&m_record.fields[kept] != &field) {
            m_record.fields[kept] = field;
        }
        ++kept;
    }
    m_record.fields.resize(kept);
    if (!changed) {
        return;
    }
    m_report = m_redactor.takeReport();
    for (const auto& [where, count] : m_report.byRuleAndField) {
        m_hits.push_back({where.first, where.second, static_cast<std::uint32_t>(count)});
    }
}

Result<void> Normalizer::raw(const RawRecord& record, const domain::Provenance& place)
{
    return normalize({record.signal, record.time, record.end, record.fields}, place);
}

Result<void> Normalizer::normalize(const RawView& record, const domain::Provenance& place)
{
    m_arena.reset();
    ++m_serial;
    if (m_keys.size() > kRememberedKeys) {
        forgetKeys();
    }
    m_record.signal = record.signal;
    m_record.fields.clear();
    m_hits.clear();
    m_sampled = false;
    if (record.fields.size() > kMaxFields) {
        return reject(IssueCode::TooManyKeys, "", place, m_frame);
    }
    TL_ASSIGN(const bool timed, readTimes(record, place));
    if (!timed) {
        return {};
    }
    TL_ASSIGN(const bool good, readFields(record, place));
    if (!good) {
        return {};
    }
    std::string missing;
    if (!complete(missing)) {
        return reject(IssueCode::FieldMissing, missing, place, m_frame);
    }
    if (record.signal == Signal::Ticket) {
        addQuotedIds();
    }
    tellSampling();
    redact();
    return m_sink.record(m_record, place, m_hits);
}

Result<void> Normalizer::reject(IssueCode reason, std::string_view detail,
                                const domain::Provenance& place, std::string_view text)
{
    if ((reason == IssueCode::BadJson || reason == IssueCode::BadRow) && m_cutOff) {
        reason = IssueCode::TruncatedEnd;
    }
    return m_sink.reject(reason, detail, place, text);
}

void Normalizer::note(IssueCode code)
{
    m_sink.note(code, {});
}

} // namespace throughline::ingest
