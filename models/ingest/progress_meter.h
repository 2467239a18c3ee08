#pragma once

#include "models/base/progress.h"

#include <chrono>
#include <string>

namespace throughline::ingest {

/// Tells how far we are, ten times a second at most.
class ProgressMeter
{
public:
    /// The sink must outlive it.
    ProgressMeter(const ProgressSink& sink, std::string what, std::uint64_t total)
        : m_sink(sink)
        , m_start(std::chrono::steady_clock::now())
        , m_last(m_start)
    {
        m_progress.what = std::move(what);
        m_progress.bytesTotal = total;
    }

    void frame(std::uint64_t bytes, std::uint64_t frames)
    {
        if (!m_sink || frames % 64 != 0) {
            return;
        }
        const auto now = std::chrono::steady_clock::now();
        if (now - m_last < kProgressEvery) {
            return;
        }
        m_last = now;
        const double seconds = std::chrono::duration<double>(now - m_start).count();
        m_progress.bytesDone = bytes;
        m_progress.records = frames;
        m_progress.recordsPerSecond = static_cast<double>(frames) / seconds;
        m_progress.secondsLeft = bytes == 0 || m_progress.bytesTotal < bytes ? -1
                                                                             : seconds
                * static_cast<double>(m_progress.bytesTotal - bytes) / static_cast<double>(bytes);
        m_sink(m_progress);
    }

private:
    static constexpr auto kProgressEvery = std::chrono::milliseconds(100);

    const ProgressSink& m_sink;
    std::chrono::steady_clock::time_point m_start;
    std::chrono::steady_clock::time_point m_last;
    Progress m_progress;
};

} // namespace throughline::ingest
