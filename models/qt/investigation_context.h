#pragma once

#include "models/domain/funnel.h"
#include "models/domain/ids.h"
#include "models/workflow/session_set.h"

#include <QObject>
#include <QString>

#include <cstdint>
#include <string>

namespace throughline::qt {

/// What the user points at. Everything may be empty.
struct Selection
{
    domain::FunnelDefinition funnel {}; ///< without steps: none
    domain::ErrorGroupId errorGroup {}; ///< 0: none
    workflow::SessionSet sessions {}; ///< which sessions are listed
    domain::ErrorGroupId ticketsOf {}; ///< whose tickets are listed; 0: the session's
    std::string session {};
    domain::TraceId trace {};
    std::string ticket {};
    domain::RecordRef record {}; ///< block 0: none

    bool operator==(const Selection&) const = default;
};

/// The same with another error group and the sessions that met it; group 0: with none, and all
/// sessions. What belonged to the group before is let go.
[[nodiscard]] Selection withErrorGroup(Selection selection, domain::ErrorGroupId group);

/// The same with other sessions listed, and none of them chosen yet.
[[nodiscard]] Selection withSessions(Selection selection, const workflow::SessionSet& sessions);

/// Kinds of things that can be gone to.
enum class ItemKind : std::uint8_t
{
    ErrorGroup,
    Funnel,
    Sessions,
    Session,
    Trace,
    Tickets,
    Ticket,
    User,
    Account,
    Command
};

/// Where views meet: the scope all of them show and the one selection all of them know. To *select*
/// informs every view, to *activate* asks the window to go there. Setters compare before they set.
class InvestigationContext : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    [[nodiscard]] const domain::Scope& scope() const { return m_scope; }

    [[nodiscard]] const Selection& selection() const { return m_selection; }

    /// By the user's hand: a step in the history.
    void setScope(const domain::Scope& scope);
    void setSelection(const Selection& selection);
    /// By a view, for want of a choice (the first row of a list): no step of its own.
    void adjustSelection(const Selection& selection);

    /// Selects a group and with it the sessions that met it; 0 selects none and all sessions.
    void selectErrorGroup(domain::ErrorGroupId group);
    void selectFunnel(const domain::FunnelDefinition& funnel);
    void selectSession(const std::string& id);

    /// Lists these sessions and goes there.
    void openSessions(const workflow::SessionSet& sessions);
    /// Goes to one thing, selected by its id in the kind's own spelling.
    void activate(ItemKind kind, const QString& id);

Q_SIGNALS:
    void scopeChanged(const throughline::domain::Scope& scope);
    void selectionChanged(const throughline::qt::Selection& selection);
    /// After a change by the user's hand, and after an adjustment.
    void moved();
    void adjusted();
    void activated(throughline::qt::ItemKind kind, const QString& id);

private:
    domain::Scope m_scope;
    Selection m_selection;
};

} // namespace throughline::qt
