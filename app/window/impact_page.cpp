#include "app/window/impact_page.h"

#include "app/window/comparison_controller.h"
#include "app/window/current_funnel.h"
#include "app/window/filter_controller.h"
#include "app/window/funnel_controller.h"
#include "app/window/funnel_offer.h"
#include "app/window/group_controller.h"
#include "app/window/session_set_text.h"
#include "models/domain/required_steps.h"
#include "models/qt/comparison_text.h"
#include "models/qt/pin_questions.h"
#include "models/qt/qt_text.h"
#include "widgets/impact/comparison_panel.h"
#include "widgets/impact/difference_view.h"
#include "widgets/impact/funnel_panel.h"
#include "widgets/impact/regroup_panel.h"
#include "widgets/impact/terms_edit.h"
#include "widgets/shared/format.h"
#include "widgets/shared/sentence_label.h"
#include "widgets/shared/text.h"

#include <QStackedWidget>

#include <chrono>
#include <utility>

namespace throughline::app {

namespace {

/// So long the last answer may stand while the next one is computed.
constexpr std::chrono::milliseconds kPatience {250};

using workflow::SessionSet;
using workflow::SessionSetKind;

/// The sentence that every front shows, with the lead in the verdict's tone.
widgets::Sentence sentenceOf(const analysis::Comparison& comparison)
{
    const bool harmful = comparison.verdict == analysis::Verdict::Harmful;
    const bool beneficial = comparison.verdict == analysis::Verdict::Beneficial;
    widgets::Sentence sentence;
    for (const qt::TextRun& run : qt::comparisonText(comparison)) {
        const widgets::RunTone tone = run.emphasis == qt::Emphasis::Strong
            ? widgets::RunTone::Strong
            : run.emphasis == qt::Emphasis::Aside ? widgets::RunTone::Muted
                                                  : widgets::RunTone::Normal;
        sentence.push_back({run.text, tone});
    }
    if (!sentence.empty() && (harmful || beneficial)) {
        sentence.front().tone = harmful ? widgets::RunTone::Bad : widgets::RunTone::Good;
    }
    return sentence;
}

/// What the loss comes to without sampling; differences and intervals stay those of the sample.
QString sampleText(const analysis::Comparison& comparison, const analysis::AffectedSample& sample)
{
    if (!sample.rate || !comparison.lost) {
        return ImpactPage::tr("These sessions are a sample: the loss is at least that large.");
    }
    return ImpactPage::tr("One session of %1 was kept: about %2 lost conversions in all "
                          "(estimated).")
        .arg(QString::number(1 / *sample.rate, 'g', 3),
             widgets::formatWhole(comparison.lost->estimate / *sample.rate));
}

} // namespace

ImpactPage::ImpactPage(const WindowServices& services)
    : PerspectivePage(QStringLiteral("impact"), services)
    , m_list(new widgets::ErrorList(this))
    , m_regroup(new widgets::RegroupPanel(this))
    , m_detail(new widgets::ErrorDetail(this))
    , m_funnel(new widgets::FunnelPanel(this))
    , m_offer(new FunnelOffer(this))
    , m_funnelStack(new QStackedWidget(this))
    , m_comparison(new widgets::ComparisonPanel(this))
    , m_views(new ComparisonController(services, *m_comparison, this))
    , m_funnelViews(new FunnelController(services, *m_funnel, this))
{
    m_funnelStack->addWidget(m_funnel);
    m_funnelStack->addWidget(m_offer);
    QSplitter* left = addSplitter(Qt::Vertical, QStringLiteral("impactLeft"),
                                  {m_list, m_regroup, m_detail}, {520, 240, 190});
    QSplitter* right = addSplitter(Qt::Vertical, QStringLiteral("impactRight"),
                                   {m_funnelStack, m_comparison}, {310, 400});
    setBody(addSplitter(Qt::Horizontal, QStringLiteral("impactParts"), {left, right}, {724, 622}));
    for (widgets::Panel* panel :
         {static_cast<widgets::Panel*>(m_list), static_cast<widgets::Panel*>(m_detail),
          static_cast<widgets::Panel*>(m_comparison)}) {
        addPanel(panel);
    }
    nameWhatCanBePinned(*new GroupController(*m_list, *m_regroup, services));
    connectList();
    connectFunnel();
}

void ImpactPage::nameWhatCanBePinned(const GroupController& groups)
{
    using notebook::QuestionKind;
    addPin(m_comparison, [this] { return m_views->pinned(); });
    addPin(m_comparison, {QuestionKind::Comparison});
    addPin(m_list, {QuestionKind::Comparison, QuestionKind::ErrorGroup, QuestionKind::Errors});
    addPin(m_detail, {QuestionKind::ErrorGroup});
    addPin(m_funnel, [this] { return m_funnelViews->pinned(); });
    addPin(m_funnel, {QuestionKind::Funnel});
    addPin(m_regroup, [&groups] { return groups.pinned(); });
    addListPin(m_list, [this] {
        return qt::pinQuestion(QuestionKind::Errors, services().context.selection(),
                               services().context.scope());
    });
}

void ImpactPage::connectList()
{
    qt::InvestigationContext* context = &services().context;
    connect(m_list, &widgets::ErrorList::groupSelected, context,
            &qt::InvestigationContext::selectErrorGroup);
    connect(m_list, &widgets::ErrorList::groupActivated, this, &ImpactPage::openErrorSessions);
    connect(m_list, &widgets::ErrorList::sessionsRequested, this, &ImpactPage::openErrorSessions);
    connect(m_list, &widgets::ErrorList::ticketsRequested, this, &ImpactPage::openTickets);
    connect(m_list, &widgets::ErrorList::funnelChosen, &services().funnel, &CurrentFunnel::choose);
    connect(m_list, &widgets::ErrorList::filterRequested, this,
            [context](const QString& field, const QString& value, bool negated) {
                addValueFilter(*context, field, value, negated);
            });
    connect(m_detail, &widgets::ErrorDetail::sessionsRequested, this,
            &ImpactPage::openErrorSessions);
    connect(m_detail, &widgets::ErrorDetail::ticketsRequested, this, &ImpactPage::openTickets);
    connect(m_detail, &widgets::ErrorDetail::reportRequested, this, &ImpactPage::reportRequested);
    connect(m_detail, &widgets::ErrorDetail::versionActivated, m_views,
            &ComparisonController::showRelease);
    connect(m_comparison->differences(), &widgets::DifferenceView::filterRequested, this,
            [context](const QString& field, const QString& value, bool negated) {
                addValueFilter(*context, field, value, negated);
            });
}

void ImpactPage::connectFunnel()
{
    connect(&services().funnel, &CurrentFunnel::funnelsChanged, this, &ImpactPage::showFunnels);
    connect(&services().funnel, &CurrentFunnel::evaluatedChanged, this, [this] { markDirty(); });
    connect(&services().funnel, &CurrentFunnel::termsChanged, this, [this] { markDirty(); });
    connect(m_comparison, &widgets::ComparisonPanel::termsRequested, this, &ImpactPage::offerTerms);
    connect(m_comparison, &widgets::ComparisonPanel::termsChosen, &services().funnel,
            &CurrentFunnel::setTerms);
    // What another error cost must not stand under this one's name while a large store counts.
    m_late.setSingleShot(true);
    m_late.setInterval(kPatience);
    connect(&m_late, &QTimer::timeout, this, [this] {
        m_funnel->clear(tr("Counting the funnel\u2026"));
        m_comparison->clear(m_measured.group.value() != 0 ? tr("Comparing\u2026") : QString());
    });
    connect(&services().session, &qt::WorkspaceSession::openingChanged, this,
            [this] { markDirty(); });
    connect(m_offer, &FunnelOffer::saveRequested, &services().funnel, &CurrentFunnel::save);
    connect(m_funnel, &widgets::FunnelPanel::stepActivated, this,
            [this](std::uint32_t step, widgets::FunnelArm arm, layout::FunnelPart part) {
                openStep(step, arm == widgets::FunnelArm::Affected,
                         part == layout::FunnelPart::Dropped);
            });
    connect(m_funnel, &widgets::FunnelPanel::immatureActivated, this, [this] {
        SessionSet set;
        set.kind = SessionSetKind::Funnel;
        set.part = workflow::FunnelPart::Immature;
        services().context.openSessions(set);
    });
    connect(m_comparison, &widgets::ComparisonPanel::segmentActivated, this,
            [this](const QString& field, const QString& value, const QString& secondField,
                   const QString& secondValue) {
                SessionSet set;
                set.segment = {qt::toStdString(field), qt::toStdString(value)};
                set.secondSegment = {qt::toStdString(secondField), qt::toStdString(secondValue)};
                openSegment(set);
            });
}

void ImpactPage::showFunnels()
{
    const CurrentFunnel& funnel = services().funnel;
    m_offer->setSuggestions(funnel.suggestions());
    const bool none = funnel.isListed() && funnel.names().isEmpty();
    m_funnelStack->setCurrentIndex(none ? 1 : 0);
    markDirty();
}

void ImpactPage::refresh()
{
    const qt::Selection& selection = services().context.selection();
    m_list->setFunnels(services().funnel.names(), qt::toQString(selection.funnel.name));
    m_list->selectGroup(selection.errorGroup);
    askErrors();
    askDetail();
    askFunnel();
}

void ImpactPage::askErrors()
{
    const Shown wanted {services().session.store(), services().funnel.evaluated(), {}};
    const bool coming = services().funnel.isComing();
    if (wanted.store == nullptr) {
        m_listed = {};
        m_list->setRows(nullptr);
        return;
    }
    if (wanted == m_listed || (coming && wanted.store == m_listed.store)) {
        return;
    }
    m_listed = wanted;
    m_list->setComparing(coming);
    services().session.ask<widgets::ErrorList::Rows>(
        {.slot = QStringLiteral("impact.errors"),
         .context = this,
         .ask =
             [funnel = wanted.funnel](const qt::OpenStore& store, const std::stop_token& stop) {
                 return askErrorRows(store, funnel, stop);
             },
         .deliver = [this](const widgets::ErrorList::Rows& rows) { showErrors(rows); }});
}

void ImpactPage::showErrors(const widgets::ErrorList::Rows& rows)
{
    m_list->setRows(rows);
    const qt::Selection& selection = services().context.selection();
    if (selection.errorGroup.value() != 0) {
        m_list->selectGroup(selection.errorGroup);
        return;
    }
    const QString path = services().session.path();
    const bool ranked =
        m_listed.funnel == services().funnel.evaluated() && !services().funnel.isComing();
    if (!rows->empty() && ranked && m_chosenFor != path) {
        m_chosenFor = path;
        services().context.adjustSelection(qt::withErrorGroup(selection, rows->front().group.id));
    }
}

void ImpactPage::askDetail()
{
    const Shown wanted {services().session.store(), nullptr,
                        services().context.selection().errorGroup};
    if (wanted == m_detailed) {
        return;
    }
    m_detailed = wanted;
    if (wanted.store == nullptr || wanted.group.value() == 0) {
        services().session.jobs().drop(QStringLiteral("impact.detail"));
        m_detail->clear();
        return;
    }
    services().session.ask<widgets::ErrorDetailValue>(
        {.slot = QStringLiteral("impact.detail"),
         .context = this,
         .ask = [group =
                     wanted.group](const qt::OpenStore& store,
                                   const std::stop_token&) { return askErrorDetail(store, group); },
         .deliver =
             [this](const widgets::ErrorDetailValue& value) { m_detail->setDetail(value); }});
}

void ImpactPage::askFunnel()
{
    const Shown wanted {services().session.store(), services().funnel.evaluated(),
                        services().context.selection().errorGroup, services().funnel.terms()};
    if (wanted.funnel == nullptr && services().funnel.isComing()) {
        if (m_measured.funnel == nullptr || m_measured.store != wanted.store) {
            sayFunnelIsComing();
        }
        return;
    }
    if (wanted == m_measured) {
        return;
    }
    m_measured = wanted;
    if (wanted.store == nullptr || wanted.funnel == nullptr) {
        services().session.jobs().drop(QStringLiteral("impact.funnel"));
        m_late.stop();
        m_funnel->clear();
        m_comparison->clear(tr("Save a funnel to see what this error costs."));
        return;
    }
    m_late.start();
    workflow::ComparisonRequest request(wanted.group, wanted.terms);
    request.signals = m_signals.first == wanted.store ? m_signals.second : nullptr;
    services().session.ask<ImpactAnswer>(
        {.slot = QStringLiteral("impact.funnel"),
         .context = this,
         .ask =
             [funnel = wanted.funnel, request = std::move(request)](const qt::OpenStore& store,
                                                                    const std::stop_token& stop) {
                 return askImpact(store, *funnel, request, stop);
             },
         .deliver = [this](const ImpactAnswer& answer) { showImpact(answer); },
         .refuse =
             [this](const Error& error) {
                 m_late.stop();
                 m_funnel->clear(qt::toQString(describe(error)));
                 m_comparison->clear(qt::toQString(describe(error)));
             }});
}

/// Where there is nothing of this store to look at until then.
void ImpactPage::sayFunnelIsComing()
{
    m_measured = {};
    m_late.stop();
    services().session.jobs().drop(QStringLiteral("impact.funnel"));
    const QString opening =
        services().session.isOpening() ? tr("Opening the store\u2026") : QString();
    const bool open = services().session.isOpen();
    m_funnel->clear(open ? tr("Counting the funnel\u2026") : opening);
    m_comparison->clear(open ? tr("Comparing\u2026") : opening);
}

void ImpactPage::showImpact(const ImpactAnswer& answer)
{
    m_late.stop();
    widgets::FunnelView view {answer.without, answer.with, 1, {}, {}};
    if (answer.with != nullptr) {
        view.unaffectedName = tr("without", "legend: sessions without the selected error");
        view.affectedName = tr("with selected error");
    }
    if (answer.comparison != nullptr) {
        const analysis::Comparison& found = *answer.comparison;
        view.exposureStep = std::max(1U, domain::placeOfRequired(found.funnel, found.exposureStep));
    }
    m_funnel->setFunnel(view);
    m_funnelViews->setSubject(m_measured.funnel, m_measured.group);
    if (answer.signals != nullptr) {
        m_signals = {m_measured.store, answer.signals};
    }
    if (answer.comparison != nullptr) {
        m_comparison->setComparison(answer.comparison);
        m_views->setSubject(m_measured.funnel, m_measured.group, m_list->titleOf(m_measured.group));
        if (auto* sentence = m_comparison->findChild<widgets::SentenceLabel*>(
                QStringLiteral("comparisonSentence"))) {
            widgets::Sentence said = sentenceOf(*answer.comparison);
            if (answer.sample) {
                said.push_back({QLatin1Char(' ') + sampleText(*answer.comparison, *answer.sample),
                                widgets::RunTone::Muted});
            }
            sentence->setSentence(said);
            sentence->setToolTip(widgets::asToolTip(qt::comparisonCaveat(*answer.comparison)));
        }
    } else {
        m_comparison->clear(answer.refusal ? qt::toQString(describe(*answer.refusal)) : QString());
    }
}

void ImpactPage::openStep(std::uint32_t step, bool affected, bool dropped)
{
    SessionSet set;
    set.kind = SessionSetKind::Funnel;
    set.part = dropped ? workflow::FunnelPart::Dropped : workflow::FunnelPart::Reached;
    // The gap above a bar stands for those that came to the step before and no further.
    set.step = dropped ? step - 1 : step;
    if (m_measured.group.value() != 0) {
        set.arm = affected ? workflow::FunnelArm::With : workflow::FunnelArm::Without;
        set.group = m_measured.group;
    }
    services().context.openSessions(set);
}

void ImpactPage::openSegment(const SessionSet& segment)
{
    SessionSet set = segment;
    set.kind = SessionSetKind::Comparison;
    set.group = m_measured.group;
    set.terms = m_measured.terms;
    services().context.openSessions(set);
}

void ImpactPage::offerTerms()
{
    if (m_measured.store == nullptr || m_measured.funnel == nullptr) {
        return;
    }
    widgets::TermsOffer offer;
    const domain::FunnelDefinition& funnel = m_measured.funnel->definition;
    for (std::uint32_t step = 1; step < m_measured.funnel->levels.steps; ++step) {
        offer.steps.append(stepName(funnel, domain::placeOfRequired(funnel, step)));
    }
    for (const std::string& field : m_measured.store->snapshot->sessions.index.contextFields) {
        offer.fields.append(qt::toQString(field));
    }
    offer.usual = workflow::defaultMatchFields();
    m_comparison->askTerms(offer, m_measured.terms);
}

void ImpactPage::openErrorSessions(domain::ErrorGroupId group)
{
    SessionSet set;
    set.kind = SessionSetKind::Error;
    set.group = group;
    services().context.selectErrorGroup(group);
    services().context.openSessions(set);
}

void ImpactPage::openTickets(domain::ErrorGroupId group)
{
    services().context.selectErrorGroup(group);
    services().context.activate(qt::ItemKind::Tickets, qt::toQString(domain::toText(group)));
}

} // namespace throughline::app
