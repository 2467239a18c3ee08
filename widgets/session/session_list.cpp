#include "widgets/session/session_list.h"

#include "widgets/delegates/two_line_delegate.h"
#include "widgets/shared/buttons.h"
#include "widgets/shared/copy_menu.h"
#include "widgets/shared/format.h"
#include "widgets/shared/pin_request.h"
#include "widgets/shared/selection_reporter.h"
#include "widgets/shared/text.h"

#include <QListView>
#include <QMenu>
#include <QPushButton>

#include <array>

namespace throughline::widgets {

namespace {

constexpr std::array kOrders {SessionOrder::FrustratedFirst, SessionOrder::NewestFirst,
                              SessionOrder::LongestFirst};

QString orderText(SessionOrder order)
{
    switch (order) {
    case SessionOrder::FrustratedFirst:
        return SessionList::tr("Frustrated first");
    case SessionOrder::NewestFirst:
        return SessionList::tr("Newest first");
    case SessionOrder::LongestFirst:
        return SessionList::tr("Longest first");
    }
    return {};
}

QString titleOf(const SessionListRow& row)
{
    return toQString(row.session.user.empty() ? row.session.id : row.session.user);
}

QVariant dataOf(const SessionListRow& row, int role)
{
    const QString length = formatLength(row.session.end - row.session.start);
    switch (role) {
    case Qt::DisplayRole:
        return titleOf(row);
    case DetailRole:
        return sessionFacts(row);
    case AsideRole:
        return length;
    case IdRole:
        return toQString(row.session.id);
    case Qt::ToolTipRole:
        return asToolTip(SessionList::tr("%1\nstarted %2")
                             .arg(toQString(row.session.id), formatMoment(row.session.start)));
    case Qt::AccessibleTextRole:
        return QStringList {titleOf(row), length, sessionFacts(row)}.join(QStringLiteral(", "));
    default:
        return {};
    }
}

TableTwin tableOf(const ValueTableModel<SessionListRow>& model)
{
    TableTwin twin {SessionList::tr("Sessions"),
                    {SessionList::tr("Session"), SessionList::tr("User"), SessionList::tr("Begins"),
                     SessionList::tr("Length"), SessionList::tr("Facts")},
                    {}};
    for (int row = 0; row < model.rowCount(); ++row) {
        const SessionListRow& shown = *model.rowAt(row);
        twin.rows.push_back({toQString(shown.session.id), toQString(shown.session.user),
                             formatMoment(shown.session.start),
                             formatLength(shown.session.end - shown.session.start),
                             sessionFacts(shown)});
    }
    return twin;
}

} // namespace

QString sessionFacts(const SessionListRow& row)
{
    const domain::SessionSummary& session = row.session;
    QStringList facts;
    const auto add = [&facts](std::uint64_t count, const QString& one, const QString& many) {
        if (count > 0) {
            facts.append(formatCountOf(count, one, many));
        }
    };
    add(session.rageClicks, SessionList::tr("1 rage click"), SessionList::tr("%1 rage clicks"));
    add(session.reloads, SessionList::tr("reloaded"), SessionList::tr("reloaded %1 times"));
    add(session.errors, SessionList::tr("1 error"), SessionList::tr("%1 errors"));
    add(session.tickets, SessionList::tr("1 ticket"), SessionList::tr("%1 tickets"));
    facts.append(row.outcome);
    if (joinFacts(facts).isEmpty()) {
        add(session.events, SessionList::tr("1 event"), SessionList::tr("%1 events"));
    }
    return joinFacts(facts);
}

SessionList::SessionList(QWidget* parent)
    : Panel(tr("Sessions"), parent)
    , m_model(new ValueTableModel<SessionListRow>({{tr("Session"), Qt::AlignLeft, dataOf}}, this))
    , m_view(new QListView(this))
    , m_order(makeButton({}, "flat", QStringLiteral("sessionOrder"), this))
{
    setObjectName(QStringLiteral("sessionListPanel"));
    m_view->setObjectName(QStringLiteral("sessionList"));
    m_view->setAccessibleName(tr("Sessions"));
    m_view->setModel(m_model);
    m_view->setUniformItemSizes(true);
    m_view->setMouseTracking(true);
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_view->setItemDelegate(new TwoLineDelegate(m_view));
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    m_selection = new SelectionReporter(m_view);
    auto* menu = new QMenu(m_order);
    for (const SessionOrder order : kOrders) {
        menu->addAction(orderText(order), this, [this, order] { Q_EMIT orderChosen(order); });
    }
    m_order->setMenu(menu);
    addToHeader(m_order);
    keepSubtitleWhole();
    setBody(m_view);
    setOrder(SessionOrder::FrustratedFirst);
    setEmptyText(tr("No session matches the selection."));
    connect(m_view, &QWidget::customContextMenuRequested, this, &SessionList::showMenu);
    connect(m_selection, &SelectionReporter::selected, this,
            [this](const QVariant& id) { Q_EMIT sessionSelected(id.toString()); });
    connect(m_selection, &SelectionReporter::activated, this,
            [this](const QVariant& id) { Q_EMIT sessionActivated(id.toString()); });
}

void SessionList::setRows(Rows rows, std::uint64_t total)
{
    const std::size_t count = rows ? rows->size() : 0;
    m_model->setRows(std::move(rows));
    setSubtitle(count < total ? tr("%1 of %2").arg(formatCount(count), formatCount(total))
                              : formatCount(total));
    setEmptyText(count == 0 ? tr("No session matches the selection.") : QString());
}

void SessionList::showMenu(QPoint position)
{
    auto* menu = new QMenu(m_view);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    addCopyActions(menu, [this] { return tableOf(*m_model); });
    addPinActions(menu, this);
    menu->popup(m_view->viewport()->mapToGlobal(position));
}

void SessionList::setOrder(SessionOrder order)
{
    m_order->setText(withMenuMark(orderText(order)));
    m_order->setAccessibleName(tr("Order: %1").arg(orderText(order)));
}

bool SessionList::selectSession(const QString& id)
{
    return m_selection->select(id);
}

} // namespace throughline::widgets
