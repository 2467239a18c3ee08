#pragma once

#include "app/window/window_services.h"
#include "models/workflow/funnel_workflow.h"

#include <QObject>
#include <QPointer>

#include <optional>

namespace throughline::widgets {
class FunnelEditor;
class FunnelPanel;
struct PivotNumber;
} // namespace throughline::widgets

namespace throughline::app {

/// Fills the views of the funnel that are asked for only when somebody looks - split, pivot, times,
/// trend - and opens the editor.
class FunnelController : public QObject
{
    Q_OBJECT

public:
    FunnelController(const WindowServices& services, widgets::FunnelPanel& panel,
                     QObject* parent = nullptr);

    /// The funnel shown from now on, which may be null, and the error selected; group 0: none.
    void setSubject(workflow::EvaluatedFunnelPointer funnel, domain::ErrorGroupId group);
    /// What the view on show splits the funnel by; none where it does not.
    [[nodiscard]] std::optional<notebook::Question> pinned() const;

private:
    void fillView();
    void askSplit();
    void askPivot();
    void openPivot(const widgets::PivotNumber& number);
    void askTimes();
    void askTrend();
    void edit(const domain::FunnelDefinition& funnel);

    const WindowServices& m_services;
    widgets::FunnelPanel& m_panel;
    workflow::EvaluatedFunnelPointer m_funnel;
    domain::ErrorGroupId m_group;
    QPointer<widgets::FunnelEditor> m_editor;
};

} // namespace throughline::app
