#pragma once

#include "models/qt/workspace_session.h"
#include "models/workflow/session_set.h"
#include "models/workflow/session_workflow.h"
#include "models/workflow/ticket_workflow.h"
#include "models/workflow/trace_workflow.h"
#include "widgets/plot/timeline_plot.h"
#include "widgets/plot/waterfall_plot.h"
#include "widgets/session/log_view.h"
#include "widgets/session/session_list.h"
#include "widgets/session/ticket_panel.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace throughline::app {

/// Which sessions are asked for, in which order, how many of them.
struct SessionListQuestion
{
    workflow::SessionSet set;
    domain::Scope scope;
    workflow::EvaluatedFunnelPointer funnel; ///< may be null
    workflow::SessionSort sort = workflow::SessionSort::FrustratedFirst;
    std::uint64_t limit = 200;
};

struct SessionListAnswer
{
    widgets::SessionList::Rows rows;
    std::uint64_t total = 0;
    std::optional<std::uint64_t> notConverted; ///< of all of them; none without a funnel
};

[[nodiscard]] Result<SessionListAnswer> askSessions(const qt::OpenStore& store,
                                                    const SessionListQuestion& question,
                                                    const std::stop_token& stop);

/// One session as the panels show it.
struct SessionAnswer
{
    workflow::SessionView view;
    widgets::TimelinePlot::Items timeline;
    widgets::TicketPanel::Rows tickets;
    domain::TraceId firstTrace; ///< the first with an error, else the slowest; invalid: none
};

[[nodiscard]] Result<SessionAnswer> askSession(const qt::OpenStore& store, const std::string& id);

/// The tickets linked to sessions that met a group, each with its best candidate.
[[nodiscard]] Result<widgets::TicketPanel::Rows>
askTicketsOf(const qt::OpenStore& store, domain::ErrorGroupId group, const std::stop_token& stop);

/// One trace as the panel shows it.
struct TraceAnswer
{
    widgets::WaterfallPlot::Trace trace;
    widgets::LogView::Lines logs;
    std::vector<workflow::ErrorMark> errors;
};

[[nodiscard]] Result<TraceAnswer> askTrace(const qt::OpenStore& store, domain::TraceId id);

} // namespace throughline::app
