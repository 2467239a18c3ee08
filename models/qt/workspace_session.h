#pragma once

#include "models/qt/job_runner.h"
#include "models/workflow/snapshot.h"
#include "models/workflow/workspace.h"

#include <QObject>

#include <functional>
#include <memory>
#include <utility>

namespace throughline::qt {

/// A store and what is in memory of it. Immutable; jobs share it.
struct OpenStore
{
    workflow::Workspace workspace;
    workflow::SnapshotPointer snapshot;
};

using OpenStorePointer = std::shared_ptr<const OpenStore>;

/// The open store as the window sees it: opened, reloaded and asked by jobs only. Lives in the
/// window's thread; every answer arrives there.
class WorkspaceSession : public QObject
{
    Q_OBJECT

public:
    /// Asks for a value from the open store.
    template<typename T>
    struct Question
    {
        QString slot {};
        QObject* context = nullptr;
        std::function<Result<T>(const OpenStore&, const std::stop_token&)> ask {};
        std::function<void(T)> deliver {};
        /// In place of failed(); a stopped job never fails.
        std::function<void(const Error&)> refuse {};
    };

    explicit WorkspaceSession(QObject* parent = nullptr);

    /// Opens a store in the background; the one that is open stays until then.
    void open(const QString& path);
    /// Reads the open store anew, after an import; what is shown stays until then.
    void reload();
    void close();

    /// Null while no store is open.
    [[nodiscard]] OpenStorePointer store() const { return m_store; }

    [[nodiscard]] bool isOpen() const { return m_store != nullptr; }

    [[nodiscard]] bool isOpening() const;
    [[nodiscard]] QString path() const;
    /// Its file's name without the folder.
    [[nodiscard]] QString name() const;

    [[nodiscard]] JobRunner& jobs() { return m_jobs; }

    [[nodiscard]] const JobRunner& jobs() const { return m_jobs; }

    /// Without an open store nothing happens. An answer from a store that was replaced meanwhile is
    /// dropped.
    template<typename T>
    void ask(Question<T> question)
    {
        const OpenStorePointer asked = m_store;
        if (asked == nullptr) {
            return;
        }
        m_jobs.run<T>({.slot = question.slot,
                       .context = question.context,
                       .job = [asked, ask = std::move(question.ask)](
                                  const JobControl& control) { return ask(*asked, control.stop); },
                       .deliver =
                           [this, asked, deliver = std::move(question.deliver),
                            refuse = std::move(question.refuse)](Result<T> result) {
                               if (asked != m_store) {
                                   return;
                               }
                               if (result.ok()) {
                                   deliver(*std::move(result));
                               } else {
                                   refuseWith(refuse, result.error());
                               }
                           }});
    }

Q_SIGNALS:
    /// Just before storeChanged(), when it is another store or none: what was selected is no more.
    void storeReplaced();
    /// Another store, the same one with more in it, or none.
    void storeChanged();
    void openingChanged(bool opening);
    void failed(const throughline::Error& error);

private:
    void load(const std::function<Result<workflow::Workspace>()>& open);
    void setStore(OpenStorePointer store);
    void refuseWith(const std::function<void(const Error&)>& refuse, const Error& error);

    OpenStorePointer m_store;
    JobRunner m_jobs;
};

} // namespace throughline::qt
