#include "widgets/impact/funnel_panel.h"

#include "widgets/impact/funnel_views.h"
#include "widgets/impact/pivot_view.h"
#include "widgets/shared/buttons.h"
#include "widgets/shared/format.h"
#include "widgets/shared/plain_label.h"
#include "widgets/shared/text.h"
#include "widgets/shared/view_switch.h"

#include <QMenu>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>

namespace throughline::widgets {

namespace {

QString orderWords(domain::FunnelOrder order)
{
    switch (order) {
    case domain::FunnelOrder::Ordered:
        return FunnelPanel::tr("in order");
    case domain::FunnelOrder::Strict:
        return FunnelPanel::tr("one right after the other");
    case domain::FunnelOrder::Any:
        return FunnelPanel::tr("in any order");
    }
    return {};
}

QString unitWords(domain::Unit unit)
{
    switch (unit) {
    case domain::Unit::Session:
        return {};
    case domain::Unit::User:
        return FunnelPanel::tr("users");
    case domain::Unit::Account:
        return FunnelPanel::tr("accounts");
    }
    return {};
}

} // namespace

QString funnelRules(const domain::FunnelDefinition& funnel)
{
    const QString rules = FunnelPanel::tr("%1, within %2", "order, time window")
                              .arg(orderWords(funnel.order), formatApart(funnel.window));
    return joinFacts({unitWords(funnel.unit), rules});
}

FunnelPanel::FunnelPanel(QWidget* parent)
    : Panel(tr("Funnel"), parent)
    , m_views(new ViewSwitch(tr("Views of the funnel"), this))
    , m_pages(new QStackedWidget(this))
    , m_chart(new FunnelChart(this))
    , m_split(new FunnelSplitView(this))
    , m_pivot(new FunnelPivotView(this))
    , m_times(new FunnelTimesView(this))
    , m_trend(new FunnelTrendView(this))
    , m_immature(makeButton({}, "flat", QStringLiteral("funnelImmature"), this))
    , m_without(new PlainLabel(TextTone::Normal, this))
    , m_with(new PlainLabel(TextTone::Normal, this))
    , m_edit(makeButton(tr("Edit"), "flat", QStringLiteral("funnelEdit"), this))
{
    setObjectName(QStringLiteral("funnelPanel"));
    m_without->setColourRole(Role::UnaffectedText);
    m_with->setColourRole(Role::AffectedText);
    for (PlainLabel* label : {m_without, m_with}) {
        label->setNeverShortened();
        addToHeader(label);
    }
    m_immature->setToolTip(tr("They may still go on when the data ends: listed apart, in no rate"));
    addToHeader(m_immature);
    m_views->setCompact();
    m_views->addView(tr("Steps"), QStringLiteral("funnelSteps"));
    m_views->addView(tr("Split"), QStringLiteral("funnelSplit"));
    m_views->addView(tr("Pivot"), QStringLiteral("funnelPivot"));
    m_views->addView(tr("Times"), QStringLiteral("funnelTimes"));
    m_views->addView(tr("Trend"), QStringLiteral("funnelTrend"));
    addToHeader(m_views);
    m_edit->setAccessibleName(tr("Edit funnel"));
    auto* menu = new QMenu(m_edit);
    menu->setObjectName(QStringLiteral("funnelEditMenu"));
    menu->addAction(tr("Edit this funnel\u2026"), this, &FunnelPanel::editRequested);
    menu->addAction(tr("New funnel\u2026"), this, &FunnelPanel::newRequested);
    m_edit->setMenu(menu);
    m_edit->hide();
    addToHeader(m_edit);
    auto* scroll = new QScrollArea(this);
    scroll->setObjectName(QStringLiteral("funnelScroll"));
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(m_chart);
    scroll->setMinimumHeight(190);
    for (QWidget* page : {static_cast<QWidget*>(scroll), static_cast<QWidget*>(m_split),
                          static_cast<QWidget*>(m_pivot), static_cast<QWidget*>(m_times),
                          static_cast<QWidget*>(m_trend)}) {
        setLook(page, "surface");
        m_pages->addWidget(page);
    }
    setBody(m_pages);
    clear();
    connect(m_chart, &FunnelChart::stepActivated, this, &FunnelPanel::stepActivated);
    connect(m_immature, &QPushButton::clicked, this, &FunnelPanel::immatureActivated);
    connect(m_views, &ViewSwitch::viewChosen, this, [this](int view) {
        setView(static_cast<View>(view));
        Q_EMIT viewChosen(view);
    });
}

FunnelPanel::View FunnelPanel::view() const
{
    return static_cast<View>(m_pages->currentIndex());
}

void FunnelPanel::setView(View view)
{
    m_views->setCurrent(view);
    m_pages->setCurrentIndex(view);
    showLegend();
}

void FunnelPanel::showLegend()
{
    const bool steps = view() == Steps && m_shown.unaffected != nullptr;
    m_without->setVisible(steps && !m_shown.unaffectedName.isEmpty());
    m_with->setVisible(steps && m_shown.affected != nullptr);
    std::uint64_t immature = 0;
    for (const auto& arm : {m_shown.unaffected, m_shown.affected}) {
        immature += arm == nullptr ? 0 : arm->immature;
    }
    m_immature->setText(QStringLiteral("\u25A8 ") + tr("%1 immature").arg(formatCount(immature)));
    m_immature->setAccessibleName(tr("%1 immature").arg(formatCount(immature)));
    m_immature->setVisible(steps && immature > 0);
}

void FunnelPanel::setFunnel(const FunnelView& view)
{
    if (!view.unaffected || view.unaffected->steps.empty()) {
        clear();
        return;
    }
    const domain::FunnelDefinition& funnel = view.unaffected->definition;
    const QString name = toQString(funnel.name);
    setTitle(name.isEmpty() ? tr("Funnel") : tr("%1 funnel").arg(name));
    setSubtitle(funnelRules(funnel));
    m_without->setText(QStringLiteral("\u25A0 ") + view.unaffectedName);
    m_with->setText(QStringLiteral("\u25A0 ") + view.affectedName);
    m_shown = view;
    showLegend();
    m_chart->setFunnel(view);
    m_views->show();
    setEmptyText({});
}

void FunnelPanel::clear(const QString& reason)
{
    setTitle(tr("Funnel"));
    setSubtitle({});
    m_shown = {};
    showLegend();
    m_views->hide();
    m_chart->setFunnel({});
    setEmptyText(reason.isEmpty() ? tr("No funnel is chosen.") : reason);
}

void FunnelPanel::setEditable(bool editable)
{
    m_edit->setVisible(editable);
}

} // namespace throughline::widgets
