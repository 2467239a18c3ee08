#pragma once

#include "models/domain/session.h"
#include "widgets/plot/timeline_plot.h"
#include "widgets/shared/panel.h"

namespace throughline::widgets {

/// One session on one clock, with who it was in the header.
class TimelinePanel : public Panel
{
    Q_OBJECT

public:
    explicit TimelinePanel(QWidget* parent = nullptr);

    /// `outcome` in words: "did not convert". Items in time order.
    void setSession(const domain::SessionSummary& session, TimelinePlot::Items items,
                    const QString& outcome);
    void clear();
    /// Selects without a signal.
    void selectItem(std::optional<std::size_t> place);
    void setHighlightedError(const QString& id);

    [[nodiscard]] TimelinePlot* plot() const { return m_plot; }

Q_SIGNALS:
    /// Place in the items set last.
    void itemSelected(std::size_t place);
    void itemActivated(std::size_t place);

private:
    TimelinePlot* m_plot;
};

/// The session's time on the clock of its items, widened to everything in it but tickets.
[[nodiscard]] TimeRange sessionRange(const domain::SessionSummary& session,
                                     const TimelinePlot::Items& items);

/// "u_01832 \u00B7 acct_0458 \u00B7 enterprise \u00B7 mobile \u00B7 BR \u00B7 2.3.1"
[[nodiscard]] QString sessionHeadline(const domain::SessionSummary& session);

} // namespace throughline::widgets
