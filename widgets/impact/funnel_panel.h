#pragma once

#include "widgets/plot/funnel_chart.h"
#include "widgets/shared/panel.h"

class QPushButton;
class QStackedWidget;

namespace throughline::widgets {

class FunnelPivotView;
class FunnelSplitView;
class FunnelTimesView;
class FunnelTrendView;
class PlainLabel;
class ViewSwitch;

/// The funnel in five views: its steps, affected beside unaffected; split by a field; by many
/// fields and by who met the error; how long it takes; conversion over time. With its rules in
/// words.
class FunnelPanel : public Panel
{
    Q_OBJECT

public:
    enum View : int
    {
        Steps,
        Split,
        Pivot,
        Times,
        Trend
    };

    explicit FunnelPanel(QWidget* parent = nullptr);

    void setFunnel(const FunnelView& view);
    void clear(const QString& reason = {});
    /// Shows *Edit* in the header.
    void setEditable(bool editable);

    [[nodiscard]] FunnelChart* chart() const { return m_chart; }

    [[nodiscard]] View view() const;
    void setView(View view);

    [[nodiscard]] FunnelSplitView* split() const { return m_split; }

    [[nodiscard]] FunnelPivotView* pivot() const { return m_pivot; }

    [[nodiscard]] FunnelTimesView* times() const { return m_times; }

    [[nodiscard]] FunnelTrendView* trend() const { return m_trend; }

Q_SIGNALS:
    void stepActivated(std::uint32_t step, FunnelArm arm, layout::FunnelPart part);
    void editRequested();
    void newRequested();
    void viewChosen(int view);
    /// Those whose outcome could not be seen yet.
    void immatureActivated();

private:
    void showLegend();

    FunnelView m_shown;
    ViewSwitch* m_views;
    QStackedWidget* m_pages;
    FunnelChart* m_chart;
    FunnelSplitView* m_split;
    FunnelPivotView* m_pivot;
    FunnelTimesView* m_times;
    FunnelTrendView* m_trend;
    QPushButton* m_immature;
    PlainLabel* m_without;
    PlainLabel* m_with;
    QPushButton* m_edit;
};

/// "in order, within 30 min, by session"
[[nodiscard]] QString funnelRules(const domain::FunnelDefinition& funnel);

} // namespace throughline::widgets
