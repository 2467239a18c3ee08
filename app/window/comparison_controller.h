#pragma once

#include "app/window/impact_questions.h"
#include "app/window/window_services.h"

#include <QObject>
#include <QString>

#include <optional>
#include <string>

namespace throughline::widgets {
class ComparisonPanel;
}

namespace throughline::app {

/// Fills the views of the comparison that are asked for only when somebody looks: what tells two
/// sets of sessions apart, and what a release changed.
class ComparisonController : public QObject
{
    Q_OBJECT

public:
    ComparisonController(const WindowServices& services, widgets::ComparisonPanel& panel,
                         QObject* parent = nullptr);

    /// What the panel compares from now on; `title` names the error.
    void setSubject(workflow::EvaluatedFunnelPointer funnel, domain::ErrorGroupId group,
                    std::string title);
    /// Shows what this release changed for the error.
    void showRelease(const QString& version);
    /// What the view on show answers beyond the comparison itself; none where it is that.
    [[nodiscard]] std::optional<notebook::Question> pinned() const;

private:
    void fillView();
    void askDifferences();
    void askRelease();

    const WindowServices& m_services;
    widgets::ComparisonPanel& m_panel;
    workflow::EvaluatedFunnelPointer m_funnel;
    domain::ErrorGroupId m_group;
    analysis::ComparisonTerms m_terms;
    std::string m_title;
    QString m_version;
    bool m_differencesAsked = false;
    bool m_releaseAsked = false;
};

} // namespace throughline::app
