#include "models/qt/workspace_session.h"

#include "models/qt/qt_text.h"

#include <QFileInfo>

namespace throughline::qt {

namespace {

const QString& openSlot()
{
    static const QString slot = QStringLiteral("store.open");
    return slot;
}

} // namespace

WorkspaceSession::WorkspaceSession(QObject* parent)
    : QObject(parent)
    , m_jobs(this)
{
}

void WorkspaceSession::open(const QString& path)
{
    load([file = toPath(path)] { return workflow::Workspace::open(file); });
}

void WorkspaceSession::reload()
{
    if (m_store != nullptr) {
        open(path());
    }
}

void WorkspaceSession::close()
{
    m_jobs.drop(openSlot());
    if (m_store != nullptr) {
        setStore(nullptr);
    }
}

void WorkspaceSession::setStore(OpenStorePointer store)
{
    const QString before = path();
    m_store = std::move(store);
    if (path() != before) {
        Q_EMIT storeReplaced();
    }
    Q_EMIT storeChanged();
}

bool WorkspaceSession::isOpening() const
{
    return m_jobs.busy(openSlot());
}

QString WorkspaceSession::path() const
{
    return m_store == nullptr ? QString() : pathText(m_store->workspace.path());
}

QString WorkspaceSession::name() const
{
    return QFileInfo(path()).fileName();
}

void WorkspaceSession::load(const std::function<Result<workflow::Workspace>()>& open)
{
    m_jobs.run<OpenStorePointer>(
        {.slot = openSlot(),
         .context = this,
         .job = [open](const JobControl& control) -> Result<OpenStorePointer> {
             TL_ASSIGN(const workflow::Workspace workspace, open());
             TL_ASSIGN(workflow::SnapshotPointer snapshot,
                       workflow::loadSnapshot(workspace, control.stop));
             return OpenStorePointer(
                 std::make_shared<const OpenStore>(OpenStore {workspace, std::move(snapshot)}));
         },
         .deliver =
             [this](Result<OpenStorePointer> result) {
                 if (result.ok()) {
                     setStore(*std::move(result));
                 } else {
                     refuseWith({}, result.error());
                 }
                 Q_EMIT openingChanged(false);
             }});
    Q_EMIT openingChanged(true);
}

void WorkspaceSession::refuseWith(const std::function<void(const Error&)>& refuse,
                                  const Error& error)
{
    if (error.code == ErrorCode::Cancelled) {
        return;
    }
    if (refuse) {
        refuse(error);
    } else {
        Q_EMIT failed(error);
    }
}

} // namespace throughline::qt
