#pragma once

#include "models/qt/settings.h"
#include "widgets/shared/empty_state.h"

#include <QStringList>

#include <vector>

namespace throughline::app {

/// The stores that were opened last, newest first; at most eight.
class RecentStores
{
public:
    explicit RecentStores(qt::Settings& settings);

    [[nodiscard]] QStringList paths() const { return m_paths; }

    /// Puts a store to the front, however it was opened.
    void add(const QString& path);
    void remove(const QString& path);

private:
    qt::Settings& m_settings;
    QStringList m_paths;
};

/// Those that are still there, with how long ago they were changed. Looks at the disk: for jobs.
[[nodiscard]] std::vector<widgets::RecentStore> lookAtStores(const QStringList& paths);

} // namespace throughline::app
