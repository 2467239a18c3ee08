#pragma once

#include "models/base/result.h"

#include <QObject>
#include <QPointer>
#include <QThreadPool>
#include <QTimer>

#include <deque>
#include <functional>
#include <memory>

namespace throughline::qt {

/// Writes what people made into the store, one change after the other, off the window's thread. A
/// store that is busy (an import) is tried again until it is free. Used from one thread. The
/// destructor writes what is left; whoever holds the store's lock in this program should be gone
/// by then.
class NotebookWriter : public QObject
{
    Q_OBJECT

public:
    using Change = std::function<Result<void>()>;
    using Told = std::function<void(const Result<void>&)>;

    explicit NotebookWriter(QObject* parent = nullptr);
    ~NotebookWriter() override;

    /// `told` is called in this thread once it is written or refused, if `context` still lives.
    void write(QObject* context, Change change, Told told);

    [[nodiscard]] bool busy() const { return !m_tasks.empty(); }

private:
    struct Task
    {
        Change change;
        QPointer<QObject> context;
        Told told;
        std::shared_ptr<bool> written; ///< set by the working thread, read when it is done
    };

    void startFirst();
    void finishFirst(const Result<void>& result);

    QThreadPool m_pool;
    QTimer m_again;
    std::deque<Task> m_tasks;
};

} // namespace throughline::qt
