#include "models/demo/line_queue.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace throughline::demo {

Result<LineQueue> LineQueue::create(const std::filesystem::path& path, codec::Container container)
{
    TL_ASSIGN(auto sink, codec::createSink(path, container));
    return LineQueue(std::move(sink));
}

std::string& LineQueue::add(std::int64_t timeMs)
{
    if (m_freeSlots.empty()) {
        m_freeSlots.push_back(m_lines.size());
        m_lines.emplace_back();
    }
    const std::size_t slot = m_freeSlots.back();
    m_freeSlots.pop_back();
    m_lines[slot].clear();
    m_waiting.push_back({timeMs, m_added, slot});
    ++m_added;
    std::push_heap(m_waiting.begin(), m_waiting.end());
    return m_lines[slot];
}

Result<void> LineQueue::release(std::int64_t beforeMs)
{
    while (!m_waiting.empty() && m_waiting.front().timeMs < beforeMs) {
        const std::size_t slot = m_waiting.front().slot;
        std::pop_heap(m_waiting.begin(), m_waiting.end());
        m_waiting.pop_back();
        m_freeSlots.push_back(slot);
        TL_TRY(m_sink->write(m_lines[slot]));
    }
    return {};
}

Result<void> LineQueue::close()
{
    TL_TRY(release(std::numeric_limits<std::int64_t>::max()));
    return m_sink->close();
}

} // namespace throughline::demo
