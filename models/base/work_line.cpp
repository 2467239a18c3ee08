#include "models/base/work_line.h"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace throughline {

namespace {

class WorkLine
{
public:
    explicit WorkLine(std::span<Station* const> stations)
    {
        for (Station* station : stations) {
            m_places.push_back({station, false});
        }
    }

    /// Takes steps until there are none left to take.
    void work()
    {
        std::unique_lock lock(m_mutex);
        while (!m_stopped) {
            if (Place* const place = nextReady()) {
                take(*place, lock);
            } else if (m_busy == 0) {
                stop();
            } else {
                ++m_waiting;
                m_change.wait(lock);
                --m_waiting;
            }
        }
    }

    Result<void> outcome() const
    {
        if (m_thrown) {
            std::rethrow_exception(m_thrown);
        }
        return m_failure ? Result<void>(*m_failure) : Result<void>();
    }

private:
    struct Place
    {
        Station* station;
        bool taken;
    };

    static bool isFree(const Place& place) { return !place.taken && place.station->ready(); }

    /// The first that is awaited, else the last that is ready.
    Place* nextReady()
    {
        const auto awaited = std::ranges::find_if(m_places, [](const Place& place) {
            return isFree(place) && place.station->isAwaited();
        });
        if (awaited != m_places.end()) {
            return &*awaited;
        }
        const auto last = std::find_if(m_places.rbegin(), m_places.rend(), isFree);
        return last == m_places.rend() ? nullptr : &*last;
    }

    void take(Place& place, std::unique_lock<std::mutex>& lock)
    {
        place.taken = true;
        ++m_busy;
        lock.unlock();
        std::optional<Error> failure;
        std::exception_ptr thrown;
        try {
            if (auto done = place.station->step(); !done) {
                failure = std::move(done).error();
            }
        } catch (...) {
            thrown = std::current_exception();
        }
        lock.lock();
        place.taken = false;
        --m_busy;
        if ((failure || thrown) && !m_stopped) {
            m_failure = std::move(failure);
            m_thrown = thrown;
            stop();
        } else if (m_waiting > 0) {
            m_change.notify_all();
        }
    }

    void stop()
    {
        m_stopped = true;
        m_change.notify_all();
    }

    std::vector<Place> m_places;
    std::mutex m_mutex;
    std::condition_variable m_change;
    std::size_t m_busy = 0;
    std::size_t m_waiting = 0;
    bool m_stopped = false;
    std::optional<Error> m_failure;
    std::exception_ptr m_thrown;
};

} // namespace

Result<void> workThrough(std::span<Station* const> stations, std::size_t threads)
{
    WorkLine line(stations);
    {
        std::vector<std::jthread> others;
        for (std::size_t i = 1; i < std::min(threads, stations.size()); ++i) {
            others.emplace_back([&line] { line.work(); });
        }
        line.work();
    }
    return line.outcome();
}

} // namespace throughline
