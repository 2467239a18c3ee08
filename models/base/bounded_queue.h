#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

namespace throughline {

/// A queue between two threads that holds at most `capacity` values; the only lock below models/qt.
/// push waits while it is full, pop while it is empty; close() ends both.
template<typename T>
class BoundedQueue
{
public:
    explicit BoundedQueue(std::size_t capacity)
        : m_capacity(capacity)
    {
    }

    /// False: the queue was closed and the value was dropped.
    bool push(T value)
    {
        std::unique_lock lock(m_mutex);
        m_space.wait(lock, [this] { return m_closed || m_values.size() < m_capacity; });
        if (m_closed) {
            return false;
        }
        m_values.push_back(std::move(value));
        m_filled.notify_one();
        return true;
    }

    /// nullopt: the queue is closed and empty.
    std::optional<T> pop()
    {
        std::unique_lock lock(m_mutex);
        m_filled.wait(lock, [this] { return m_closed || !m_values.empty(); });
        if (m_values.empty()) {
            return std::nullopt;
        }
        T value = std::move(m_values.front());
        m_values.pop_front();
        m_space.notify_one();
        return value;
    }

    /// A value, if one is there already.
    std::optional<T> tryPop()
    {
        const std::scoped_lock lock(m_mutex);
        if (m_values.empty()) {
            return std::nullopt;
        }
        T value = std::move(m_values.front());
        m_values.pop_front();
        m_space.notify_one();
        return value;
    }

    /// Drops the value where the queue is full or closed.
    void tryPush(T value)
    {
        const std::scoped_lock lock(m_mutex);
        if (!m_closed && m_values.size() < m_capacity) {
            m_values.push_back(std::move(value));
            m_filled.notify_one();
        }
    }

    /// Nothing more comes in; what is in it can still be taken out.
    void close()
    {
        const std::scoped_lock lock(m_mutex);
        m_closed = true;
        m_space.notify_all();
        m_filled.notify_all();
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_space;
    std::condition_variable m_filled;
    std::deque<T> m_values;
    std::size_t m_capacity;
    bool m_closed = false;
};

} // namespace throughline
