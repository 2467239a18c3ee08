#pragma once

#include "models/qt/investigation_context.h"
#include "models/qt/notebook_desk.h"
#include "models/qt/settings.h"
#include "models/qt/workspace_session.h"

namespace throughline::app {

class CurrentFunnel;
class StoreFacts;

/// What every part of the window works with. Owned by the window, which outlives them.
struct WindowServices
{
    qt::WorkspaceSession& session;
    qt::InvestigationContext& context;
    qt::Settings& settings;
    CurrentFunnel& funnel;
    StoreFacts& facts;
    qt::NotebookDesk& notebooks;
};

} // namespace throughline::app
