#include "widgets/session/ticket_panel.h"

#include "models/base/text.h"
#include "widgets/delegates/ticket_delegate.h"
#include "widgets/shared/copy_menu.h"
#include "widgets/shared/format.h"
#include "widgets/shared/pin_request.h"
#include "widgets/shared/selection_reporter.h"
#include "widgets/shared/text.h"

#include <QListView>
#include <QMenu>

namespace throughline::widgets {

namespace {

constexpr double kCertain = 0.95;
constexpr double kLikely = 0.5;

QString titleOf(const domain::Ticket& ticket)
{
    const QString id = toQString(ticket.id);
    return id.startsWith(QLatin1Char('#')) ? id : QLatin1Char('#') + id;
}

QString wordsOf(const domain::Ticket& ticket)
{
    return oneLine(toQString(ticket.topic.empty() ? ticket.message : ticket.topic));
}

QVariant dataOf(const TicketRow& row, int role)
{
    switch (role) {
    case Qt::DisplayRole:
        return titleOf(row.ticket);
    case DetailRole:
        return wordsOf(row.ticket);
    case EvidenceRole:
        return joinFacts({toQString(row.link.reason), toQString(row.ticket.severity)});
    case AsideRole:
        return confidenceText(row.link);
    case CertainRole:
        return row.link.confidence >= kCertain;
    case IdRole:
        return toQString(row.ticket.id);
    case Qt::ToolTipRole:
        return asToolTip(toQString(row.ticket.message));
    case Qt::AccessibleTextRole:
        return QStringList {titleOf(row.ticket), confidenceText(row.link), wordsOf(row.ticket),
                            toQString(row.link.reason)}
            .join(QStringLiteral(", "));
    default:
        return {};
    }
}

TableTwin tableOf(const ValueTableModel<TicketRow>& model)
{
    TableTwin table {TicketPanel::tr("Related tickets"),
                     {TicketPanel::tr("Ticket"), TicketPanel::tr("Confidence"),
                      TicketPanel::tr("Text"), TicketPanel::tr("Evidence")},
                     {}};
    for (int i = 0; i < model.rowCount(); ++i) {
        const TicketRow& row = *model.rowAt(i);
        table.rows.push_back({titleOf(row.ticket), confidenceText(row.link), wordsOf(row.ticket),
                              toQString(row.link.reason)});
    }
    return table;
}

} // namespace

QString confidenceText(const domain::TicketLink& link)
{
    if (link.confidence >= kCertain) {
        return TicketPanel::tr("certain");
    }
    const QString number = toQString(formatFixed(link.confidence, 2));
    return link.confidence >= kLikely ? TicketPanel::tr("likely %1").arg(number)
                                      : TicketPanel::tr("possible %1").arg(number);
}

TicketPanel::TicketPanel(QWidget* parent)
    : Panel(tr("Related tickets"), parent)
    , m_model(new ValueTableModel<TicketRow>({{tr("Ticket"), Qt::AlignLeft, dataOf}}, this))
    , m_view(new QListView(this))
{
    setObjectName(QStringLiteral("ticketPanel"));
    m_view->setObjectName(QStringLiteral("ticketList"));
    m_view->setAccessibleName(tr("Related tickets"));
    m_view->setModel(m_model);
    m_view->setMouseTracking(true);
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_view->setResizeMode(QListView::Adjust);
    m_view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->setItemDelegate(new TicketDelegate(m_view));
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    m_selection = new SelectionReporter(m_view);
    setBody(m_view);
    setTickets(nullptr);
    connect(m_view, &QWidget::customContextMenuRequested, this, &TicketPanel::showMenu);
    connect(m_selection, &SelectionReporter::selected, this,
            [this](const QVariant& id) { Q_EMIT ticketSelected(id.toString()); });
    connect(m_selection, &SelectionReporter::activated, this,
            [this](const QVariant& id) { Q_EMIT ticketActivated(id.toString()); });
}

void TicketPanel::setTickets(Rows rows)
{
    const std::size_t count = rows ? rows->size() : 0;
    m_model->setRows(std::move(rows));
    setSubtitle(count == 0 ? QString() : formatCount(count));
    setEmptyText(count == 0 ? tr("No ticket seems to belong to this session.") : QString());
}

void TicketPanel::setCanDecide(bool possible)
{
    m_canDecide = possible;
}

bool TicketPanel::selectTicket(const QString& id)
{
    return m_selection->select(id);
}

void TicketPanel::showMenu(QPoint position)
{
    const QString id = m_view->indexAt(position).data(IdRole).toString();
    auto* menu = new QMenu(m_view);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (!id.isEmpty() && m_canDecide) {
        menu->addAction(tr("Confirm link"), this, [this, id] { Q_EMIT linkConfirmed(id); });
        menu->addAction(tr("Reject link"), this, [this, id] { Q_EMIT linkRejected(id); });
        menu->addSeparator();
    }
    addCopyActions(menu, [this] { return tableOf(*m_model); });
    addPinActions(menu, this);
    menu->popup(m_view->viewport()->mapToGlobal(position));
}

} // namespace throughline::widgets
