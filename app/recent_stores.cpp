#include "app/recent_stores.h"

#include "models/qt/system_clock.h"
#include "widgets/shared/format.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QFileInfo>

namespace throughline::app {

namespace {

constexpr int kMost = 8;

class Words
{
    Q_DECLARE_TR_FUNCTIONS(throughline::app::RecentStores)
};

} // namespace

RecentStores::RecentStores(qt::Settings& settings)
    : m_settings(settings)
    , m_paths(settings.recentStores())
{
}

void RecentStores::add(const QString& path)
{
    m_paths.removeAll(path);
    m_paths.prepend(path);
    m_paths = m_paths.mid(0, kMost);
    m_settings.setRecentStores(m_paths);
}

void RecentStores::remove(const QString& path)
{
    if (m_paths.removeAll(path) > 0) {
        m_settings.setRecentStores(m_paths);
    }
}

std::vector<widgets::RecentStore> lookAtStores(const QStringList& paths)
{
    std::vector<widgets::RecentStore> stores;
    for (const QString& path : paths) {
        const QFileInfo file(path);
        if (file.isFile()) {
            const Timestamp changed =
                Timestamp::fromMilliseconds(file.lastModified().toMSecsSinceEpoch());
            const QString ago = widgets::formatApart(qt::currentTime() - changed);
            stores.push_back({path, file.completeBaseName(), Words::tr("%1 ago").arg(ago)});
        }
    }
    return stores;
}

} // namespace throughline::app
