#pragma once

#include "app/window/window_services.h"

#include <QObject>

#include <optional>

namespace throughline::widgets {
class OverviewStrip;
}

namespace throughline::app {

/// Between the overview strip and the scope: the strip shows all of the data's time under the
/// filter in force, its brush is the scope's time range.
class OverviewController : public QObject
{
    Q_OBJECT

public:
    OverviewController(widgets::OverviewStrip& strip, const WindowServices& services);

private:
    void ask();
    void setRange(const TimeRange& range);

    widgets::OverviewStrip& m_strip;
    WindowServices m_services;
    qt::OpenStorePointer m_store;
    std::optional<domain::Scope> m_asked; ///< without its range
};

} // namespace throughline::app
