#pragma once

#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

namespace throughline {

/// Values on their way from one thread to another, first in, first out. Nobody ever waits in it:
/// who finds nothing, or too much, has other things to do (see work_line.h).
template<typename T>
class HandOver
{
public:
    void push(T value)
    {
        const std::scoped_lock lock(m_mutex);
        m_values.push_back(std::move(value));
    }

    /// nullopt: nothing is in it.
    std::optional<T> tryPop()
    {
        const std::scoped_lock lock(m_mutex);
        if (m_values.empty()) {
            return std::nullopt;
        }
        T value = std::move(m_values.front());
        m_values.pop_front();
        return value;
    }

    [[nodiscard]] std::size_t size() const
    {
        const std::scoped_lock lock(m_mutex);
        return m_values.size();
    }

    [[nodiscard]] bool empty() const { return size() == 0; }

private:
    mutable std::mutex m_mutex;
    std::deque<T> m_values;
};

} // namespace throughline
