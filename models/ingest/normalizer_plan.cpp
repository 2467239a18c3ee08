// The Normalizer's short way, which nearly all records take: along a plan for their fields.

#include "models/base/text.h"
#include "models/ingest/normalize/identity_normalizer.h"
#include "models/ingest/normalize/word_normalizer.h"
#include "models/ingest/normalizer.h"

#include <algorithm>
#include <charconv>
#include <iterator>

namespace throughline::ingest {

namespace {

namespace key = domain::key;
using domain::Field;
using domain::Signal;
using domain::ValueKind;

bool isPlainIdentity(std::string_view id)
{
    const IdentityReading reading = normalizeIdentity(id);
    return !reading.placeholder && reading.id.size() == id.size();
}

bool isPlainCountry(std::string_view code)
{
    return code.size() == 2 && isPlainIdentity(code) && code[0] >= 'A' && code[0] <= 'Z'
        && code[1] >= 'A' && code[1] <= 'Z' && code != "UK";
}

/// What a plan can do with a field of this role.
bool isPlanned(FieldRole role)
{
    switch (role) {
    case FieldRole::Plain:
    case FieldRole::TraceId:
    case FieldRole::SpanId:
    case FieldRole::Identity:
    case FieldRole::Device:
    case FieldRole::Country:
    case FieldRole::Milliseconds:
    case FieldRole::Microseconds:
        return true;
    case FieldRole::Severity:
    case FieldRole::SeverityNumber:
    case FieldRole::Url:
    case FieldRole::SamplingRate:
    case FieldRole::TraceState:
        return false;
    }
    return false;
}

/// Whether a text that a field of this role may have once it may always have, as it is.
bool isConstant(FieldRole role)
{
    return role == FieldRole::Plain || role == FieldRole::Identity || role == FieldRole::Device
        || role == FieldRole::Country;
}

} // namespace

/// The field's step; the plan is no longer usable where there can be none.
void Normalizer::addStep(FieldPlan& plan, const Field& field)
{
    const KnownField& known = m_known.of(field.key, field.keyNumber);
    const bool itself = known.alias && !aliasApplies(known.canonical, plan.record.signal);
    const FieldRole role = itself ? FieldRole::Plain : known.role;
    const bool length = role == FieldRole::Milliseconds || role == FieldRole::Microseconds;
    const KnownField& becomes = length ? m_known.of(key::kDuration) : known;
    const std::uint32_t number = itself ? becomes.ownSlot : becomes.slot;
    Slot& slot = slotOf(number);
    if (!isPlanned(role) || slot.record == m_serial) { // two of its fields have the same name
        plan.usable = false;
        return;
    }
    slot.record = m_serial;
    slot.place = static_cast<std::uint32_t>(plan.record.fields.size());
    Field& into = plan.record.fields.emplace_back();
    into.key = itself ? becomes.ownName : becomes.canonical;
    into.keyNumber = slot.keyNumber;
    FieldPlan::Step& step = plan.steps.emplace_back();
    step.keyNumber = field.keyNumber;
    step.to = slot.place;
    step.role = role;
    step.ids = role == FieldRole::SpanId ? &idColumn(known.name) : nullptr;
    step.redaction = m_redactor.entryOf(into.key, into.keyNumber);
    plan.usable = plan.usable && step.redaction != nullptr;
    if (plan.usable && isConstant(role)) {
        step.clean = &m_plans.cleanValues(into.keyNumber, role);
        step.byPattern = role == FieldRole::Plain && m_redactor.looksAtPattern(*step.redaction);
    }
}

FieldPlan Normalizer::makePlan(const RawView& record)
{
    ++m_serial; // slots tell what this plan has met
    FieldPlan plan;
    plan.usable = true;
    plan.record.signal = record.signal;
    plan.record.keys = domain::nextKeyNumber();
    if (!record.end.value.empty()) {
        const KnownField& known = m_known.of(key::kDuration);
        Slot& slot = slotOf(known.slot);
        slot.record = m_serial;
        plan.length = 0;
        Field& into = plan.record.fields.emplace_back();
        into.key = known.canonical;
        into.kind = ValueKind::Number;
        into.keyNumber = slot.keyNumber;
    }
    for (const Field& field : record.fields) {
        if (isThere(field)) {
            addStep(plan, field);
        }
    }
    const auto has = [&plan](std::string_view name) { return plan.record.find(name) != nullptr; };
    plan.usable = plan.usable && missingField(record.signal, has).empty();
    return plan;
}

/// What a field's role asks of its value. False: it asks for more than a plan can do.
bool Normalizer::take(const FieldPlan::Step& step, Field& field)
{
    switch (step.role) {
    case FieldRole::TraceId:
        return isPlainTraceId(field);
    case FieldRole::SpanId:
        return step.ids->isPlainSpanId(field);
    case FieldRole::Identity:
        field.kind = ValueKind::Text;
        return isPlainIdentity(field.value);
    case FieldRole::Device:
        return field.kind == ValueKind::Text && normalizeDeviceType(field.value) == field.value;
    case FieldRole::Country:
        return field.kind == ValueKind::Text && isPlainCountry(field.value);
    case FieldRole::Milliseconds:
        return takeLength(1'000'000, field);
    case FieldRole::Microseconds:
        return takeLength(1'000, field);
    default:
        return true;
    }
}

/// A whole number of units as nanoseconds.
bool Normalizer::takeLength(std::int64_t unit, Field& field)
{
    constexpr std::int64_t kMost = 1'000'000'000'000;
    const auto whole = parseInteger(field.value);
    if (!whole || *whole < 0 || *whole > kMost) {
        return false;
    }
    char digits[24];
    const auto end = std::to_chars(std::begin(digits), std::end(digits), *whole * unit).ptr;
    field.value = m_arena.keep({digits, static_cast<std::size_t>(end - digits)});
    field.kind = ValueKind::Number;
    return true;
}

/// Whether this value may stand as it is, or becomes what the step makes of it. False: it asks for
/// more than a plan can do.
bool Normalizer::admits(FieldPlan::Step& step, Field& field)
{
    const bool remembered = step.clean != nullptr && field.kind == ValueKind::Text
        && field.value.size() <= ShortText::kLongest && step.clean->asks();
    if (!remembered) {
        return take(step, field) && m_redactor.leaves(*step.redaction, field);
    }
    const ShortText given(field.value);
    const ShortText text = step.byPattern ? given.withoutDigits() : given;
    if (step.clean->has(text)) {
        return true;
    }
    if (!take(step, field) || !m_redactor.leaves(*step.redaction, field)) {
        return false;
    }
    if (!step.byPattern || m_redactor.isInconspicuous(*step.redaction, field.value)) {
        step.clean->keep(text);
    }
    return true;
}

/// The record of the plan with the values of this one. False: some value asks for more; nothing has
/// been told to anybody.
bool Normalizer::fill(FieldPlan& plan, const RawView& record)
{
    if (plan.record.signal != record.signal
        || plan.length.has_value() == record.end.value.empty()) {
        return false; // another kind of record with the same hash
    }
    plan.form = 0;
    plan.record.refrain = 0;
    auto step = plan.steps.begin();
    for (const Field& given : record.fields) {
        if (!isThere(given)) {
            continue;
        }
        if (step == plan.steps.end() || step->keyNumber != given.keyNumber
            || given.value.size() > kTextLimit) {
            return false; // another list of keys, or a text that is to be cut
        }
        Field& into = plan.record.fields[step->to];
        into.value = given.value;
        into.kind = given.kind;
        into.plain = given.plain;
        if (!admits(*step, into)) {
            return false;
        }
        ++step;
    }
    if (plan.length) {
        plan.record.fields[*plan.length].value = m_length;
    }
    plan.record.time = m_record.time;
    return step == plan.steps.end();
}

/// Makes the plan ready for records of this form. False: they do not follow it.
bool Normalizer::adapt(FieldPlan& plan, const RawForm& form) const
{
    const std::vector<Field>& fields = form.record.fields;
    const bool same = plan.usable && plan.record.signal == form.record.signal
        && std::equal(plan.steps.begin(), plan.steps.end(), fields.begin(), fields.end(),
                      [](const FieldPlan::Step& step, const Field& field) {
                          return step.keyNumber == field.keyNumber;
                      });
    if (!same) {
        return false;
    }
    plan.asking.clear();
    for (std::uint32_t i = 0; i < fields.size(); ++i) {
        const FieldPlan::Step& step = plan.steps[i];
        Field& into = plan.record.fields[step.to];
        into.kind = fields[i].kind;
        into.plain = fields[i].plain;
        if (step.role != FieldRole::Plain
            || !m_redactor.leavesAll(*step.redaction, fields[i].kind)) {
            plan.asking.push_back(i);
        }
    }
    plan.form = form.record.keys;
    plan.refrain = {};
    plan.fate = 0;
    return true;
}

/// Finds out which values of the plan's refrains, the place of which it knows, need not be looked
/// at twice.
void Normalizer::adaptToRefrain(FieldPlan& plan, const RawForm& form)
{
    CleanRefrains::Fate fate;
    std::vector<bool> once(plan.steps.size());
    plan.record.repeated = 0;
    for (std::size_t i = 0; i < plan.steps.size(); ++i) {
        const FieldPlan::Step& step = plan.steps[i];
        const domain::ValueKind kind = form.record.fields[i].kind;
        const std::uint32_t value = form.fields[i] - plan.refrain.first;
        once[i] = form.fields[i] != RawForm::kOwn && value < plan.refrain.count
            && isConstant(step.role) && (step.role == FieldRole::Plain || kind == ValueKind::Text);
        if (once[i]) {
            fate.push_back({value, plan.record.fields[step.to].keyNumber, step.role, kind});
            plan.record.repeated |= step.to < 64 ? std::uint64_t {1} << step.to : 0;
        }
    }
    plan.fate = m_cleanRefrains.numberOf(fate);
    plan.askingBesides.clear();
    std::ranges::copy_if(plan.asking, std::back_inserter(plan.askingBesides),
                         [&once](std::uint32_t step) { return !once[step]; });
}

/// The same for a record of a form.
bool Normalizer::fill(FieldPlan& plan, const FormedTexts& record)
{
    const RawForm& form = record.form;
    if (plan.form != form.record.keys && !adapt(plan, form)) {
        return false;
    }
    const bool ends = form.end != RawForm::kOwn ? !record.texts[form.end].empty()
                                                : !form.record.end.value.empty();
    if (plan.length.has_value() != ends) {
        return false;
    }
    for (std::size_t i = 0; i < plan.steps.size(); ++i) {
        const std::string_view text =
            RawForm::textOf(form.record.fields[i], form.fields[i], record.texts);
        if (text.size() - 1 >= kTextLimit) { // nothing, or too much
            return false;
        }
        plan.record.fields[plan.steps[i].to].value = text;
    }
    if (!admitsAll(plan, record)) {
        return false;
    }
    if (plan.length) {
        plan.record.fields[*plan.length].value = m_length;
    }
    plan.record.time = m_record.time;
    return true;
}

/// Whether the values of the plan's record, which are in their places, may stand there.
bool Normalizer::admitsAll(FieldPlan& plan, const FormedTexts& record)
{
    const auto admitted = [this, &plan](std::uint32_t i) {
        FieldPlan::Step& step = plan.steps[i];
        return admits(step, plan.record.fields[step.to]);
    };
    const codec::JsonRefrain& refrain = record.refrain;
    if (refrain.number == 0) {
        plan.record.refrain = 0;
        return std::ranges::all_of(plan.asking, admitted);
    }
    if (plan.refrain.first != refrain.first || plan.refrain.count != refrain.count) {
        plan.refrain = refrain;
        adaptToRefrain(plan, record.form);
    }
    plan.record.refrain = std::uint64_t {refrain.number} << 32U | plan.fate;
    if (m_cleanRefrains.has(plan.record.refrain)) {
        return std::ranges::all_of(plan.askingBesides, admitted);
    }
    const bool clean = std::ranges::all_of(plan.asking, admitted);
    if (clean) {
        m_cleanRefrains.keep(plan.record.refrain);
    }
    return clean;
}

/// The record as it may be written; nullptr: it needs the long way.
const domain::Record* Normalizer::followPlan(const RawView& record)
{
    if (record.signal == Signal::Ticket || m_options.samplingRate) {
        return nullptr;
    }
    if (FieldPlan* const known = m_plans.findByKeys(record.keys)) {
        if (fill(*known, record)) {
            return &known->record;
        }
    }
    const auto hash = FieldPlans::hashOf(record, kTextLimit);
    if (!hash) {
        return nullptr;
    }
    FieldPlan* plan = m_plans.find(*hash);
    if (plan == nullptr) {
        plan = &m_plans.add(*hash, makePlan(record));
    }
    if (!plan->usable || !fill(*plan, record)) {
        return nullptr;
    }
    m_plans.keepByKeys(record.keys, *plan);
    return &plan->record;
}

/// The same for a record of a form; nullptr also where its form has no plan yet.
const domain::Record* Normalizer::followPlan(const FormedTexts& record)
{
    const RawForm& form = record.form;
    if (form.record.signal == Signal::Ticket || m_options.samplingRate) {
        return nullptr;
    }
    FieldPlan* const plan = m_plans.findByKeys(form.record.keys);
    return plan != nullptr && fill(*plan, record) ? &plan->record : nullptr;
}

} // namespace throughline::ingest
