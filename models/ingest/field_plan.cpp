#include "models/ingest/field_plan.h"

#include <bit>

namespace throughline::ingest {

namespace {

/// Files whose every record has fields of its own must not fill the memory.
constexpr std::size_t kMostPlans = 2'000;

} // namespace

std::optional<std::uint64_t> FieldPlans::hashOf(const RawView& record, std::size_t longest)
{
    constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15ULL;
    std::uint64_t hash = 2 * static_cast<std::uint64_t>(record.signal) + 2;
    hash += record.end.value.empty() ? 0 : 1;
    for (const domain::Field& field : record.fields) {
        if (!isThere(field)) {
            continue;
        }
        if (field.keyNumber == 0 || field.value.size() > longest) {
            return std::nullopt;
        }
        hash = (std::rotl(hash, 5) ^ field.keyNumber) * kOdd;
    }
    return hash;
}

FieldPlan& FieldPlans::add(std::uint64_t hash, FieldPlan plan)
{
    if (m_plans.size() >= kMostPlans) {
        forgetPlans();
    }
    auto& kept = m_plans[hash];
    kept = std::make_unique<FieldPlan>(std::move(plan));
    return *kept;
}

CleanValues& FieldPlans::cleanValues(std::uint32_t keyNumber, FieldRole role)
{
    const std::uint64_t field = std::uint64_t {keyNumber} << 8U | static_cast<std::uint8_t>(role);
    auto& values = m_clean[field];
    if (values == nullptr) {
        values = std::make_unique<CleanValues>();
    }
    return *values;
}

/// What they know of values stays: a plan that is made already looks at it.
void FieldPlans::forgetPlans()
{
    m_byKeys.clear();
    m_recent.fill({});
    m_plans.clear();
}

void FieldPlans::clear()
{
    forgetPlans();
    m_clean.clear();
}

} // namespace throughline::ingest
