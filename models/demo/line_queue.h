#pragma once

#include "models/codec/byte_sink.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace throughline::demo {

/// Lines on their way into one file, in order of time although sessions overlap: a line waits
/// until nothing earlier can come any more. Memory: the lines that wait.
class LineQueue
{
public:
    /// Creates the file. Error: Environment.
    [[nodiscard]] static Result<LineQueue> create(const std::filesystem::path& path,
                                                  codec::Container container);

    /// An empty line to fill in; good until the next call. Lines of one time keep their order.
    [[nodiscard]] std::string& add(std::int64_t timeMs);

    /// Writes all lines before that time. Error: Environment.
    Result<void> release(std::int64_t beforeMs);

    /// Writes the rest and closes the file. Error: Environment.
    Result<void> close();

    /// Bytes in the file so far.
    [[nodiscard]] std::uint64_t fileBytes() const { return m_sink->fileBytes(); }

private:
    struct Waiting
    {
        std::int64_t timeMs = 0;
        std::uint64_t order = 0;
        std::size_t slot = 0;

        /// For a heap with the earliest on top.
        bool operator<(const Waiting& other) const
        {
            return timeMs != other.timeMs ? timeMs > other.timeMs : order > other.order;
        }
    };

    explicit LineQueue(std::unique_ptr<codec::ByteSink> sink)
        : m_sink(std::move(sink))
    {
    }

    std::unique_ptr<codec::ByteSink> m_sink;
    std::vector<Waiting> m_waiting;
    std::vector<std::string> m_lines;
    std::vector<std::size_t> m_freeSlots;
    std::uint64_t m_added = 0;
};

} // namespace throughline::demo
