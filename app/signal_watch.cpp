#include "app/signal_watch.h"

#include <csignal>
#include <pthread.h>

namespace throughline::app {

namespace {

/// Wakes the waiting thread when the program ends by itself.
constexpr int kEnd = SIGUSR1;

sigset_t watchedSignals()
{
    sigset_t watched;
    sigemptyset(&watched);
    sigaddset(&watched, SIGINT);
    sigaddset(&watched, SIGTERM);
    sigaddset(&watched, kEnd);
    return watched;
}

/// As if nobody had watched: the signal ends the program.
void dieOf(int number)
{
    std::signal(number, SIG_DFL);
    sigset_t one;
    sigemptyset(&one);
    sigaddset(&one, number);
    pthread_sigmask(SIG_UNBLOCK, &one, nullptr);
    std::raise(number);
}

} // namespace

SignalWatch::SignalWatch()
{
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);
    const sigset_t watched = watchedSignals();
    pthread_sigmask(SIG_BLOCK, &watched, nullptr);
    m_thread = std::thread([this] { wait(); });
}

SignalWatch::~SignalWatch()
{
    pthread_kill(m_thread.native_handle(), kEnd);
    m_thread.join();
}

void SignalWatch::wait()
{
    const sigset_t watched = watchedSignals();
    int number = 0;
    while (sigwait(&watched, &number) == 0 && number != kEnd) {
        if (!m_source.request_stop()) {
            dieOf(number);
        }
    }
}

} // namespace throughline::app
