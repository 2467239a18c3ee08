#include "models/ingest/normalizer.h"

#include "models/base/text.h"
#include "models/codec/json_writer.h"
#include "models/ingest/normalize/quoted_ids.h"

#include <utility>

namespace throughline::ingest {

namespace {

namespace key = domain::key;
using domain::Field;
using domain::IssueCode;
using domain::Signal;
using domain::ValueKind;

/// A file with more names than this is odd; what is known of them is forgotten now and then.
constexpr std::size_t kRememberedKeys = 50'000;
constexpr std::size_t kMaxFields = 2'000;

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

} // namespace

Normalizer::Normalizer(NormalizerOptions options, Redactor& redactor, domain::RecordSink& sink)
    : m_options(std::move(options))
    , m_redactor(redactor)
    , m_sink(sink)
{
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

bool Normalizer::isIdField(std::string_view name)
{
    const domain::FieldInfo* info = domain::findField(name);
    return info != nullptr
        && (info->name == key::kTraceId || info->name == key::kSpanId
            || info->name == key::kParentSpanId);
}

/// Puts a field into the record. A later field of the same name replaces the earlier one, but an
/// alias never replaces a field that has the name itself.
void Normalizer::place(const KnownField& known, const Field& field)
{
    put(known.slot, known.alias, known.canonical, field);
}

Normalizer::Slot& Normalizer::slotOf(std::uint32_t number)
{
    while (m_bySlot.size() <= number) {
        m_bySlot.emplace_back().keyNumber = domain::nextKeyNumber();
    }
    return m_bySlot[number];
}

void Normalizer::put(std::uint32_t number, bool alias, std::string_view key, const Field& field)
{
    Slot& slot = slotOf(number);
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
    into->plain = field.plain;
    into->keyNumber = slot.keyNumber;
    slot.byAlias = alias;
}

Result<bool> Normalizer::readFields(const RawView& record, const domain::Provenance& at)
{
    for (const Field& field : record.fields) {
        if (!isThere(field)) {
            continue;
        }
        const std::string_view name =
            m_record.signal == Signal::Ticket ? ticketName(field.key) : field.key;
        const bool renamed = name.data() != field.key.data();
        const KnownField& key = m_known.of(name, renamed ? 0 : field.keyNumber);
        if (key.role == FieldRole::Plain && !key.alias && field.value.size() <= kTextLimit) {
            place(key, field); // as nearly all are
            continue;
        }
        TL_ASSIGN(const bool good, readField(key, field, at));
        if (!good) {
            return false;
        }
    }
    return true;
}

void Normalizer::addQuotedIds()
{
    std::string json;
    for (const std::string& id : quotedIdsOf(m_record)) {
        json += json.empty() ? '[' : ',';
        codec::appendJsonString(json, id);
    }
    if (!json.empty()) {
        const KnownField& quoted = m_known.of(key::kQuotedIds);
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
            field.plain = false;
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

/// What is known of the record before is gone.
void Normalizer::begin(Signal signal)
{
    m_arena.reset();
    ++m_serial;
    if (m_known.size() > kRememberedKeys) {
        m_known.forget();
        m_bySlot.clear();
        m_plans.clear();
    }
    m_record.signal = signal;
    m_record.fields.clear();
    m_hits.clear();
    m_sampled = false;
}

Result<void> Normalizer::normalize(const RawView& record, const domain::Provenance& place)
{
    begin(record.signal);
    if (record.fields.size() > kMaxFields) {
        return reject(IssueCode::TooManyKeys, "", place, m_frame);
    }
    TL_ASSIGN(const bool timed, readTimes(record.time, record.end, place));
    if (!timed) {
        return {};
    }
    if (const domain::Record* const planned = followPlan(record)) {
        return m_sink.record(*planned, place, {});
    }
    return normalizeFields(record, place);
}

Result<void> Normalizer::normalize(const FormedTexts& formed, const domain::Provenance& place)
{
    const RawForm& form = formed.form;
    begin(form.record.signal);
    TL_ASSIGN(const bool timed,
              readTimes(form.timeWith(formed.texts), form.endWith(formed.texts), place));
    if (!timed) {
        return {};
    }
    if (const domain::Record* const planned = followPlan(formed)) {
        return m_sink.record(*planned, place, {});
    }
    const RawRecord whole = formed.record();
    const RawView record {whole.signal, whole.time, whole.end, whole.fields, whole.keys};
    if (const domain::Record* const planned = followPlan(record)) {
        return m_sink.record(*planned, place, {});
    }
    return normalizeFields(record, place);
}

/// The record whose times have been read.
Result<void> Normalizer::normalizeFields(const RawView& record, const domain::Provenance& place)
{
    ++m_serial;
    if (!m_length.empty()) {
        const KnownField& known = m_known.of(key::kDuration);
        this->place(known, {key::kDuration, m_length, ValueKind::Number});
    }
    TL_ASSIGN(const bool good, readFields(record, place));
    if (!good) {
        return {};
    }
    const auto has = [this](std::string_view name) { return !m_record.text(name).empty(); };
    const std::string_view missing = missingField(record.signal, has);
    if (!missing.empty()) {
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
