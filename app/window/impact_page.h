#pragma once

#include "app/window/impact_questions.h"
#include "app/window/perspective_page.h"

#include <QString>
#include <QTimer>

#include <utility>

class QStackedWidget;

namespace throughline::widgets {
class ComparisonPanel;
class ErrorDetail;
class ErrorList;
class FunnelPanel;
class RegroupPanel;
} // namespace throughline::widgets

namespace throughline::app {

class ComparisonController;
class FunnelController;
class GroupController;
class FunnelOffer;

/// What errors cost: the groups ranked, the funnel with and without the selected one, both
/// compared.
class ImpactPage : public PerspectivePage
{
    Q_OBJECT

public:
    explicit ImpactPage(const WindowServices& services);

Q_SIGNALS:
    /// The report of the selected error is wanted.
    void reportRequested();

protected:
    void refresh() override;

private:
    void nameWhatCanBePinned(const GroupController& groups);
    void connectList();
    void connectFunnel();
    void showFunnels();
    void askErrors();
    void showErrors(const widgets::ErrorList::Rows& rows);
    void askDetail();
    void askFunnel();
    void sayFunnelIsComing();
    void showImpact(const ImpactAnswer& answer);
    void offerTerms();
    void openStep(std::uint32_t step, bool affected, bool dropped);
    void openSegment(const workflow::SessionSet& segment);
    void openErrorSessions(domain::ErrorGroupId group);
    void openTickets(domain::ErrorGroupId group);

    /// What the parts show, so that each is asked for once.
    struct Shown
    {
        qt::OpenStorePointer store;
        workflow::EvaluatedFunnelPointer funnel;
        domain::ErrorGroupId group;
        analysis::ComparisonTerms terms {};

        bool operator==(const Shown&) const = default;
    };

    widgets::ErrorList* m_list;
    widgets::RegroupPanel* m_regroup;
    widgets::ErrorDetail* m_detail;
    widgets::FunnelPanel* m_funnel;
    FunnelOffer* m_offer;
    QStackedWidget* m_funnelStack;
    widgets::ComparisonPanel* m_comparison;
    ComparisonController* m_views;
    FunnelController* m_funnelViews;
    /// When sessions showed frustration, for the store they are of.
    std::pair<qt::OpenStorePointer, workflow::SessionSignalsPointer> m_signals;
    Shown m_listed; ///< its group and terms are not used
    Shown m_detailed; ///< its funnel and terms are not used
    Shown m_measured;
    QTimer m_late; ///< runs while an answer is awaited
    QString m_chosenFor; ///< path of the store whose first row was selected for want of a choice
};

} // namespace throughline::app
