#include "app/window/filter_controller.h"

#include "app/window/session_set_text.h"
#include "app/window/store_facts.h"
#include "models/qt/filter_terms.h"
#include "models/qt/qt_text.h"
#include "widgets/shared/filter_bar.h"
#include "widgets/shared/format.h"

#include <QCompleter>
#include <QLineEdit>

#include <utility>

namespace throughline::app {

namespace {

using qt::Selection;
using widgets::FilterChip;
using workflow::SessionSetKind;

FilterChip chipOf(const qt::FilterTerm& term, bool enabled)
{
    return {term.field, term.relation, term.value, enabled};
}

/// The terms of a filter as chips; a filter that cannot be read has none.
void appendChips(std::vector<FilterChip>& chips, const std::string& filter, bool enabled)
{
    const auto terms = qt::filterTerms(filter);
    if (terms.ok()) {
        for (const qt::FilterTerm& term : terms.value()) {
            chips.push_back(chipOf(term, enabled));
        }
    }
}

std::size_t termCount(const std::string& filter)
{
    const auto terms = qt::splitFilter(filter);
    return terms.ok() ? terms.value().size() : 0;
}

/// The days a range of data touches: nobody asked for its first and last second.
TimeRange wholeDays(const TimeRange& range)
{
    constexpr std::int64_t kDay = Duration::days(1).ns;
    if (range.empty()) {
        return {};
    }
    return {{range.from.ns / kDay * kDay}, {(range.to.ns - 1) / kDay * kDay + kDay}};
}

} // namespace

void addValueFilter(qt::InvestigationContext& context, const QString& field, const QString& value,
                    bool negated)
{
    domain::Scope scope = context.scope();
    const auto where = qt::withFilter(
        scope.where, qt::valueFilter(qt::toStdString(field), qt::toStdString(value), negated));
    if (where.ok()) {
        scope.where = where.value();
        context.setScope(scope);
    }
}

FilterController::FilterController(widgets::FilterBar& bar, const WindowServices& services)
    : QObject(&bar)
    , m_bar(bar)
    , m_services(services)
{
    connect(&services.context, &qt::InvestigationContext::scopeChanged, this, [this] {
        showScope();
        askCounts();
    });
    connect(&services.context, &qt::InvestigationContext::selectionChanged, this,
            &FilterController::showScope);
    connect(&services.session, &qt::WorkspaceSession::storeReplaced, this,
            [this] { m_switchedOff.clear(); });
    connect(&services.session, &qt::WorkspaceSession::storeChanged, this,
            &FilterController::askCounts);
    connect(&services.facts, &StoreFacts::factsChanged, this, [this] {
        showScope();
        showFields();
        showBasis();
    });
    connect(&bar, &widgets::FilterBar::timeRangeChosen, this, [this](const TimeRange& range) {
        domain::Scope scope = m_services.context.scope();
        scope.range = range;
        m_services.context.setScope(scope);
    });
    connect(&bar, &widgets::FilterBar::chipRemoved, this, &FilterController::removeChip);
    connect(&bar, &widgets::FilterBar::chipFlipped, this, &FilterController::flipChip);
    connect(&bar, &widgets::FilterBar::chipToggled, this, &FilterController::toggleChip);
    connect(&bar, &widgets::FilterBar::filterAdded, this, [this](const QString& added) {
        apply(qt::withFilter(m_services.context.scope().where, qt::toStdString(added)));
    });
    connect(&bar, &widgets::FilterBar::expressionSubmitted, this,
            [this](const QString& text) { apply(qt::canonicalFilter(qt::toStdString(text))); });
    showScope();
}

void FilterController::setShowsSessionSet(bool shown)
{
    if (shown != m_showsSet) {
        m_showsSet = shown;
        showScope();
    }
}

void FilterController::setPageBasis(const QString& basis)
{
    m_pageBasis = basis;
    showBasis();
}

bool FilterController::showsSetChip() const
{
    const Selection& selection = m_services.context.selection();
    return m_showsSet
        && (selection.ticketsOf.value() != 0 || selection.sessions.kind != SessionSetKind::Scope);
}

void FilterController::showScope()
{
    const domain::Scope& scope = m_services.context.scope();
    const Selection& selection = m_services.context.selection();
    const auto facts = m_services.facts.facts();
    const TimeRange whole = facts == nullptr ? TimeRange {} : facts->info.range;
    m_bar.setTimeRange(scope.range.empty() ? wholeDays(whole) : scope.range, whole);
    std::vector<FilterChip> chips;
    if (showsSetChip()) {
        chips.push_back(
            selection.ticketsOf.value() != 0
                ? FilterChip {tr("tickets"), tr("of", "tickets of an error"),
                              m_services.facts.errorName(selection.ticketsOf), true}
                : sessionSetChip(selection.sessions, selection.funnel, m_services.facts));
    }
    appendChips(chips, scope.where, true);
    for (const std::string& term : m_switchedOff) {
        appendChips(chips, term, false);
    }
    m_bar.setChips(chips);
    m_bar.setExpression(qt::toQString(scope.where));
}

void FilterController::showFields()
{
    QStringList fields;
    // What is no field of a record: the errors and tickets of a session.
    QStringList completions {QStringLiteral("has:error.group"), QStringLiteral("has:ticket")};
    for (const char* status : {"new", "ongoing", "resolved", "regressed", "ignored"}) {
        completions.append(QStringLiteral("error.status:") + QLatin1String(status));
    }
    if (const auto facts = m_services.facts.facts()) {
        for (const workflow::FieldValues& each : facts->fields) {
            const QString field = qt::toQString(each.field);
            fields.append(field);
            completions.append(field + QLatin1Char(':'));
            for (const std::string& value : each.values) {
                completions.append(qt::toQString(qt::valueFilter(each.field, value, false)));
            }
        }
    }
    m_bar.setFields(fields);
    if (auto* edit = m_bar.findChild<QLineEdit*>(QStringLiteral("filterAddEdit"))) {
        auto* completer = new QCompleter(completions, edit);
        completer->setCaseSensitivity(Qt::CaseInsensitive);
        completer->setFilterMode(Qt::MatchContains);
        edit->setCompleter(completer);
    }
}

void FilterController::askCounts()
{
    if (!m_services.session.isOpen()) {
        m_counts.reset();
        showBasis();
        return;
    }
    m_services.session.ask<workflow::ScopeCounts>(
        {.slot = QStringLiteral("shell.counts"),
         .context = this,
         .ask =
             [scope = m_services.context.scope()](const qt::OpenStore& store,
                                                  const std::stop_token& stop) {
                 return workflow::countScope(store.workspace, *store.snapshot, scope, stop);
             },
         .deliver =
             [this](const workflow::ScopeCounts& counts) {
                 m_counts = counts;
                 showBasis();
             },
         .refuse =
             [this](const Error& error) {
                 m_bar.setExpressionError(qt::toQString(describe(error)));
             }});
}

QString FilterController::countsText() const
{
    if (!m_counts) {
        return {};
    }
    QStringList facts {
        widgets::formatCountOf(m_counts->sessions, tr("1 session"), tr("%1 sessions"))};
    if (const auto store = m_services.facts.facts()) {
        facts.append(widgets::formatCountOf(store->info.errorGroups, tr("1 error group"),
                                            tr("%1 error groups")));
    }
    if (m_counts->botsLeftOut > 0) {
        facts.append(widgets::formatCountOf(m_counts->botsLeftOut, tr("1 bot session left out"),
                                            tr("%1 bot sessions left out")));
    }
    if (m_counts->immature > 0) {
        facts.append(widgets::formatCountOf(m_counts->immature, tr("1 may still go on"),
                                            tr("%1 may still go on")));
    }
    return widgets::joinFacts(facts);
}

void FilterController::showBasis()
{
    m_bar.setBasis(m_pageBasis.isEmpty() ? countsText() : m_pageBasis);
}

void FilterController::apply(const Result<std::string>& where)
{
    if (!where.ok()) {
        m_bar.setExpressionError(qt::toQString(describe(where.error())));
        return;
    }
    m_bar.setExpressionError({});
    domain::Scope scope = m_services.context.scope();
    scope.where = where.value();
    m_services.context.setScope(scope);
}

void FilterController::removeSessionSet()
{
    const Selection& selection = m_services.context.selection();
    // Tickets are listed beside sessions: without them the sessions remain.
    const bool tickets = selection.ticketsOf.value() != 0;
    m_services.context.setSelection(
        qt::withSessions(selection, tickets ? selection.sessions : workflow::SessionSet {}));
}

void FilterController::flipSessionSet()
{
    const Selection& selection = m_services.context.selection();
    workflow::SessionSet set = selection.sessions;
    if (selection.ticketsOf.value() != 0) {
        return;
    }
    if (set.kind == SessionSetKind::Error) {
        const QString group = qt::toQString(domain::toText(set.group));
        removeSessionSet();
        addValueFilter(m_services.context, QStringLiteral("error.group"), group, true);
        return;
    }
    if (set.kind == SessionSetKind::Comparison) {
        set.comparisonArm = set.comparisonArm == workflow::ComparisonArm::Affected
            ? workflow::ComparisonArm::Control
            : workflow::ComparisonArm::Affected;
    } else {
        set.part = set.part == workflow::FunnelPart::Reached ? workflow::FunnelPart::Dropped
                                                             : workflow::FunnelPart::Reached;
    }
    m_services.context.setSelection(qt::withSessions(selection, set));
}

void FilterController::removeChip(int place)
{
    if (showsSetChip() && place-- == 0) {
        removeSessionSet();
        return;
    }
    const std::string& where = m_services.context.scope().where;
    const auto term = static_cast<std::size_t>(place);
    const std::size_t terms = termCount(where);
    if (term < terms) {
        apply(qt::withoutTerm(where, term));
    } else if (term - terms < m_switchedOff.size()) {
        m_switchedOff.erase(m_switchedOff.begin() + static_cast<std::ptrdiff_t>(term - terms));
        showScope();
    }
}

void FilterController::flipChip(int place)
{
    if (showsSetChip() && place-- == 0) {
        flipSessionSet();
        return;
    }
    const std::string& where = m_services.context.scope().where;
    const auto term = static_cast<std::size_t>(place);
    const std::size_t terms = termCount(where);
    if (term < terms) {
        apply(qt::withFlippedTerm(where, term));
    } else if (term - terms < m_switchedOff.size()) {
        if (auto flipped = qt::withFlippedTerm(m_switchedOff[term - terms], 0); flipped.ok()) {
            m_switchedOff[term - terms] = *std::move(flipped);
            showScope();
        }
    }
}

void FilterController::toggleChip(int place)
{
    if (showsSetChip() && place-- == 0) {
        removeSessionSet();
        return;
    }
    const std::string where = m_services.context.scope().where;
    const auto term = static_cast<std::size_t>(place);
    const auto terms = qt::splitFilter(where);
    if (!terms.ok()) {
        return;
    }
    if (term < terms.value().size()) {
        m_switchedOff.push_back(terms.value()[term]);
        apply(qt::withoutTerm(where, term));
    } else if (term - terms.value().size() < m_switchedOff.size()) {
        const auto at =
            m_switchedOff.begin() + static_cast<std::ptrdiff_t>(term - terms.value().size());
        const std::string again = *at;
        m_switchedOff.erase(at);
        apply(qt::withFilter(where, again));
    }
}

} // namespace throughline::app
