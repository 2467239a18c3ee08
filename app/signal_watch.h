#pragma once

#include <stop_token>
#include <thread>

namespace throughline::app {

/// Waits for SIGINT and SIGTERM in a thread of its own: the first asks everything that has the
/// token to stop, the second ends the program as these signals do. To be made before any other
/// thread, so that none of them gets the signals. SIGPIPE and SIGXFSZ are ignored: a full disk and
/// a closed pipe are errors of the write.
class SignalWatch
{
public:
    SignalWatch();
    ~SignalWatch();
    SignalWatch(const SignalWatch&) = delete;
    SignalWatch& operator=(const SignalWatch&) = delete;

    [[nodiscard]] std::stop_token token() const { return m_source.get_token(); }

private:
    void wait();

    std::stop_source m_source;
    std::thread m_thread;
};

} // namespace throughline::app
