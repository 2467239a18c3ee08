#include "app/window/funnel_offer.h"

#include "models/qt/qt_text.h"
#include "widgets/impact/funnel_panel.h"
#include "widgets/shared/buttons.h"
#include "widgets/shared/format.h"
#include "widgets/shared/plain_label.h"

#include <QGridLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace throughline::app {

namespace {

using widgets::PlainLabel;
using widgets::TextTone;

/// "event:add_to_cart" is add_to_cart.
QString stepText(const std::string& step)
{
    const QString text = qt::toQString(step);
    return text.startsWith(QLatin1String("event:")) ? text.mid(6) : text;
}

QWidget* makeSteps(const analysis::FunnelSuggestion& suggestion, QWidget* parent)
{
    auto* box = new QWidget(parent);
    auto* grid = new QGridLayout(box);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(16);
    grid->setVerticalSpacing(3);
    const auto& steps = suggestion.definition.steps;
    for (std::size_t i = 0; i < steps.size(); ++i) {
        const int row = static_cast<int>(i);
        const QString name = QStringLiteral("%1 %2").arg(i + 1).arg(stepText(steps[i]));
        grid->addWidget(new PlainLabel(name, TextTone::Normal, box), row, 0);
        const std::uint64_t count = i < suggestion.counts.size() ? suggestion.counts[i] : 0;
        auto* number = new PlainLabel(widgets::formatCountOf(count, FunnelOffer::tr("1 session"),
                                                             FunnelOffer::tr("%1 sessions")),
                                      TextTone::Muted, box);
        grid->addWidget(number, row, 1);
    }
    grid->setColumnStretch(2, 1);
    return box;
}

} // namespace

FunnelOffer::FunnelOffer(QWidget* parent)
    : Panel(tr("Funnels found in the data"), parent)
    , m_rows(new QVBoxLayout)
{
    setObjectName(QStringLiteral("funnelOffer"));
    auto* content = new QWidget;
    widgets::setLook(content, "surface");
    m_rows->setContentsMargins(14, 10, 14, 10);
    m_rows->setSpacing(14);
    content->setLayout(m_rows);
    auto* scroll = new QScrollArea(this);
    scroll->setObjectName(QStringLiteral("funnelOfferScroll"));
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(content);
    setBody(scroll);
    setSuggestions({});
}

void FunnelOffer::setSuggestions(const std::vector<analysis::FunnelSuggestion>& suggestions)
{
    while (QLayoutItem* item = m_rows->takeAt(0)) {
        if (QWidget* widget = item->widget()) {
            widget->hide();
            widget->deleteLater();
        }
        delete item;
    }
    for (const analysis::FunnelSuggestion& suggestion : suggestions) {
        m_rows->addWidget(makeRow(suggestion));
    }
    m_rows->addStretch(1);
    setSubtitle(suggestions.empty()
                    ? QString()
                    : tr("each step's sessions by themselves; save one to measure"));
    setEmptyText(suggestions.empty() ? tr("No funnel was recognised in this data. Define one with "
                                          "\u201Cthroughline funnel define\u201D.")
                                     : QString());
}

QWidget* FunnelOffer::makeRow(const analysis::FunnelSuggestion& suggestion)
{
    auto* row = new QWidget(this);
    auto* column = new QVBoxLayout(row);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    auto* head = new QHBoxLayout;
    auto* name = new QLineEdit(qt::toQString(suggestion.definition.name), row);
    name->setObjectName(QStringLiteral("funnelOfferName"));
    name->setAccessibleName(tr("Name of the funnel"));
    name->setMaximumWidth(220);
    QPushButton* save =
        widgets::makeButton(tr("Save"), "primary", QStringLiteral("funnelOfferSave"), row);
    save->setAccessibleName(tr("Save funnel %1").arg(qt::toQString(suggestion.definition.name)));
    head->addWidget(name);
    head->addWidget(
        new PlainLabel(widgets::funnelRules(suggestion.definition), TextTone::Muted, row));
    head->addStretch(1);
    head->addWidget(save);
    column->addLayout(head);
    column->addWidget(makeSteps(suggestion, row));
    connect(save, &QPushButton::clicked, this, [this, name, funnel = suggestion.definition] {
        domain::FunnelDefinition named = funnel;
        named.name = qt::toStdString(name->text().trimmed());
        Q_EMIT saveRequested(named);
    });
    return row;
}

} // namespace throughline::app
