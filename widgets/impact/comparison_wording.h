#pragma once

#include "models/analysis/compare/comparison.h"
#include "widgets/plot/interval_plot.h"
#include "widgets/shared/sentence_label.h"

#include <vector>

namespace throughline::widgets {

/// The conclusion in one or two sentences that can be pasted into a mail.
[[nodiscard]] Sentence comparisonSentence(const analysis::Comparison& comparison);

/// "reached payment_submit \u00B7 matched on plan, device"
[[nodiscard]] QString comparisonBasis(const analysis::Comparison& comparison);

/// The field without its name space: "plan.tier" is plan.
[[nodiscard]] QString shortField(const std::string& field);

/// The segments a panel shows: those of the fields that are matched on, or all of them with the
/// pairs of values. In the order of comparisonRows, without the overall row.
[[nodiscard]] std::vector<analysis::SegmentEffect>
shownSegments(const analysis::Comparison& comparison, bool all);

/// Whether the effect depends on a field: "Differs by plan (q 0.012)." or that it does not show;
/// the fields whose mix turns its sign; and which value most of the loss falls on. Empty where
/// nothing was tested.
[[nodiscard]] QString segmentFindings(const analysis::Comparison& comparison);

/// The overall row and one per segment, in percentage points; a segment without an estimate says
/// "not enough data".
[[nodiscard]] std::vector<IntervalPlotRow>
comparisonRows(const analysis::Comparison& comparison,
               const std::vector<analysis::SegmentEffect>& segments);

/// Titles of the further figures of these rows: q, lost conversions, their share of all lost.
[[nodiscard]] QStringList segmentFigures();

/// A label and a number for the panel's footer.
struct MetricFact
{
    QString label;
    QString value;

    bool operator==(const MetricFact&) const = default;
};

/// Engagement in both arms, what could not be matched, and the smallest effect that would be seen.
[[nodiscard]] std::vector<MetricFact> comparisonFacts(const analysis::Comparison& comparison);

/// The naive difference with why it misleads; empty where there is none.
[[nodiscard]] QString naiveWarning(const analysis::Comparison& comparison);

} // namespace throughline::widgets
