#pragma once

#include <cmath>
#include <cstdint>

namespace throughline {

/// A seeded generator with the same stream on every platform (splitmix64; G. Steele et al., 2014).
class Random
{
public:
    explicit Random(std::uint64_t seed)
        : m_state(seed)
    {
    }

    std::uint64_t next()
    {
        m_state += 0x9E3779B97F4A7C15ULL;
        std::uint64_t z = m_state;
        z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
        z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
        return z ^ (z >> 31U);
    }

    /// Uniform in [0, 1).
    double uniform() { return static_cast<double>(next() >> 11U) * 0x1.0p-53; }

    /// Uniform in 0 ... limit - 1; limit > 0.
    std::uint32_t below(std::uint32_t limit)
    {
        return static_cast<std::uint32_t>((next() >> 32U) * limit >> 32U);
    }

    bool chance(double probability) { return uniform() < probability; }

    double exponential(double mean) { return -mean * std::log(1.0 - uniform()); }

private:
    std::uint64_t m_state;
};

} // namespace throughline
