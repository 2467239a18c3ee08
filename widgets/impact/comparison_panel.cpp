#include "widgets/impact/comparison_panel.h"

#include "widgets/impact/comparison_wording.h"
#include "widgets/plot/interval_plot.h"
#include "widgets/shared/buttons.h"
#include "widgets/shared/flow_layout.h"
#include "widgets/shared/plain_label.h"
#include "widgets/shared/sentence_label.h"
#include "widgets/shared/text.h"
#include "widgets/theme/fonts.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QScrollArea>
#include <QVBoxLayout>

namespace throughline::widgets {

ComparisonPanel::ComparisonPanel(QWidget* parent)
    : Panel(tr("Affected against control"), parent)
    , m_sentence(new SentenceLabel(this))
    , m_plot(new IntervalPlot(this))
    , m_facts(new QWidget(this))
    , m_factRow(new FlowLayout(20))
    , m_naive(new PlainLabel(TextTone::SmallMuted, this))
{
    setObjectName(QStringLiteral("comparisonPanel"));
    m_sentence->setObjectName(QStringLiteral("comparisonSentence"));
    m_sentence->setContextMenuPolicy(Qt::ActionsContextMenu);
    auto* copy = new QAction(tr("Copy"), m_sentence);
    m_sentence->addAction(copy);
    auto* body = new QWidget;
    setLook(body, "surface");
    auto* column = new QVBoxLayout(body);
    column->setContentsMargins(0, 12, 0, 8);
    column->setSpacing(10);
    auto* inset = new QHBoxLayout;
    inset->setContentsMargins(14, 0, 14, 0);
    inset->addWidget(m_sentence);
    column->addLayout(inset);
    column->addWidget(m_plot);
    column->addStretch(1);
    auto* scroll = new QScrollArea(this);
    scroll->setObjectName(QStringLiteral("comparisonScroll"));
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(body);
    m_naive->setWordWrap(true);
    auto* footer = new QVBoxLayout(m_facts);
    footer->setContentsMargins(14, 8, 14, 8);
    footer->setSpacing(4);
    footer->addLayout(m_factRow);
    footer->addWidget(m_naive);
    setBody(scroll);
    setFooter(m_facts);
    clear();
    connect(copy, &QAction::triggered, this,
            [this] { QGuiApplication::clipboard()->setText(sentence()); });
    connect(m_plot, &IntervalPlot::rowActivated, this, [this](std::size_t place) {
        const bool whole = place == 0 || place > m_comparison->segments.size();
        const analysis::SegmentEffect segment =
            whole ? analysis::SegmentEffect {} : m_comparison->segments[place - 1];
        Q_EMIT segmentActivated(toQString(segment.field), toQString(segment.value));
    });
}

void ComparisonPanel::setComparison(std::shared_ptr<const analysis::Comparison> comparison)
{
    if (!comparison) {
        clear();
        return;
    }
    m_comparison = std::move(comparison);
    setSubtitle(comparisonBasis(*m_comparison));
    m_sentence->setSentence(comparisonSentence(*m_comparison));
    m_plot->setVisible(m_comparison->headline.difference.has_value());
    m_plot->setRows(comparisonRows(*m_comparison), tr("pts", "percentage points"));
    fillFacts();
    m_naive->setText(naiveWarning(*m_comparison));
    m_naive->setVisible(!m_naive->text().isEmpty());
    m_facts->show();
    setEmptyText({});
}

void ComparisonPanel::clear(const QString& reason)
{
    m_comparison.reset();
    setSubtitle({});
    m_sentence->setSentence({});
    m_plot->setRows({}, {});
    m_facts->hide();
    setEmptyText(reason.isEmpty() ? tr(
                     "Select an error to compare the sessions that met it with those that did not.")
                                  : reason);
}

QString ComparisonPanel::sentence() const
{
    return m_sentence->text();
}

void ComparisonPanel::fillFacts()
{
    while (QLayoutItem* item = m_factRow->takeAt(0)) {
        if (QWidget* widget = item->widget()) {
            widget->hide();
            widget->deleteLater();
        }
        delete item;
    }
    for (const MetricFact& fact : comparisonFacts(*m_comparison)) {
        auto* pair = new SentenceLabel(m_facts);
        pair->setFont(smallFont(font()));
        pair->setSentence(
            {{fact.label + QLatin1Char(' '), RunTone::Muted}, {fact.value, RunTone::Strong}});
        pair->setNatural();
        m_factRow->addWidget(pair);
    }
}

} // namespace throughline::widgets
