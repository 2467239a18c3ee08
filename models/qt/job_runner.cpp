#include "models/qt/job_runner.h"

#include <QThread>

#include <algorithm>

namespace throughline::qt {

namespace {

/// An import keeps one thread for minutes; a question must not wait for it, nor for another.
constexpr int kFewestThreads = 4;

} // namespace

JobRunner::JobRunner(QObject* parent)
    : QObject(parent)
{
    m_pool.setMaxThreadCount(std::max(kFewestThreads, QThread::idealThreadCount()));
    m_pool.setThreadPriority(QThread::LowPriority);
}

JobRunner::~JobRunner()
{
    for (Running& running : m_running) {
        running.stop.request_stop();
        disconnect(running.contextGone);
    }
    m_running.clear();
    m_pool.clear();
    m_pool.waitForDone();
}

void JobRunner::start(const QString& slot, QObject* context, Work work,
                      std::function<void(const Progress&)> progressed)
{
    drop(slot);
    const std::uint64_t generation = ++m_generation;
    Running& running = m_running[slot];
    running.generation = generation;
    running.context = context;
    running.progressed = std::move(progressed);
    running.since.start();
    running.contextGone = connect(context, &QObject::destroyed, this, [this, slot] { drop(slot); });
    JobControl control {
        running.stop.get_token(), [this, slot, generation](const Progress& progress) {
            QMetaObject::invokeMethod(
                this, [=, this] { report(slot, generation, progress); }, Qt::QueuedConnection);
        }};
    m_pool.start([this, slot, generation, control, work = std::move(work)] {
        const Apply apply = work(control);
        QMetaObject::invokeMethod(
            this, [this, slot, generation, apply] { finish(slot, generation, apply); },
            Qt::QueuedConnection);
    });
    tellBusy();
}

void JobRunner::stop(const QString& slot)
{
    if (const auto found = m_running.find(slot); found != m_running.end()) {
        found->stop.request_stop();
    }
}

void JobRunner::drop(const QString& slot)
{
    if (const auto found = m_running.find(slot); found != m_running.end()) {
        found->stop.request_stop();
        disconnect(found->contextGone);
        m_running.erase(found);
        QMetaObject::invokeMethod(this, &JobRunner::tellBusy, Qt::QueuedConnection);
    }
}

void JobRunner::finish(const QString& slot, std::uint64_t generation, const Apply& apply)
{
    const auto found = m_running.find(slot);
    if (found == m_running.end() || found->generation != generation) {
        return;
    }
    const bool wanted = !found->context.isNull();
    const qint64 milliseconds = found->since.elapsed();
    disconnect(found->contextGone);
    m_running.erase(found);
    if (wanted) {
        apply();
        Q_EMIT answered(slot, milliseconds);
    }
    tellBusy();
}

void JobRunner::report(const QString& slot, std::uint64_t generation, const Progress& progress)
{
    const auto found = m_running.find(slot);
    if (found != m_running.end() && found->generation == generation && found->progressed) {
        // A copy: the answer may start another job in this slot.
        const auto progressed = found->progressed;
        progressed(progress);
    }
}

void JobRunner::tellBusy()
{
    if (busy() != m_toldBusy) {
        m_toldBusy = busy();
        Q_EMIT busyChanged(m_toldBusy);
    }
}

} // namespace throughline::qt
