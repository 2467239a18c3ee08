#pragma once

#include "models/analysis/compare/comparison.h"
#include "widgets/shared/panel.h"

#include <memory>

namespace throughline::widgets {

class FlowLayout;
class IntervalPlot;
class PlainLabel;
class SentenceLabel;

/// Affected against control: the conclusion, a forest plot by segment, secondary measures, and the
/// naive number with its warning.
class ComparisonPanel : public Panel
{
    Q_OBJECT

public:
    explicit ComparisonPanel(QWidget* parent = nullptr);

    void setComparison(std::shared_ptr<const analysis::Comparison> comparison);
    /// `reason` in place of a comparison: none is selected, or one is being computed.
    void clear(const QString& reason = {});
    /// The conclusion as plain text.
    [[nodiscard]] QString sentence() const;

Q_SIGNALS:
    /// Sessions of one segment value; both empty: all affected.
    void segmentActivated(const QString& field, const QString& value);

private:
    void fillFacts();

    std::shared_ptr<const analysis::Comparison> m_comparison;
    SentenceLabel* m_sentence;
    IntervalPlot* m_plot;
    QWidget* m_facts;
    FlowLayout* m_factRow;
    PlainLabel* m_naive;
};

} // namespace throughline::widgets
