#pragma once

#include "widgets/plot/waterfall_plot.h"
#include "widgets/session/log_view.h"
#include "widgets/shared/panel.h"

namespace throughline::widgets {

class PlainLabel;

/// A trace as a waterfall, its log lines below.
class TracePanel : public Panel
{
    Q_OBJECT

public:
    explicit TracePanel(QWidget* parent = nullptr);

    /// Null: nothing to show, with the reason in `emptyText` where it is given.
    void setTrace(WaterfallPlot::Trace trace, LogView::Lines logs, const QString& emptyText = {});
    /// Selects without a signal.
    void selectSpan(domain::SpanId span);

    [[nodiscard]] WaterfallPlot* plot() const { return m_plot; }

Q_SIGNALS:
    void spanSelected(domain::SpanId span);
    void spanActivated(domain::SpanId span);
    void logSelected(domain::RecordRef record);
    void logActivated(domain::RecordRef record);

private:
    WaterfallPlot* m_plot;
    LogView* m_logs;
    PlainLabel* m_failed;
};

/// "POST /api/pay \u00B7 4.02 s \u00B7 7 spans \u00B7 3 services \u00B7 critical path 3.98 s"
[[nodiscard]] QString traceHeadline(const analysis::TraceView& trace);

} // namespace throughline::widgets
