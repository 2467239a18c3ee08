#include "app/window/funnel_controller.h"

#include "app/window/current_funnel.h"
#include "app/window/filter_controller.h"
#include "app/window/session_set_text.h"
#include "models/qt/qt_text.h"
#include "models/workflow/comparison_workflow.h"
#include "widgets/impact/funnel_editor.h"
#include "widgets/impact/funnel_panel.h"
#include "widgets/impact/funnel_views.h"
#include "widgets/impact/pivot_view.h"

#include <utility>
#include <vector>

namespace throughline::app {

using widgets::FunnelEditor;
using widgets::FunnelPanel;

namespace {

QStringList toList(const std::vector<std::string>& texts)
{
    QStringList list;
    for (const std::string& text : texts) {
        list.append(qt::toQString(text));
    }
    return list;
}

/// The fields of the store that sessions can be split by.
QStringList fieldsOf(const qt::OpenStorePointer& store)
{
    return store == nullptr ? QStringList() : toList(store->snapshot->sessions.index.contextFields);
}

} // namespace

FunnelController::FunnelController(const WindowServices& services, FunnelPanel& panel,
                                   QObject* parent)
    : QObject(parent)
    , m_services(services)
    , m_panel(panel)
{
    panel.setEditable(true);
    connect(&panel, &FunnelPanel::viewChosen, this, [this] { fillView(); });
    connect(panel.split(), &widgets::FunnelSplitView::splitChosen, this, [this] { fillView(); });
    connect(panel.pivot(), &widgets::FunnelPivotView::fieldsChosen, this, [this] { fillView(); });
    connect(panel.pivot(), &widgets::FunnelPivotView::numberActivated, this,
            &FunnelController::openPivot);
    connect(panel.pivot(), &widgets::FunnelPivotView::filterRequested, this,
            [this](const QString& field, const QString& value, bool negated) {
                addValueFilter(m_services.context, field, value, negated);
            });
    connect(panel.trend(), &widgets::FunnelTrendView::everyChosen, this, [this] { fillView(); });
    connect(&panel, &FunnelPanel::editRequested, this, [this] {
        if (m_funnel != nullptr) {
            edit(m_funnel->definition);
        }
    });
    connect(&panel, &FunnelPanel::newRequested, this, [this] { edit({}); });
    connect(&services.funnel, &CurrentFunnel::saved, this, [this] {
        if (m_editor != nullptr) {
            m_editor->accept();
        }
    });
    connect(&services.funnel, &CurrentFunnel::saveRefused, this, [this](const Error& error) {
        if (m_editor != nullptr) {
            m_editor->showProblem(qt::toQString(describe(error)));
        } else {
            Q_EMIT m_services.session.failed(error);
        }
    });
}

void FunnelController::setSubject(workflow::EvaluatedFunnelPointer funnel,
                                  domain::ErrorGroupId group)
{
    const bool otherGroup = std::exchange(m_group, group) != group;
    if (funnel == m_funnel) {
        if (otherGroup && m_panel.view() == FunnelPanel::Pivot) {
            fillView();
        }
        return;
    }
    m_funnel = std::move(funnel);
    if (m_funnel == nullptr) {
        return;
    }
    QStringList steps;
    for (std::uint32_t step = 1; step <= m_funnel->definition.steps.size(); ++step) {
        steps.append(stepName(m_funnel->definition, step));
    }
    m_panel.split()->setFields(fieldsOf(m_services.session.store()));
    m_panel.split()->setSteps(steps);
    m_panel.pivot()->setFields(fieldsOf(m_services.session.store()),
                               toList(workflow::defaultMatchFields()));
    fillView();
}

std::optional<notebook::Question> FunnelController::pinned() const
{
    if (m_funnel == nullptr) {
        return std::nullopt;
    }
    notebook::Question question;
    question.funnel = m_funnel->definition;
    question.scope = m_funnel->scope;
    if (const widgets::FunnelSplitView* split = m_panel.split();
        m_panel.view() == FunnelPanel::Split && !split->field().isEmpty()) {
        question.by = qt::toStdString(split->field());
        question.attribution = qt::toStdString(split->attribution());
        return question;
    }
    if (m_panel.view() != FunnelPanel::Pivot || m_panel.pivot()->fields().isEmpty()) {
        return std::nullopt;
    }
    question.kind = notebook::QuestionKind::Pivot;
    for (const QString& field : m_panel.pivot()->fields()) {
        question.byFields.push_back(qt::toStdString(field));
    }
    if (m_group.value() != 0) {
        question.errorGroup = domain::toText(m_group);
    }
    return question;
}

void FunnelController::fillView()
{
    if (m_funnel == nullptr) {
        return;
    }
    switch (m_panel.view()) {
    case FunnelPanel::Steps:
        break;
    case FunnelPanel::Split:
        askSplit();
        break;
    case FunnelPanel::Pivot:
        askPivot();
        break;
    case FunnelPanel::Times:
        askTimes();
        break;
    case FunnelPanel::Trend:
        askTrend();
        break;
    }
}

void FunnelController::askSplit()
{
    widgets::FunnelSplitView* view = m_panel.split();
    if (view->field().isEmpty()) {
        view->clear(tr("Nothing in this store tells sessions apart."));
        return;
    }
    m_services.session.ask<analysis::FunnelResult>(
        {.slot = QStringLiteral("impact.split"),
         .context = this,
         .ask = [funnel = m_funnel, field = qt::toStdString(view->field()),
                 attribution = qt::toStdString(view->attribution())](
                    const qt::OpenStore& store,
                    const std::stop_token& stop) -> Result<analysis::FunnelResult> {
             workflow::FunnelBreakdown breakdown;
             breakdown.field = field;
             TL_TRY(workflow::setAttribution(breakdown, attribution));
             TL_ASSIGN(
                 const analysis::FunnelSplit split,
                 workflow::splitFunnel(store.workspace, *store.snapshot, *funnel, breakdown, stop));
             return workflow::funnelResult(*funnel, &split);
         },
         .deliver = [view](const analysis::FunnelResult& result) { view->setSplit(result); },
         .refuse = [view](const Error& error) { view->clear(qt::toQString(describe(error))); }});
}

void FunnelController::askPivot()
{
    struct Answer
    {
        analysis::FunnelPivot pivot;
        analysis::FunnelResult counts; ///< names of the steps
    };

    widgets::FunnelPivotView* view = m_panel.pivot();
    std::vector<std::string> fields;
    for (const QString& field : view->fields()) {
        fields.push_back(qt::toStdString(field));
    }
    if (fields.empty()) {
        view->clear(tr("Choose fields to split by."));
        return;
    }
    m_services.session.ask<Answer>(
        {.slot = QStringLiteral("impact.pivot"),
         .context = this,
         .ask = [funnel = m_funnel, fields, group = m_group](
                    const qt::OpenStore& store, const std::stop_token&) -> Result<Answer> {
             TL_ASSIGN(analysis::FunnelPivot pivot,
                       workflow::pivotFunnel(*store.snapshot, *funnel, fields, group));
             return Answer {std::move(pivot), workflow::funnelResult(*funnel)};
         },
         .deliver =
             [view, byError = m_group.value() != 0](const Answer& answer) {
                 std::vector<widgets::PivotStep> steps;
                 for (const analysis::FunnelStepResult& step : answer.counts.steps) {
                     if (!step.optional) {
                         steps.push_back({step.step, qt::toQString(step.name)});
                     }
                 }
                 view->setPivot(answer.pivot, steps, byError);
             },
         .refuse = [view](const Error& error) { view->clear(qt::toQString(describe(error))); }});
}

void FunnelController::openPivot(const widgets::PivotNumber& number)
{
    workflow::SessionSet set;
    set.kind = workflow::SessionSetKind::Funnel;
    set.step = number.step;
    set.segment = {qt::toStdString(number.field), qt::toStdString(number.value)};
    if (m_group.value() != 0) {
        set.arm = number.met ? workflow::FunnelArm::With : workflow::FunnelArm::Without;
        set.group = m_group;
    }
    m_services.context.openSessions(set);
}

void FunnelController::askTimes()
{
    struct Answer
    {
        analysis::FunnelResult counts;
        workflow::FunnelTimes times;
    };

    widgets::FunnelTimesView* view = m_panel.times();
    m_services.session.ask<Answer>(
        {.slot = QStringLiteral("impact.times"),
         .context = this,
         .ask = [funnel = m_funnel](const qt::OpenStore& store,
                                    const std::stop_token&) -> Result<Answer> {
             return Answer {workflow::funnelResult(*funnel),
                            workflow::funnelTimes(*store.snapshot, *funnel)};
         },
         .deliver =
             [view](const Answer& answer) {
                 view->setTimes(answer.counts, answer.times.steps, answer.times.curve);
             },
         .refuse = [view](const Error& error) { view->clear(qt::toQString(describe(error))); }});
}

void FunnelController::askTrend()
{
    using Trend = std::vector<analysis::TrendPoint>;
    widgets::FunnelTrendView* view = m_panel.trend();
    m_services.session.ask<Trend>(
        {.slot = QStringLiteral("impact.trend"),
         .context = this,
         .ask = [funnel = m_funnel, every = view->every()](
                    const qt::OpenStore&, const std::stop_token&) -> Result<Trend> {
             return workflow::funnelTrend(*funnel, every);
         },
         .deliver = [view](const Trend& trend) { view->setTrend(trend); },
         .refuse = [view](const Error& error) { view->clear(qt::toQString(describe(error))); }});
}

void FunnelController::edit(const domain::FunnelDefinition& funnel)
{
    if (m_editor != nullptr) {
        m_editor->close();
    }
    m_editor = new FunnelEditor(funnel, m_panel.window());
    m_editor->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_editor, &FunnelEditor::saveRequested, &m_services.funnel, &CurrentFunnel::save);
    m_editor->show();
}

} // namespace throughline::app
