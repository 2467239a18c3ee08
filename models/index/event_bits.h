#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace throughline::index {

/// One bit per event, by its place in the session index: the answer to a condition the index
/// itself cannot decide.
struct EventBits
{
    std::vector<std::uint64_t> words;

    EventBits() = default;

    /// All clear.
    explicit EventBits(std::uint32_t eventCount)
        : words((static_cast<std::size_t>(eventCount) + 63) / 64)
    {
    }

    [[nodiscard]] bool test(std::uint32_t event) const
    {
        return ((words[event / 64] >> (event % 64)) & 1U) != 0;
    }

    void set(std::uint32_t event) { words[event / 64] |= std::uint64_t {1} << (event % 64); }

    void set(std::uint32_t event, bool value)
    {
        const std::uint64_t bit = std::uint64_t {1} << (event % 64);
        words[event / 64] = value ? words[event / 64] | bit : words[event / 64] & ~bit;
    }

    /// Whether it has a bit for each of so many events.
    [[nodiscard]] bool covers(std::uint32_t eventCount) const
    {
        return words.size() == (static_cast<std::size_t>(eventCount) + 63) / 64;
    }

    bool operator==(const EventBits&) const = default;
};

} // namespace throughline::index
