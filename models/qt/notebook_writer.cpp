#include "models/qt/notebook_writer.h"

#include <exception>
#include <utility>

namespace throughline::qt {

namespace {

constexpr int kAgainMs = 1000;
/// Each waits some seconds for another program that writes.
constexpr int kLastTries = 3;

Result<void> guarded(const NotebookWriter::Change& change)
{
    try {
        return change();
    } catch (const std::exception& thrown) {
        return internalError(thrown.what());
    }
}

} // namespace

NotebookWriter::NotebookWriter(QObject* parent)
    : QObject(parent)
{
    m_pool.setMaxThreadCount(1);
    m_again.setSingleShot(true);
    m_again.setInterval(kAgainMs);
    connect(&m_again, &QTimer::timeout, this, &NotebookWriter::startFirst);
}

NotebookWriter::~NotebookWriter()
{
    m_pool.waitForDone();
    // What is not written goes now, in order; another program may hold the lock for a moment.
    m_pool.start([tasks = std::move(m_tasks)] {
        for (const Task& task : tasks) {
            for (int i = 0; i < kLastTries && !*task.written; ++i) {
                const Result<void> result = guarded(task.change);
                *task.written = result.ok() || result.error().code != ErrorCode::Busy;
            }
        }
    });
    m_pool.waitForDone();
}

void NotebookWriter::write(QObject* context, Change change, Told told)
{
    m_tasks.push_back({std::move(change), context, std::move(told), std::make_shared<bool>(false)});
    if (m_tasks.size() == 1) {
        startFirst();
    }
}

void NotebookWriter::startFirst()
{
    m_pool.start([this, change = m_tasks.front().change, written = m_tasks.front().written] {
        auto result = std::make_shared<const Result<void>>(guarded(change));
        *written = result->ok();
        QMetaObject::invokeMethod(
            this, [this, result] { finishFirst(*result); }, Qt::QueuedConnection);
    });
}

void NotebookWriter::finishFirst(const Result<void>& result)
{
    if (!result.ok() && result.error().code == ErrorCode::Busy) {
        m_again.start();
        return;
    }
    const Task task = std::move(m_tasks.front());
    m_tasks.pop_front();
    if (!m_tasks.empty()) {
        startFirst();
    }
    if (task.context != nullptr) {
        task.told(result);
    }
}

} // namespace throughline::qt
