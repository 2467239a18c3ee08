#pragma once

#include "models/qt/investigation_context.h"
#include "models/qt/settings.h"
#include "models/qt/workspace_session.h"
#include "models/workflow/comparison_workflow.h"
#include "models/workflow/funnel_workflow.h"

#include <QObject>
#include <QStringList>

#include <vector>

namespace throughline::app {

/// The funnel that everything is measured by: which ones the store has, which one is in force, and
/// that one evaluated once for all views, again when the scope changes.
class CurrentFunnel : public QObject
{
    Q_OBJECT

public:
    CurrentFunnel(qt::WorkspaceSession& session, qt::InvestigationContext& context,
                  qt::Settings& settings, QObject* parent = nullptr);

    /// The store's funnels are known, if only that there are none.
    [[nodiscard]] bool isListed() const { return m_listed; }

    [[nodiscard]] QStringList names() const;

    /// Found in the data; only where the store has no funnel.
    [[nodiscard]] const std::vector<analysis::FunnelSuggestion>& suggestions() const
    {
        return m_suggestions;
    }

    /// The funnel in force over the scope in force; null while it is being evaluated for the first
    /// time and where there is none.
    [[nodiscard]] workflow::EvaluatedFunnelPointer evaluated() const { return m_evaluated; }

    /// It will come: a funnel is chosen and not evaluated yet.
    [[nodiscard]] bool isComing() const;

    /// How the comparisons by this funnel are made; as usual again with another funnel.
    [[nodiscard]] const analysis::ComparisonTerms& terms() const { return m_terms; }

    void setTerms(const analysis::ComparisonTerms& terms);
    void choose(const QString& name);
    /// Stores a funnel and chooses it.
    void save(const domain::FunnelDefinition& funnel);

Q_SIGNALS:
    void funnelsChanged();
    void evaluatedChanged();
    void termsChanged();
    void saved();
    /// It cannot be stored as it is.
    void saveRefused(const throughline::Error& error);

private:
    void list(const QString& wanted);
    void adopt(std::vector<domain::FunnelDefinition> funnels, const QString& wanted);
    void suggest();
    void evaluate();
    void forget();
    void keep(workflow::EvaluatedFunnelPointer evaluated);
    [[nodiscard]] workflow::EvaluatedFunnelPointer
    kept(const domain::FunnelDefinition& funnel) const;

    qt::WorkspaceSession& m_session;
    qt::InvestigationContext& m_context;
    qt::Settings& m_settings;
    bool m_listed = false;
    std::vector<domain::FunnelDefinition> m_funnels;
    std::vector<analysis::FunnelSuggestion> m_suggestions;
    workflow::EvaluatedFunnelPointer m_evaluated;
    /// One per definition, the newest first: their levels serve other scopes of the same store.
    std::vector<workflow::EvaluatedFunnelPointer> m_kept;
    domain::FunnelDefinition m_asked;
    analysis::ComparisonTerms m_terms;
};

} // namespace throughline::app
