#pragma once

#include "models/analysis/funnel/funnel_result.h"
#include "models/layout/funnel_layout.h"
#include "models/notebook/funnel_figure.h"
#include "widgets/shared/table_twin.h"

#include <cstdint>
#include <memory>

class QFontMetricsF;

namespace throughline::widgets {

/// What the funnel chart draws.
struct FunnelView
{
    /// All sessions when no error is selected.
    std::shared_ptr<const analysis::FunnelResult> unaffected;
    std::shared_ptr<const analysis::FunnelResult> affected; ///< may be null
    /// From 1: the affected are counted from this step on, as shares of those who reached it.
    std::uint32_t exposureStep = 1;
    QString unaffectedName;
    QString affectedName;
};

using notebook::affectedShares;

/// What stands under a step (from 0): number and name; count and share; the loss before it with the
/// median time.
[[nodiscard]] QStringList funnelStepLines(const analysis::FunnelResult& funnel, std::size_t place);

/// The name in the two parts, broken after a separator, whose wider one is narrowest; whole where
/// there is no separator.
[[nodiscard]] QStringList brokenName(const QString& name, const QFontMetricsF& metrics);

/// All numbers of the chart.
[[nodiscard]] TableTwin funnelTable(const FunnelView& view, const QString& title);

/// "view 1,000, pay 400"
[[nodiscard]] QString funnelSummary(const FunnelView& view);

/// Lines about one bar or the gap above it.
[[nodiscard]] QString funnelHint(const FunnelView& view, const layout::FunnelHit& hit);

} // namespace throughline::widgets
