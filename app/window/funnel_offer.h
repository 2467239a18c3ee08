#pragma once

#include "models/workflow/funnel_workflow.h"
#include "widgets/shared/panel.h"

#include <vector>

class QVBoxLayout;

namespace throughline::app {

/// Funnels found in the data, each with its counts and ready to save, for a store without one.
class FunnelOffer : public widgets::Panel
{
    Q_OBJECT

public:
    explicit FunnelOffer(QWidget* parent = nullptr);

    void setSuggestions(const std::vector<analysis::FunnelSuggestion>& suggestions);

Q_SIGNALS:
    void saveRequested(const throughline::domain::FunnelDefinition& funnel);

private:
    QWidget* makeRow(const analysis::FunnelSuggestion& suggestion);

    QVBoxLayout* m_rows;
};

} // namespace throughline::app
