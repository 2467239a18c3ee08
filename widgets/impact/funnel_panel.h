#pragma once

#include "widgets/plot/funnel_chart.h"
#include "widgets/shared/panel.h"

class QPushButton;

namespace throughline::widgets {

class PlainLabel;

/// The funnel, affected beside unaffected, with its rules in words.
class FunnelPanel : public Panel
{
    Q_OBJECT

public:
    explicit FunnelPanel(QWidget* parent = nullptr);

    void setFunnel(const FunnelView& view);
    void clear(const QString& reason = {});
    /// Shows *Edit* in the header.
    void setEditable(bool editable);

    [[nodiscard]] FunnelChart* chart() const { return m_chart; }

Q_SIGNALS:
    void stepActivated(std::uint32_t step, FunnelArm arm, layout::FunnelPart part);
    void editRequested();

private:
    FunnelChart* m_chart;
    PlainLabel* m_without;
    PlainLabel* m_with;
    QPushButton* m_edit;
};

/// "in order, within 30 min, by session"
[[nodiscard]] QString funnelRules(const domain::FunnelDefinition& funnel);

} // namespace throughline::widgets
