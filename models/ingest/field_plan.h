#pragma once

#include "models/base/number_cache.h"
#include "models/codec/json_refrains.h"
#include "models/domain/record.h"
#include "models/ingest/clean_values.h"
#include "models/ingest/known_fields.h"
#include "models/ingest/normalize/trace_id_normalizer.h"
#include "models/ingest/redact/redactor.h"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace throughline::ingest {

/// A record of a batch, as it lies there.
struct RawView
{
    domain::Signal signal = domain::Signal::Log;
    const domain::Field& time;
    const domain::Field& end;
    std::span<const domain::Field> fields;
    std::uint32_t keys = 0; ///< as that of a RawRecord
};

/// The field says something: what is missing is left out of a record, never kept as "", and a value
/// without a name cannot be asked for.
[[nodiscard]] inline bool isThere(const domain::Field& field)
{
    return field.kind != domain::ValueKind::Null && !field.key.empty()
        && (field.kind != domain::ValueKind::Text || !field.value.empty());
}

/// The first field that a record of this kind cannot do without and `has` does not find; empty:
/// none.
template<typename Has>
[[nodiscard]] std::string_view missingField(domain::Signal signal, const Has& has)
{
    namespace key = domain::key;
    const auto need = [&has](std::string_view name) {
        return has(name) ? std::string_view() : name;
    };
    switch (signal) {
    case domain::Signal::Span:
        return has(key::kTraceId) ? need(key::kSpanId) : key::kTraceId;
    case domain::Signal::Event:
        return need(key::kEventName);
    case domain::Signal::Metric:
        return need(key::kMetricName);
    case domain::Signal::Ticket:
        return need(key::kTicketId);
    case domain::Signal::Log:
        return {};
    }
    return {};
}

/// What becomes of all records of a file that have the same fields in the same order: where each
/// goes and what is asked of its value on the way. Nearly all records of a file follow one of a few
/// plans; a value that asks for more than a plan can do leads around it.
struct FieldPlan
{
    struct Step
    {
        std::uint32_t keyNumber = 0; ///< of the field given
        std::uint32_t to = 0; ///< place in the record
        FieldRole role = FieldRole::Plain;
        const IdColumn* ids = nullptr; ///< of a span id
        const Redactor::KeyEntry* redaction = nullptr; ///< of the field it becomes
        CleanValues* clean = nullptr; ///< texts that nothing was to be done about
        bool byPattern = false; ///< their digits do not matter
    };

    bool usable = false; ///< false: such records need the long way
    std::vector<Step> steps; ///< one for each field that is there
    std::optional<std::uint32_t> length; ///< place of the length, where the record has an end
    /// The record with all its keys; each use writes the values.
    domain::Record record;

    // Of the form it is made ready for.
    std::uint32_t form = 0; ///< its keys; 0: for none
    std::vector<std::uint32_t> asking; ///< steps that ask something of some values
    codec::JsonRefrain refrain; ///< where refrains stand among its texts
    std::uint32_t fate = 0; ///< what becomes of them; 0: nothing that can be remembered
    std::vector<std::uint32_t> askingBesides; ///< those steps but the ones of a clean refrain
};

/// The plans of one file, by a hash of keys and signal. Not thread-safe.
class FieldPlans
{
public:
    /// nullopt: a field has no number, or is too long for a plan.
    [[nodiscard]] static std::optional<std::uint64_t> hashOf(const RawView& record,
                                                             std::size_t longest);

    [[nodiscard]] FieldPlan* find(std::uint64_t hash)
    {
        Slot& slot = m_recent[hash >> (64U - kRecentBits)];
        if (slot.plan == nullptr || slot.hash != hash) {
            const auto known = m_plans.find(hash);
            if (known == m_plans.end()) {
                return nullptr;
            }
            slot = {hash, known->second.get()};
        }
        return slot.plan;
    }

    FieldPlan& add(std::uint64_t hash, FieldPlan plan);

    /// The plan that records with this number for their keys followed last; nullptr: none did.
    [[nodiscard]] FieldPlan* findByKeys(std::uint32_t keys) const { return m_byKeys.find(keys); }

    void keepByKeys(std::uint32_t keys, FieldPlan& plan) { m_byKeys.keep(keys, &plan); }

    /// What is known of the values of this field, in all plans.
    [[nodiscard]] CleanValues& cleanValues(std::uint32_t keyNumber, FieldRole role);

    void clear();

private:
    static constexpr unsigned kRecentBits = 8;

    void forgetPlans();

    struct Slot
    {
        std::uint64_t hash = 0;
        FieldPlan* plan = nullptr;
    };

    NumberCache<FieldPlan> m_byKeys;
    std::array<Slot, std::size_t {1} << kRecentBits> m_recent {};
    std::unordered_map<std::uint64_t, std::unique_ptr<FieldPlan>> m_plans;
    std::unordered_map<std::uint64_t, std::unique_ptr<CleanValues>> m_clean; ///< by key and role
};

} // namespace throughline::ingest
