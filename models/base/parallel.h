#pragma once

#include <algorithm>
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

} // namespace throughline
