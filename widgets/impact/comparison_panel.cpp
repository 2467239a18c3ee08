#include "widgets/impact/comparison_panel.h"

#include "widgets/impact/checks_view.h"
#include "widgets/impact/comparison_wording.h"
#include "widgets/impact/difference_view.h"
#include "widgets/impact/engagement_view.h"
#include "widgets/impact/release_view.h"
#include "widgets/impact/terms_edit.h"
#include "widgets/plot/interval_plot.h"
#include "widgets/shared/buttons.h"
#include "widgets/shared/flow_layout.h"
#include "widgets/shared/format.h"
#include "widgets/shared/plain_label.h"
#include "widgets/shared/sentence_label.h"
#include "widgets/shared/text.h"
#include "widgets/shared/view_switch.h"
#include "widgets/theme/fonts.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPushButton>
#include <QScreen>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace throughline::widgets {

ComparisonPanel::ComparisonPanel(QWidget* parent)
    : Panel(tr("Affected against control"), parent)
    , m_views(new ViewSwitch(tr("Views of the comparison"), this))
    , m_basis(new PlainLabel(TextTone::SmallMuted, this))
    , m_terms(makeButton(tr("Change\u2026"), "link", QStringLiteral("comparisonTerms"), this))
    , m_pages(new QStackedWidget(this))
    , m_sentence(new SentenceLabel(this))
    , m_plot(new IntervalPlot(this))
    , m_findings(new PlainLabel(TextTone::SmallMuted, this))
    , m_more(makeButton({}, "link", QStringLiteral("comparisonMore"), this))
    , m_engagement(new EngagementView(this))
    , m_differences(new DifferenceView(this))
    , m_release(new ReleaseView(this))
    , m_checks(new ChecksView(this))
    , m_facts(new QWidget(this))
    , m_factRow(new FlowLayout(20))
    , m_naive(new PlainLabel(TextTone::SmallMuted, this))
{
    setObjectName(QStringLiteral("comparisonPanel"));
    m_views->addView(tr("Effect"), QStringLiteral("comparisonEffect"));
    m_views->addView(tr("Engagement"), QStringLiteral("comparisonEngagement"));
    m_views->addView(tr("What differs"), QStringLiteral("comparisonDifferences"));
    m_views->addView(tr("Release"), QStringLiteral("comparisonRelease"));
    m_views->addView(tr("Checks"), QStringLiteral("comparisonChecks"));
    addToHeader(m_views);
    for (QWidget* page : {makeEffectView(), static_cast<QWidget*>(m_engagement),
                          static_cast<QWidget*>(m_differences), static_cast<QWidget*>(m_release),
                          static_cast<QWidget*>(m_checks)}) {
        setLook(page, "surface");
        m_pages->addWidget(page);
    }
    m_naive->setWordWrap(true);
    auto* footer = new QVBoxLayout(m_facts);
    footer->setContentsMargins(14, 8, 14, 8);
    footer->setSpacing(4);
    footer->addLayout(m_factRow);
    footer->addWidget(m_naive);
    auto* body = new QWidget(this);
    setLook(body, "surface");
    auto* column = new QVBoxLayout(body);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeBasisLine());
    column->addWidget(m_pages, 1);
    setBody(body);
    setFooter(m_facts);
    clear();
    connect(m_views, &ViewSwitch::viewChosen, this, [this](int view) {
        setView(static_cast<View>(view));
        Q_EMIT viewChosen(view);
    });
    connect(m_more, &QPushButton::clicked, this, [this] { showSegments(m_more->isChecked()); });
    connect(m_plot, &IntervalPlot::rowActivated, this, [this](std::size_t place) {
        const bool whole = place == 0 || place > m_segments.size();
        const analysis::SegmentEffect segment =
            whole ? analysis::SegmentEffect {} : m_segments[place - 1];
        Q_EMIT segmentActivated(toQString(segment.field), toQString(segment.value),
                                toQString(segment.secondField), toQString(segment.secondValue));
    });
}

QWidget* ComparisonPanel::makeBasisLine()
{
    auto* line = new QWidget(this);
    auto* row = new QHBoxLayout(line);
    row->setContentsMargins(14, 8, 14, 0);
    row->setSpacing(8);
    row->addWidget(m_basis);
    row->addWidget(m_terms);
    row->addStretch(1);
    m_basis->setObjectName(QStringLiteral("comparisonBasis"));
    m_terms->setAccessibleName(tr("Change how affected and control are compared"));
    connect(m_terms, &QPushButton::clicked, this, &ComparisonPanel::termsRequested);
    return line;
}

void ComparisonPanel::askTerms(const TermsOffer& offer, const analysis::ComparisonTerms& now)
{
    auto* popup = new TermsEdit(offer, now, this);
    popup->setAttribute(Qt::WA_DeleteOnClose);
    connect(popup, &TermsEdit::chosen, this, &ComparisonPanel::termsChosen);
    popup->adjustSize();
    const QPoint below = m_terms->mapToGlobal(QPoint(m_terms->width(), m_terms->height() + 4));
    const QRect screen = m_terms->screen()->availableGeometry();
    popup->move(std::max(screen.left(), below.x() - popup->width()),
                std::min(below.y(), screen.bottom() - popup->height()));
    popup->show();
}

QWidget* ComparisonPanel::makeEffectView()
{
    m_sentence->setObjectName(QStringLiteral("comparisonSentence"));
    m_sentence->setContextMenuPolicy(Qt::ActionsContextMenu);
    auto* copy = new QAction(tr("Copy"), m_sentence);
    m_sentence->addAction(copy);
    connect(copy, &QAction::triggered, this,
            [this] { QGuiApplication::clipboard()->setText(sentence()); });
    m_findings->setObjectName(QStringLiteral("comparisonFindings"));
    m_findings->setWordWrap(true);
    m_more->setCheckable(true);
    m_plot->setObjectName(QStringLiteral("comparisonPlot"));
    auto* body = new QWidget;
    setLook(body, "surface");
    auto* column = new QVBoxLayout(body);
    column->setContentsMargins(0, 8, 0, 8);
    column->setSpacing(10);
    const auto inset = [column](QWidget* widget) {
        auto* row = new QHBoxLayout;
        row->setContentsMargins(14, 0, 14, 0);
        row->addWidget(widget);
        column->addLayout(row);
        return row;
    };
    inset(m_sentence);
    column->addWidget(m_plot);
    inset(m_findings);
    inset(m_more)->addStretch(1);
    column->addStretch(1);
    auto* scroll = new QScrollArea(this);
    scroll->setObjectName(QStringLiteral("comparisonScroll"));
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(body);
    return scroll;
}

void ComparisonPanel::setComparison(std::shared_ptr<const analysis::Comparison> comparison)
{
    if (!comparison) {
        clear();
        return;
    }
    m_comparison = std::move(comparison);
    m_basis->setText(comparisonBasis(*m_comparison));
    m_sentence->setSentence(comparisonSentence(*m_comparison));
    m_plot->setVisible(m_comparison->headline.difference.has_value());
    showSegments(m_more->isChecked());
    const QString findings = segmentFindings(*m_comparison);
    m_findings->setText(findings);
    m_findings->setVisible(!findings.isEmpty());
    m_engagement->setMetrics(m_comparison->metrics);
    m_checks->setComparison(*m_comparison);
    fillFacts();
    m_naive->setText(naiveWarning(*m_comparison));
    m_naive->setVisible(!m_naive->text().isEmpty());
    m_views->show();
    m_facts->setVisible(view() == Effect);
    setEmptyText({});
}

void ComparisonPanel::clear(const QString& reason)
{
    m_comparison.reset();
    m_segments.clear();
    m_basis->setText({});
    m_sentence->setSentence({});
    m_plot->setRows({}, {});
    m_facts->hide();
    m_views->hide();
    setEmptyText(reason.isEmpty() ? tr(
                     "Select an error to compare the sessions that met it with those that did not.")
                                  : reason);
}

QString ComparisonPanel::sentence() const
{
    return m_sentence->text();
}

ComparisonPanel::View ComparisonPanel::view() const
{
    return static_cast<View>(m_pages->currentIndex());
}

void ComparisonPanel::setView(View view)
{
    m_views->setCurrent(view);
    m_pages->setCurrentIndex(view);
    m_facts->setVisible(view == Effect && m_comparison != nullptr);
}

void ComparisonPanel::showSegments(bool all)
{
    if (m_comparison == nullptr) {
        return;
    }
    m_segments = shownSegments(*m_comparison, all);
    m_plot->setRows(comparisonRows(*m_comparison, m_segments), tr("pts", "percentage points"),
                    segmentFigures());
    const std::size_t total = shownSegments(*m_comparison, true).size();
    const bool more = total > shownSegments(*m_comparison, false).size();
    m_more->setVisible(more && m_comparison->headline.difference.has_value());
    m_more->setText(all ? tr("Only the fields that are matched on")
                        : tr("All %1 segments and pairs of them").arg(formatCount(total)));
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
