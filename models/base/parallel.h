#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <future>
#include <thread>
#include <vector>

namespace throughline {

/// Threads that work at once on one answer.
inline std::size_t processors()
{
    return std::clamp(std::thread::hardware_concurrency(), 1U, 8U);
}

/// Calls work(from, to) for ranges that together are [0, count), at the same time on as many
/// processors as there are; in one piece where each would get fewer than `fewest`. Returns when all
/// have ended; what one throws is thrown here.
template<typename Work>
void inRanges(std::uint32_t count, std::uint32_t fewest, const Work& work)
{
    const std::size_t most = std::max<std::size_t>(1, count / std::max(fewest, 1U));
    const std::uint64_t pieces = std::min(processors(), most);
    const auto border = [count, pieces](std::uint64_t piece) {
        return static_cast<std::uint32_t>(count * piece / pieces);
    };
    std::vector<std::future<void>> helpers;
    for (std::uint64_t piece = 1; piece < pieces; ++piece) {
        helpers.push_back(
            std::async(std::launch::async,
                       [&work, from = border(piece), to = border(piece + 1)] { work(from, to); }));
    }
    work(0U, border(1));
    for (std::future<void>& helper : helpers) {
        helper.get();
    }
}

/// Calls work(i) once for each i of [0, count), at the same time on as many processors as there
/// are; whoever is free takes the next, so the pieces may differ in size. Otherwise as inRanges.
template<typename Work>
void forEachAtOnce(std::size_t count, const Work& work)
{
    std::atomic<std::size_t> next = 0;
    const auto takeNext = [&] {
        for (std::size_t i = next++; i < count; i = next++) {
            work(i);
        }
    };
    std::vector<std::future<void>> helpers;
    for (std::size_t i = 1; i < std::min(count, processors()); ++i) {
        helpers.push_back(std::async(std::launch::async, takeNext));
    }
    takeNext();
    for (std::future<void>& helper : helpers) {
        helper.get();
    }
}

} // namespace throughline
