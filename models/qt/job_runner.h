#pragma once

#include "models/base/progress.h"
#include "models/base/result.h"

#include <QElapsedTimer>
#include <QHash>
#include <QObject>
#include <QPointer>
#include <QString>
#include <QStringList>
#include <QThreadPool>

#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <new>
#include <stop_token>
#include <utility>

namespace throughline::qt {

/// What a job is given besides its own values.
struct JobControl
{
    std::stop_token stop;
    ProgressSink progress; ///< may be called from the working thread
};

/// Runs jobs on threads of lower priority and hands their results to the thread it lives in.
///
/// A job is a function of values: it captures nothing of the window. Each runs in a slot; a newer
/// one in the same slot stops the older one, whose result is never seen. The result is delivered
/// queued, only while its context (of the runner's thread) is alive. Used from one thread. The
/// destructor stops all jobs before it waits for them.
class JobRunner : public QObject
{
    Q_OBJECT

public:
    template<typename T>
    using Job = std::function<Result<T>(const JobControl&)>;

    template<typename T>
    struct Request
    {
        QString slot {};
        QObject* context = nullptr;
        Job<T> job {};
        std::function<void(Result<T>)> deliver {};
        std::function<void(const Progress&)> progressed {}; ///< may be empty
    };

    explicit JobRunner(QObject* parent = nullptr);
    ~JobRunner() override;

    template<typename T>
    void run(Request<T> request)
    {
        start(
            request.slot, request.context,
            [job = std::move(request.job),
             deliver = std::move(request.deliver)](const JobControl& control) {
                auto result = std::make_shared<Result<T>>(guarded<T>(job, control));
                return [deliver, result] { deliver(std::move(*result)); };
            },
            std::move(request.progressed));
    }

    /// Asks the job of a slot to stop; what it then returns is still delivered.
    void stop(const QString& slot);
    /// Asks it to stop and forgets it: nothing is delivered.
    void drop(const QString& slot);

    /// A job whose result is still wanted is waiting or running.
    [[nodiscard]] bool busy() const { return !m_running.isEmpty(); }

    [[nodiscard]] bool busy(const QString& slot) const { return m_running.contains(slot); }

    [[nodiscard]] QStringList busySlots() const { return m_running.keys(); }

Q_SIGNALS:
    void busyChanged(bool busy);
    /// After a result was delivered: how long its job took.
    void answered(const QString& slot, qint64 milliseconds);

private:
    using Apply = std::function<void()>;
    using Work = std::function<Apply(const JobControl&)>;

    struct Running
    {
        std::uint64_t generation = 0;
        std::stop_source stop;
        QPointer<QObject> context;
        QMetaObject::Connection contextGone;
        std::function<void(const Progress&)> progressed;
        QElapsedTimer since;
    };

    template<typename T>
    static Result<T> guarded(const Job<T>& job, const JobControl& control)
    {
        try {
            return job(control);
        } catch (const std::bad_alloc&) {
            return environmentError("There is not enough memory for this",
                                    "Close other programs or narrow the time range");
        } catch (const std::exception& thrown) {
            return internalError(thrown.what());
        }
    }

    void start(const QString& slot, QObject* context, Work work,
               std::function<void(const Progress&)> progressed);
    void finish(const QString& slot, std::uint64_t generation, const Apply& apply);
    void report(const QString& slot, std::uint64_t generation, const Progress& progress);
    void tellBusy();

    QThreadPool m_pool;
    QHash<QString, Running> m_running;
    std::uint64_t m_generation = 0;
    bool m_toldBusy = false;
};

} // namespace throughline::qt
