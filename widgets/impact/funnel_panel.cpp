#include "widgets/impact/funnel_panel.h"

#include "widgets/shared/buttons.h"
#include "widgets/shared/format.h"
#include "widgets/shared/plain_label.h"
#include "widgets/shared/text.h"

#include <QPushButton>
#include <QScrollArea>

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
    , m_chart(new FunnelChart(this))
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
    m_edit->setAccessibleName(tr("Edit funnel"));
    m_edit->hide();
    addToHeader(m_edit);
    auto* scroll = new QScrollArea(this);
    scroll->setObjectName(QStringLiteral("funnelScroll"));
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(m_chart);
    scroll->setMinimumHeight(190);
    setBody(scroll);
    clear();
    connect(m_chart, &FunnelChart::stepActivated, this, &FunnelPanel::stepActivated);
    connect(m_edit, &QPushButton::clicked, this, &FunnelPanel::editRequested);
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
    m_without->setVisible(!view.unaffectedName.isEmpty());
    m_with->setVisible(view.affected != nullptr);
    m_chart->setFunnel(view);
    setEmptyText({});
}

void FunnelPanel::clear(const QString& reason)
{
    setTitle(tr("Funnel"));
    setSubtitle({});
    m_without->hide();
    m_with->hide();
    m_chart->setFunnel({});
    setEmptyText(reason.isEmpty() ? tr("No funnel is chosen.") : reason);
}

void FunnelPanel::setEditable(bool editable)
{
    m_edit->setVisible(editable);
}

} // namespace throughline::widgets
