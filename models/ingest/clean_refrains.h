#pragma once

#include "models/domain/record.h"
#include "models/ingest/known_fields.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace throughline::ingest {

/// Which refrains (codec::JsonRefrain) were looked at value by value and found to be as they should
/// be. What that means depends on what becomes of the values, the refrain's fate, so the same one
/// may be known with several. Not thread-safe.
class CleanRefrains
{
public:
    /// What becomes of one of its values.
    struct Becomes
    {
        std::uint32_t value = 0; ///< which one
        std::uint32_t keyNumber = 0; ///< of the field
        FieldRole role = FieldRole::Plain;
        domain::ValueKind kind = domain::ValueKind::Text;

        bool operator==(const Becomes&) const = default;
    };

    using Fate = std::vector<Becomes>;

    /// The number of this fate, which no other one has, as of domain::nextKeyNumber().
    [[nodiscard]] std::uint32_t numberOf(const Fate& fate);

    [[nodiscard]] bool has(std::uint64_t refrainAndFate) const
    {
        return m_clean[placeOf(refrainAndFate)] == refrainAndFate;
    }

    void keep(std::uint64_t refrainAndFate) { m_clean[placeOf(refrainAndFate)] = refrainAndFate; }

private:
    /// Files with more are odd; what is known is forgotten then.
    static constexpr std::size_t kMostFates = 200;
    static constexpr unsigned kPlaceBits = 12;

    struct Known
    {
        Fate fate;
        std::uint32_t number = 0;
    };

    static std::size_t placeOf(std::uint64_t refrainAndFate)
    {
        constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15ULL;
        return refrainAndFate * kOdd >> (64U - kPlaceBits);
    }

    std::array<std::uint64_t, std::size_t {1} << kPlaceBits> m_clean {};
    std::vector<Known> m_fates;
};

} // namespace throughline::ingest
