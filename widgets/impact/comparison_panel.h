#pragma once

#include "models/analysis/compare/comparison.h"
#include "models/analysis/compare/comparison_terms.h"
#include "widgets/shared/panel.h"

#include <memory>
#include <vector>

class QPushButton;
class QStackedWidget;

namespace throughline::widgets {

class ChecksView;
class DifferenceView;
class EngagementView;
class FlowLayout;
class IntervalPlot;
class PlainLabel;
class ReleaseView;
class SentenceLabel;
class ViewSwitch;
struct TermsOffer;

/// Affected against control in five views: the effect on conversion with a forest plot by segment,
/// what sessions did after the error, what tells the two apart, before and after a release, and
/// what speaks for and against the effect.
class ComparisonPanel : public Panel
{
    Q_OBJECT

public:
    enum View : int
    {
        Effect,
        Engagement,
        Differences,
        Release,
        Checks
    };

    explicit ComparisonPanel(QWidget* parent = nullptr);

    void setComparison(std::shared_ptr<const analysis::Comparison> comparison);
    /// `reason` in place of a comparison: none is selected, or one is being computed.
    void clear(const QString& reason = {});
    /// The conclusion as plain text.
    [[nodiscard]] QString sentence() const;

    [[nodiscard]] View view() const;
    void setView(View view);
    /// Asks for the terms of the comparison beside the line that tells them.
    void askTerms(const TermsOffer& offer, const analysis::ComparisonTerms& now);

    [[nodiscard]] DifferenceView* differences() const { return m_differences; }

    [[nodiscard]] ReleaseView* release() const { return m_release; }

Q_SIGNALS:
    /// Sessions of one segment value, or of two; all empty: all affected.
    void segmentActivated(const QString& field, const QString& value, const QString& secondField,
                          const QString& secondValue);
    void viewChosen(int view);
    /// Somebody wants to say how it is compared.
    void termsRequested();
    void termsChosen(const throughline::analysis::ComparisonTerms& terms);

private:
    QWidget* makeEffectView();
    QWidget* makeBasisLine();
    void showSegments(bool all);
    void fillFacts();

    std::shared_ptr<const analysis::Comparison> m_comparison;
    std::vector<analysis::SegmentEffect> m_segments; ///< in the order of the plot's rows
    ViewSwitch* m_views;
    PlainLabel* m_basis;
    QPushButton* m_terms;
    QStackedWidget* m_pages;
    SentenceLabel* m_sentence;
    IntervalPlot* m_plot;
    PlainLabel* m_findings;
    QPushButton* m_more;
    EngagementView* m_engagement;
    DifferenceView* m_differences;
    ReleaseView* m_release;
    ChecksView* m_checks;
    QWidget* m_facts;
    FlowLayout* m_factRow;
    PlainLabel* m_naive;
};

} // namespace throughline::widgets
