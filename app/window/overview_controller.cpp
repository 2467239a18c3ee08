#include "app/window/overview_controller.h"

#include "models/qt/qt_text.h"
#include "models/workflow/overview_workflow.h"
#include "widgets/plot/overview_strip.h"

#include <memory>
#include <utility>

namespace throughline::app {

namespace {

constexpr std::uint32_t kBuckets = 168; ///< two weeks by the two hours

using Series = std::shared_ptr<const widgets::OverviewSeries>;

Series shownSeries(workflow::OverviewSeries series)
{
    auto shown = std::make_shared<widgets::OverviewSeries>();
    shown->range = series.range;
    shown->sessions = std::move(series.sessions);
    shown->errors = std::move(series.errors);
    for (const auto& release : series.releases) {
        shown->releases.push_back({release.firstSeen, qt::toQString(release.version)});
    }
    return shown;
}

} // namespace

OverviewController::OverviewController(widgets::OverviewStrip& strip,
                                       const WindowServices& services)
    : QObject(&strip)
    , m_strip(strip)
    , m_services(services)
{
    connect(&services.session, &qt::WorkspaceSession::storeChanged, this, &OverviewController::ask);
    connect(&services.context, &qt::InvestigationContext::scopeChanged, this,
            &OverviewController::ask);
    connect(&strip, &widgets::OverviewStrip::rangeChosen, this, &OverviewController::setRange);
    connect(&strip, &widgets::OverviewStrip::rangeCleared, this, [this] { setRange({}); });
}

void OverviewController::setRange(const TimeRange& range)
{
    domain::Scope scope = m_services.context.scope();
    scope.range = range;
    m_services.context.setScope(scope);
}

void OverviewController::ask()
{
    domain::Scope scope = m_services.context.scope();
    m_strip.setRange(scope.range);
    scope.range = {};
    const qt::OpenStorePointer store = m_services.session.store();
    if (store == nullptr) {
        m_store.reset();
        m_strip.setSeries(nullptr);
        return;
    }
    if (store == m_store && m_asked == scope) {
        return;
    }
    m_store = store;
    m_asked = scope;
    m_services.session.ask<Series>(
        {.slot = QStringLiteral("shell.overview"),
         .context = this,
         .ask = [scope](const qt::OpenStore& asked, const std::stop_token& stop) -> Result<Series> {
             TL_ASSIGN(
                 workflow::OverviewSeries series,
                 workflow::overviewSeries(asked.workspace, *asked.snapshot, scope, kBuckets, stop));
             return shownSeries(std::move(series));
         },
         .deliver =
             [this](Series series) {
                 m_strip.setSeries(std::move(series));
                 m_strip.setRange(m_services.context.scope().range);
             }});
}

} // namespace throughline::app
