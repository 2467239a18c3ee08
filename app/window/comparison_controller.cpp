#include "app/window/comparison_controller.h"

#include "app/window/current_funnel.h"
#include "models/qt/answer_text.h"
#include "models/qt/qt_text.h"
#include "widgets/impact/comparison_panel.h"
#include "widgets/impact/difference_view.h"
#include "widgets/impact/release_view.h"

#include <utility>

namespace throughline::app {

using widgets::ComparisonPanel;

ComparisonController::ComparisonController(const WindowServices& services, ComparisonPanel& panel,
                                           QObject* parent)
    : QObject(parent)
    , m_services(services)
    , m_panel(panel)
{
    connect(&panel, &ComparisonPanel::viewChosen, this, [this] { fillView(); });
    connect(panel.differences(), &widgets::DifferenceView::setsChosen, this, [this] {
        m_differencesAsked = false;
        fillView();
    });
}

void ComparisonController::setSubject(workflow::EvaluatedFunnelPointer funnel,
                                      domain::ErrorGroupId group, std::string title)
{
    if (!(group == m_group)) {
        m_version.clear();
        m_panel.differences()->reset();
    }
    m_funnel = std::move(funnel);
    m_group = group;
    m_terms = m_services.funnel.terms();
    m_title = std::move(title);
    m_differencesAsked = m_releaseAsked = false;
    fillView();
}

void ComparisonController::showRelease(const QString& version)
{
    m_version = version;
    m_releaseAsked = false;
    m_panel.setView(ComparisonPanel::Release);
    fillView();
}

std::optional<notebook::Question> ComparisonController::pinned() const
{
    notebook::Question question;
    question.scope = m_services.context.scope();
    if (m_group.value() != 0) {
        question.errorGroup = domain::toText(m_group);
    }
    if (m_funnel != nullptr) {
        question.funnel = m_funnel->definition;
    }
    question.fromStep = m_terms.fromStep;
    question.match = m_terms.match;
    const bool arms = m_funnel != nullptr && m_group.value() != 0;
    const widgets::DifferenceView* sets = m_panel.differences();
    if (m_panel.view() == ComparisonPanel::Differences) {
        question.kind = notebook::QuestionKind::Differences;
        question.first = qt::toStdString(sets->first());
        question.second = qt::toStdString(sets->second());
        return question.first.empty() && !arms ? std::nullopt : std::optional(question);
    }
    if (m_panel.view() == ComparisonPanel::Release && !m_version.isEmpty()) {
        question.kind = notebook::QuestionKind::Release;
        question.version = qt::toStdString(m_version);
        question.fromStep.reset();
        return question;
    }
    const bool comparison = arms && m_panel.view() != ComparisonPanel::Release
        && !(m_terms == analysis::ComparisonTerms {});
    if (comparison) {
        question.kind = notebook::QuestionKind::Comparison;
        question.valuePerConversion = m_terms.valuePerConversion;
        return question;
    }
    return std::nullopt;
}

void ComparisonController::fillView()
{
    if (m_panel.view() == ComparisonPanel::Differences && !m_differencesAsked) {
        askDifferences();
    } else if (m_panel.view() == ComparisonPanel::Release && !m_releaseAsked) {
        askRelease();
    }
}

void ComparisonController::askDifferences()
{
    widgets::DifferenceView* view = m_panel.differences();
    m_differencesAsked = true;
    if (view->first().isEmpty() && (m_funnel == nullptr || m_group.value() == 0)) {
        view->showNote(tr("Select an error, or write which sessions to compare."));
        return;
    }
    view->showNote(tr("Comparing\u2026"));
    DifferenceQuestion question {qt::toStdString(view->first()),
                                 qt::toStdString(view->second()),
                                 m_services.context.scope(),
                                 m_funnel,
                                 m_group,
                                 m_terms};
    m_services.session.ask<DifferencesPointer>(
        {.slot = QStringLiteral("impact.differences"),
         .context = this,
         .ask =
             [question = std::move(question)](const qt::OpenStore& store,
                                              const std::stop_token& stop) {
                 return app::askDifferences(store, question, stop);
             },
         .deliver =
             [view](const DifferencesPointer& found) {
                 view->setDifferences(found, qt::differenceText(*found));
             },
         .refuse = [view](const Error& error) { view->showNote(qt::toQString(describe(error))); }});
}

void ComparisonController::askRelease()
{
    widgets::ReleaseView* view = m_panel.release();
    m_releaseAsked = true;
    if (m_version.isEmpty()) {
        view->showNote(tr("Choose a version among the bars of the error to see what changed with "
                          "it: whether the error stopped and whether conversion moved."));
        return;
    }
    view->showNote(tr("Comparing\u2026"));
    m_services.session.ask<analysis::ReleaseEffect>(
        {.slot = QStringLiteral("impact.release"),
         .context = this,
         .ask =
             [funnel = m_funnel, group = m_group, version = qt::toStdString(m_version),
              match = m_terms.match, scope = m_services.context.scope()](
                 const qt::OpenStore& store, const std::stop_token& stop) {
                 workflow::ReleaseRequest request;
                 request.version = version;
                 request.group = group;
                 request.funnel = funnel.get();
                 request.scope = scope;
                 request.match = match;
                 return workflow::releaseEffect(store.workspace, *store.snapshot, request, stop);
             },
         .deliver =
             [this, view](const analysis::ReleaseEffect& effect) {
                 view->setEffect(effect, qt::releaseText(effect, m_title));
             },
         .refuse = [view](const Error& error) { view->showNote(qt::toQString(describe(error))); }});
}

} // namespace throughline::app
