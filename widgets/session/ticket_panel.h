#pragma once

#include "models/domain/ticket.h"
#include "widgets/shared/panel.h"
#include "widgets/shared/value_table_model.h"

#include <memory>
#include <vector>

class QListView;

namespace throughline::widgets {

class SelectionReporter;

/// A ticket with why it is thought to belong here.
struct TicketRow
{
    domain::Ticket ticket;
    domain::TicketLink link;

    bool operator==(const TicketRow&) const = default;
};

/// Tickets around the selected session, best evidence first; each can be confirmed or rejected.
class TicketPanel : public Panel
{
    Q_OBJECT

public:
    using Rows = std::shared_ptr<const std::vector<TicketRow>>;

    explicit TicketPanel(QWidget* parent = nullptr);

    void setTickets(Rows rows);
    /// Offers *Confirm link* and *Reject link* in the menu.
    void setCanDecide(bool possible);
    /// Selects without a signal; false when it is not in the list.
    bool selectTicket(const QString& id);

Q_SIGNALS:
    void ticketSelected(const QString& id);
    void ticketActivated(const QString& id);
    void linkConfirmed(const QString& ticketId);
    void linkRejected(const QString& ticketId);

private:
    void showMenu(QPoint position);

    ValueTableModel<TicketRow>* m_model;
    QListView* m_view;
    SelectionReporter* m_selection;
    bool m_canDecide = false;
};

/// "certain", "likely 0.74", "possible 0.41"
[[nodiscard]] QString confidenceText(const domain::TicketLink& link);

} // namespace throughline::widgets
