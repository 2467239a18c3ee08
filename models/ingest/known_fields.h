#pragma once

#include "models/base/known_names.h"
#include "models/domain/signal.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

namespace throughline::ingest {

/// What has to be done to the values of a field.
enum class FieldRole : std::uint8_t
{
    Plain,
    TraceId,
    SpanId,
    Identity,
    Device,
    Country,
    Severity, ///< a level on a scale that has to be guessed
    SeverityNumber, ///< on OpenTelemetry's
    Url,
    Milliseconds, ///< becomes duration_ns
    Microseconds, ///< the same
    SamplingRate,
    TraceState
};

/// What is known of a field name, found once per name.
struct KnownField
{
    std::string name; ///< as the format writes it
    std::string ownName; ///< the same, but for a name that the store needs itself
    std::string canonical;
    FieldRole role = FieldRole::Plain;
    bool alias = false;
    std::uint32_t slot = 0; ///< of the canonical name, to find repetitions
    std::uint32_t ownSlot = 0; ///< of its own name, for records where the alias stands for itself
};

/// Names that mean something only on records of one kind; elsewhere an attribute of that name is
/// its own business.
[[nodiscard]] bool aliasApplies(std::string_view canonical, domain::Signal signal);

/// What names of fields mean. Slots number the names a record of ours can have: two names that mean
/// the same share one. Not thread-safe.
class KnownFields
{
public:
    /// Constant for a name until forget(). Field numbers as in domain::Field; 0: none.
    const KnownField& of(std::string_view name, std::uint32_t keyNumber = 0)
    {
        const KnownField* const known = m_fields.find(name, keyNumber);
        return known != nullptr ? *known : describe(name, keyNumber);
    }

    /// All slots given so far are below.
    [[nodiscard]] std::uint32_t slotCount() const
    {
        return static_cast<std::uint32_t>(m_slots.size());
    }

    [[nodiscard]] std::size_t size() const { return m_fields.size(); }

    void forget();

private:
    const KnownField& describe(std::string_view name, std::uint32_t keyNumber);
    std::uint32_t slotOf(const std::string& canonical);

    KnownNames<KnownField> m_fields;
    std::unordered_map<std::string, std::uint32_t> m_slots;
};

} // namespace throughline::ingest
