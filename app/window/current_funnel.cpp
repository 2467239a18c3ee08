#include "app/window/current_funnel.h"

#include "models/qt/qt_text.h"
#include "models/qt/system_clock.h"

#include <algorithm>
#include <utility>

namespace throughline::app {

namespace {

using domain::FunnelDefinition;
using Funnels = std::vector<FunnelDefinition>;
using Suggestions = std::vector<analysis::FunnelSuggestion>;

const FunnelDefinition* named(const Funnels& funnels, const std::string& name)
{
    const auto found =
        std::find_if(funnels.begin(), funnels.end(),
                     [&](const FunnelDefinition& each) { return each.name == name; });
    return found == funnels.end() ? nullptr : &*found;
}

} // namespace

CurrentFunnel::CurrentFunnel(qt::WorkspaceSession& session, qt::InvestigationContext& context,
                             qt::Settings& settings, QObject* parent)
    : QObject(parent)
    , m_session(session)
    , m_context(context)
    , m_settings(settings)
{
    connect(&session, &qt::WorkspaceSession::storeChanged, this, [this] {
        forget();
        list({});
    });
    connect(&context, &qt::InvestigationContext::scopeChanged, this, &CurrentFunnel::evaluate);
    connect(&context, &qt::InvestigationContext::selectionChanged, this,
            [this](const qt::Selection& selection) {
                if (!(selection.funnel == m_asked)) {
                    evaluate();
                }
            });
}

QStringList CurrentFunnel::names() const
{
    QStringList names;
    for (const FunnelDefinition& funnel : m_funnels) {
        names.append(qt::toQString(funnel.name));
    }
    return names;
}

bool CurrentFunnel::isComing() const
{
    return m_evaluated == nullptr && (!m_listed || !m_context.selection().funnel.steps.empty());
}

void CurrentFunnel::setTerms(const analysis::ComparisonTerms& terms)
{
    if (terms == m_terms) {
        return;
    }
    m_terms = terms;
    Q_EMIT termsChanged();
}

void CurrentFunnel::choose(const QString& name)
{
    if (const FunnelDefinition* funnel = named(m_funnels, qt::toStdString(name))) {
        m_settings.setFunnel(m_session.path(), name);
        m_context.selectFunnel(*funnel);
    }
}

void CurrentFunnel::save(const FunnelDefinition& funnel)
{
    m_session.ask<Funnels>(
        {.slot = QStringLiteral("funnel.list"),
         .context = this,
         .ask = [funnel, now = qt::currentTime()](const qt::OpenStore& store,
                                                  const std::stop_token&) -> Result<Funnels> {
             TL_TRY(workflow::defineFunnel(store.workspace, funnel, now));
             return workflow::listFunnels(store.workspace);
         },
         .deliver =
             [this, name = qt::toQString(funnel.name)](Funnels funnels) {
                 adopt(std::move(funnels), name);
                 Q_EMIT saved();
             },
         .refuse = [this](const Error& error) { Q_EMIT saveRefused(error); }});
}

void CurrentFunnel::forget()
{
    m_listed = false;
    m_funnels.clear();
    m_suggestions.clear();
    m_evaluated.reset();
    m_kept.clear();
    m_asked = {};
    m_terms = {};
    Q_EMIT funnelsChanged();
    Q_EMIT evaluatedChanged();
}

void CurrentFunnel::list(const QString& wanted)
{
    m_session.ask<Funnels>(
        {.slot = QStringLiteral("funnel.list"),
         .context = this,
         .ask = [](const qt::OpenStore& store,
                   const std::stop_token&) { return workflow::listFunnels(store.workspace); },
         .deliver = [this, wanted](Funnels funnels) { adopt(std::move(funnels), wanted); }});
}

void CurrentFunnel::adopt(Funnels funnels, const QString& wanted)
{
    m_funnels = std::move(funnels);
    m_listed = true;
    const FunnelDefinition* chosen = named(m_funnels, qt::toStdString(wanted));
    for (const std::string& name : {m_context.selection().funnel.name,
                                    qt::toStdString(m_settings.funnel(m_session.path()))}) {
        chosen = chosen != nullptr ? chosen : named(m_funnels, name);
    }
    if (chosen == nullptr && !m_funnels.empty()) {
        chosen = &m_funnels.front();
    }
    Q_EMIT funnelsChanged();
    qt::Selection selection = m_context.selection();
    selection.funnel = chosen == nullptr ? FunnelDefinition {} : *chosen;
    const bool same = selection == m_context.selection();
    m_context.adjustSelection(selection);
    if (chosen == nullptr) {
        suggest();
    }
    if (same || chosen == nullptr) {
        evaluate();
    }
}

void CurrentFunnel::suggest()
{
    m_session.ask<Suggestions>(
        {.slot = QStringLiteral("funnel.suggest"),
         .context = this,
         .ask = [](const qt::OpenStore& store,
                   const std::stop_token&) { return workflow::suggestFunnels(*store.snapshot); },
         .deliver =
             [this](Suggestions suggestions) {
                 m_suggestions = std::move(suggestions);
                 Q_EMIT funnelsChanged();
             }});
}

void CurrentFunnel::evaluate()
{
    const FunnelDefinition funnel = m_context.selection().funnel;
    if (!(m_asked == funnel)) {
        m_terms = {}; // its steps are others
    }
    if (m_evaluated != nullptr && !(m_asked == funnel)) {
        m_evaluated.reset();
        m_asked = funnel;
        Q_EMIT evaluatedChanged();
    }
    m_asked = funnel;
    if (funnel.steps.empty()) {
        m_session.jobs().drop(QStringLiteral("funnel.evaluate"));
        Q_EMIT evaluatedChanged();
        return;
    }
    m_session.ask<workflow::EvaluatedFunnelPointer>(
        {.slot = QStringLiteral("funnel.evaluate"),
         .context = this,
         .ask =
             [funnel, scope = m_context.scope(),
              before = kept(funnel)](const qt::OpenStore& store, const std::stop_token& stop) {
                 return workflow::evaluateFunnel(store.workspace, *store.snapshot, funnel, scope,
                                                 stop, before.get());
             },
         .deliver =
             [this](workflow::EvaluatedFunnelPointer evaluated) {
                 m_evaluated = std::move(evaluated);
                 keep(m_evaluated);
                 Q_EMIT evaluatedChanged();
             }});
}

void CurrentFunnel::keep(workflow::EvaluatedFunnelPointer evaluated)
{
    constexpr std::size_t kMost = 4;
    std::erase_if(m_kept, [&](const workflow::EvaluatedFunnelPointer& other) {
        return other->definition == evaluated->definition;
    });
    m_kept.insert(m_kept.begin(), std::move(evaluated));
    m_kept.resize(std::min(m_kept.size(), kMost));
}

workflow::EvaluatedFunnelPointer CurrentFunnel::kept(const FunnelDefinition& funnel) const
{
    const auto found = std::find_if(
        m_kept.begin(), m_kept.end(),
        [&](const workflow::EvaluatedFunnelPointer& other) { return other->definition == funnel; });
    return found == m_kept.end() ? nullptr : *found;
}

} // namespace throughline::app
