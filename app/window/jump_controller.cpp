#include "app/window/jump_controller.h"

#include "app/window/current_funnel.h"
#include "models/qt/qt_text.h"
#include "models/workflow/search_workflow.h"
#include "widgets/shared/context_bar.h"
#include "widgets/shared/format.h"
#include "widgets/shared/jump_field.h"

#include <QAction>

#include <vector>

namespace throughline::app {

namespace {

using qt::ItemKind;
using widgets::JumpSuggestion;
using workflow::SearchKind;

constexpr std::uint64_t kMostHits = 8;

ItemKind itemKind(SearchKind kind)
{
    switch (kind) {
    case SearchKind::Error:
        return ItemKind::ErrorGroup;
    case SearchKind::Ticket:
        return ItemKind::Ticket;
    case SearchKind::Session:
        return ItemKind::Session;
    case SearchKind::Trace:
        return ItemKind::Trace;
    case SearchKind::User:
        return ItemKind::User;
    case SearchKind::Account:
        return ItemKind::Account;
    }
    return ItemKind::Session;
}

QString kindText(SearchKind kind)
{
    switch (kind) {
    case SearchKind::Error:
        return JumpController::tr("error");
    case SearchKind::Ticket:
        return JumpController::tr("ticket");
    case SearchKind::Session:
        return JumpController::tr("session");
    case SearchKind::Trace:
        return JumpController::tr("trace");
    case SearchKind::User:
        return JumpController::tr("user");
    case SearchKind::Account:
        return JumpController::tr("account");
    }
    return {};
}

/// Kind and id in one text, as the jump field hands it back.
QString suggestionId(ItemKind kind, const QString& id)
{
    return QString::number(static_cast<int>(kind)) + QLatin1Char(' ') + id;
}

JumpSuggestion suggestionOf(const workflow::SearchHit& hit)
{
    const QString id = qt::toQString(hit.id);
    const QString title = qt::toQString(hit.title);
    return {suggestionId(itemKind(hit.kind), id), kindText(hit.kind), title.isEmpty() ? id : title,
            widgets::joinFacts(
                {title.isEmpty() || title == id ? QString() : id, qt::toQString(hit.excerpt)})};
}

/// Commands are written with marks for their access keys.
QString plainText(const QAction& action)
{
    return action.text().remove(QLatin1Char('&'));
}

} // namespace

JumpController::JumpController(widgets::ContextBar& bar, const WindowServices& services)
    : QObject(&bar)
    , m_bar(bar)
    , m_services(services)
{
    connect(&bar, &widgets::ContextBar::jumpTextEdited, this, &JumpController::suggest);
    connect(&bar, &widgets::ContextBar::jumpSubmitted, this, &JumpController::submit);
    connect(&bar, &widgets::ContextBar::jumpChosen, this, &JumpController::go);
}

void JumpController::setCommands(const QList<QAction*>& commands)
{
    m_commands = commands;
}

void JumpController::suggest(const QString& text)
{
    const QString wanted = text.trimmed();
    std::vector<JumpSuggestion> own;
    if (!wanted.isEmpty()) {
        for (const QString& name : m_services.funnel.names()) {
            if (name.contains(wanted, Qt::CaseInsensitive)) {
                own.push_back({suggestionId(ItemKind::Funnel, name), tr("funnel"), name, {}});
            }
        }
        for (const QAction* command : m_commands) {
            if (plainText(*command).contains(wanted, Qt::CaseInsensitive)) {
                own.push_back({suggestionId(ItemKind::Command, command->objectName()),
                               tr("command"), plainText(*command),
                               command->shortcut().toString(QKeySequence::NativeText)});
            }
        }
    }
    if (wanted.isEmpty() || !m_services.session.isOpen()) {
        m_services.session.jobs().drop(QStringLiteral("shell.search"));
        m_bar.setSuggestions(own);
        return;
    }
    m_services.session.ask<workflow::SearchResult>(
        {.slot = QStringLiteral("shell.search"),
         .context = this,
         .ask =
             [query = qt::toStdString(wanted)](const qt::OpenStore& store,
                                               const std::stop_token& stop) {
                 return workflow::search(store.workspace, query, kMostHits, stop);
             },
         .deliver =
             [this, own](const workflow::SearchResult& result) {
                 std::vector<JumpSuggestion> all;
                 for (const workflow::SearchHit& hit : result.hits) {
                     all.push_back(suggestionOf(hit));
                 }
                 all.insert(all.end(), own.begin(), own.end());
                 m_bar.setSuggestions(all);
             }});
}

void JumpController::submit(const QString& text)
{
    m_services.session.ask<workflow::SearchResult>(
        {.slot = QStringLiteral("shell.search"),
         .context = this,
         .ask =
             [query = qt::toStdString(text)](const qt::OpenStore& store,
                                             const std::stop_token& stop) {
                 return workflow::search(store.workspace, query, 1, stop);
             },
         .deliver =
             [this, text](const workflow::SearchResult& result) {
                 if (result.hits.empty()) {
                     Q_EMIT noted(tr("Nothing in this store matches \u201C%1\u201D.").arg(text));
                 } else {
                     go(suggestionOf(result.hits.front()).id);
                 }
             }});
}

void JumpController::go(const QString& suggestion)
{
    const qsizetype blank = suggestion.indexOf(QLatin1Char(' '));
    if (blank > 0) {
        const auto kind = static_cast<ItemKind>(suggestion.left(blank).toInt());
        m_services.context.activate(kind, suggestion.mid(blank + 1));
    }
}

} // namespace throughline::app
